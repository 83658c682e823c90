"""What a house that is busy with Twilio writes into its log, at debug level."""

from base64 import b64encode
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import pytest_socket

from demo.commands import COMMANDS
from demo.config_directory import HouseConfig
from demo.pin_search import PIN_SEARCH
from demo.scenario import SCENARIO
from demo.stage import Stage, set_stage
from demo.strangers import STRANGERS
from demo.transcript import play


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def busy(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Return a stage that has seen everything, a reload and a restart."""
    pytest_socket.enable_socket()  # comes before the fixture of a single test
    template = tmp_path_factory.mktemp("talkative")
    for source in HouseConfig().template.glob("*.yaml"):
        text = source.read_text().replace("default: warning", "default: debug")
        (template / source.name).write_text(text)
    config = HouseConfig(template=template)
    async with set_stage(tmp_path_factory.mktemp("busy"), config=config) as stage:
        lines: list[str] = []
        assert await play(stage, SCENARIO, lines.append), "\n".join(lines)
        await stage.house.reload_entry(stage.entry_id)
        await stage.house.restart()
        # So many answers within an hour are more than the house gives to one number.
        once = {*COMMANDS, *PIN_SEARCH, *STRANGERS}
        again = [step for step in SCENARIO if step not in once]
        assert await play(stage, again, lines.append), "\n".join(lines)
        yield stage


async def test_log_is_talkative(busy: Stage) -> None:
    """The level is debug, so that the other tests read what users send us."""
    assert any(" DEBUG " in line for line in busy.house.log_lines())


@pytest.mark.parametrize(
    "trouble", ["blocking call", "Traceback", "was never awaited", "never retrieved", "deprecated"]
)
async def test_log_has_no(busy: Stage, trouble: str) -> None:
    """Nothing of ours blocks the event loop or fails unseen."""
    assert [line for line in busy.house.log_lines() if trouble in line] == []


async def test_log_has_no_errors(busy: Stage) -> None:
    """Nothing is logged as an error."""
    assert [line for line in busy.house.log_lines() if " ERROR " in line] == []


async def test_log_has_no_secrets(busy: Stage) -> None:
    """Neither the Auth Token, as such or in a header, nor the webhook's id is in it."""
    log = "\n".join(busy.house.log_lines())
    account = busy.twilio.account
    assert account.auth_token not in log
    assert b64encode(f"{account.sid}:{account.auth_token}".encode()).decode() not in log
    assert busy.hook_id not in log
