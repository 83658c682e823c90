"""One request to Twilio: what an entry of the outbox says, in the words of now."""

from typing import TYPE_CHECKING, Final

from ..answers.turn_urls import Line, async_gather, async_own_twiml
from ..api import AcceptedCall, AcceptedMessage, OutgoingCall, OutgoingMessage
from ..credential_doubt import Right
from ..errors import InvalidInput
from ..tracking import CallRecord, Record
from ..twiml.gather import converse
from ..twiml.speech import TWIML_MAX_LENGTH, Words
from ..webhook import RequestKind
from .content import CallContent, MessageContent

if TYPE_CHECKING:
    from ..account import Account
    from .entry import Entry

type Accepted = AcceptedMessage | AcceptedCall

CALL_EVENTS: Final = ("initiated", "ringing", "answered", "completed")
"""Which progress of a call to a person Twilio reports."""
_SHORTEST_VALIDITY: Final = 1
LONGEST_VALIDITY: Final = 36_000
"""Seconds that Twilio keeps a message in its queue (`ValidityPeriod`)."""


async def async_hand_over(
    account: Account, entry: Entry, content: MessageContent | CallContent, rest: float
) -> Accepted:
    """Ask Twilio once to take something that is of use for `rest` more seconds.

    `content` is what is said now, which may differ from what was meant when that was long ago.
    Raises `TwilioApiError`, and `InvalidInput` where a call cannot be said any more.
    """
    if isinstance(content, MessageContent):
        return await _async_send(account, entry, content, rest)
    return await _async_place(account, entry, content)


async def _async_send(
    account: Account, entry: Entry, content: MessageContent, rest: float
) -> AcceptedMessage:
    with account.doubting(Right.MESSAGES):
        return await account.api.send_message(
            OutgoingMessage(
                to=content.to,
                body=content.body,
                from_=None if content.service_sid else content.sender,
                messaging_service_sid=content.service_sid,
                media_urls=content.media_urls,
                status_callback=account.async_status_callback(
                    RequestKind.MESSAGE_STATUS, entry.reference
                ),
                validity_seconds=min(max(_SHORTEST_VALIDITY, int(rest)), LONGEST_VALIDITY),
            )
        )


async def _async_place(account: Account, entry: Entry, content: CallContent) -> AcceptedCall:
    line = Line(content.sender, content.to, entry.tag, is_placed=True)
    report_to = account.async_status_callback(RequestKind.CALL_STATUS, entry.reference)
    with account.doubting(Right.CALLS):
        return await account.api.place_call(
            OutgoingCall(
                to=content.to,
                from_=content.sender,
                twiml=call_document(account, content, line),
                url=content.url,
                status_callback=report_to,
                status_callback_events=CALL_EVENTS if report_to else (),
            )
        )


def accepted_of(record: Record) -> Accepted:
    """Return what Twilio would have answered of something that it has reported on."""
    if isinstance(record, CallRecord):
        return AcceptedCall(record.sid, record.status)
    return AcceptedMessage(record.sid, record.status, None)


def call_document(account: Account, content: CallContent, line: Line) -> str | None:
    """Return what somebody hears, none where a URL tells Twilio.

    Raises `InvalidInput`, `speech_too_long` among others.
    """
    if content.message:
        twiml = _say_and_ask(account, line, content.message)
    elif content.twiml is not None:
        twiml = async_own_twiml(account, content.twiml)
    else:
        return None
    if len(twiml) > TWIML_MAX_LENGTH:
        raise InvalidInput("speech_too_long", length=str(len(twiml)), allowed=str(TWIML_MAX_LENGTH))
    return twiml


def _say_and_ask(account: Account, line: Line, message: Words) -> str:
    """Say a message, and ask for an answer where an automation listens to that.

    Where both are too long for Twilio, the message alone: it is what the call is for.
    """
    gather = async_gather(account, line, message.language)
    twiml = converse([message], gather)
    return converse([message]) if len(twiml) > TWIML_MAX_LENGTH else twiml
