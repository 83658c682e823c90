"""The Chromium that the tests look through."""

from asyncio.subprocess import PIPE, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Browser, async_playwright
import pytest

from demo.config_directory import REPOSITORY

_SCRIPT: Final = REPOSITORY / "scripts" / "browser"
_ARGUMENTS: Final = (
    "--no-sandbox",  # it shows pages of this machine only, and may run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@asynccontextmanager
async def running_chromium() -> AsyncIterator[Browser]:
    """Start the Chromium of this machine, without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=await _path(), args=list(_ARGUMENTS)
        )
        try:
            yield browser
        finally:
            await browser.close()


async def _path() -> str:
    """Return where Chromium is; without one, every test here fails."""
    process = await create_subprocess_exec(_SCRIPT, stdout=PIPE, stderr=PIPE)
    found, said = await process.communicate()
    if process.returncode:
        pytest.fail(f"There is no browser to test in.\n{said.decode()}", pytrace=False)
    return found.decode().strip()
