"""Who something is for: a number, or the name of a contact."""

from typing import Final

import pytest

from custom_components.twilio.contacts.addressee import find_addressee
from custom_components.twilio.contacts.contact import Contact
from custom_components.twilio.errors import InvalidInput

_MUM: Final = Contact(subentry_id="1", entry_id="e", name="Mum", number="+15551234567")
_ANN: Final = Contact(subentry_id="2", entry_id="e", name="Ann", number="+15551110001")
_ANN_TOO: Final = Contact(subentry_id="3", entry_id="e", name="ann", number="+15551110002")
_911: Final = Contact(subentry_id="4", entry_id="e", name="911", number="+15551110003")
_DIGITS: Final = Contact(subentry_id="5", entry_id="e", name="+15557654321", number="+15551110004")
_ZOE: Final = Contact(subentry_id="6", entry_id="e", name="Zo\u00eb", number="+15551110005")
_JO: Final = Contact(subentry_id="7", entry_id="e", name="Jose\u0301", number="+15551110006")
_ALL: Final = (_ZOE, _JO, _MUM, _ANN, _ANN_TOO, _911, _DIGITS)


@pytest.mark.parametrize(
    ("text", "address", "contact"),
    [
        ("Mum", "+15551234567", _MUM),
        (" mUM ", "+15551234567", _MUM),
        ("Zoe\u0308", "+15551110005", _ZOE),
        ("ZO\u00cb", "+15551110005", _ZOE),
        ("Jos\u00e9", "+15551110006", _JO),
        ("+1 555 123 4567", "+15551234567", _MUM),
        ("555-123-4567", "+15551234567", _MUM),
        ("whatsapp:+15551234567", "whatsapp:+15551234567", _MUM),
        ("+447400123456", "+447400123456", None),
        ("+15557654321", "+15557654321", None),
    ],
)
def test_found(text: str, address: str, contact: Contact | None) -> None:
    """A number is never taken for a name, and belongs to whoever has it."""
    found = find_addressee(text, _ALL, "US")
    assert (found.address, found.contact) == (address, contact)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Ann", "ambiguous_contact"),
        ("Bob", "unknown_recipient"),
        ("", "unknown_recipient"),
        ("911", "emergency_number"),
        ("+44 999", "emergency_number"),
    ],
)
def test_refused(text: str, key: str) -> None:
    """Nobody is reached by a name that two have, or by an emergency number that is a name."""
    with pytest.raises(InvalidInput) as refused:
        find_addressee(text, _ALL, "US")
    assert refused.value.translation_key == key
