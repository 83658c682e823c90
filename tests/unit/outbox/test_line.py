"""How much of one account may be under way to Twilio at once."""

from collections.abc import Iterable
from itertools import count
from typing import Any, Final

import pytest

from custom_components.twilio.outbox.content import Kind
from custom_components.twilio.outbox.entry import Entry
from custom_components.twilio.outbox.gate import Gate
from custom_components.twilio.outbox.line import Line, Outcome
from custom_components.twilio.outbox.load import Load
from custom_components.twilio.outbox.pauses import Pauses

from .entries import an_alert, an_entry

NOW: Final = 1000.0
CALL: Final = Kind.CALL

_numbers: Final = count()


def message(**details: Any) -> Entry:
    """Return a message that nobody has tried to send."""
    return an_entry(f"message {next(_numbers)}", **details)


def call(**details: Any) -> Entry:
    """Return a call that nobody has tried to place."""
    return message(kind=CALL, **details)


def alert(**details: Any) -> Entry:
    """Return an alert that nobody has tried to send."""
    return an_alert(f"alert {next(_numbers)}", **details)


class SteadyLine(Line):
    """A line whose pauses are not shortened by chance."""

    def __init__(self, **settings: Any) -> None:
        """Begin with nothing under way."""
        gates = [Gate(pauses=_pauses()) for _ in range(3)]
        rights = {Kind.MESSAGE: gates[1], Kind.CALL: gates[2]}
        load = Load(pauses=_pauses())
        super().__init__(load=load, network=gates[0], rights=rights, **settings)

    def begin(self, entry: Entry, now: float = NOW) -> Entry:
        """Send something that may be sent."""
        assert self.may_start(entry, now)
        self.started(entry, now)
        return entry

    def begin_all(self, entries: Iterable[Entry], now: float = NOW) -> list[Entry]:
        """Send what may be sent, and return that."""
        return [self.begin(entry, now) for entry in entries if self.may_start(entry, now)]

    def end(self, entry: Entry, outcome: Outcome, now: float = NOW, **details: Any) -> None:
        """Have what was sent end."""
        self.ended(entry, outcome, now, **details)

    def fail(self, outcome: Outcome, now: float = NOW, **details: Any) -> None:
        """Send a message, and have it end at once."""
        self.end(self.begin(message(), now), outcome, now, **details)


def _pauses() -> Pauses:
    return Pauses(chance=lambda: 0.0)


def messages(number: int) -> list[Entry]:
    """Return so many messages."""
    return [message() for _ in range(number)]


def alerts(number: int) -> list[Entry]:
    """Return so many alerts."""
    return [alert() for _ in range(number)]


@pytest.mark.parametrize(
    ("asked", "then", "expected"),
    [
        pytest.param(messages(70), alerts(70), (52, 12), id="alerts after the others"),
        pytest.param(alerts(70), messages(70), (64, 0), id="alerts before the others"),
        pytest.param(messages(10), alerts(70), (10, 54), id="alerts beside the others"),
        pytest.param(alerts(20), messages(70), (20, 32), id="the others beside alerts"),
    ],
)
def test_room(asked: list[Entry], then: list[Entry], expected: tuple[int, int]) -> None:
    """64 are under way at once, 12 of them kept for alerts; time alone makes no more room."""
    line = SteadyLine()
    first = line.begin_all(asked)
    assert (len(first), len(line.begin_all(then))) == expected
    assert line.next_start(NOW) is None
    assert not line.is_down
    line.end(first[0], Outcome.ANSWERED)
    assert line.may_start(alert(), NOW)


