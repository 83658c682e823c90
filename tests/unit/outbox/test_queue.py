"""In which order the outbox goes out."""

from collections.abc import Callable
from dataclasses import replace
import sys
from typing import Any, Final

import pytest

from custom_components.twilio.outbox.content import Kind
from custom_components.twilio.outbox.counts import Counts
from custom_components.twilio.outbox.entry import Entry, State
from custom_components.twilio.outbox.queue import Queue

from .entries import ANNA, BEN, CREATED, HOME, an_alert, an_entry

NOW: Final = 1000.0
OFFICE: Final = "office"
"""Another account."""


def always(_: Entry) -> bool:
    """Hold up nothing."""
    return True


class Desk(Queue):
    """A queue whose entries are known by their references."""

    def put(self, *entries: Entry, now: float = NOW) -> None:
        """Add entries."""
        for entry in entries:
            self.add(entry, now)

    def going(
        self, now: float = NOW, may: Callable[[Entry], bool] = always, account: str = HOME
    ) -> list[str]:
        """Take all that may go."""
        taken = []
        while entry := self.take(account, now, may):
            taken.append(entry.reference)
        return taken

    def change(self, reference: str, **details: Any) -> None:
        """Note something of an entry."""
        place = self.get(reference)
        assert place
        self.replace(replace(place.entry, **details))

    def fail(self, reference: str, until: float) -> None:
        """Put off what Twilio did not take."""
        self.change(reference, state=State.WAITING, attempts=1)
        self.put_off(reference, until)

    def doubt(self, reference: str, until: float) -> None:
        """Put off looking for what Twilio may have taken."""
        self.change(reference, state=State.UNCERTAIN, attempts=1)
        self.put_off(reference, until)

    def looking(self, now: float, account: str = HOME) -> list[str]:
        """Return what is to be looked for."""
        return [entry.reference for entry in self.due(account, now)]


def test_order() -> None:
    """Alerts go first, then what was asked for first, messages and calls alike."""
    desk = Desk()
    desk.put(an_entry("one"), an_entry("two", to=BEN), an_entry("call", kind=Kind.CALL))
    desk.put(an_alert("alert"), an_alert("alert call", kind=Kind.CALL), an_entry("three", to="3"))
    assert desk.going() == ["alert", "alert call", "one", "two", "call", "three"]
    assert desk.going() == []


def test_one_after_the_other() -> None:
    """The next text to the same person goes once the one before is settled."""
    desk = Desk()
    desk.put(an_entry("one"), an_entry("two"), an_entry("three"), an_alert("alert"))
    assert desk.going() == ["alert", "one"]
    desk.settle("alert")
    desk.fail("one", NOW + 10)
    assert desk.going() == []
    assert desk.next_due(HOME, NOW) == NOW + 10
    assert desk.going(NOW + 10) == ["one"]
    desk.doubt("one", NOW + 20)
    assert desk.going(NOW + 30) == []
    assert desk.looking(NOW + 30) == ["one"]
    desk.settle("one")
    assert desk.going(NOW + 30) == ["two"]
    desk.settle("three")
    desk.settle("two")
    assert desk.going(NOW + 30) == []


def test_alerts_one_after_the_other() -> None:
    """The next alert to the same person goes once the one before is taken, or stuck."""
    desk = Desk()
    desk.put(*(an_alert(name) for name in ("one", "two", "three", "four")))
    assert desk.going() == ["one"]
    desk.fail("one", NOW + 1)
    assert desk.going() == ["two"]
    desk.doubt("two", NOW + 2)
    assert desk.going() == ["three"]
    assert desk.going(NOW + 2) == []
    desk.settle("three")
    assert desk.going(NOW + 2) == ["one"]
    desk.settle("one")
    assert desk.going(NOW + 2) == ["four"]
    assert desk.looking(NOW + 2) == ["two"]


def test_alerts_without_an_answer() -> None:
    """An alert that hangs is not in the way of the next one for longer than three seconds."""
    desk = Desk()
    desk.put(*(an_alert(name) for name in ("one", "two", "three")), an_entry("text"))
    desk.put(an_entry("next"))
    assert desk.going() == ["one", "text"]
    assert desk.next_due(HOME, NOW) == NOW + 3
    assert desk.going(NOW + 2.9) == []
    assert desk.going(NOW + 3) == ["two"]
    desk.fail("one", NOW + 4)
    assert desk.going(NOW + 5) == []
    desk.settle("two")
    assert desk.going(NOW + 5) == ["one"]
    desk.settle("one")
    assert desk.next_due(HOME, NOW + 8) is None
    assert desk.going(NOW + 8) == ["three"]


