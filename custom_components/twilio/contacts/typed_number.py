"""The number of a person, as it is typed into a form or copied from somewhere."""

from contextlib import suppress
import re
from typing import Final

import phonenumbers

from ..address import is_possible_number, number_of, parse_recipient

_PREFIX: Final = re.compile(r"(tel|whatsapp):", re.IGNORECASE)
_FICTIONAL: Final = "+1555"
"""Nobody has this area code, so it is what people try things out with."""


def typed_number(text: str, country: str | None) -> str:
    """Return a number in E.164; `country` is the one of numbers without a country code.

    Unlike a recipient, a national number as people of the country write it is never one of another
    country without its plus, and spaces do not make one with the code of a country a national one.
    Raises `InvalidInput` as `parse_recipient` does.
    """
    text = _PREFIX.sub("", text.strip(), count=1)
    number = number_of(parse_recipient(text, country))
    if "+" in text:
        return number
    meant = _written_nationally(text, country) or _valid(f"+{text}", None) or number
    return parse_recipient(meant)


def is_known_number(number: str) -> bool:
    """Tell whether a number in E.164 is one that its country gives out.

    A new numbering plan may make this wrong: it must not keep anybody from being reached.
    """
    is_fictional = number.startswith(_FICTIONAL) and is_possible_number(number)
    return is_fictional or _valid(number, None) is not None


def _written_nationally(text: str, country: str | None) -> str | None:
    number = _valid(text, country)
    if number is None:
        return None
    written = phonenumbers.format_number(
        phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.NATIONAL
    )
    return number if _digits(written) == _digits(text) else None


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))


def _valid(text: str, country: str | None) -> str | None:
    """Return a number in E.164 if somebody can have it."""
    with suppress(phonenumbers.NumberParseException):
        parsed = phonenumbers.parse(text, country)
        if phonenumbers.is_valid_number(parsed):
            return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return None