def test_no_connection() -> None:
    """One at a time tries at growing pauses; when it comes through, all flows again."""
    line, now = SteadyLine(), NOW
    line.fail(Outcome.UNREACHABLE)
    for pause in (1, 2, 4, 8, 16, 32, 60, 60):
        assert line.is_down
        assert line.begin_all(messages(3), now + pause - 0.1) == []
        assert line.next_start(now) == now + pause
        now += pause
        [tried] = line.begin_all(messages(3), now)
        assert line.next_start(now) is None
        line.end(tried, Outcome.UNREACHABLE, now)
    now += 60
    line.fail(Outcome.ANSWERED, now)
    assert not line.is_down
    first, *_ = sent = line.begin_all(messages(60), now)
    assert len(sent) == 52
    line.end(first, Outcome.UNREACHABLE, now)
    assert line.next_start(now) == now + 1


def test_many_without_connection() -> None:
    """Those that fail together are one failure, and one answer to them is enough."""
    line = SteadyLine()
    *failing, answered = line.begin_all(messages(40))
    for entry in failing:
        line.end(entry, Outcome.UNREACHABLE)
    assert line.next_start(NOW) == NOW + 1
    line.end(answered, Outcome.ANSWERED)
    assert not line.is_down
    assert len(line.begin_all(messages(60))) == 52


def test_alerts_without_connection() -> None:
    """A new alert tries at once, whatever is being tried; that makes nobody wait longer."""
    line = SteadyLine()
    line.fail(Outcome.UNREACHABLE)
    line.begin(message(), NOW + 1)
    tried = line.begin_all(alerts(20), NOW + 1)
    assert len(tried) == 12
    assert not line.may_start(alert(attempts=1), NOW + 1)
    for entry in tried:
        line.end(entry, Outcome.UNREACHABLE, NOW + 1)
    assert line.next_start(NOW + 1) is None
    line.end(line.begin(alert(), NOW + 1), Outcome.ANSWERED, NOW + 1)
    assert not line.is_down


def test_a_try_that_hangs() -> None:
    """Once another came through, a try that hangs is no longer waited for."""
    line = SteadyLine()
    line.fail(Outcome.UNREACHABLE)
    line.begin(message(), NOW + 1)
    line.end(line.begin(alert(), NOW + 1), Outcome.ANSWERED, NOW + 1)
    line.fail(Outcome.UNREACHABLE, NOW + 2)
    assert line.next_start(NOW + 2) == NOW + 3


def test_an_alert_whose_turn_it_is() -> None:
    """An alert that was tried before takes its turn as anything else."""
    line = SteadyLine()
    line.fail(Outcome.UNREACHABLE)
    line.end(line.begin(alert(attempts=1), NOW + 1), Outcome.UNREACHABLE, NOW + 1)
    assert line.next_start(NOW + 1) == NOW + 3


@pytest.mark.parametrize(
    ("outcomes", "is_down"),
    [
        pytest.param([Outcome.UNCERTAIN] * 4, False, id="some"),
        pytest.param([Outcome.UNCERTAIN] * 5, True, id="five in a row"),
        pytest.param(
            [*[Outcome.UNCERTAIN] * 4, Outcome.ANSWERED, Outcome.UNCERTAIN],
            False,
            id="not in a row",
        ),
        pytest.param(
            [*[Outcome.UNCERTAIN] * 4, Outcome.STOPPED, Outcome.UNCERTAIN], True, id="one stopped"
        ),
    ],
)
def test_missing_answers(outcomes: list[Outcome], is_down: bool) -> None:  # noqa: FBT001
    """Where all answers are missing, only one at a time goes on trying."""
    line = SteadyLine()
    for outcome in outcomes:
        line.fail(outcome)
    assert line.is_down is is_down
    assert line.next_start(NOW) == (NOW + 1 if is_down else None)


def test_an_answer_missing_while_trying() -> None:
    """A try without an answer is a try that failed."""
    line = SteadyLine()
    line.fail(Outcome.UNREACHABLE)
    line.fail(Outcome.UNCERTAIN, NOW + 1)
    assert line.next_start(NOW + 1) == NOW + 3


