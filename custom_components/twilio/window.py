"""What was booked lately, counted."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Final

from .booking import Booking

TOLERANCE: Final = 60.0
"""By how many seconds a clock may be set back before what it said of later no longer counts."""


class Window[Subject: Hashable]:
    """The bookings of the last seconds, with how many there are of each subject.

    Each operation takes the same time, however many there are.
    """

    def __init__(self, seconds: float, subjects: Callable[[Booking], Iterable[Subject]]) -> None:
        """Hold nothing; `subjects` tells as what a booking counts."""
        self.seconds: Final = seconds
        self._subjects = subjects
        self._counts: Counter[Subject] = Counter()
        # Of what looks the same, because it was asked for in the same moment, each counts.
        self._bookings: OrderedDict[Booking, list[Booking]] = OrderedDict()

    def __eq__(self, other: object) -> bool:
        """Tell whether the same bookings are in the same window."""
        if not isinstance(other, Window):
            return NotImplemented
        return self.seconds == other.seconds and [*self] == [*other]

    __hash__ = None  # type: ignore[assignment] # It changes.

    def __iter__(self) -> Iterator[Booking]:
        """Go through all, oldest first."""
        return (booking for same in self._bookings.values() for booking in same)

    def __getitem__(self, subject: Subject) -> int:
        """Return how many there are of a subject."""
        return self._counts[subject]

    def add(self, booking: Booking) -> None:
        """Count a booking, which is the latest."""
        self._bookings.setdefault(booking, []).append(booking)
        self._counts.update(self._subjects(booking))

    def remove(self, booking: Booking) -> None:
        """Uncount a booking, if it counts at all."""
        if same := self._bookings.get(booking):
            self._uncount(same.pop())
            if not same:
                del self._bookings[booking]

    def move_to(self, now: float) -> None:
        """Drop what no longer counts, and what a clock that was ahead has left."""
        if self._bookings and next(reversed(self._bookings)).at - now > TOLERANCE:
            for booking in [booking for booking in self if booking.at - now > TOLERANCE]:
                self.remove(booking)
        while self._bookings and now - next(iter(self._bookings)).at >= self.seconds:
            for booking in self._bookings.popitem(last=False)[1]:
                self._uncount(booking)

    def _uncount(self, booking: Booking) -> None:
        for subject in self._subjects(booking):
            self._counts[subject] -= 1
            if not self._counts[subject]:
                del self._counts[subject]
