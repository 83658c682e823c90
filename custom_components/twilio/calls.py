"""Calls to people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .account import Account
from .address import Sender, SenderKind
from .answers.call_messages import async_call_messages
from .answers.turn_urls import Line, async_gather, async_own_twiml
from .api import OutgoingCall
from .call_words import call_words
from .delivery import Result, deliver
from .errors import InvalidInput
from .senders import Capability
from .tag import check_tag
from .twiml.gather import converse
from .twiml.speech import TWIML_MAX_LENGTH, Words

_CALLERS: Final = frozenset({SenderKind.PHONE_NUMBER, SenderKind.CHANNEL})


@dataclass(frozen=True, slots=True)
class CallRequest:
    """A call that somebody asked for; exactly one of `message`, `twiml` and `url`."""

    to: Sequence[str]
    message: str | None = None
    twiml: str | None = None
    url: str | None = None
    sender: str | None = None
    voice: str | None = None
    language: str | None = None
    tag: str | None = None
    """By what whoever places it wants to know it again."""


async def async_make_call(account: Account, request: CallRequest) -> tuple[Result, ...]:
    """Call everybody it is for; raises as `async_send_message` does before anybody is called."""
    check_tag(request.tag)
    account.allowance.async_check_recipients(len(request.to))
    sender = await account.async_sender(request.sender, Capability.VOICE)
    _check_caller(sender)
    message = _message(account, request, sender)
    _twiml(account, request, Line(sender.address, ""), message)  # Refused before anybody is called.

    async def call(to: str) -> Result:
        line = Line(sender.address, to, request.tag, is_placed=True)
        twiml = _twiml(account, request, line, message)
        accepted = await account.async_place(
            OutgoingCall(to=to, from_=sender.address, twiml=twiml, url=request.url), request.tag
        )
        if message:
            async_call_messages(account.hass).keep(accepted.sid, message)
        return Result.of_call(to, accepted)

    return await deliver(request.to, sender, account.hass.config.country, call)


def _check_caller(sender: Sender) -> None:
    if sender.kind not in _CALLERS:
        raise InvalidInput("sender_cannot_call", sender=sender.address)


def _message(account: Account, request: CallRequest, sender: Sender) -> Words | None:
    """Return the message in the words of the sender, none where TwiML or a URL says it all."""
    if request.url is not None or request.twiml is not None:
        return None
    return call_words(
        account.hass,
        account.profile(sender.address),
        request.message or "",
        language=request.language,
        voice=request.voice,
    )


def _twiml(account: Account, request: CallRequest, line: Line, message: Words | None) -> str | None:
    """Return what somebody hears, none where a URL tells Twilio."""
    if message:
        twiml = _say_and_ask(account, line, message)
    elif request.twiml is not None:
        twiml = async_own_twiml(account, request.twiml)
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
