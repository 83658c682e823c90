"""One message or call that counts against the limits of an account."""

import json

from custom_components.twilio.booking import Booking
from custom_components.twilio.outbox.content import Kind, MessageContent
from custom_components.twilio.outbox.entry import Entry


def test_booking_of_an_entry() -> None:
    """What waits in the outbox is known again, also after a restart."""
    booking = Booking(
        Kind.MESSAGE, "+15551234567", 5.25, is_alert=True, is_reply=True, origin="script.a"
    )
    entry = Entry(
        reference="r",
        entry_id="e",
        content=MessageContent(to=booking.to, sender="+15550006000", body="Hello"),
        created=booking.at,
        valid_for=60.0,
        is_alert=True,
    )
    read = Entry.from_json(json.loads(json.dumps(entry.as_json())))
    assert Booking.of(entry) == Booking.of(read) == booking
    assert len({Booking.of(read), booking}) == 1
