"""Who a contact is: the name, the number, and what keeps one from being used."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
import unicodedata

from ..address import parse_recipient
from ..clean_text import clean_text
from ..errors import InvalidInput
from ..folding import folded_name
from .contact import LONGEST_NAME
from .typed_number import is_known_number, typed_number

_EMERGENCY: Final = "emergency_number"


class ContactRefusedError(Exception):
    """Something about a contact cannot be used; its text is the key of the form's error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a new name and number must not collide with."""

    country: str | None = None
    """Of numbers that are written without a country code."""
    own: frozenset[str] = frozenset()
    """The numbers of the house, in E.164."""
    names: frozenset[str] = frozenset()
    """What other contacts are called, folded (`folded_name`)."""
    numbers: frozenset[str] = frozenset()
    """Those of other contacts, in E.164."""


def read_name(text: str, around: Surroundings) -> str:
    """Return a name in one line.

    Raises `ContactRefusedError`: `name_missing`, `name_too_long`, `name_is_number`, `name_taken`.
    """
    name = unicodedata.normalize("NFC", " ".join(clean_text(text).split()))
    if not any(character.isprintable() and not character.isspace() for character in name):
        raise ContactRefusedError("name_missing")
    if len(name) > LONGEST_NAME:
        raise ContactRefusedError("name_too_long")
    if _is_number(name, around.country):
        raise ContactRefusedError("name_is_number")
    if folded_name(name) in around.names:
        raise ContactRefusedError("name_taken")
    return name


def _is_number(name: str, country: str | None) -> bool:
    """Tell a name that actions would take for a number."""
    try:
        parse_recipient(name, country)
    except InvalidInput as err:
        return err.translation_key == _EMERGENCY
    return True


def read_number(text: str, around: Surroundings, meant: Collection[str | None] = ()) -> str:
    """Return a number in E.164, in whatever usual spelling it was written.

    `meant` are texts and numbers on which somebody insists, though no such number is known.
    Raises `ContactRefusedError`: `invalid_number`, `country_missing`, `emergency_number`,
    `own_number`, `already_contact`, `impossible_number`.
    """
    try:
        number = typed_number(text, around.country)
    except InvalidInput as err:
        is_emergency = err.translation_key == _EMERGENCY
        raise ContactRefusedError(
            _EMERGENCY if is_emergency else _what_is_wrong(text, around.country)
        ) from None
    if number in around.own:
        raise ContactRefusedError("own_number")
    if number in around.numbers:
        raise ContactRefusedError("already_contact")
    if text not in meant and number not in meant and not is_known_number(number):
        raise ContactRefusedError("impossible_number")
    return number


def _what_is_wrong(text: str, country: str | None) -> str:
    """Return why a text is no number: perhaps it only lacks its country."""
    is_national = "+" not in text and not any(map(str.isalpha, text))
    has_digits = any(map(str.isdecimal, text))
    lacks_country = country is None and is_national and has_digits
    return "country_missing" if lacks_country else "invalid_number"
