"""The simulator as a program of its own."""

import asyncio
from pathlib import Path
import re
import signal
import sys

from aiohttp import ClientSession
import pytest

ROOT = Path(__file__).parents[2]


async def _start(*arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "simulator",
        "--port",
        "0",
        *arguments,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


@pytest.mark.parametrize("signum", [signal.SIGINT, signal.SIGTERM])
async def test_it_says_where_it_is_and_ends_cleanly(
    session: ClientSession, *, signum: signal.Signals
) -> None:
    """Addresses and credentials are printed; a signal ends it without a word."""
    sid = "AC" + "7" * 32
    program = await _start("--account-sid", sid, "--tunnel", "https://a.example=http://127.0.0.1:9")
    assert program.stdout
    printed = b""
    async with asyncio.timeout(10):
        while b"Handsets" not in printed:
            printed += await program.stdout.readline()
    text = printed.decode()
    assert sid in text
    found = re.search(r"http://127\.0\.0\.1:\d+/phone", text)
    assert found
    async with session.get(found[0]) as response:
        assert response.status == 200
    program.send_signal(signum)
    rest, errors = await program.communicate()
    assert (program.returncode, rest, errors) == (0, b"", b"")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--tunnel", "house.example"), "is not of the form https://public=http://local:port"),
        (("--host", "0.0.0.0"), "serves this machine only"),  # noqa: S104 - it is refused
    ],
)
async def test_mistakes_are_explained(
    socket_enabled: None, *, arguments: tuple[str, ...], sentence: str
) -> None:
    """And nothing is started."""
    program = await _start(*arguments)
    _, errors = await program.communicate()
    assert program.returncode != 0
    assert sentence in errors.decode()