def test_a_try_that_was_stopped() -> None:
    """A try that ended here says nothing, and the next one may try at once."""
    line = SteadyLine()
    line.fail(Outcome.UNREACHABLE)
    line.fail(Outcome.STOPPED, NOW + 1)
    assert line.is_down
    line.fail(Outcome.UNREACHABLE, NOW + 1)
    assert line.next_start(NOW + 1) == NOW + 3


def test_too_much_at_once() -> None:
    """All pause; then half as many as were too much are under way, and slowly more."""
    line = SteadyLine()
    sent = line.begin_all(messages(60))
    for entry in sent:
        line.end(entry, Outcome.OVERLOADED)
    assert not line.is_down
    assert line.next_start(NOW) == NOW + 1
    assert line.begin_all(messages(3), NOW + 0.9) == []
    again = line.begin_all(messages(60), NOW + 1)
    assert line.load.limit == 26
    assert len(again) == 21
    for allowed in (21, 22, 23, 24, 24):
        for entry in again:
            line.end(entry, Outcome.ANSWERED, NOW + 1)
        again = line.begin_all(messages(60), NOW + 1)
        assert len(again) == allowed


def test_room_grows_to_what_it_was() -> None:
    """However many were taken, no more than 64 are under way."""
    line = SteadyLine()
    for _ in range(70):
        line.fail(Outcome.ANSWERED)
    assert line.load.limit == 64


def test_much_too_much() -> None:
    """Pauses double up to a minute, and one is always allowed, and an alert beside it."""
    line, now = SteadyLine(), NOW
    for pause in (1, 2, 4, 8, 16, 32, 60, 60):
        line.fail(Outcome.OVERLOADED, now)
        assert line.next_start(now) == now + pause
        now += pause
    assert line.load.limit == 1
    assert len(line.begin_all(messages(5), now)) == 1
    assert len(line.begin_all(alerts(5), now)) == 1


def test_too_much_after_a_success() -> None:
    """The first pause is short again once something was taken since the last one."""
    line = SteadyLine()
    before = line.begin(message())
    line.fail(Outcome.OVERLOADED)
    line.end(before, Outcome.ANSWERED)
    line.fail(Outcome.OVERLOADED, NOW + 1)
    assert line.next_start(NOW + 1) == NOW + 3
    line.fail(Outcome.ANSWERED, NOW + 3)
    line.fail(Outcome.OVERLOADED, NOW + 3)
    assert line.next_start(NOW + 3) == NOW + 4


def test_alerts_when_it_is_too_much() -> None:
    """A new alert waits only where Twilio said for how long."""
    line = SteadyLine()
    line.fail(Outcome.OVERLOADED)
    assert line.may_start(alert(), NOW)
    assert not line.may_start(alert(attempts=1), NOW)
    line.fail(Outcome.OVERLOADED, NOW + 1, retry_after=30.0)
    assert not line.may_start(alert(), NOW + 30.9)
    assert line.next_start(NOW + 1) == NOW + 31
    assert line.may_start(alert(), NOW + 31)


def test_alerts_that_are_too_much_as_well() -> None:
    """One new alert after the other may try in a pause; nobody waits longer for that."""
    line = SteadyLine()
    line.fail(Outcome.OVERLOADED)
    for entry in alerts(7):
        line.end(line.begin(entry, NOW + 0.1), Outcome.OVERLOADED, NOW + 0.2)
    assert line.next_start(NOW + 0.2) == NOW + 1
    line.fail(Outcome.OVERLOADED, NOW + 1)
    assert line.next_start(NOW + 1) == NOW + 3


