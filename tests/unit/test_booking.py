"""One message or call that counts against the limits of an account."""

import json
from typing import Final

import pytest

from custom_components.twilio.booking import Booking
from custom_components.twilio.outbox.content import Kind, MessageContent
from custom_components.twilio.outbox.entry import Booked, Entry

WHATSAPP: Final = "whatsapp:+15551234567"


@pytest.mark.parametrize(
    ("to", "created", "booked"),
    [
        pytest.param("+15551234567", 5.25, None, id="as it was created"),
        pytest.param(WHATSAPP, 3.0, Booked("+15551234567", 5.25), id="later, and another way"),
    ],
)
def test_booking_of_an_entry(to: str, created: float, booked: Booked | None) -> None:
    """What waits in the outbox is known again, also after a restart."""
    booking = Booking(
        Kind.MESSAGE, "+15551234567", 5.25, is_alert=True, is_reply=True, origin="script.a"
    )
    entry = Entry(
        reference="r",
        entry_id="e",
        content=MessageContent(to=to, sender="+15550006000", body="Hello"),
        created=created,
        booked=booked,
        valid_for=60.0,
        is_alert=True,
    )
    read = Entry.from_json(json.loads(json.dumps(entry.as_json())))
    assert Booking.of(entry) == Booking.of(read) == booking
    assert len({Booking.of(read), booking}) == 1
