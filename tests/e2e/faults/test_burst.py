"""A burst at an account that takes few at a time: neither storm nor stall."""

from collections import Counter
from itertools import pairwise

from .burst import ALARM, AT_ONCE, CALL, CALLS, SECONDS_OF_A_REQUEST, TEXT, TEXTS, Burst
from .errands import missing, often, posts


async def test_everything_arrives_once(burst: Burst) -> None:
    """Each phone got its text or its call."""
    everything = (TEXT, CALL, ALARM)
    twilio = burst.home.stage.twilio
    assert (missing(everything, twilio), often(everything, twilio)) == ([], {})


async def test_no_storm(burst: Burst) -> None:
    """Twilio was asked hardly more often than had to be; too many at once were few."""
    statuses = Counter(request.status for request in posts(burst.home.stage.twilio))
    assert statuses[201] == TEXTS + CALLS + 1
    assert statuses[429] <= TEXTS // 5
    assert sum(statuses.values()) == statuses[201] + statuses[429]


async def test_no_stall(burst: Burst) -> None:
    """It took a few times as long as with as many at once as Twilio allows, on a busy machine."""
    assert burst.texts_took < 10 * TEXTS / AT_ONCE * SECONDS_OF_A_REQUEST + 10


async def test_calls_go_one_a_second(burst: Burst) -> None:
    """They are neither closer than Twilio takes them nor much further apart."""
    moments = [call.created.timestamp() for call in burst.home.stage.twilio.calls]
    gaps = [later - earlier for earlier, later in pairwise(moments)]
    assert min(gaps) > 0.5  # The way to Twilio does not take the same time for each.
    assert 0.95 * CALLS < moments[-1] - moments[0] < 1.2 * CALLS


async def test_alarm_does_not_queue(burst: Burst) -> None:
    """An alarm that came after all of them was the next call."""
    called = [call.to for call in burst.home.stage.twilio.calls]
    assert called.index(ALARM.to[0]) < CALLS - 5


async def test_nothing_is_left(burst: Burst) -> None:
    """Nothing waits, nothing was given up, nothing was sent twice."""
    assert await burst.home.waiting() == []
    assert await burst.home.counted("given_up") == 0
    assert await burst.home.counted("maybe_duplicates") == 0