def test_a_new_alert_behind_one_held_up() -> None:
    """Where only those that were never tried may go, one that was is in nobody's way."""
    desk = Desk()
    desk.put(an_alert("one"), an_alert("two"))
    assert desk.going() == ["one"]
    desk.fail("one", NOW)
    assert desk.going(may=lambda entry: entry.attempts == 0) == ["two"]
    desk.fail("two", NOW)
    desk.put(an_alert("three"))
    assert desk.going(may=lambda entry: entry.attempts == 0) == ["three"]
    desk.fail("three", NOW)
    assert desk.going() == ["one"]


@pytest.mark.parametrize(
    ("may", "expected"),
    [
        pytest.param(
            lambda entry: entry.content.kind is Kind.MESSAGE, ["alert", "text"], id="no calls"
        ),
        pytest.param(lambda entry: entry.is_alert, ["alert", "alert call"], id="no others"),
        pytest.param(lambda _: False, [], id="nothing"),
    ],
)
def test_holding_up(may: Callable[[Entry], bool], expected: list[str]) -> None:
    """What may not go now is in nobody's way, and goes later."""
    desk = Desk()
    desk.put(an_entry("call", kind=Kind.CALL), an_entry("text"))
    desk.put(an_alert("alert"), an_alert("alert call", kind=Kind.CALL))
    assert desk.going(may=may) == expected
    assert sorted(desk.going()) == sorted({"call", "text", "alert", "alert call"} - set(expected))


def test_sending_again() -> None:
    """What nobody found at Twilio is sent again, in its old place, and still called uncertain."""
    desk = Desk()
    desk.put(an_entry("one"), an_entry("two"))
    assert desk.going() == ["one"]
    desk.doubt("one", NOW + 5)
    assert desk.looking(NOW + 5) == ["one"]
    desk.send_again("one", NOW + 6)
    assert desk.going(NOW + 5) == []
    entry = desk.take(HOME, NOW + 6, always)
    assert entry
    assert (entry.reference, entry.state) == ("one", State.UNCERTAIN)


def test_stepping_aside() -> None:
    """Of what nobody can tell any more is in nobody's way, and is still looked for or sent."""
    desk = Desk()
    desk.put(an_entry("one"), an_entry("two"), an_entry("three"))
    assert desk.going() == ["one"]
    desk.doubt("one", NOW + 5)
    desk.step_aside("one")
    assert desk.going() == ["two"]
    assert desk.looking(NOW + 5) == ["one"]
    desk.send_again("one", NOW + 5)
    assert desk.going(NOW + 5) == ["one"]
    desk.settle("two")
    assert desk.going(NOW + 5) == ["three"]
    desk.step_aside("three")
    desk.settle("one")
    desk.settle("three")
    desk.step_aside("three")
    assert len(desk) == 0


@pytest.mark.parametrize("is_alert", [False, True])
def test_stepping_aside_while_it_waits(is_alert: bool) -> None:  # noqa: FBT001
    """What waits goes by itself then, wherever it was."""
    desk = Desk()
    desk.put(*(an_entry(name, is_alert=is_alert) for name in ("one", "two", "three", "four")))
    assert desk.going(may=lambda _: False) == []
    desk.step_aside("three")
    assert desk.going() == ["one", "three"]
    desk.step_aside("one")
    assert desk.going() == ["two"]
    desk.settle("two")
    assert desk.going() == ["four"]


@pytest.mark.parametrize("is_alert", [False, True])
def test_first_ones_stepping_aside(is_alert: bool) -> None:  # noqa: FBT001
    """Those behind it are not held up either."""
    desk = Desk()
    desk.put(*(an_entry(name, is_alert=is_alert) for name in ("one", "two", "three")))
    assert desk.going(may=lambda _: False) == []
    desk.step_aside("one")
    desk.step_aside("two")
    assert desk.going() == ["one", "two", "three"]


def test_being_out() -> None:
    """What was handed out is not handed out again until it comes back."""
    desk = Desk()
    desk.put(an_entry("one"), an_entry("lost", to=BEN, state=State.UNCERTAIN))
    one, lost = desk
    assert not one.is_out
    assert desk.going() == ["one"]
    assert desk.looking(NOW) == ["lost"]
    assert one.is_out
    assert lost.is_out
    desk.change("one", state=State.WAITING)
    desk.change("lost", state=State.WAITING)
    assert desk.going(NOW + 100) == desk.looking(NOW + 100) == []
    desk.put_off("one", NOW + 1)
    assert not one.is_out
    assert (one.due, desk.next_due(HOME, NOW)) == (NOW + 1, NOW + 1)
    assert desk.going(NOW + 1) == ["one"]


