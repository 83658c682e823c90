"""The senders of an account: what it sends from and receives on, as a person set them up."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Self

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback

from .address import Sender, SenderKind, parse_sender
from .api import PhoneNumber
from .const import (
    CONF_ADDRESS,
    CONF_DEFAULT,
    CONF_FALLBACK,
    CONF_GREETING,
    CONF_LANGUAGE,
    CONF_RECEIVE,
    CONF_RESPONSE_TIMEOUT,
    CONF_VOICE,
    SUBENTRY_SENDER,
)
from .errors import InvalidInput


class Capability(StrEnum):
    """What a sender is needed for."""

    SMS = "sms"
    VOICE = "voice"

    def is_had_by(self, number: PhoneNumber) -> bool:
        """Tell whether a number can do it."""
        return number.sms if self is Capability.SMS else number.voice


# WhatsApp is chosen by whoever wants it: it reaches only people on WhatsApp.
_CHOSEN_FOR: Final = {
    Capability.SMS: frozenset(SenderKind) - {SenderKind.CHANNEL},
    Capability.VOICE: frozenset({SenderKind.PHONE_NUMBER}),
}

_WHATSAPP: Final = "whatsapp"

RESPONSE_TIMEOUT: Final = 10
"""Seconds that a caller waits for the house, unless the sender says otherwise (1 to 14)."""


@dataclass(frozen=True, slots=True)
class SenderProfile:
    """A sender with what is said and done on it; `response_timeout` is in seconds."""

    subentry_id: str
    name: str
    sender: Sender
    is_default: bool = False
    receives: bool = False
    """Whether this integration sets the number's webhooks at Twilio."""
    greeting: str | None = None
    fallback: str | None = None
    voice: str | None = None
    language: str | None = None
    response_timeout: int = RESPONSE_TIMEOUT

    @classmethod
    def from_subentry(cls, subentry: ConfigSubentry) -> Self:
        """Read what the flow of a sender stored."""
        data = subentry.data
        return cls(
            subentry_id=subentry.subentry_id,
            name=subentry.title,
            sender=parse_sender(data[CONF_ADDRESS]),
            is_default=data.get(CONF_DEFAULT, False),
            receives=data.get(CONF_RECEIVE, False),
            greeting=data.get(CONF_GREETING),
            fallback=data.get(CONF_FALLBACK),
            voice=data.get(CONF_VOICE),
            language=data.get(CONF_LANGUAGE),
            response_timeout=data.get(CONF_RESPONSE_TIMEOUT, RESPONSE_TIMEOUT),
        )

    @property
    def address(self) -> str:
        """What Twilio calls the sender: E.164, `whatsapp:+…`, `MG…` or an alphanumeric ID."""
        return self.sender.address

    @property
    def is_number(self) -> bool:
        """Whether it is a phone number, which alone has webhooks that can be set."""
        return self.sender.kind is SenderKind.PHONE_NUMBER

    @property
    def takes_messages(self) -> bool:
        """Whether people can write to it: nobody can answer a name."""
        return self.sender.kind is not SenderKind.ALPHANUMERIC

    @property
    def takes_calls(self) -> bool:
        """Whether people can call it: a number, and on WhatsApp where Twilio has enabled it."""
        return self.is_number or self.sender.channel == _WHATSAPP


def senders_of(entry: ConfigEntry) -> tuple[SenderProfile, ...]:
    """Return the senders of an account in the order they were added, the default one first."""
    subentries = entry.get_subentries_of_type(SUBENTRY_SENDER)
    profiles = (profile for profile in map(_read, subentries) if profile)
    return tuple(sorted(profiles, key=lambda profile: not profile.is_default))


def _read(subentry: ConfigSubentry) -> SenderProfile | None:
    """Read a sender; one that is damaged must not take the others along."""
    try:
        return SenderProfile.from_subentry(subentry)
    except InvalidInput, AttributeError, LookupError, TypeError:
        return None


def able_senders(
    senders: Iterable[SenderProfile],
    capability: Capability,
    numbers: Iterable[PhoneNumber] | None,
) -> Iterator[SenderProfile]:
    """Yield the senders for something, given the account's numbers, none while unknown.

    While they are unknown, a number that somebody made a sender is trusted.
    """
    able = (
        None
        if numbers is None
        else {number.number for number in numbers if capability.is_had_by(number)}
    )
    for profile in senders:
        is_able = not profile.is_number or able is None or profile.address in able
        if is_able and profile.sender.kind in _CHOSEN_FOR[capability]:
            yield profile


def first_able(
    senders: Iterable[SenderProfile],
    capability: Capability,
    numbers: Iterable[PhoneNumber] | None,
) -> SenderProfile | None:
    """Return the first of the `able_senders`."""
    return next(able_senders(senders, capability, numbers), None)


def has_default(entry: ConfigEntry, except_id: str | None = None) -> bool:
    """Tell whether one of the senders is the default, one of them set aside."""
    return any(
        profile.is_default and profile.subentry_id != except_id for profile in senders_of(entry)
    )


@callback
def async_unchoose_default(
    hass: HomeAssistant, entry: ConfigEntry, except_id: str | None = None
) -> None:
    """Make room for another default: there is one in an account."""
    for subentry in entry.get_subentries_of_type(SUBENTRY_SENDER):
        if subentry.data.get(CONF_DEFAULT) and subentry.subentry_id != except_id:
            hass.config_entries.async_update_subentry(
                entry, subentry, data={**subentry.data, CONF_DEFAULT: False}
            )


def sender_subentry(address: str, name: str, settings: Mapping[str, Any]) -> ConfigSubentry:
    """Return a sender to be added to an entry."""
    return ConfigSubentry(
        data=MappingProxyType({CONF_ADDRESS: address, **settings}),
        subentry_type=SUBENTRY_SENDER,
        title=name,
        unique_id=address,
    )
