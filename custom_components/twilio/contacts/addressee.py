"""Who something is for: a contact, or a number that somebody wrote."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..address import parse_recipient
from ..errors import InvalidInput
from ..folding import folded_name
from .contact import Contact, ContactChannel, contact_at


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to whom something goes; `address` is as Twilio spells it."""

    address: str
    contact: Contact | None = None
    channels: tuple[ContactChannel, ...] = ()
    """The order in which channels are tried, empty where nobody chose any."""


def find_addressee(text: str, contacts: Iterable[Contact], country: str | None) -> Addressee:
    """Read a number, or the name of a contact (its case does not matter).

    `country` is the one of numbers written without a country code. A number is never taken for a
    name. Raises `InvalidInput`: `ambiguous_contact`, `unknown_recipient`, `emergency_number`.
    """
    known = tuple(contacts)
    try:
        address = parse_recipient(text, country)
    except InvalidInput as err:
        if err.translation_key == "emergency_number":
            raise
        named = [contact for contact in known if folded_name(contact.name) == folded_name(text)]
        if not named:
            raise InvalidInput("unknown_recipient", recipient=text.strip()) from None
        if len(named) > 1:
            raise InvalidInput("ambiguous_contact", name=text) from None
        return Addressee(named[0].number, named[0])
    return Addressee(address, contact_at(known, address))
