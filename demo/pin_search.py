"""Whether a PIN is in any file of a house, however it is written."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
import re
from typing import Final
from urllib.parse import quote

from simulator import DEFAULT_NUMBER

from .alarm import expect_status
from .contacts import PIN
from .errors import HouseError
from .house import KNOCK_SECONDS
from .observation import PATIENCE_SECONDS
from .stage import Stage
from .transcript import Step, expect

CANARY: Final = "9164"
_MOST_SEARCHES: Final = 20
# Digits by chance stand within longer words, numbers, times and ids; a PIN in a text does not.
# `%20` and `+` are blanks of an address; 16 bits a character stand for UTF-16.
_BEFORE: Final = r"(?<![0-9A-Za-z._-])|(?<=%20)|(?<=%2B)"
_AFTER: Final = r"(?![0-9A-Za-z_-])"


async def pin_is_nowhere(stage: Stage) -> None:
    """Search all files that the house wrote, while it runs and after its end."""
    await stage.phone.text(f"HELLO SV {CANARY}", to=DEFAULT_NUMBER)
    await expect_status(stage, "disarmed")
    await _expect_canary(stage)
    expect("the files with the PIN", (), await _found(stage, PIN))
    await stage.house.stop()
    await _expect_canary(stage)
    expect("the files with the PIN", (), await _found(stage, PIN))
    await stage.house.start()


async def _expect_canary(stage: Stage) -> None:
    """Wait until the search finds digits that are no PIN: the house writes a little late."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                if await _found(stage, CANARY):
                    return
                await asyncio.sleep(KNOCK_SECONDS)
    except TimeoutError:
        raise HouseError("The search does not find what the house wrote.") from None


async def _found(stage: Stage, digits: str) -> tuple[str, ...]:
    return await asyncio.to_thread(files_with, stage.house.directory, digits)


def files_with(directory: Path, digits: str) -> tuple[str, ...]:
    """Return the files below a directory in which digits stand by themselves."""
    pattern = re.compile(b"|".join(_forms(digits)), re.IGNORECASE)
    for _ in range(_MOST_SEARCHES):
        # What the house replaced meanwhile may stand where the search has been already.
        with suppress(FileNotFoundError):
            return tuple(
                str(path.relative_to(directory))
                for path in sorted(_files(directory))
                if pattern.search(path.read_bytes())
            )
    raise HouseError("The house replaces its files faster than they can be searched.")


def _files(directory: Path) -> Iterator[Path]:
    """Yield what a house wrote itself: links lead to the integrations' code."""
    for folder, folders, names in directory.walk(follow_symlinks=False):
        folders[:] = [name for name in folders if not (folder / name).is_symlink()]
        yield from (path for name in names if (path := folder / name).is_file())


def _forms(digits: str) -> Iterator[bytes]:
    plain = f"(?:{_BEFORE}){digits}{_AFTER}".encode()
    yield plain
    yield re.escape("".join(f"%{ord(digit):02X}" for digit in digits).encode())
    yield re.escape("".join(f"\\u{ord(digit):04x}" for digit in digits).encode())
    yield re.escape("".join(f"&#{ord(digit)};" for digit in digits).encode())
    for encoding in ("utf-16-le", "utf-16-be"):
        yield re.escape(f" {digits}".encode(encoding))
    for blank in (" ", "+", "%20", quote("\u00a0")):
        yield re.escape(f"sv{blank}{digits}".encode())


PIN_SEARCH = (Step("The PIN is in no file of the house, running or not.", pin_is_nowhere),)
