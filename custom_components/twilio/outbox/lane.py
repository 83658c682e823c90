"""Entries that go one after the other."""

from collections import OrderedDict
from heapq import heappop, heappush
from typing import override

from .place import Place


class Lane:
    """Ordinary entries: each goes once the one before it is settled."""

    def __init__(self) -> None:
        """Begin with none."""
        # A dict would look through all that were settled for the first that is not.
        self._places: OrderedDict[int, Place] = OrderedDict()
        self.taken: Place | None = None
        """The one that is being sent, and in the way of the others."""

    def __bool__(self) -> bool:
        """Return whether anything is in it."""
        return bool(self._places)

    def join(self, place: Place) -> None:
        """Come after the others."""
        self._places[place.number] = place

    def leave(self, place: Place) -> None:
        """Be settled."""
        del self._places[place.number]
        self.release(place)

    def release(self, place: Place) -> None:
        """Be no longer in the way of the others."""
        if self.taken is place:
            self.taken = None

    def make_ready(self, place: Place) -> None:
        """Note that it can be sent, as far as it alone is concerned."""
        place.is_ready = True

    def candidates(self) -> tuple[Place, ...]:
        """Return which may go now."""
        first = next(iter(self._places.values()), None)
        return (first,) if first is not None and first.is_ready else ()


class AlertLane(Lane):
    """Alerts: one that is stuck steps out of the way of those after it."""

    @override
    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self._new: list[tuple[int, Place]] = []
        self._tried: list[tuple[int, Place]] = []

    @override
    def make_ready(self, place: Place) -> None:
        super().make_ready(place)
        heappush(self._new if place.is_new else self._tried, (place.number, place))

    @override
    def candidates(self) -> tuple[Place, ...]:
        """Return the first that was never tried and the first that was: each may be held up."""
        if self.taken is not None:
            return ()
        firsts = (self._first(self._new), self._first(self._tried))
        return tuple(place for place in firsts if place is not None)

    def _first(self, ready: list[tuple[int, Place]]) -> Place | None:
        """Return the first that can still be sent, and forget those before it."""
        while ready:
            number, place = ready[0]
            if place.is_ready and number in self._places:
                return place
            heappop(ready)
        return None
