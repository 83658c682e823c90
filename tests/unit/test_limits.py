"""How much an account may send before somebody has to look."""

from typing import Final

import pytest

from custom_components.twilio.booking import Booking
from custom_components.twilio.limits import (
    DAY,
    DEFAULT_LIMITS,
    HOUR,
    PERIODS,
    SHARES,
    Limit,
    subjects_of,
)
from custom_components.twilio.outbox.content import Kind

ANNA: Final = "+15551234567"


def test_limits_of_the_first_version() -> None:
    """These have been on from the beginning."""
    assert {
        Limit.RECIPIENTS_PER_ACTION: 100,
        Limit.MESSAGES_PER_DAY: 200,
        Limit.CALLS_PER_DAY: 60,
        Limit.REPLIES_PER_HOUR: 20,
    }.items() <= DEFAULT_LIMITS.items()


def test_each_limit_has_its_default() -> None:
    """A limit is an option, or half of one."""
    assert {*DEFAULT_LIMITS, *SHARES} == {*Limit}
    assert DEFAULT_LIMITS.keys().isdisjoint(SHARES)


def test_no_limit_of_an_hour_is_beyond_that_of_its_day() -> None:
    """What nothing could reach would mislead whoever reads it."""
    for limit, allowed in DEFAULT_LIMITS.items():
        if limit.endswith("_per_hour") and limit is not Limit.REPLIES_PER_HOUR:
            assert allowed < DEFAULT_LIMITS[Limit(limit.replace("_per_hour", "_per_day"))]


def test_periods() -> None:
    """Names say what is counted over which time."""
    assert set(PERIODS) == {*Limit} - {
        Limit.RECIPIENTS_PER_ACTION,
        Limit.RECIPIENTS_WITHOUT_SERVICE,
    }
    assert {seconds for limit, seconds in PERIODS.items() if "hour" in limit} == {HOUR}
    assert {seconds for limit, seconds in PERIODS.items() if "day" in limit} == {DAY}


@pytest.mark.parametrize(
    ("booking", "expected"),
    [
        pytest.param(
            Booking(Kind.MESSAGE, ANNA, 0),
            {
                (Limit.MESSAGES_PER_DAY, ""),
                (Limit.MESSAGES_PER_HOUR, ""),
                (Limit.MESSAGES_TO_ONE_PER_DAY, ANNA),
                (Limit.MESSAGES_TO_ONE_PER_HOUR, ANNA),
            },
            id="message",
        ),
        pytest.param(
            Booking(Kind.MESSAGE, ANNA, 0, is_reply=True),
            {
                (Limit.MESSAGES_PER_DAY, ""),
                (Limit.MESSAGES_PER_HOUR, ""),
                (Limit.MESSAGES_TO_ONE_PER_DAY, ANNA),
                (Limit.MESSAGES_TO_ONE_PER_HOUR, ANNA),
                (Limit.REPLIES_PER_DAY, ""),
                (Limit.ALL_REPLIES_PER_HOUR, ""),
                (Limit.REPLIES_PER_HOUR, ANNA),
            },
            id="reply",
        ),
        pytest.param(
            Booking(Kind.CALL, ANNA, 0),
            {
                (Limit.CALLS_PER_DAY, ""),
                (Limit.CALLS_PER_HOUR, ""),
                (Limit.CALLS_TO_ONE_PER_DAY, ANNA),
                (Limit.CALLS_TO_ONE_PER_HOUR, ANNA),
            },
            id="call",
        ),
        pytest.param(
            Booking(Kind.MESSAGE, f"whatsapp:{ANNA}", 0),
            {
                (Limit.MESSAGES_PER_DAY, ""),
                (Limit.MESSAGES_PER_HOUR, ""),
                (Limit.MESSAGES_TO_ONE_PER_DAY, ANNA),
                (Limit.MESSAGES_TO_ONE_PER_HOUR, ANNA),
            },
            id="the same person elsewhere",
        ),
        pytest.param(
            Booking(Kind.MESSAGE, ANNA, 0, is_alert=True),
            {(Limit.ALERT_MESSAGES_PER_DAY, ""), (Limit.ALERT_MESSAGES_PER_HOUR, "")},
            id="alert message",
        ),
        pytest.param(
            Booking(Kind.CALL, ANNA, 0, is_alert=True),
            {(Limit.ALERT_CALLS_PER_DAY, ""), (Limit.ALERT_CALLS_PER_HOUR, "")},
            id="alert call",
        ),
    ],
)
def test_what_counts(booking: Booking, expected: set[tuple[Limit, str]]) -> None:
    """Each thing counts against its own limits, and an alert against those of alerts alone."""
    assert set(subjects_of(booking)) == expected