def test_waiting_time_that_comes_later() -> None:
    """Twilio may say for how long only to the second of those that were too much."""
    line = SteadyLine()
    first, second = line.begin_all(messages(2))
    line.end(first, Outcome.OVERLOADED)
    assert line.may_start(alert(), NOW)
    line.end(second, Outcome.OVERLOADED, retry_after=30.0)
    assert not line.may_start(alert(), NOW + 29.9)
    assert line.may_start(alert(), NOW + 30)


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        pytest.param([5.0, 20.0, 10.0], 20, id="the longest"),
        pytest.param([None, 20.0], 20, id="Twilio's rather than ours"),
        pytest.param([20.0, None], 20, id="ours does not shorten it"),
        pytest.param([0.0], None, id="none at all"),
    ],
)
def test_waiting_time_of_twilio(waits: list[float | None], expected: float | None) -> None:
    """What Twilio asks for holds, of all that it refused at once the longest."""
    line = SteadyLine()
    for entry, retry_after in zip(line.begin_all(messages(len(waits))), waits, strict=True):
        line.end(entry, Outcome.OVERLOADED, retry_after=retry_after)
    assert line.next_start(NOW) == (None if expected is None else NOW + expected)


def test_alerts_have_room_left_by_others() -> None:
    """Ordinary ones that hang take no alert's place, however few are allowed."""
    line = SteadyLine()
    hanging = line.begin_all(messages(40))
    line.end(hanging.pop(), Outcome.OVERLOADED)
    assert line.load.limit == 20
    assert line.begin_all(messages(3), NOW + 1) == []
    assert len(line.begin_all(alerts(20), NOW + 1)) == 4


def test_no_right() -> None:
    """Credentials that may do one thing and not the other stop only the other."""
    line = SteadyLine()
    line.end(line.begin(call()), Outcome.UNAVAILABLE)
    assert not line.is_down
    assert line.begin_all(messages(2)) != []
    assert line.begin_all([call()], NOW + 0.9) == []
    line.end(line.begin(call(), NOW + 1), Outcome.UNAVAILABLE, NOW + 1)
    line.fail(Outcome.UNAVAILABLE, NOW + 1)
    assert line.is_down
    assert line.next_start(NOW + 1) == NOW + 2
    assert line.next_start(NOW + 2) == NOW + 3
    line.end(line.begin(call(), NOW + 3), Outcome.ANSWERED, NOW + 3)
    assert not line.is_down


def test_no_connection_and_no_right() -> None:
    """Twilio that lets nobody in was reached, so that other things may go."""
    line = SteadyLine()
    line.fail(Outcome.UNREACHABLE)
    line.end(line.begin(call(), NOW + 1), Outcome.UNAVAILABLE, NOW + 1)
    assert not line.is_down
    assert len(line.begin_all(messages(2), NOW + 1)) == 2


@pytest.mark.parametrize("outcome", [Outcome.UNREACHABLE, Outcome.UNAVAILABLE])
def test_something_changed(outcome: Outcome) -> None:
    """With other credentials, or after a word of Twilio, one tries at once."""
    line = SteadyLine()
    line.fail(outcome)
    line.fail(outcome, NOW + 1)
    stuck = line.begin(message(), NOW + 3)
    line.open()
    [tried] = line.begin_all(messages(3), NOW + 3)
    line.end(stuck, outcome, NOW + 3)
    assert line.begin_all(messages(3), NOW + 3) == []
    line.end(tried, outcome, NOW + 3)
    assert line.next_start(NOW + 3) == NOW + 4


def test_calls() -> None:
    """One call a second goes out, however many ask; messages do not wait for that."""
    line = SteadyLine()
    placed = line.begin_all([call(), call(), call(is_alert=True)])
    assert len(placed) == 1
    assert line.next_start(NOW) == NOW + 1
    assert not line.may_start(call(is_alert=True), NOW + 0.9)
    assert line.may_start(message(), NOW)
    assert len(line.begin_all([call(), call()], NOW + 1)) == 1


def test_faster_calls() -> None:
    """An account may be allowed more calls a second."""
    line = SteadyLine(calls_per_second=4.0)
    line.begin(call())
    assert line.next_start(NOW) == NOW + 0.25
    assert line.may_start(call(), NOW + 0.25)
