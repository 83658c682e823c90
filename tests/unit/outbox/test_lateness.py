"""What is said of something that comes late."""

from datetime import datetime

import pytest

from custom_components.twilio.outbox.lateness import (
    LONGEST_BODY,
    is_late,
    late_body,
    late_remark,
    meant_at,
)

WORDS = "Delayed message ({meant}):"
NOW = datetime(2026, 11, 21, 0, 5)  # noqa: DTZ001 - by the clock on the wall


@pytest.mark.parametrize(("age", "late"), [(0.0, False), (120.0, False), (120.1, True)])
def test_is_late(age: float, late: bool) -> None:  # noqa: FBT001 - a column of the table
    """Two minutes go without a word."""
    assert is_late(age) is late


@pytest.mark.parametrize(
    ("meant", "said"),
    [
        (datetime(2026, 11, 21, 0, 1), "00:01"),  # noqa: DTZ001
        (datetime(2026, 11, 20, 23, 58), "2026-11-20 23:58"),  # noqa: DTZ001
        (datetime(2025, 11, 21, 0, 1), "2025-11-21 00:01"),  # noqa: DTZ001
        (datetime(2026, 11, 22, 0, 1), "2026-11-22 00:01"),  # noqa: DTZ001
    ],
    ids=["today", "yesterday", "last_year", "tomorrow"],
)
def test_meant_at(meant: datetime, said: str) -> None:
    """The date is said where it is not today's."""
    assert meant_at(meant, NOW) == said


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The cellar is wet", "Delayed message (14:05):\nThe cellar is wet"),
        ("", "Delayed message (14:05):"),
        ("{meant}", "Delayed message (14:05):\n{meant}"),
    ],
    ids=["text", "picture", "braces"],
)
def test_late_body(body: str, expected: str) -> None:
    """A text begins with when it was meant."""
    assert late_body(body, "14:05", WORDS) == expected


@pytest.mark.parametrize("room", [0, -1])
def test_text_that_fills_a_message(room: int) -> None:
    """Nothing is cut for the remark."""
    remark = late_remark("14:05", WORDS) + "\n"
    body = "a" * (LONGEST_BODY - len(remark) - room)
    assert late_body(body, "14:05", WORDS) == (remark + body if room == 0 else body)
    assert LONGEST_BODY == 1_600


def test_remark_with_other_braces() -> None:
    """Only its own gap is filled."""
    assert late_remark("14:05", "{meant} {else} {}") == "14:05 {else} {}"
