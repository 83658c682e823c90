"""Whether a command is obeyed, and why not."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Pin(StrEnum):
    """What of a PIN came with a text."""

    NONE = "none"
    RIGHT = "right"
    WRONG = "wrong"
    UNTRIED = "untried"
    """All that could be one was cut."""
    STRAY = "stray"
    """The right one, in a text that is no command as it was written."""


class Verdict(StrEnum):
    """What becomes of a command."""

    OBEYED = "obeyed"
    NO_RIGHT = "no_right"
    LOCKED = "locked"
    PIN_WRONG = "pin_wrong"
    PIN_MISSING = "pin_missing"
    PIN_NOT_SET = "pin_not_set"
    TOO_OLD = "too_old"
    COOLING_DOWN = "cooling_down"
    UNCONFIRMED = "unconfirmed"
    """Twilio could not be asked."""
    REFUTED = "refuted"
    """Twilio was asked, and knows no such text of just now."""


_SERIOUS: Final = (
    Verdict.NO_RIGHT,
    Verdict.LOCKED,
    Verdict.PIN_WRONG,
    Verdict.PIN_NOT_SET,
    Verdict.PIN_MISSING,
    Verdict.TOO_OLD,
)
"""What is said even where another automation obeyed, the worst first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a text and of whoever wrote it."""

    has_right: bool
    """Whether this person may give commands on this channel."""
    has_pin: bool
    is_pin_free: bool
    """Whether this person's commands go without a PIN on this channel."""
    is_locked: bool
    is_too_old: bool
    pin: Pin


def judge(standing: Standing, *, requires_pin: bool, is_cooling_down: bool) -> Verdict:
    """Return what becomes of a command, as far as this house can tell by itself."""
    if not standing.has_right:
        return Verdict.NO_RIGHT
    if standing.is_locked:
        return Verdict.LOCKED
    if standing.pin is Pin.WRONG:
        return Verdict.PIN_WRONG
    needs_pin = requires_pin and not standing.is_pin_free
    is_cut = standing.pin in {Pin.STRAY, Pin.UNTRIED}
    if is_cut or (needs_pin and standing.pin is not Pin.RIGHT):
        return Verdict.PIN_MISSING if standing.has_pin else Verdict.PIN_NOT_SET
    if standing.is_too_old:
        return Verdict.TOO_OLD
    return Verdict.COOLING_DOWN if is_cooling_down else Verdict.OBEYED


def worth_telling(verdicts: Collection[Verdict]) -> Verdict | None:
    """Return which of the verdicts on one text is said, none where all was obeyed that counts."""
    if serious := next((verdict for verdict in _SERIOUS if verdict in verdicts), None):
        return serious
    if Verdict.OBEYED in verdicts:
        return None
    return next(iter(verdicts), None)