@pytest.mark.parametrize("is_alert", [False, True])
def test_putting_off_what_nobody_took(is_alert: bool) -> None:  # noqa: FBT001
    """What could have gone can still be put off."""
    desk = Desk()
    desk.put(an_entry("one", is_alert=is_alert))
    assert desk.going(may=lambda _: False) == []
    desk.put_off("one", NOW + 5)
    assert desk.going(NOW + 4) == []
    assert desk.going(NOW + 5) == ["one"]


def test_what_a_crash_has_left() -> None:
    """What was uncertain is looked for, and nothing ordinary to the same person goes before."""
    desk = Desk()
    desk.put(an_entry("lost", state=State.UNCERTAIN), an_entry("next"), an_alert("alert"))
    assert desk.going() == ["alert"]
    assert desk.next_due(HOME, NOW) == NOW
    assert desk.looking(NOW) == ["lost"]


def test_settled_ones() -> None:
    """Whatever is said of one that is settled, or was never here, changes nothing."""
    desk = Desk()
    desk.put(an_entry("one"))
    assert desk.going() == ["one"]
    place = desk.get("one")
    assert desk.settle("one") is place
    assert desk.settle("one") is None
    desk.put_off("one", NOW)
    desk.send_again("one", NOW)
    desk.set_age("one", 5.0, NOW)
    desk.replace(an_entry("one"))
    assert desk.get("one") is None
    assert (len(desk), desk.going(), desk.looking(NOW)) == (0, [], [])
    assert (desk.next_due(HOME, NOW), desk.next_expiry()) == (None, None)
    assert desk.of(HOME) == ()


def test_settled_while_put_off() -> None:
    """Nobody comes back for what is gone."""
    desk = Desk()
    desk.put(an_entry("one"), an_entry("lost", to=BEN, state=State.UNCERTAIN), an_alert("alert"))
    assert desk.going() == ["alert", "one"]
    desk.fail("one", NOW + 5)
    desk.doubt("lost", NOW + 6)
    for reference, moment in (("alert", NOW + 5), ("one", NOW + 6), ("lost", None)):
        desk.settle(reference)
        assert desk.next_due(HOME, NOW) == moment
    assert desk.going(NOW + 9) == desk.looking(NOW + 9) == []


def test_adding_twice() -> None:
    """What is here already is not put in a second time."""
    desk = Desk()
    place = desk.add(an_entry("one"), NOW)
    assert desk.add(an_entry("one"), NOW + 5) is place
    assert (len(desk), desk.going()) == (1, ["one"])


def test_accounts() -> None:
    """Accounts do not hold up each other, not even on the way to the same person."""
    desk = Desk()
    desk.put(an_entry("ours"), an_entry("theirs", entry_id=OFFICE))
    assert desk.going(account=OFFICE) == ["theirs"]
    assert desk.going() == ["ours"]
    desk.doubt("theirs", NOW + 5)
    assert desk.next_due(HOME, NOW) is None
    assert desk.next_due(OFFICE, NOW) == NOW + 5
    assert desk.looking(NOW + 5) == []
    assert desk.looking(NOW + 5, OFFICE) == ["theirs"]
    assert [place.entry.reference for place in desk] == ["ours", "theirs"]
    assert [place.entry.reference for place in desk.of(OFFICE)] == ["theirs"]
    assert desk.going(account="unknown") == desk.looking(NOW, "unknown") == []


def test_counts() -> None:
    """How much waits is counted by account."""
    desk = Desk()
    assert desk.counts(HOME) == Counts()
    desk.put(an_entry("one"), an_alert("alert", created=CREATED + 5))
    desk.put(an_entry("theirs", entry_id=OFFICE))
    assert desk.counts(HOME) == Counts(waiting=2, alerts=1, oldest=CREATED)
    desk.going()
    desk.doubt("alert", NOW)
    desk.settle("one")
    assert desk.counts(HOME) == Counts(waiting=1, alerts=1, uncertain=1, oldest=CREATED + 5)
    desk.change("alert", state=State.TRYING)
    assert desk.counts(HOME).uncertain == 0
    desk.settle("alert")
    assert desk.counts(HOME) == Counts()


@pytest.mark.parametrize(
    ("number", "is_full", "is_full_for_alerts"),
    [(8_999, False, False), (9_000, True, False), (9_999, True, False), (10_000, True, True)],
)
def test_room(number: int, is_full: bool, is_full_for_alerts: bool) -> None:  # noqa: FBT001
    """Ten thousand have room, the last thousand places are for alerts."""
    desk = Desk()
    entry = an_entry()
    desk.put(*(replace(entry, reference=str(each)) for each in range(number)))
    assert desk.is_full(is_alert=False) is is_full
    assert desk.is_full(is_alert=True) is is_full_for_alerts


