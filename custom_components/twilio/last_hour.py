"""How often something happened within the last hour."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

MINUTE: Final = 60.0
MINUTES: Final = 60


@dataclass(slots=True)
class LastHour:
    """Counts by the minute, so that it stays small; times are seconds since the epoch."""

    _minutes: Counter[int] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """Return how often it happened."""
        return self._minutes.total()

    def add(self, at: float) -> None:
        """Count one more."""
        self._minutes[int(at // MINUTE)] += 1

    def move_to(self, now: float) -> None:
        """Drop what is an hour ago, and what a clock that was ahead has left."""
        this = int(now // MINUTE)
        for minute in [known for known in self._minutes if not -1 <= this - known < MINUTES]:
            del self._minutes[minute]
