"""Entries of the outbox to test with."""

from typing import Any, Final

from custom_components.twilio.outbox.content import CallContent, Content, Kind, MessageContent
from custom_components.twilio.outbox.entry import Entry

HOME: Final = "home"
"""The account that sends, unless a test says otherwise."""

ANNA: Final = "+15551230001"
BEN: Final = "+15551230002"
SENDER: Final = "+15550006000"
CREATED: Final = 1_795_262_400.0


def an_entry(
    reference: str = "one", *, to: str = ANNA, kind: Kind = Kind.MESSAGE, **details: Any
) -> Entry:
    """Return something that waits."""
    content: Content = MessageContent(to=to, sender=SENDER, body="The cellar is wet")
    if kind is Kind.CALL:
        content = CallContent(to=to, sender=SENDER, twiml="<Response/>")
    facts: dict[str, Any] = {"entry_id": HOME, "created": CREATED, "valid_for": 3600.0} | details
    return Entry(reference=reference, content=content, **facts)


def an_alert(reference: str = "alert", **details: Any) -> Entry:
    """Return an alert that waits."""
    return an_entry(reference, is_alert=True, **details)
