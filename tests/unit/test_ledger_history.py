"""What a ledger wrote down, by this version and by the one before."""

from typing import Any

import pytest

from custom_components.twilio.booking import Booking
from custom_components.twilio.ledger import Ledger
from custom_components.twilio.ledger_history import bookings_of
from custom_components.twilio.limits import Limit
from custom_components.twilio.outbox.content import Kind

OLD: dict[str, Any] = {
    "messages": [1.0, 2.0, 3.0, 3.0, 5.0],
    "calls": [4.0],
    "answers": [2.0, 3.0, 5.0],
    "heard_from": {"+15551234567": 4.5},
    "replies": {"+15551234567": [3.0, 5.0]},
}


def test_version_before() -> None:
    """Each message, reply and call of then counts as one, and once."""
    assert [
        (booking.at, booking.kind, booking.to, booking.is_reply) for booking in bookings_of(OLD)
    ] == [
        (1.0, Kind.MESSAGE, "", False),
        (2.0, Kind.MESSAGE, "", True),
        (3.0, Kind.MESSAGE, "+15551234567", True),
        (3.0, Kind.MESSAGE, "", False),
        (4.0, Kind.CALL, "", False),
        (5.0, Kind.MESSAGE, "+15551234567", True),
    ]
    ledger = Ledger.from_json(OLD)
    assert ledger.counts(6.0) == {
        "messages": 5,
        "calls": 1,
        "alert_messages": 0,
        "alert_calls": 0,
    }
    assert sum(ledger.origins(Limit.REPLIES_PER_DAY, "").values()) == 3
    assert sum(ledger.origins(Limit.REPLIES_PER_HOUR, "+15551234567").values()) == 2
    assert ledger.book(Kind.MESSAGE, "+15551234567", 6.0).is_reply


@pytest.mark.parametrize("stored", [{}, {"messages": [], "calls": []}, {"bookings": []}])
def test_nothing(stored: dict[str, Any]) -> None:
    """What is empty, or was never written, is nothing."""
    assert bookings_of(stored) == []


def test_this_version() -> None:
    """What was written is read, with all that is known of it."""
    booking = Booking(Kind.CALL, "+15551234567", 5.5, is_alert=True, origin="automation.hall")
    (read,) = bookings_of({"bookings": [booking.as_json()]})
    assert (read, read.is_reply, read.origin) == (booking, False, "automation.hall")


@pytest.mark.parametrize(
    "damage",
    [{"kind": "fax"}, {"to": 5}, {"at": -1}, {"at": "x"}, {"is_alert": None}, {"origin": 5}],
)
def test_damage(damage: dict[str, Any]) -> None:
    """What cannot be meant is refused, and the account learned anew."""
    stored = Booking(Kind.MESSAGE, "+15551234567", 5.5).as_json() | damage
    with pytest.raises((LookupError, TypeError, ValueError)):
        bookings_of({"bookings": [stored]})
