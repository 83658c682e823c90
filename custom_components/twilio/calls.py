"""Calls to people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .account import Account
from .address import Sender, SenderKind
from .answers.turn_urls import Line
from .call_words import call_words
from .contacts.addressee import Addressee
from .delivery import Result, deliver
from .errors import InvalidInput
from .outbox.content import CallContent
from .outbox.handover import call_document
from .outbox.submission import Terms, async_submit
from .senders import Capability
from .tag import checked_tag
from .twiml.speech import Words

_CALLERS: Final = frozenset({SenderKind.PHONE_NUMBER, SenderKind.CHANNEL})


@dataclass(frozen=True, slots=True)
class CallRequest:
    """A call that somebody asked for; exactly one of `message`, `twiml` and `url`."""

    to: Sequence[Addressee | str]
    """Contacts and numbers; a text may be the name of a contact."""
    message: str | None = None
    twiml: str | None = None
    url: str | None = None
    sender: str | None = None
    voice: str | None = None
    language: str | None = None
    tag: str | None = None
    """By what whoever places it wants to know it again."""
    is_alert: bool = False
    """Whether it goes before all others, and rather twice than not at all."""


async def async_make_call(account: Account, request: CallRequest) -> tuple[Result, ...]:
    """Call everybody it is for; raises as `async_send_message` does before anybody is called."""
    tag = checked_tag(request.tag)
    account.allowance.async_check_recipients(len(request.to))
    sender = await account.async_sender(request.sender, Capability.VOICE)
    _check_caller(sender)
    message = _message(account, request, sender)
    terms = Terms(tag=tag, is_alert=request.is_alert)

    def content(to: str) -> CallContent:
        return CallContent(
            to=to, sender=sender.address, message=message, twiml=request.twiml, url=request.url
        )

    # Refused before anybody is called.
    call_document(account, content(""), Line(sender.address, ""))

    def address(addressee: Addressee) -> str:
        return sender.on_channel(addressee.address)

    async def call(addressee: Addressee) -> Result:
        to = address(addressee)
        return Result.of(to, await async_submit(account, content(to), terms))

    return await deliver(account, request.to, address, call)


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
