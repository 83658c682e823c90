"""Whether the clock of this house is right."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from custom_components.twilio.outbox.clock import HouseClock

NOON: Final = datetime(2026, 11, 21, 12, tzinfo=UTC)
NOW: Final = NOON.timestamp()
START: Final = 1000.0
"""What the monotonic clock says at noon."""
HOUR: Final = 3600.0


def test_nothing_is_known() -> None:
    """Before Twilio has told the time nothing is old: a clock without battery may say anything."""
    clock = HouseClock()
    assert not clock.is_confirmed(NOW, START)
    assert clock.offset == 0
    assert clock.age(NOW - HOUR, NOW, START) == 0
    assert clock.twilio_time(NOW) == NOON
    assert clock.twilio_time_at(START) is None


@pytest.mark.parametrize(
    ("ahead", "offset"),
    [
        pytest.param(0.0, 0.5, id="right: a Date has no fractions"),
        pytest.param(0.5, 0.0, id="half a second past"),
        pytest.param(HOUR, 0.5 - HOUR, id="ahead"),
        pytest.param(-HOUR, 0.5 + HOUR, id="behind"),
    ],
)
def test_offset(ahead: float, offset: float) -> None:
    """What our clock is wrong by is known from Twilio's, and so is the time."""
    clock = HouseClock()
    clock.note_answer(NOON, NOW + ahead, START)
    assert clock.is_confirmed(NOW + ahead, START)
    assert clock.offset == offset
    assert clock.twilio_time(NOW + ahead) == NOON + timedelta(seconds=0.5)
    assert clock.twilio_time_at(START) == NOON + timedelta(seconds=0.5)


@pytest.mark.parametrize(
    ("ahead", "created", "age"),
    [
        pytest.param(0.5, NOW - 60, 60.5, id="clock right"),
        pytest.param(HOUR, NOW - 60, 60.5, id="clock ahead: Twilio's counts"),
        pytest.param(-50, NOW - 60, 10, id="clock behind: ours counts"),
        pytest.param(-HOUR, NOW - 60, 0, id="from what is still the future here"),
        pytest.param(0.5, NOW + HOUR, 0, id="from a run whose clock was ahead"),
    ],
)
def test_age(ahead: float, created: float, age: float) -> None:
    """The younger of both readings counts, and nothing is younger than new."""
    clock = HouseClock()
    clock.note_answer(NOON, NOW + ahead, START)
    assert clock.age(created, NOW + ahead, START) == age


@pytest.mark.parametrize(
    ("passed", "jump", "is_confirmed"),
    [
        pytest.param(7 * 24 * HOUR, 0.0, True, id="a week on"),
        pytest.param(HOUR, 5.0, True, id="adjusted a little"),
        pytest.param(HOUR, -5.0, True, id="adjusted back a little"),
        pytest.param(HOUR, 5.1, False, id="set forward"),
        pytest.param(HOUR, -5.1, False, id="set back"),
    ],
)
def test_being_set(passed: float, jump: float, is_confirmed: bool) -> None:  # noqa: FBT001
    """What is known of our clock holds until it is set; then Twilio has to tell the time anew."""
    clock = HouseClock()
    clock.note_answer(NOON, NOW + 0.5, START)
    now, monotonic = NOW + 0.5 + passed + jump, START + passed
    assert clock.is_confirmed(now, monotonic) is is_confirmed
    assert (clock.age(NOW, now, monotonic) > 0) is is_confirmed
    clock.note_answer(NOON + timedelta(seconds=passed), now, monotonic)
    assert clock.is_confirmed(now, monotonic)
    assert clock.offset == pytest.approx(-jump)


def test_moments_of_this_run() -> None:
    """When something of this run was, is known by Twilio's clock however often ours is set."""
    clock = HouseClock()
    clock.note_answer(NOON, NOW - 24 * HOUR, START)
    noon = NOON + timedelta(seconds=0.5)
    before, after = noon - timedelta(seconds=90), noon + timedelta(seconds=90)
    assert (clock.twilio_time_at(START - 90), clock.twilio_time_at(START + 90)) == (before, after)
    clock.note_answer(NOON + timedelta(seconds=60), NOW + HOUR, START + 60)
    assert (clock.twilio_time_at(START - 90), clock.twilio_time_at(START + 90)) == (before, after)
