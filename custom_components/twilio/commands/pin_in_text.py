"""Digits of a text that may be a PIN, and the text without them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
import re
from typing import Final

from ..contacts.pin import is_pin

MOST_CANDIDATES: Final = 3
"""How many are tried: each takes as long as a PIN is meant to take."""

# What shows nothing, or only dresses a digit up, may stand between two of them.
_HIDDEN: Final = (
    r"[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\u20e3\ufe00-\ufe0f\ufeff]*"
)
# Digits of any script; those of a longer number are none of a PIN. What stands before goes along,
# so that the rest reads as if they had never been there.
_RUN: Final = re.compile(rf"\s*(?<!\d)(\d(?:{_HIDDEN}\d)*)")
# A PIN that is written as people write numbers, at the end: 47 11, 123-456.
_GROUPS: Final = re.compile(r"\s*(?<!\d)(\d{1,3}(?:[ -]\d{1,3})+)(?=\W*\Z)")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Digits that may be a PIN, in ASCII."""

    digits: str = field(repr=False)
    is_at_end: bool
    """Whether no letter and no digit follows: only there does a PIN count as given."""
    is_grouped: bool = False
    """Whether it stands there as several numbers, which may mean something else."""


def candidates_of(text: str) -> tuple[Candidate, ...]:
    """Return what may be the PIN, the last first, each once."""
    found: dict[str, Candidate] = {}
    if (groups := _GROUPS.search(text)) and is_pin(digits := _ascii(groups[1])):
        found[digits] = Candidate(digits, is_at_end=True, is_grouped=True)
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
    def rest(run: re.Match[str]) -> str:
        return "" if is_meant(_ascii(run[1])) else run[0]

    changed = _RUN.sub(rest, _GROUPS.sub(rest, text))
    return text if changed == text else changed.strip()


def _ascii(digits: str) -> str:
    return "".join(str(int(digit)) for digit in digits if digit.isdecimal())
