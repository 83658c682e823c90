"""Area codes: what is dialed before the numbers of a town."""

from collections.abc import Iterator
from typing import Final

import phonenumbers

LONGEST: Final = 5
"""Digits of an area code."""

_SUBSCRIBERS: Final = tuple(
    f"{first}2345678"[:digits] for first in "23456789" for digits in range(4, 9)
)
"""Numbers as somebody in one town or another may have them."""


def splits(national: str, longest: int) -> Iterator[tuple[str, str]]:
    """Return in which two parts a national number may be an area code and what comes behind.

    That has at most so many digits.
    """
    for digits in range(1, longest + 1):
        if 0 < len(national) - digits <= LONGEST:
            yield national[:-digits], national[-digits:]


def is_area_code(country_code: int, digits: str) -> bool:
    """Tell whether people in a town may have numbers behind these digits."""
    return any(
        phonenumbers.length_of_geographical_area_code(
            phonenumbers.parse(f"+{country_code}{digits}{subscriber}")
        )
        == len(digits)
        for subscriber in _SUBSCRIBERS
    )
