"""A person whom the house knows by a telephone number."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
import re
from types import MappingProxyType
from typing import Final, Self

from homeassistant.config_entries import ConfigEntry, ConfigSubentry

from ..address import number_of
from ..clean_text import clean_text
from ..const import (
    CONF_CHANNELS,
    CONF_CONSENT,
    CONF_CONSENT_AT,
    CONF_DOUBLE_OPT_IN,
    CONF_MAY_COMMAND,
    CONF_MAY_RECEIVE,
    CONF_NUMBER,
    CONF_PERSON,
    CONF_PIN,
    CONF_PIN_FREE_WHATSAPP,
    LOGGER,
    SUBENTRY_CONTACT,
)
from .pin import PinHash

LONGEST_NAME: Final = 100
"""Characters; Home Assistant itself lets people rename anything to anything."""

_E164: Final = re.compile(r"\+[1-9][0-9]{6,14}")


class ContactChannel(StrEnum):
    """How somebody is reached, and can reach the house; texts include pictures and RCS."""

    SMS = "sms"
    CALL = "call"
    WHATSAPP = "whatsapp"

    @classmethod
    def of_message(cls, address: str) -> ContactChannel:
        """Return the channel of a message by an address as Twilio spells it."""
        return cls.WHATSAPP if address.startswith("whatsapp:") else cls.SMS


class ConsentSource(StrEnum):
    """How somebody agreed to hear from the house."""

    HOUSEHOLD = "household"
    IN_PERSON = "in_person"
    IN_WRITING = "in_writing"
    BY_TEXT = "by_text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person with what the house may send, and what this person may tell the house to do."""

    subentry_id: str
    entry_id: str
    name: str
    number: str
    """In E.164."""
    person: str | None = None
    """The entity of that person in Home Assistant."""
    channels: frozenset[ContactChannel] = frozenset({ContactChannel.SMS, ContactChannel.CALL})
    may_receive: bool = True
    may_command: bool = False
    pin: PinHash | None = field(default=None, repr=False)
    is_pin_free_on_whatsapp: bool = False
    """Whether WhatsApp's own proof of who writes is enough for this person's commands."""
    consent: ConsentSource | None = None
    consent_at: datetime | None = None
    needs_double_opt_in: bool = False
    """Whether nothing is sent before this person has confirmed by text."""
    is_damaged: bool = False
    """Whether only part of what was stored could be read."""

    @classmethod
    def from_subentry(cls, entry: ConfigEntry, subentry: ConfigSubentry) -> Self:
        """Read what the flow of a contact stored; raises as damaged data does."""
        data = subentry.data
        number = data[CONF_NUMBER]
        if not _E164.fullmatch(number):
            raise ValueError("this is no number in E.164")
        pin, consent, at = (data.get(key) for key in (CONF_PIN, CONF_CONSENT, CONF_CONSENT_AT))
        return cls(
            subentry_id=subentry.subentry_id,
            entry_id=entry.entry_id,
            name=shown_name(subentry.title) or number,
            number=number,
            person=data.get(CONF_PERSON),
            channels=frozenset(map(ContactChannel, data[CONF_CHANNELS])),
            may_receive=bool(data.get(CONF_MAY_RECEIVE, True)),
            may_command=bool(data.get(CONF_MAY_COMMAND, False)),
            pin=PinHash.from_text(pin) if pin else None,
            is_pin_free_on_whatsapp=bool(data.get(CONF_PIN_FREE_WHATSAPP, False)),
            consent=ConsentSource(consent) if consent else None,
            consent_at=datetime.fromisoformat(at) if at else None,
            needs_double_opt_in=bool(data.get(CONF_DOUBLE_OPT_IN, False)),
        )

    @classmethod
    def salvaged_from(cls, entry: ConfigEntry, subentry: ConfigSubentry) -> Self:
        """Read what makes a person reachable, of one that is damaged; raises as that does.

        There are no commands of such a one, and what may be the PIN is cut all the same.
        """
        data = subentry.data
        whole = {CONF_NUMBER: data[CONF_NUMBER], CONF_CHANNELS: _channels(data.get(CONF_CHANNELS))}
        flags = (CONF_MAY_RECEIVE, CONF_DOUBLE_OPT_IN)
        whole |= {flag: data[flag] for flag in flags if flag in data}
        readable = ConfigSubentry(
            data=MappingProxyType(whole),
            subentry_id=subentry.subentry_id,
            subentry_type=subentry.subentry_type,
            title=subentry.title,
            unique_id=subentry.unique_id,
        )
        pin = PinHash.of_nothing() if data.get(CONF_PIN) else None
        return replace(cls.from_subentry(entry, readable), pin=pin, is_damaged=True)

    def may_command_on(self, channel: ContactChannel) -> bool:
        """Tell whether commands on a channel count: only where this person uses it."""
        return self.may_command and channel in self.channels

    def is_pin_free_on(self, channel: ContactChannel) -> bool:
        """Tell whether commands on a channel need no PIN."""
        return channel is ContactChannel.WHATSAPP and self.is_pin_free_on_whatsapp


def shown_name(name: str) -> str:
    """Return a name in one line and no longer than names are."""
    return " ".join(clean_text(name).split())[:LONGEST_NAME].strip()


def contacts_of(entry: ConfigEntry) -> tuple[Contact, ...]:
    """Return the contacts of an account, in the order they were added."""
    subentries = entry.get_subentries_of_type(SUBENTRY_CONTACT)
    read = (_read(entry, subentry) for subentry in subentries)
    return tuple(contact for contact in read if contact)


def _read(entry: ConfigEntry, subentry: ConfigSubentry) -> Contact | None:
    """Read a contact; one that is damaged must not take the others along."""
    try:
        return Contact.from_subentry(entry, subentry)
    except AttributeError, LookupError, TypeError, ValueError:
        LOGGER.warning("A contact is damaged: remove it and add it again")
    with suppress(AttributeError, LookupError, TypeError, ValueError):
        return Contact.salvaged_from(entry, subentry)
    return None


def _channels(stored: object) -> list[str]:
    """Return the channels that this version knows, of some that were stored."""
    known = stored if isinstance(stored, (list, tuple)) else ()
    return [channel for channel in ContactChannel if channel in known]


def contact_at(contacts: Iterable[Contact], address: str) -> Contact | None:
    """Return who has an address as Twilio spells it (`+…`, `whatsapp:+…`, `rcs:+…`), exactly."""
    number = number_of(address)
    return next((contact for contact in contacts if contact.number == number), None)
