"""Pauses between tries that grow, so that what is broken is not stormed."""

from collections.abc import Callable
from dataclasses import dataclass
from random import random
from typing import Final

FIRST: Final = 1.0
LONGEST: Final = 60.0
_SPREAD: Final = 0.25
"""By which share a pause is shortened at most, so that not all houses come at once."""


@dataclass(slots=True, kw_only=True)
class Pauses:
    """Each pause twice as long as the one before, up to the longest, and a little by chance."""

    first: float = FIRST
    longest: float = LONGEST
    chance: Callable[[], float] = random
    """Something from 0 to 1, other each time."""
    _next: float | None = None

    def grow(self) -> float:
        """Return for how many seconds to wait now; the next pause is longer."""
        pause = self.first if self._next is None else self._next
        self._next = min(2 * pause, self.longest)
        return pause * (1 - _SPREAD * self.chance())

    def reset(self) -> None:
        """Begin with the first pause again."""
        self._next = None
