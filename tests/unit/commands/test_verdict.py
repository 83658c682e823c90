"""Whether a command is obeyed."""

from typing import Any

import pytest

from custom_components.twilio.commands.verdict import (
    Pin,
    Standing,
    Verdict,
    judge,
    worth_telling,
)

RIGHT: dict[str, Any] = {
    "has_right": True,
    "has_pin": True,
    "is_pin_free": False,
    "is_locked": False,
    "is_too_old": False,
    "pin": Pin.RIGHT,
}


@pytest.mark.parametrize(
    ("changes", "requires_pin", "is_cooling_down", "expected"),
    [
        ({}, True, False, Verdict.OBEYED),
        ({"pin": Pin.NONE}, False, False, Verdict.OBEYED),
        ({"pin": Pin.NONE, "is_pin_free": True}, True, False, Verdict.OBEYED),
        ({"pin": Pin.NONE, "has_pin": False, "is_pin_free": True}, True, False, Verdict.OBEYED),
        ({"has_right": False}, False, False, Verdict.NO_RIGHT),
        ({"has_right": False, "pin": Pin.WRONG, "is_locked": True}, True, True, Verdict.NO_RIGHT),
        ({"is_locked": True}, False, False, Verdict.LOCKED),
        ({"is_locked": True, "pin": Pin.UNTRIED}, True, False, Verdict.LOCKED),
        ({"pin": Pin.WRONG}, False, False, Verdict.PIN_WRONG),
        ({"pin": Pin.WRONG, "is_pin_free": True}, True, False, Verdict.PIN_WRONG),
        ({"pin": Pin.NONE}, True, False, Verdict.PIN_MISSING),
        ({"pin": Pin.UNTRIED}, True, False, Verdict.PIN_MISSING),
        ({"pin": Pin.NONE, "has_pin": False}, True, False, Verdict.PIN_NOT_SET),
        ({"is_too_old": True}, True, True, Verdict.TOO_OLD),
        ({"is_too_old": True, "pin": Pin.NONE}, True, False, Verdict.PIN_MISSING),
        ({}, True, True, Verdict.COOLING_DOWN),
    ],
)
def test_judge(
    changes: dict[str, Any], expected: Verdict, *, requires_pin: bool, is_cooling_down: bool
) -> None:
    """The right comes first, then the lock, the PIN, the age and the cooldown."""
    standing = Standing(**RIGHT | changes)
    verdict = judge(standing, requires_pin=requires_pin, is_cooling_down=is_cooling_down)
    assert verdict is expected


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([], None),
        ([Verdict.OBEYED], None),
        ([Verdict.OBEYED, Verdict.COOLING_DOWN], None),
        ([Verdict.COOLING_DOWN], Verdict.COOLING_DOWN),
        ([Verdict.OBEYED, Verdict.PIN_MISSING], Verdict.PIN_MISSING),
        ([Verdict.COOLING_DOWN, Verdict.PIN_MISSING], Verdict.PIN_MISSING),
        ([Verdict.PIN_WRONG, Verdict.LOCKED], Verdict.LOCKED),
    ],
)
def test_worth_telling(verdicts: list[Verdict], expected: Verdict | None) -> None:
    """One thing is said of a text, the worst."""
    assert worth_telling(verdicts) is expected
