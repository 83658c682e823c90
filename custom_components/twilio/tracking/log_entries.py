"""What Twilio's log says of a message or call, as the report that did not come."""

from ..api import CallState, MessageState


def message_fields(state: MessageState) -> dict[str, str]:
    """Return the fields of a status callback that the log has, too."""
    fields = {
        "MessageSid": state.sid,
        "MessageStatus": state.status,
        "From": state.from_,
        "To": state.to,
        "MessagingServiceSid": state.service_sid,
        "ErrorCode": state.error_code and str(state.error_code),
    }
    return {name: value for name, value in fields.items() if value}


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
    return {name: value for name, value in fields.items() if value}
