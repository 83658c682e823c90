"""What Twilio's log says of messages."""

from collections.abc import Iterable
from datetime import datetime

from multidict import CIMultiDict
from twilio.base.api_response import ApiResponse
from twilio.rest.api.v2010.account.message import MessageInstance

from .headers import moment_of
from .models import LoggedMessage, MessageState, ReceivedMessage, SentMessage
from .numbers import told

_INBOUND = "inbound"


def received_messages(answers: Iterable[MessageInstance]) -> tuple[ReceivedMessage, ...]:
    """Read what was received, in Twilio's order; replies and what was sent are left out.

    Raises `ValueError` where a message lacks what every message has.
    """
    return tuple(_received(answer) for answer in answers if answer.direction == _INBOUND)


def _received(answer: MessageInstance) -> ReceivedMessage:
    received = answer.date_sent or answer.date_created
    if not isinstance(received, datetime):
        raise ValueError  # noqa: TRY004 - what Twilio sent is wrong, not what was passed
    return ReceivedMessage(
        sid=told(answer.sid),
        from_=answer.from_ or "",
        to=told(answer.to),
        body=answer.body or "",
        num_media=int(answer.num_media or 0),
        num_segments=int(answer.num_segments or 0),
        received=received,
        status=answer.status or "",
    )


def logged_message(answer: ApiResponse) -> LoggedMessage:
    """Read what a message is; raises `ValueError` where it lacks what every message has."""
    message = answer.data
    if not isinstance(message.date_created, datetime):
        raise ValueError  # noqa: TRY004 - as above
    return LoggedMessage(
        sid=told(message.sid),
        is_inbound=message.direction == _INBOUND,
        from_=message.from_ or "",
        to=message.to or "",
        body=message.body or "",
        created=message.date_created,
        told=moment_of(CIMultiDict(answer.headers)),
    )


def message_state(answer: MessageInstance) -> MessageState:
    """Read how far a message got; raises `ValueError` where its log says nothing of that."""
    return MessageState(
        sid=told(answer.sid),
        status=told(answer.status),
        from_=answer.from_ or "",
        to=told(answer.to),
        service_sid=answer.messaging_service_sid or None,
        error_code=answer.error_code,
    )


def sent_message(answer: MessageInstance, created: datetime) -> SentMessage:
    """Read what was sent; raises `ValueError` where it lacks what every message has."""
    return SentMessage(
        sid=told(answer.sid),
        status=answer.status or "",
        from_=answer.from_ or "",
        to=answer.to or "",
        service_sid=answer.messaging_service_sid or None,
        body=answer.body or "",
        num_media=int(answer.num_media or 0),
        created=created,
    )
