"""What of one account may go now, alerts first, then in the order of asking."""

from collections import defaultdict
from collections.abc import Callable
from heapq import heappop, heappush

from .content import Kind
from .place import Place

type Sort = tuple[bool, Kind, bool]
"""Whether it is an alert, what it is, and whether it is new: enough to hold up all like it."""


class Offers:
    """The candidates of all lanes by their sort, so that thousands held up hold up no others."""

    def __init__(self, still_holds: Callable[[Place], bool]) -> None:
        """Begin with none; an offer is looked at again before it is shown."""
        self._still_holds = still_holds
        self._by_sort: defaultdict[Sort, list[tuple[int, Place]]] = defaultdict(list)
        self._offered: set[tuple[Sort, int]] = set()

    def add(self, place: Place) -> None:
        """Offer it, once."""
        entry = place.entry
        sort = entry.is_alert, entry.content.kind, place.is_new
        if (sort, place.number) not in self._offered:
            self._offered.add((sort, place.number))
            heappush(self._by_sort[sort], (place.number, place))

    def firsts(self) -> list[Place]:
        """Return the first of each sort, alerts before the others, in the order of asking."""
        firsts = [place for sort in self._by_sort if (place := self._first(sort)) is not None]
        return sorted(firsts, key=lambda place: (not place.entry.is_alert, place.number))

    def _first(self, sort: Sort) -> Place | None:
        offers = self._by_sort[sort]
        while offers:
            number, place = offers[0]
            if place.is_new is sort[2] and self._still_holds(place):
                return place
            heappop(offers)
            self._offered.discard((sort, number))
        return None
