"""Tests of what a trigger lets through."""

from typing import Any, Final

from custom_components.twilio.listening.occurrences import (
    CallReceived,
    CallStatusChanged,
    Channel,
    DigitsReceived,
    MessageReceived,
    MessageStatusChanged,
)

HOUSE: Final = "+15550006000"
PHONE: Final = "+15551234567"


def a_message(**facts: Any) -> MessageReceived:
    """Return a text that came in just now."""
    return MessageReceived(
        **{
            **_on_sender(PHONE, HOUSE),
            "message_sid": "SM1",
            "channel": Channel.SMS,
            "body": "Hello",
            **facts,
        }
    )


def a_call(**facts: Any) -> CallReceived:
    """Return a call that comes in."""
    facts = {**_on_sender(PHONE, HOUSE), "call_sid": "CA1", "caller_verified": True, **facts}
    return CallReceived(**facts)


def a_turn(**facts: Any) -> DigitsReceived:
    """Return what a caller did."""
    facts = {"call_sid": "CA1", "is_inbound": True, "digits": "", "sentence": "", **facts}
    return DigitsReceived(**{**_on_sender(PHONE, HOUSE), **facts})


def a_report_on_a_message(**facts: Any) -> MessageStatusChanged:
    """Return news of a message of the house."""
    facts = {"message_sid": "SM1", "channel": Channel.SMS, "status": "delivered", **facts}
    return MessageStatusChanged(**{**_on_sender(HOUSE, PHONE), **facts})


def a_report_on_a_call(**facts: Any) -> CallStatusChanged:
    """Return news of a call that the house placed."""
    facts = {"call_sid": "CA1", "is_inbound": False, "status": "completed", **facts}
    return CallStatusChanged(**{**_on_sender(HOUSE, PHONE), **facts})


def _on_sender(from_: str, to: str) -> dict[str, Any]:
    return {"entry_id": "account", "sender_id": "sender", "from_": from_, "to": to, "data": {}}
