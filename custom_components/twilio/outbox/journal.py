"""The file of the outbox: what is appended is on the disk, or an error says that it is not."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
import errno
import os
from pathlib import Path
from typing import Final

from .changes import Change, Count, Put, as_line
from .entry import Entry
from .recovery import Recovery

_MODE: Final = 0o600


class Journal:
    """Appends changes to a file, and rewrites it where that is smaller or safer.

    Not for two threads at once.
    """

    def __init__(self, path: Path) -> None:
        """Touch nothing yet."""
        self._path = path
        self._new = path.with_name(f"{path.name}.new")
        self._aside = path.with_name(f"{path.name}.damaged")
        self._is_damaged = False
        self.can_append = False
        """Whether the file is known to be whole."""
        self.size = 0
        """How many bytes the file has."""
        self.lines = 0
        """How many lines the file has."""

    def read(self) -> Recovery:
        """Return what an earlier run left; never fails."""
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return Recovery()
        except OSError:
            self._is_damaged = True
            return Recovery(is_unreadable=True)
        recovery = Recovery.of(content)
        self._is_damaged = recovery.damaged > 0
        self.can_append = recovery.is_sound and content[-1:] in (b"", b"\n")
        self.size, self.lines = len(content), recovery.lines
        return recovery

    def append(self, changes: Iterable[Change]) -> None:
        """Write changes; raises `OSError`, also where the file is not as it was left."""
        lines = [as_line(change) for change in changes]
        content = b"".join(lines)
        with _opened(self._path, os.O_WRONLY | os.O_APPEND) as file:
            if not self.can_append or os.fstat(file).st_size != self.size:
                raise OSError(errno.ESTALE, os.strerror(errno.ESTALE))
            self.can_append = False
            try:
                _write(file, content)
            except OSError:
                with suppress(OSError):
                    os.ftruncate(file, self.size)
                    self.can_append = True
                raise
        self.can_append = True
        self.size += len(content)
        self.lines += len(lines)

    def rewrite(self, entries: Iterable[Entry], counters: Mapping[str, int]) -> None:
        """Replace the file, all or nothing, and keep a damaged one aside; raises `OSError`."""
        self.can_append = False
        changes: list[Change] = [
            *map(Put, entries),
            *(Count(name, total) for name, total in counters.items()),
        ]
        content = b"".join(map(as_line, changes))
        self._path.parent.mkdir(exist_ok=True)
        try:
            with _opened(self._new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) as file:
                os.fchmod(file, _MODE)
                _write(file, content)
            if self._is_damaged:
                self._set_aside()
            self._new.replace(self._path)
        except OSError:
            with suppress(OSError):
                self._new.unlink()
            raise
        with _opened(self._path.parent, os.O_RDONLY | os.O_DIRECTORY) as directory:
            os.fsync(directory)
        self._is_damaged = False
        self.can_append = True
        self.size, self.lines = len(content), len(changes)

    def remove(self) -> None:
        """Leave nothing on the disk, of a damaged file either; raises `OSError`."""
        self.can_append = self._is_damaged = False
        self.size = self.lines = 0
        for path in (self._path, self._new, self._aside):
            path.unlink(missing_ok=True)

    def remove_damaged(self) -> None:
        """Delete the file that was kept aside; raises `OSError`."""
        self._aside.unlink(missing_ok=True)

    def _set_aside(self) -> None:
        """Keep the file under another name, in place of one that was kept before."""
        self._aside.unlink(missing_ok=True)
        with suppress(OSError):
            self._path.chmod(_MODE)  # A restored backup may have let everybody read it.
        try:
            self._aside.hardlink_to(self._path)  # so that there is one under its name throughout
        except OSError:
            self._path.replace(self._aside)


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    file = os.open(path, flags | os.O_CLOEXEC, _MODE)
    try:
        yield file
    finally:
        os.close(file)


def _write(file: int, content: bytes) -> None:
    """Write everything, as far as to the disk."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(file, rest) :]
    os.fsync(file)
