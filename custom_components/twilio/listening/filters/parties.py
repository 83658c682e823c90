"""The people at the other end whom a trigger listens to."""

from collections.abc import Collection
from dataclasses import dataclass
import re
from typing import Final, Self

from ...address import SenderKind, is_possible_number, parse_recipient, parse_sender
from ...errors import InvalidInput
from ...folding import folded_name
from .options import CONF_CONTACT, Options, read_texts, read_values

_ANYBODY: Final = "*"
_ANONYMOUS: Final = "anonymous"
_WITHHELD: Final = frozenset({_ANONYMOUS, "+266696687", "+86282452253", "+7378742833", "+2562533"})
"""How Twilio writes a number that is withheld: the word, or what a keypad makes of its kin."""

_SHORT_CODE: Final = re.compile(r"[0-9]{3,6}")
_OTHER_NETWORK: Final = re.compile(r"(?:sip|client|messenger):\S+", re.IGNORECASE)
_CHANNELS: Final = frozenset({"whatsapp", "rcs"})
"""On these a person is known by the number of the phone."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Some people by their addresses or as contacts, or everybody."""

    addresses: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    """Their names (`folded_name`), or the ids of their devices."""

    @classmethod
    def from_option(
        cls, options: Options, name: str, country: str | None, *, have_names: bool = True
    ) -> Self:
        """Read an option, beside which contacts may be named: these are let through too.

        `country` is the one of numbers without a country code. A `*` is everybody. Who calls has a
        number, but texts come from names too (`have_names`). Raises `InvalidInput`
        (`filter_number`, `filter_impossible_number`, or as `read_values` does).
        """
        contacts = cls.from_contacts(options).contacts
        values = read_values(options, name)
        if _ANYBODY in values:
            return cls()
        addresses = {_address(value, country, have_names=have_names) for value in values}
        if _ANONYMOUS in addresses:
            addresses |= _WITHHELD
        return cls(frozenset(addresses), contacts)

    @classmethod
    def from_contacts(cls, options: Options) -> Self:
        """Read the contacts that are named; raises `InvalidInput` as `read_texts` does.

        One that is not there is none: contacts come and go, and with them must not go automations.
        """
        return cls(contacts=frozenset(map(folded_name, read_texts(options, CONF_CONTACT))))

    def includes(self, party: str, known_as: Collection[str] = ()) -> bool:
        """Tell whether somebody is one of them, by an address as Twilio spells it.

        A number without a channel is that person on every channel. A contact is also `known_as`
        something: the name, and the device.
        """
        if not (self.addresses or self.contacts) or not self.contacts.isdisjoint(known_as):
            return True
        address = party.casefold()
        channel, _, number = address.partition(":")
        return address in self.addresses or (channel in _CHANNELS and number in self.addresses)


EVERYBODY: Final = Parties()


def _address(value: str | int, country: str | None, *, have_names: bool) -> str:
    """Read a number, a short code, a name that texts come from, or an address of another network.

    Emergency numbers are short codes here: nobody is called.
    """
    text = str(value)
    if _SHORT_CODE.fullmatch(text) or _OTHER_NETWORK.fullmatch(text) or text in _WITHHELD:
        return text.casefold()
    try:
        number = parse_recipient(text, country)
    except InvalidInput:
        name = _name(text)
        if name is None or not (have_names or name == _ANONYMOUS):
            raise InvalidInput("filter_number", value=text) from None
        return name
    if not is_possible_number(number):
        raise InvalidInput("filter_impossible_number", value=text)
    return number


def _name(text: str) -> str | None:
    """Return who texts without a number: a company, or the agent of a channel."""
    if text.startswith("+"):
        return None
    try:
        sender = parse_sender(text)
    except InvalidInput:
        return None
    has_name = sender.kind in {SenderKind.ALPHANUMERIC, SenderKind.CHANNEL}
    return sender.address.casefold() if has_name else None
