"""What a ledger wrote down, by this version and by the one before."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from .booking import Booking
from .outbox.content import Kind


def bookings_of(stored: Mapping[str, Any]) -> list[Booking]:
    """Return what was booked, oldest first."""
    if "bookings" in stored:
        return [Booking.from_json(booking) for booking in stored["bookings"]]
    return sorted(_without_recipients(stored), key=lambda booking: booking.at)


def _without_recipients(stored: Mapping[str, Any]) -> Iterator[Booking]:
    """Return what was booked by times alone; only of the replies of an hour to whom."""
    messages = Counter[float](stored.get("messages", ()))
    answers = Counter[float](stored.get("answers", ()))
    for to, times in stored.get("replies", {}).items():
        for at in times:
            yield Booking(Kind.MESSAGE, to, at, is_reply=True)
        messages.subtract(times)
        answers.subtract(times)
    messages.subtract(+answers)
    yield from (Booking(Kind.MESSAGE, "", at, is_reply=True) for at in answers.elements())
    yield from (Booking(Kind.MESSAGE, "", at) for at in messages.elements())
    yield from (Booking(Kind.CALL, "", at) for at in stored.get("calls", ()))
