"""What has waited for a while."""

import pytest

from custom_components.twilio.outbox.backlog import Backlog, line_reason
from custom_components.twilio.outbox.entry import Entry, State
from custom_components.twilio.outbox.place import Place
from custom_components.twilio.outbox.queue import Queue

from .entries import an_alert, an_entry

NOW = 100.0


def places(*entries: Entry, ages: tuple[float, ...]) -> list[Place]:
    """Return entries with their ages in seconds."""
    queue = Queue()
    return [queue.add(entry, NOW, age) for entry, age in zip(entries, ages, strict=True)]


def test_nothing() -> None:
    """Nothing waits where nothing is, or where it is too young."""
    assert Backlog.of([], NOW) == Backlog()
    assert Backlog.of(places(an_entry(), ages=(4.9,)), NOW, 5) == Backlog()


def test_all_of_it() -> None:
    """The oldest is the one that was asked for first, wherever it stands."""
    young = an_alert("a", reason="unreachable")
    old = an_entry("b")
    middle = an_entry("c", state=State.UNCERTAIN, reason="uncertain")
    backlog = Backlog.of(places(young, old, middle, ages=(5, 30, 10)), NOW, 5)
    assert backlog == Backlog(count=3, alerts=1, uncertain=1, oldest=old, reason="uncertain")
    assert backlog.age == 30
    older = Backlog.of(places(young, old, middle, ages=(5, 30, 10)), NOW, 10)
    assert (older.count, older.alerts) == (2, 0)


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ((), None),
        ((an_entry(),), None),
        ((an_entry(), an_entry("b", reason="unreachable")), "unreachable"),
        ((an_entry(reason="uncertain", state=State.UNCERTAIN),), None),
    ],
    ids=["nothing", "untried", "tried", "uncertain"],
)
def test_line_reason(entries: tuple[Entry, ...], reason: str | None) -> None:
    """What only one of them met says nothing of the line."""
    assert line_reason(places(*entries, ages=(1,) * len(entries))) == reason
