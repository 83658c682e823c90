"""What a request of Twilio tells this house that it did not know."""

from collections.abc import Mapping

from ..account import Account
from ..answers.turns import is_input
from ..webhook import (
    CallStatus,
    InboundCall,
    InboundMessage,
    MessageStatus,
    Turn,
    VerifiedRequest,
)
from .occurrences import (
    CallReceived,
    Channel,
    DigitsReceived,
    MessageReceived,
    Occurrence,
)
from .status_news import call_status_news, message_status_news


def news_of(account: Account, request: VerifiedRequest) -> Occurrence | None:
    """Return what happened, none where nobody can act on it."""
    entry_id, fields = account.entry.entry_id, request.fields
    match request.inbound:
        case InboundMessage() as message:
            return message_of(account, message, request)
        case InboundCall() as call if not _is_outbound(fields):
            account.tracker.async_note_call(call)
            return CallReceived(
                entry_id=entry_id,
                sender_id=account.sender_id(call.to),
                from_=call.from_,
                to=call.to,
                data=fields,
                contact=account.contact(call.from_),
                call_sid=call.call_sid,
                caller_verified=call.caller_verified,
            )
        case Turn() as turn if is_input(turn, fields):
            return DigitsReceived(
                entry_id=entry_id,
                sender_id=account.sender_id(turn.to if turn.is_inbound else turn.from_),
                from_=turn.from_,
                to=turn.to,
                data=fields,
                contact=account.contact(turn.from_ if turn.is_inbound else turn.to),
                call_sid=turn.call_sid,
                is_inbound=turn.is_inbound,
                digits=turn.digits,
                sentence=turn.speech,
                confidence=turn.confidence,
                tag=account.tracker.tag_of_call(turn.call_sid),
            )
        case MessageStatus() as report:
            return message_status_news(account, report, fields, request.reference)
        case CallStatus() as report:
            return call_status_news(account, report, fields, request.reference)
    return None


def message_of(
    account: Account, message: InboundMessage, request: VerifiedRequest
) -> MessageReceived:
    """Return a message that came, and who wrote it."""
    return MessageReceived(
        entry_id=account.entry.entry_id,
        sender_id=account.sender_id(message.to, message.service_sid),
        from_=message.from_,
        to=message.to,
        data=request.fields,
        contact=account.contact(message.from_),
        message_sid=message.message_sid,
        channel=Channel.of(message.from_, has_media=bool(message.media)),
        body=message.body,
        media=message.media,
        service_sid=message.service_sid,
        caught_up=request.is_caught_up,
        age=request.age,
    )


def _is_outbound(fields: Mapping[str, str]) -> bool:
    """Tell whether a call was placed by the account, rather than to it."""
    return fields.get("Direction", "").startswith("outbound")
