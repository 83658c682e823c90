"""What is to happen to which entry, and when."""

from heapq import heapify, heappop, heappush
from typing import Final

from .place import Place

_ROOM: Final = 64
"""How many dropped appointments may lie about, however few are left."""


class Agenda:
    """One appointment per place at most; dropping one leaves its line until it is in the way."""

    def __init__(self, room: int = _ROOM) -> None:
        """Begin with nothing to do."""
        self._room = room
        self._lines: list[tuple[float, int, Place]] = []
        self._moments: dict[int, float] = {}

    def note(self, place: Place, moment: float) -> None:
        """Note when it is its turn, in place of what was noted of it before."""
        self._moments[place.number] = moment
        heappush(self._lines, (moment, place.number, place))
        self._tidy()

    def drop(self, place: Place) -> None:
        """Forget it."""
        if self._moments.pop(place.number, None) is not None:
            self._tidy()

    def next(self) -> float | None:
        """Return when the first one has its turn; none where none has."""
        while self._lines and not self._is_valid(self._lines[0]):
            heappop(self._lines)
        return self._lines[0][0] if self._lines else None

    def pop(self, now: float) -> list[Place]:
        """Return those whose turn has come, in that order, and forget them."""
        due = []
        while (moment := self.next()) is not None and moment <= now:
            _, number, place = heappop(self._lines)
            del self._moments[number]
            due.append(place)
        return due

    def _is_valid(self, line: tuple[float, int, Place]) -> bool:
        moment, number, _ = line
        return self._moments.get(number) == moment

    def _tidy(self) -> None:
        if len(self._lines) > 2 * len(self._moments) + self._room:
            self._lines = [line for line in self._lines if self._is_valid(line)]
            heapify(self._lines)