def test_age() -> None:
    """It counts from when somebody asked, as far as that is known, and is never negative."""
    place = Queue().add(an_entry(valid_for=100.0), NOW, age=30.0)
    assert (place.age(NOW), place.age(NOW + 5), place.age(NOW - 99)) == (30, 35, 0)
    assert (place.time_left(NOW), place.time_left(NOW + 5), place.time_left(NOW + 99)) == (
        70,
        65,
        0,
    )


def test_expiry() -> None:
    """What is of no use any more is told once, unless it is just being sent."""
    desk = Desk()
    desk.put(an_entry("short", valid_for=10.0), an_entry("long", to=BEN, valid_for=20.0))
    desk.put(an_alert("sent", valid_for=5.0))
    assert desk.next_expiry() == NOW + 5
    assert desk.take(HOME, NOW, always)
    assert [entry.reference for entry in desk.expired(NOW + 10)] == ["short"]
    assert desk.expired(NOW + 10) == []
    assert desk.next_expiry() == NOW + 20
    desk.fail("sent", NOW + 30)
    assert desk.next_expiry() == NOW + 5
    assert [entry.reference for entry in desk.expired(NOW + 10)] == ["sent"]
    desk.settle("long")
    assert desk.next_expiry() is None


def test_expiry_of_uncertain_ones() -> None:
    """It is told of what is being looked for, and not of what is being tried."""
    desk = Desk()
    desk.put(an_entry("lost", state=State.UNCERTAIN), an_entry("open", to=BEN, state=State.TRYING))
    assert desk.looking(NOW) == ["lost", "open"]
    assert [entry.reference for entry in desk.expired(NOW + 1e6)] == ["lost"]


def test_correcting_the_age() -> None:
    """Once the clock is right, what an earlier run left may be older than it was taken for."""
    desk = Desk()
    desk.put(an_entry("one", valid_for=100.0))
    desk.set_age("one", 99.0, NOW + 5)
    assert desk.next_expiry() == NOW + 6
    assert desk.expired(NOW + 5) == []
    assert [entry.reference for entry in desk.expired(NOW + 6)] == ["one"]


def steps_of(work: Callable[[int], None], number: int) -> int:
    """Count the lines that run."""
    steps, tool, events = 0, 4, sys.monitoring.events

    def step(*_: object) -> None:
        nonlocal steps
        steps += 1

    sys.monitoring.use_tool_id(tool, "steps")
    sys.monitoring.register_callback(tool, events.LINE, step)
    sys.monitoring.set_events(tool, events.LINE)
    try:
        work(number)
    finally:
        sys.monitoring.set_events(tool, 0)
        sys.monitoring.free_tool_id(tool)
    return steps


def burst(number: int, at_once: int = 50, **details: Any) -> None:
    """Send so many entries, some at once, each at the second try, with looks at the queue."""
    desk, under_way = Desk(), list[Entry]()
    template = an_entry(**details)
    is_same = "to" in details
    for each in range(number):
        to = ANNA if is_same else str(each)
        content = replace(template.content, to=to)
        desk.put(replace(template, reference=str(each), content=content))
    now, sent = NOW, 0
    while sent < number:
        now += 0.01
        while len(under_way) < at_once and (entry := desk.take(HOME, now, always)):
            under_way.append(entry)
        for entry in under_way:
            if entry.attempts:
                sent += desk.settle(entry.reference) is not None
            else:
                desk.fail(entry.reference, now)
        under_way.clear()
        desk.counts(HOME)
        desk.next_due(HOME, now)
        desk.next_expiry()
        desk.expired(now)


def held_up(number: int) -> None:
    """Send so many texts past as many calls that may not go."""
    desk = Desk()
    for each in range(number):
        desk.put(an_entry(f"call {each}", to=str(each), kind=Kind.CALL))
        desk.put(an_entry(f"text {each}", to=str(each)))
    while entry := desk.take(HOME, NOW, lambda waiting: waiting.content.kind is Kind.MESSAGE):
        desk.settle(entry.reference)
    assert len(desk) == number


@pytest.mark.parametrize(
    "work",
    [
        pytest.param(burst, id="to many"),
        pytest.param(lambda number: burst(number, to=ANNA), id="to one"),
        pytest.param(lambda number: burst(number, is_alert=True), id="alerts to many"),
        pytest.param(lambda number: burst(number, is_alert=True, to=ANNA), id="alerts to one"),
        pytest.param(held_up, id="past what is held up"),
    ],
)
def test_work_grows_with_what_there_is(work: Callable[[int], None]) -> None:
    """Eight times as much takes eight times as long, and hardly more."""
    assert steps_of(work, 1600) < 1.5 * 8 * steps_of(work, 200)
