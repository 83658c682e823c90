"""What numbers received without this house hearing of it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

from hypothesis import given, strategies as st
import pytest

from custom_components.twilio.api import ReceivedMessage
from custom_components.twilio.missed.missed_messages import (
    CLOCK_TOLERANCE,
    LONGEST_MEMORY,
    MAX_AGE,
    ClockBehindError,
    Missed,
    age_of,
    first_day,
    missed_messages,
    webhook_fields,
)
from custom_components.twilio.webhook.verification import caught_up

from ..webhook import ACCOUNT_SID, MESSAGE_SID, OWNER, REPEATABLE, with_frozen_gc

NOW: Final = 1_795_262_400
QUARTER: Final = int(MAX_AGE.total_seconds())
DAY: Final = int(LONGEST_MEMORY.total_seconds())
TOLERANCE: Final = int(CLOCK_TOLERANCE.total_seconds())


def message(sid: str, received: float) -> ReceivedMessage:
    """Return a message by what matters here."""
    return ReceivedMessage(
        sid=sid,
        from_=OWNER,
        to="+15550006000",
        body="ARM",
        num_media=0,
        num_segments=1,
        received=datetime.fromtimestamp(received, UTC),
        status="received",
    )


def sids(missed: Missed) -> list[str]:
    """Return what is to be handled."""
    return [message.sid for message in missed.messages]


@pytest.mark.parametrize(
    ("received", "mark", "expected", "too_old"),
    [
        pytest.param((), NOW - 60, [], 0, id="nothing"),
        pytest.param((10,), NOW - 60, ["SM0"], 0, id="new"),
        pytest.param((60,), NOW - 60, ["SM0"], 0, id="at the mark"),
        pytest.param((60,), NOW - 59.9, [], 0, id="in the second of the mark"),
        pytest.param((61,), NOW - 60, [], 0, id="before the mark"),
        pytest.param((1, 2, 2, 3), NOW - 60, ["SM3", "SM2", "SM1", "SM0"], 0, id="newest first"),
        pytest.param((3, 1, 2), NOW - 60, ["SM0", "SM2", "SM1"], 0, id="in any order"),
        pytest.param((1, QUARTER + 1), NOW - 9999, ["SM1", "SM0"], 0, id="late"),
        pytest.param((DAY,), NOW - DAY * 2, ["SM0"], 0, id="just young enough"),
        pytest.param((1, DAY + 1, DAY + 2), NOW - DAY * 2, ["SM0"], 2, id="too old"),
        pytest.param((-TOLERANCE,), NOW - 60, ["SM0"], 0, id="a clock that lags a little"),
    ],
)
def test_missed(received: Sequence[int], mark: float, expected: list[str], too_old: int) -> None:
    """What came since the mark is to be handled, the oldest first; what is too old is counted."""
    listed = [message(f"SM{index}", NOW - age) for index, age in enumerate(received)]
    missed = missed_messages(listed, mark, lambda _: False, NOW)
    assert (sids(missed), missed.too_old) == (expected, too_old)


def test_known() -> None:
    """What was handled before is not missed, however old it is."""
    listed = [message("SM1", NOW - 1), message("SM2", NOW - 2), message("SM3", NOW - DAY - 1)]
    assert missed_messages(listed, 0, {"SM1", "SM3"}.__contains__, NOW) == Missed((listed[1],))


def test_clock_behind() -> None:
    """With a clock that is not set, nobody can say what is old."""
    listed = [message("SM1", NOW + TOLERANCE + 1), message("SM2", NOW)]
    with pytest.raises(ClockBehindError):
        missed_messages(listed, 0, lambda _: False, NOW)


@pytest.mark.parametrize(
    ("ages", "late"), [((), 0), ((0, QUARTER), 0), ((QUARTER + 1,), 1), ((DAY, QUARTER + 1, 1), 2)]
)
def test_late(ages: Sequence[int], late: int) -> None:
    """What came more than a quarter of an hour ago is late."""
    listed = [message(f"SM{age}", NOW - age) for age in ages]
    assert missed_messages(listed, 0, lambda _: False, NOW).late(NOW) == late


@pytest.mark.parametrize(("received", "age"), [(NOW - 90, 90), (NOW, 0), (NOW + 60, 0)])
def test_age(received: int, age: float) -> None:
    """Nothing is younger than now, whatever the clocks say."""
    assert age_of(message("SM1", received), NOW) == age


@with_frozen_gc
@REPEATABLE
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(NOW - DAY - 2000, NOW + TOLERANCE))),
    st.sets(st.integers(0, 30)),
    st.integers(NOW - DAY - 2000, NOW),
)
def test_once_and_in_order(received: list[tuple[int, int]], known: set[int], mark: float) -> None:
    """Whatever is listed, and however often: each is handled once, in order, and none is lost."""
    times = dict(received)
    listed = [message(f"SM{sid}", times[sid]) for sid, _ in received]
    missed = missed_messages(listed, mark, {f"SM{sid}" for sid in known}.__contains__, NOW)
    handled = sids(missed)
    assert len(set(handled)) == len(handled)
    assert [m.received for m in missed.messages] == sorted(m.received for m in missed.messages)
    due = {sid for sid, at in times.items() if at >= mark} - known
    assert {f"SM{sid}" for sid in due if times[sid] >= NOW - DAY} == set(handled)
    assert len(due) == len(handled) + missed.too_old


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        pytest.param(datetime(2026, 11, 21, 0, 0, tzinfo=UTC), date(2026, 11, 20), id="midnight"),
        pytest.param(datetime(2026, 3, 1, 23, 59, tzinfo=UTC), date(2026, 2, 28), id="month"),
    ],
)
def test_first_day(moment: datetime, day: date) -> None:
    """Days are those of UTC, from the one before."""
    assert first_day(moment.timestamp()) == day


def test_fields() -> None:
    """It says what Twilio's request would have said, and would be taken as one."""
    fields = webhook_fields(message(MESSAGE_SID, NOW), ACCOUNT_SID)
    assert fields == {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "Body": "ARM",
        "From": OWNER,
        "MessageSid": MESSAGE_SID,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsMessageSid": MESSAGE_SID,
        "SmsSid": MESSAGE_SID,
        "SmsStatus": "received",
        "To": "+15550006000",
    }
    request = caught_up(fields, ACCOUNT_SID, 61.5)
    assert request.is_for_automations
    assert (request.is_caught_up, request.age) == (True, 61.5)
