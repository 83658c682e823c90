"""Numbers as people type them into a form."""

from contextlib import suppress
import re
from typing import Final

from hypothesis import given, strategies as st
import pytest

from custom_components.twilio.address import parse_recipient
from custom_components.twilio.contacts.typed_number import is_known_number, typed_number
from custom_components.twilio.errors import InvalidInput

_COUNTRIES: Final = (None, "US", "DE", "BR", "IT")
_TYPED: Final = st.from_regex(
    r"(tel:|whatsapp:)?[+0]?[0-9 ().\-/\u0661\uff0b]{0,18}", fullmatch=True
)


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("0664 12345678", "AT", "+4366412345678"),
        ("664 12345678", "AT", "+4366412345678"),
        ("8 916 123-45-67", "RU", "+79161234567"),
        ("391 234 5678", "IT", "+393912345678"),
        ("011 49 151 23456780", "US", "+4915123456780"),
        ("434 555 1234", "US", "+14345551234"),
        ("49 151 23456780", "AT", "+4915123456780"),
        ("4366412345678", "AT", "+4366412345678"),
        ("436641", "AT", "+43436641"),
    ],
)
def test_country(text: str, country: str, number: str) -> None:
    """The spelling of the country goes first, then a country code without its plus."""
    assert typed_number(text, country) == number


@given(st.text() | _TYPED, st.sampled_from(_COUNTRIES))
def test_any_text(text: str, country: str | None) -> None:
    """It is a number that every action takes for the same, or refused in words."""
    with suppress(InvalidInput):
        number = typed_number(text, country)
        assert re.fullmatch(r"\+[1-9][0-9]{6,14}", number)
        assert parse_recipient(number, country) == typed_number(number, country) == number


@pytest.mark.parametrize(
    ("number", "is_known"),
    [
        ("+15551234567", True),
        ("+1555123456", False),
        ("+12125551234", True),
        ("+11551234567", False),
        ("+4915123456780", True),
        ("+491512345678", False),
        ("+881612345678", True),
        ("+999123456789", False),
    ],
)
def test_known(number: str, *, is_known: bool) -> None:
    """What its country gives out is known, and what everybody tries things out with."""
    assert is_known_number(number) is is_known
