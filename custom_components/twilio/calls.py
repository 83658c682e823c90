"""Calls to people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant

from .account import Account
from .address import Sender, SenderKind
from .api import OutgoingCall
from .delivery import Result, deliver
from .errors import InvalidInput
from .senders import Capability, SenderProfile
from .speech import TWIML_MAX_LENGTH, read_twiml, say_language, speak
from .webhook import RequestKind

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


async def async_make_call(account: Account, request: CallRequest) -> tuple[Result, ...]:
    """Call everybody it is for; raises as `async_send_message` does before anybody is called."""
    account.allowance.async_check_recipients(len(request.to))
    sender = await account.async_sender(request.sender, Capability.VOICE)
    _check_caller(sender)
    twiml = _twiml(account.hass, request, account.profile(sender.address))
    status_callback = account.async_status_callback(RequestKind.CALL_STATUS)

    async def call(to: str) -> Result:
        accepted = await account.async_place(
            OutgoingCall(
                to=to,
                from_=sender.address,
                twiml=twiml,
                url=request.url,
                status_callback=status_callback,
            )
        )
        return Result.of_call(to, accepted)

    return await deliver(request.to, sender, account.hass.config.country, call)


def _check_caller(sender: Sender) -> None:
    if sender.kind not in _CALLERS:
        raise InvalidInput("sender_cannot_call", sender=sender.address)


def _twiml(hass: HomeAssistant, request: CallRequest, profile: SenderProfile | None) -> str | None:
    """Return what the call says, none where a URL tells Twilio."""
    if request.url is not None:
        return None
    if request.twiml is not None:
        twiml = read_twiml(request.twiml)
    else:
        twiml = speak(
            request.message or "",
            language=_language(hass, request, profile),
            voice=request.voice or _voice(request, profile),
        )
    if len(twiml) > TWIML_MAX_LENGTH:
        raise InvalidInput("speech_too_long", length=str(len(twiml)), allowed=str(TWIML_MAX_LENGTH))
    return twiml


def _voice(request: CallRequest, profile: SenderProfile | None) -> str | None:
    """Return the sender's voice, unless the call is in a language that the voice may not speak."""
    if profile is None or request.language not in {None, "", profile.language}:
        return None
    return profile.voice


def _language(hass: HomeAssistant, request: CallRequest, profile: SenderProfile | None) -> str:
    """Return the language asked for, with a country that Twilio speaks if it names none.

    Without one, the sender's, else that of the house.
    """
    if not request.language and profile and profile.language:
        return profile.language
    language = request.language or hass.config.language
    names_country = bool(request.language) and language.partition("-")[2].isupper()
    return language if names_country else say_language(language, hass.config.country)
