"""A brake on automations that send again and again."""

from collections.abc import Iterable
import json
from typing import Final

import pytest

from custom_components.twilio.limits import DEFAULT_LIMITS, HOUR, Limit
from custom_components.twilio.outbox.content import Kind
from custom_components.twilio.runaway import ALWAYS_FINE, MORE_FOR_ALERTS, Brake, Pace
from custom_components.twilio.runaway_stop import STOPPED_FOR, Asking, Stop

NOW: Final = 1_800_000_000.0
LOOP: Final = ("automation.loop", False)
ALERTS: Final = ("automation.loop", True)
PACE: Final = Pace(times=7, minutes=5)
WIDE: Final = dict.fromkeys(DEFAULT_LIMITS, 10_000)


def sent(
    brake: Brake,
    recipients: Iterable[str],
    now: float = NOW,
    *,
    asking: Asking = LOOP,
    kind: Kind = Kind.MESSAGE,
    pause: float = 0.0,
    limits: dict[Limit, int] | None = None,
) -> int:
    """Send to each; return how many went out, until something was stopped and stayed stopped."""
    for done, to in enumerate(recipients):
        at = now + done * pause
        if stop := brake.check(asking, kind, to, limits or WIDE, at):
            assert (stop.origin, stop.is_alert) == asking
            assert brake.check(asking, kind, "somebody else", limits or WIDE, at) is stop
            return done
        brake.note(asking, kind, to, at)
    return len(list(recipients))


def test_loop() -> None:
    """What sends to the same one again and again is stopped, and nothing else is."""
    brake = Brake(PACE)
    assert sent(brake, ["a"] * 20) == 7
    assert brake.stops[LOOP] == Stop(
        "automation.loop", is_alert=False, sent=7, minutes=5, since=NOW
    )
    assert sent(brake, ["a"] * 5, asking=("automation.other", False)) == 5


@pytest.mark.parametrize(
    ("recipients", "expected"),
    [
        pytest.param([f"{index}" for index in range(100)], 100, id="many at once"),
        pytest.param([*"abcde"] * 7, 35, id="seven times five"),
        pytest.param([*"abcde"] * 8, 35, id="eight times five"),
        pytest.param([*"ab", *"bc", *"cd"], 6, id="overlapping"),
        pytest.param([*"abababababab", *"abab"], 14, id="two in turns"),
    ],
)
def test_one_message_to_many_is_one_time(recipients: list[str], expected: int) -> None:
    """Whether in one action or in a row of them, a time ends where somebody gets another one."""
    assert sent(Brake(PACE), recipients) == expected


def test_messages_and_calls_of_one_alarm() -> None:
    """Who is texted and called at the same time is reached once."""
    brake = Brake(PACE)
    for _ in range(7):
        assert sent(brake, ["a"]) == sent(brake, ["a"], kind=Kind.CALL) == 1
    assert sent(brake, ["a"]) == 0
    assert brake.stops[LOOP].sent == 14


@pytest.mark.parametrize(("pause", "expected"), [(42.0, 7), (43.0, 30), (300.0, 30)])
def test_only_what_is_too_fast(pause: float, expected: int) -> None:
    """Who sends slowly may go on for ever."""
    assert sent(Brake(PACE), ["a"] * 30, pause=pause) == expected


def test_clock_that_was_ahead() -> None:
    """What it left stops nobody."""
    brake = Brake(PACE)
    assert sent(brake, ["a"] * 7, NOW + 10 * HOUR) == 7
    assert sent(brake, ["a"] * 7, NOW) == 7
    assert sent(brake, ["a"], NOW) == 0


def test_alerts_have_more_room() -> None:
    """They are looked at by themselves, and twice as many go out."""
    brake = Brake(PACE)
    assert sent(brake, ["a"] * 50) == 7
    assert sent(brake, ["a"] * 50, asking=ALERTS) == 7 * MORE_FOR_ALERTS


@pytest.mark.parametrize(
    ("kind", "is_alert", "limit"),
    [
        (Kind.MESSAGE, False, Limit.MESSAGES_PER_HOUR),
        (Kind.MESSAGE, True, Limit.ALERT_MESSAGES_PER_HOUR),
        (Kind.CALL, False, Limit.CALLS_PER_HOUR),
        (Kind.CALL, True, Limit.ALERT_CALLS_PER_HOUR),
    ],
)
def test_half_of_an_hour(kind: Kind, limit: Limit, *, is_alert: bool) -> None:
    """One automation leaves half of what may go out within an hour to all others."""
    asking = ("automation.loop", is_alert)
    limits = {**WIDE, limit: 60}
    family = [*"abcde"] * 10
    assert sent(Brake(), family, asking=asking, kind=kind, limits=limits) == 30
    everybody = [f"{index}" for index in range(50)]
    assert sent(Brake(), everybody, asking=asking, kind=kind, limits=limits) == 50


