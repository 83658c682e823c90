"""Digits of a text that may be a PIN, and the text without them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
import re
from typing import Final

from ..contacts.pin import is_pin

MOST_CANDIDATES: Final = 3
"""How many are tried: each takes as long as a PIN is meant to take."""

# Digits of any script; those of a longer number are none of a PIN. What stands before goes along,
# so that the rest reads as if they had never been there.
_RUN: Final = re.compile(r"\s*(?<!\d)(\d+)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Digits that may be a PIN, in ASCII."""

    digits: str = field(repr=False)
    is_at_end: bool
    """Whether no letter and no digit follows: only there does a PIN count as given."""


def candidates_of(text: str) -> tuple[Candidate, ...]:
    """Return what may be the PIN, the last first, each once."""
    found: dict[str, Candidate] = {}
    for run in reversed(list(_RUN.finditer(text))):
        digits = _ascii(run[1])
        if is_pin(digits) and digits not in found:
            is_at_end = not any(map(str.isalnum, text[run.end() :]))
            found[digits] = Candidate(digits, is_at_end)
            if len(found) == MOST_CANDIDATES:
                break
    return tuple(found.values())


def cut(text: str, pins: Collection[str]) -> str:
    """Return a text without some PINs, wherever they stand."""
    return _without(text, pins.__contains__)


def cut_all(text: str) -> str:
    """Return a text without all that may be a PIN."""
    return _without(text, is_pin)


def _without(text: str, is_meant: Callable[[str], bool]) -> str:
    changed = _RUN.sub(lambda run: "" if is_meant(_ascii(run[1])) else run[0], text)
    return text if changed == text else changed.strip()


def _ascii(digits: str) -> str:
    return "".join(str(int(digit)) for digit in digits)
