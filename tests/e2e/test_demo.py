"""`scripts/demo`, as a person or a pipeline runs it."""

import asyncio
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator
import re
import signal
from unittest.mock import ANY

from aiohttp import ClientError, ClientSession
import pytest
import pytest_asyncio

from demo.config_directory import REPOSITORY
from demo.house import PASSWORD, USERNAME
from demo.rest import RestClient
from demo.scenario import SCENARIO
from demo.stage import Stage
from demo.transcript import Step, expect, play

DEMO = REPOSITORY / "scripts" / "demo"


async def start_demo(*arguments: str) -> Process:
    """Start the script in a session of its own."""
    return await asyncio.create_subprocess_exec(
        DEMO, *arguments, stdout=PIPE, stderr=STDOUT, cwd=REPOSITORY, start_new_session=True
    )


@pytest_asyncio.fixture(loop_scope="session")
async def shown_demo() -> AsyncIterator[Process]:
    """Return the running demo."""
    process = await start_demo()
    yield process
    if process.returncode is None:
        process.terminate()
        await process.wait()


async def read_until(process: Process, last: str) -> str:
    """Return what a process prints, up to a line."""
    assert process.stdout
    text = ""
    async with asyncio.timeout(90):
        while last not in text:
            line = await process.stdout.readline()
            assert line, text
            text += line.decode()
    return text


async def test_check_plays_every_step() -> None:
    """`scripts/demo --check` exits 0 and tells each step."""
    process = await start_demo("--check")
    async with asyncio.timeout(110):
        output, _ = await process.communicate()
    told = [line for line in output.decode().splitlines() if line[:1] in "✓✗"]
    assert [line[2:].rpartition(" (")[0] for line in told] == [s.sentence for s in SCENARIO], output
    assert all(line.startswith("✓") for line in told)
    assert process.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_demo_serves_until_it_is_stopped(shown_demo: Process, number: signal.Signals) -> None:
    """Both printed addresses answer, and neither does after the end."""
    text = await read_until(shown_demo, "Ctrl-C")
    addresses = re.findall(r"http://127\.0\.0\.1:\d+\S*", text)
    assert len(addresses) == 2
    async with ClientSession() as session:
        for address in addresses:
            async with session.get(address) as response:
                assert response.status == 200
                assert response.content_type == "text/html"
        shown_demo.send_signal(number)
        async with asyncio.timeout(60):
            assert await shown_demo.wait() == 0
        for address in addresses:
            with pytest.raises(ClientError):
                await session.get(address)


async def test_demo_comes_back_after_a_restart(shown_demo: Process) -> None:
    """A restart from Home Assistant's own user interface is carried out."""
    text = await read_until(shown_demo, "Ctrl-C")
    url = re.findall(r"http://127\.0\.0\.1:\d+", text)[0]
    async with ClientSession() as session:
        rest = RestClient(session, url)
        await rest.log_in(USERNAME, PASSWORD)
        await rest.post("/api/services/homeassistant/restart", {})
        await read_until(shown_demo, "Home Assistant runs again")
        assert await rest.get("/api/core/state") == {"state": "RUNNING", "recorder_state": ANY}


async def test_failed_step_ends_the_scenario(stage: Stage) -> None:
    """The transcript says what was expected and what was seen, and nothing goes on."""

    async def go_wrong(_: Stage) -> None:
        expect("the alarm", "armed_away", "disarmed")

    async def never(_: Stage) -> None:
        raise AssertionError("a step was played after one that failed")

    lines: list[str] = []
    steps = (Step("It goes wrong.", go_wrong), Step("It goes on.", never))
    assert not await play(stage, steps, lines.append)
    told = "\n".join(lines)
    assert told.startswith("✗ It goes wrong.")
    assert "expected: 'armed_away'" in told
    assert "seen:     'disarmed'" in told
    assert "It goes on." not in told
