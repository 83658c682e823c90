"""A house whose clock, name server and disk can be broken from outside, by files in a folder.

Python imports this before anything else where it is on its path.
"""

import errno
import os
from pathlib import Path
import socket
import sys
import time
from typing import Any, Final

from aiohttp.abc import ResolveResult
from aiohttp.resolver import AsyncResolver

_FOLDER: Final = Path(os.environ["INTERFERENCE"])
_CLOCK: Final = _FOLDER / "clock"
_NO_NAMES: Final = _FOLDER / "no_names"
_DISK_FULL: Final = _FOLDER / "disk_full"
_DISK_SLOW: Final = _FOLDER / "disk_slow"
_SLOW_SECONDS: Final = 3.0
_OURS: Final = "twilio.outbox"
_INTEGRATION: Final = "custom_components.twilio."

_time = time.time
_fsync = os.fsync
_resolve = AsyncResolver.resolve


def _wrong_time() -> float:
    """Tell our integration a time that is off by what the file says.

    Nobody else: `datetime` goes on being right, and who compares both lets nobody log in.
    """
    if not sys._getframe(1).f_globals["__name__"].startswith(_INTEGRATION):
        return _time()
    file = os.open(_CLOCK, os.O_RDONLY)  # Home Assistant complains of other ways to read a file.
    try:
        return _time() + float(os.read(file, 32))
    finally:
        os.close(file)


def _failing_fsync(file: Any) -> None:
    """Bring a file to the disk, unless it is ours and the disk has no room or no time."""
    if Path(f"/proc/self/fd/{file}").readlink().name.startswith(_OURS):
        if _DISK_SLOW.exists():
            time.sleep(_SLOW_SECONDS)
        if _DISK_FULL.exists():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    _fsync(file)


async def _failing_resolve(
    self: AsyncResolver,
    host: str,
    port: int = 0,
    family: socket.AddressFamily = socket.AF_INET,
) -> list[ResolveResult]:
    """Ask the name server, unless there is none."""
    if _NO_NAMES.exists():
        raise OSError(None, "Domain name not found")
    return await _resolve(self, host, port, family)


if _CLOCK.exists():
    # Only where it is wrong at the start: the time is asked for all the time.
    time.time = _wrong_time
os.fsync = _failing_fsync  # type: ignore[assignment]
AsyncResolver.resolve = _failing_resolve  # type: ignore[method-assign]
