"""What Twilio's log says, as the report that did not come."""

from custom_components.twilio.api import CallState, MessageState
from custom_components.twilio.tracking.log_entries import call_fields, message_fields

ODD = "rcs:\ud83d"
"""Half a character, which JSON can spell, and nothing else."""


def test_message() -> None:
    """What there is has the names that it has in a report, in characters that can be stored."""
    state = MessageState(
        sid="SM1", status="sent\udc36", from_=ODD, to=ODD, service_sid=None, error_code=30003
    )
    assert message_fields(state) == {
        "MessageSid": "SM1",
        "MessageStatus": "sent?",
        "From": "rcs:?",
        "To": "rcs:?",
        "ErrorCode": "30003",
    }


def test_call() -> None:
    """A call that took no time at all says so."""
    state = CallState(
        sid="CA1", status="busy", from_=ODD, to=ODD, direction="", duration=0, answered_by=ODD
    )
    assert call_fields(state) == {
        "CallSid": "CA1",
        "CallStatus": "busy",
        "From": "rcs:?",
        "To": "rcs:?",
        "CallDuration": "0",
        "AnsweredBy": "rcs:?",
    }
