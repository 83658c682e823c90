"""What an earlier run left in the file of the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from .changes import Count, Drop, Put, from_line
from .entry import Entry, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What could be read, and what could not."""

    entries: tuple[Entry, ...] = ()
    """What was not settled, oldest first."""
    counters: Mapping[str, int] = field(default_factory=dict)
    lines: int = 0
    """How many lines were read, those of settled entries included."""
    damaged: int = 0
    """How many lines could not be read."""
    is_torn: bool = False
    """Whether the end of the last line is missing, as after a power cut: nobody relied on it."""
    is_unreadable: bool = False
    """Whether there is a file, but the disk does not give it."""

    @property
    def is_sound(self) -> bool:
        """Whether everything could be read."""
        return not (self.damaged or self.is_torn or self.is_unreadable)

    @classmethod
    def of(cls, content: bytes) -> Self:
        """Read line by line: what cannot be read of one costs no other."""
        *lines, rest = content.split(b"\n")
        replay = _Replay()
        damaged = [at for at, line in enumerate(lines) if line and not replay.take(line, at)]
        is_torn = bool(rest) and not replay.take(rest, len(lines))
        return cls(
            entries=replay.entries(damaged[-1] if damaged else -1),
            counters=replay.counters,
            lines=len(lines),
            damaged=len(damaged),
            is_torn=is_torn,
        )


class _Replay:
    """What has become of an outbox after some of its changes."""

    def __init__(self) -> None:
        """Begin before the first."""
        self.counters: dict[str, int] = {}
        self._entries: dict[str, Entry] = {}
        self._put_at: dict[str, int] = {}

    def take(self, line: bytes, at: int) -> bool:
        """Replay a change, and tell whether it could be read."""
        try:
            change = from_line(line)
        except LookupError, TypeError, ValueError, RecursionError:
            return False
        match change:
            case Put(entry):
                self._entries[entry.reference] = entry
                self._put_at[entry.reference] = at
            case Drop(reference):
                self._entries.pop(reference, None)
            case Count(name, 0):
                self.counters.pop(name, None)
            case _:
                self.counters[change.name] = change.total
        return True

    def entries(self, damaged_at: int) -> tuple[Entry, ...]:
        """Return what is not settled; what was put before a damaged line may have been tried."""
        return tuple(
            _doubted(entry) if self._put_at[reference] < damaged_at else entry
            for reference, entry in self._entries.items()
        )


def _doubted(entry: Entry) -> Entry:
    """Return an entry of which nobody knows any more whether Twilio was asked to take it."""
    if entry.state is not State.WAITING:
        return entry
    return replace(entry, state=State.UNCERTAIN, tried=entry.tried or entry.created)
