"""Calls to people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .account import Account
from .address import Sender, SenderKind, parse_recipient
from .api import OutgoingCall
from .call_words import call_words
from .delivery import Result, deliver
from .errors import InvalidInput
from .gather import converse
from .senders import Capability
from .speech import TWIML_MAX_LENGTH
from .tag import check_tag
from .turn_urls import async_gather, async_own_twiml

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
    _check_twiml(account, request, sender)

    async def call(to: str) -> Result:
        accepted = await account.async_place(
            OutgoingCall(
                to=to,
                from_=sender.address,
                twiml=_twiml(account, request, sender, to),
                url=request.url,
            ),
            request.tag,
        )
        return Result.of_call(to, accepted)

    return await deliver(request.to, sender, account.hass.config.country, call)


def _check_caller(sender: Sender) -> None:
    if sender.kind not in _CALLERS:
        raise InvalidInput("sender_cannot_call", sender=sender.address)


def _check_twiml(account: Account, request: CallRequest, sender: Sender) -> None:
    """Refuse what cannot be said, to anybody or to one of them, before anybody is called."""
    _twiml(account, request, sender, "")
    for recipient in request.to:
        try:
            to = sender.on_channel(parse_recipient(recipient, account.hass.config.country))
        except InvalidInput:
            continue  # Told beside what became of the others.
        _twiml(account, request, sender, to)


def _twiml(account: Account, request: CallRequest, sender: Sender, to: str) -> str | None:
    """Return what somebody hears, none where a URL tells Twilio.

    What he answers is asked for where an automation listens to that.
    """
    if request.url is not None:
        return None
    if request.twiml is not None:
        twiml = async_own_twiml(account, request.twiml)
    else:
        words = call_words(
            account.hass,
            account.profile(sender.address),
            request.message or "",
            language=request.language,
            voice=request.voice,
        )
        twiml = converse(words, async_gather(account, sender.address, to, words.language, 1))
    if len(twiml) > TWIML_MAX_LENGTH:
        raise InvalidInput("speech_too_long", length=str(len(twiml)), allowed=str(TWIML_MAX_LENGTH))
    return twiml