def test_low_limits_stop_nobody_for_good() -> None:
    """A few times are always fine: where little may go out, the limit itself is enough."""
    limits = {**WIDE, Limit.MESSAGES_PER_HOUR: 2}
    assert sent(Brake(), ["a"] * 10, limits=limits) == ALWAYS_FINE


@pytest.mark.parametrize(
    ("asking", "limit", "pause", "share"),
    [
        pytest.param(ALERTS, Limit.ALERT_MESSAGES_PER_HOUR, 5.1, 100, id="alerts"),
        pytest.param(LOOP, Limit.MESSAGES_PER_HOUR, 10.1, 60, id="all else"),
    ],
)
def test_half_of_an_hour_below_the_pace(
    asking: Asking, limit: Limit, pause: float, share: int
) -> None:
    """Who is never too fast leaves half of an hour to all others too."""
    brake = Brake()
    assert sent(brake, ["a"] * 300, asking=asking, pause=pause, limits={**DEFAULT_LIMITS}) == share
    stop = brake.stops[asking]
    assert (stop.sent, stop.minutes) == (share, 60)
    assert share < DEFAULT_LIMITS[limit]


def went_out(
    brake: Brake, kind: Kind, recipients: str, *, every: float, within: float = HOUR
) -> int:
    """Keep alerting all, refused or not; return how many messages or calls went out."""
    done = 0
    for turn in range(int(within / every)):
        at = NOW + turn * every
        for to in recipients:
            if brake.check(ALERTS, kind, to, DEFAULT_LIMITS, at) is None:
                brake.note(ALERTS, kind, to, at)
                done += 1
    return done


@pytest.mark.parametrize(
    ("kind", "family", "every", "expected"),
    [
        pytest.param(Kind.MESSAGE, "a", 1.0, 140, id="too fast"),
        pytest.param(Kind.MESSAGE, "a", 5.1, 136, id="below the pace"),
        pytest.param(Kind.MESSAGE, "a", 20.0, 116, id="slow"),
        pytest.param(Kind.MESSAGE, "abcde", 1.0, 155, id="to a family"),
        pytest.param(Kind.CALL, "a", 10.1, 68, id="calls"),
    ],
)
def test_alerts_of_a_loop_leave_room_to_others(
    kind: Kind, family: str, every: float, expected: int
) -> None:
    """Over half of an hour a few get through within each pace, and never all there are."""
    assert went_out(Brake(), kind, family, every=every) == expected


