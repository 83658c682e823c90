"""The senders of an account: what it sends from and receives on, as a person set them up."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Self

from homeassistant.config_entries import ConfigEntry, ConfigSubentry

from .address import Sender, SenderKind, parse_sender
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


def senders_of(entry: ConfigEntry) -> tuple[SenderProfile, ...]:
    """Return the senders of an account in the order they were added, the default one first."""
    profiles = map(SenderProfile.from_subentry, entry.get_subentries_of_type(SUBENTRY_SENDER))
    return tuple(sorted(profiles, key=lambda profile: not profile.is_default))


def sender_subentry(address: str, name: str, settings: Mapping[str, Any]) -> ConfigSubentry:
    """Return a sender to be added to an entry."""
    return ConfigSubentry(
        data=MappingProxyType({CONF_ADDRESS: address, **settings}),
        subentry_type=SUBENTRY_SENDER,
        title=name,
        unique_id=address,
    )
