"""What Twilio's log says of messages that numbers received."""

from collections.abc import Iterable
from datetime import datetime

from twilio.rest.api.v2010.account.message import MessageInstance

from .models import ReceivedMessage
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