@pytest.mark.parametrize(("limit", "expected"), [(120, 2), (20, 1), (4, 1)])
def test_few_alerts_over_half_of_an_hour(limit: int, expected: int) -> None:
    """Half of what is left, spread over the hour, and at least one."""
    limits = {**WIDE, Limit.ALERT_MESSAGES_PER_HOUR: limit}
    brake = Brake()
    assert sent(brake, ["a"] * 100, asking=ALERTS, limits=limits) == max(limit // 2, ALWAYS_FINE)
    for turn in range(1, 4):
        later = NOW + 300 * turn
        assert sent(brake, ["a"] * 20, later, asking=ALERTS, limits=limits) == expected


def test_hour_moves_on() -> None:
    """Half of an hour is counted over the last hour, to the minute, and not for ever."""
    limits = {**WIDE, Limit.MESSAGES_PER_HOUR: 40}
    assert sent(Brake(), ["a"] * 200, pause=200.0, limits=limits) == 200
    assert sent(Brake(), ["a"] * 200, pause=170.0, limits=limits) == 20


def test_hour_of_a_clock_that_was_ahead() -> None:
    """What it left does not count."""
    brake = Brake()
    limits = {**WIDE, Limit.MESSAGES_PER_HOUR: 20}
    assert sent(brake, ["a"] * 9, NOW + 10 * HOUR, pause=60.0, limits=limits) == 9
    assert sent(brake, ["a"] * 20, pause=60.0, limits=limits) == 10


def test_messages_leave_calls_alone() -> None:
    """Half of the hour is counted by kind."""
    limits = {**WIDE, Limit.MESSAGES_PER_HOUR: 20, Limit.CALLS_PER_HOUR: 20}
    brake = Brake()
    assert sent(brake, ["a"] * 9, pause=60.0, limits=limits) == 9
    later = NOW + 540
    assert sent(brake, ["a"] * 20, later, kind=Kind.CALL, pause=60.0, limits=limits) == 10
    assert brake.stops[LOOP].sent == 19


def test_an_hour_later() -> None:
    """What was stopped may send again an hour later, however often it tries meanwhile."""
    brake = Brake(PACE)
    sent(brake, ["a"] * 8)
    for minute in range(0, 60, 5):
        assert sent(brake, ["a"], NOW + minute * 60) == 0
    assert sent(brake, ["a"], NOW + STOPPED_FOR - 1) == 0
    assert sent(brake, ["a"] * 20, NOW + STOPPED_FOR) == 7


def test_stopped_by_half_of_an_hour_an_hour_later() -> None:
    """Then all of it may go out anew."""
    limits = {**WIDE, Limit.MESSAGES_PER_HOUR: 60}
    brake = Brake()
    for begun in (NOW, NOW + STOPPED_FOR + 1):
        assert sent(brake, [*"abcde"] * 10, begun, limits=limits) == 30


def test_alerts_minutes_later() -> None:
    """They are held up for as long as is counted, and no longer."""
    brake = Brake(PACE)
    most = 7 * MORE_FOR_ALERTS
    assert sent(brake, ["a"] * 50, asking=ALERTS) == most
    assert sent(brake, ["a"], NOW + 299, asking=ALERTS) == 0
    assert sent(brake, ["a"] * 50, NOW + 300, asking=ALERTS) == most


def test_stop_of_a_clock_that_was_ahead() -> None:
    """It ends as soon as the clock is right."""
    brake = Brake(PACE)
    assert sent(brake, ["a"] * 8, NOW + 2 * HOUR) == 7
    assert sent(brake, ["a"] * 8, NOW) == 7


def test_remembered() -> None:
    """What went out before a restart counts for half of the hour."""
    limits = {**WIDE, Limit.MESSAGES_PER_HOUR: 20}
    brake = Brake()
    for minute in range(9):
        brake.remember(LOOP, Kind.MESSAGE, NOW - 60 * minute)
    brake.remember(LOOP, Kind.MESSAGE, NOW - HOUR)
    assert sent(brake, ["a"] * 20, limits=limits) == ALWAYS_FINE
    assert brake.stops[LOOP].sent == 9 + ALWAYS_FINE


def test_each_stop_is_forgiven_by_itself() -> None:
    """That alerts may go again says nothing of all else."""
    brake = Brake(PACE)
    sent(brake, ["a"] * 20)
    sent(brake, ["a"] * 20, NOW + 60, asking=ALERTS)
    assert [brake.end_of(stop) for stop in brake.stops.values()] == [NOW + 3600, NOW + 360]
    brake.forgive("automation.other", NOW + 2 * HOUR)
    brake.forgive("automation.loop", NOW + 359)
    assert list(brake.stops) == [LOOP, ALERTS]
    brake.forgive("automation.loop", NOW + 360)
    assert list(brake.stops) == [LOOP]
    brake.forgive("automation.loop", NOW + STOPPED_FOR)
    assert brake.stops == {}


def test_released() -> None:
    """Who was let go may send again, alerts too, as if nothing had been."""
    brake = Brake(PACE)
    for asking in (LOOP, ALERTS):
        sent(brake, ["a"] * 20, asking=asking)
    assert brake.stops_of("automation.loop") == list(brake.stops.values())
    brake.release("automation.other")
    assert sent(brake, ["a"]) == sent(brake, ["a"], asking=ALERTS) == 0
    brake.release("automation.loop")
    assert brake.stops_of("automation.loop") == []
    assert sent(brake, ["a"] * 20) == 7
    assert sent(brake, ["a"] * 20, asking=ALERTS) == 7 * MORE_FOR_ALERTS


def test_released_after_half_of_an_hour() -> None:
    """Who was let go by somebody has the whole half again."""
    limits = {**WIDE, Limit.MESSAGES_PER_HOUR: 20}
    brake = Brake()
    for begun in (NOW, NOW + 700):
        assert sent(brake, ["a"] * 20, begun, pause=60.0, limits=limits) == 10
        brake.release("automation.loop")


def test_restart() -> None:
    """What was stopped stays stopped; what was not begins anew."""
    brake = Brake(PACE)
    sent(brake, ["a"] * 8)
    sent(brake, ["a"] * 6, asking=("automation.other", False))
    restored = Brake.from_json(json.loads(json.dumps(brake.as_json())))
    restored.pace = PACE
    assert restored.stops == brake.stops
    assert sent(restored, ["a"], NOW + 5) == 0
    assert sent(restored, ["a"] * 9, asking=("automation.other", False)) == 7


@pytest.mark.parametrize(
    "damage",
    [{"origin": ""}, {"is_alert": 1}, {"sent": None}, {"minutes": "5"}, {"since": float("inf")}],
)
def test_damage(damage: dict[str, object]) -> None:
    """What cannot be meant is refused."""
    stop = Stop("automation.loop", is_alert=False, sent=5, minutes=5, since=NOW)
    with pytest.raises((LookupError, TypeError, ValueError)):
        Brake.from_json([stop.as_json() | damage])
