"""What Twilio's log says of a message or call, as the report that did not come."""

from collections.abc import Mapping

from ..api import CallState, MessageState
from ..clean_text import whole_text


def message_fields(state: MessageState) -> dict[str, str]:
    """Return the fields of a status callback that the log has, too."""
    fields = {
        "MessageSid": state.sid,
        "MessageStatus": state.status,
        "From": state.from_,
        "To": state.to,
        "MessagingServiceSid": state.service_sid,
        "ErrorCode": str(state.error_code) if state.error_code else None,
    }
    return _filled(fields)


def call_fields(state: CallState) -> dict[str, str]:
    """Return the fields of a status callback that the log has, too."""
    fields = {
        "CallSid": state.sid,
        "CallStatus": state.status,
        "From": state.from_,
        "To": state.to,
        "Direction": state.direction,
        "CallDuration": None if state.duration is None else str(state.duration),
        "AnsweredBy": state.answered_by,
    }
    return _filled(fields)


def _filled(fields: Mapping[str, str | None]) -> dict[str, str]:
    """Return what there is, in characters that can be stored."""
    return {name: whole_text(value) for name, value in fields.items() if value}
