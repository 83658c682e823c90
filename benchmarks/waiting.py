"""Messages as an outbox keeps them, while Twilio cannot be reached."""

from collections.abc import Sequence

from custom_components.twilio.outbox.content import MessageContent
from custom_components.twilio.outbox.entry import Entry

_BODY = (
    "Water in the cellar: the sensor below the washing machine has been wet for two minutes. "
    "Close the main valve, and look whether the pump runs."
)
NOON = 1_790_000_000.0


def waiting(amount: int, *, created: float = NOON) -> Sequence[Entry]:
    """Return messages to as many phones, from an automation of the account `ours`."""
    return [
        Entry(
            reference=f"{index:032x}",
            entry_id="ours",
            content=MessageContent(to=f"+1555{index:07d}", sender="+15550006000", body=_BODY),
            created=created + index / 1_000,
            valid_for=3_600.0,
            origin="automation.1790000000000",
        )
        for index in range(amount)
    ]
