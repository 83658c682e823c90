"""The queue beside a plain list that is searched from the front."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from custom_components.twilio.outbox.account_queue import PATIENCE
from custom_components.twilio.outbox.content import Kind
from custom_components.twilio.outbox.counts import Counts
from custom_components.twilio.outbox.entry import Entry, State
from custom_components.twilio.outbox.queue import Queue

from .entries import ANNA, BEN, HOME, an_entry

ACCOUNTS: Final = st.sampled_from([HOME, "office"])
SECONDS: Final = st.sampled_from([0.0, 1.0, 5.0, 30.0])
HELD_UP: Final = st.frozensets(
    st.tuples(st.booleans(), st.sampled_from(Kind), st.booleans()), max_size=6
)
"""Which sorts may not go: alerts or not, of which kind, new or not."""


@dataclass(slots=True, eq=False)
class Line:
    """An entry in the list."""

    entry: Entry
    born: float
    due: float
    is_to_send: bool
    is_sent: bool = False
    """Whether it was handed out to be sent."""
    sent: float = 0.0
    """When it was."""
    is_looked_for: bool = False
    """Whether it was handed out to be looked for."""
    is_aside: bool = False
    """Whether it is in nobody's way."""
    is_told: bool = False
    """Whether it was told that it expired."""

    @property
    def is_here(self) -> bool:
        """Whether it was not handed out."""
        return not (self.is_sent or self.is_looked_for)


class QueueBesideList(RuleBasedStateMachine):
    """Does the same to both."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__()
        self.queue = Queue()
        self.lines: list[Line] = []
        self.now = 1000.0
        self.added = 0

    def choose(self, data: st.DataObject, lines: list[Line]) -> Line:
        """Choose one of them."""
        return data.draw(st.sampled_from(lines))

    @rule(
        to=st.sampled_from([ANNA, BEN]),
        kind=st.sampled_from(Kind),
        entry_id=ACCOUNTS,
        is_alert=st.booleans(),
        state=st.sampled_from([State.WAITING, State.WAITING, State.UNCERTAIN]),
        age=SECONDS,
        valid_for=st.sampled_from([10.0, 60.0]),
    )
    def add(
        self,
        to: str,
        kind: Kind,
        entry_id: str,
        is_alert: bool,  # noqa: FBT001 - the rule gives it by name
        state: State,
        age: float,
        valid_for: float,
    ) -> None:
        """Put something in."""
        self.added += 1
        entry = an_entry(
            str(self.added),
            to=to,
            kind=kind,
            entry_id=entry_id,
            is_alert=is_alert,
            state=state,
            valid_for=valid_for,
        )
        self.queue.add(entry, self.now, age)
        self.lines.append(Line(entry, self.now - age, self.now, state is State.WAITING))

    @rule(entry_id=ACCOUNTS, held_up=HELD_UP)
    def take(self, entry_id: str, held_up: frozenset[tuple[bool, Kind, bool]]) -> None:
        """Take the next one, and note that it is being tried."""

        def may(entry: Entry) -> bool:
            return (entry.is_alert, entry.content.kind, entry.attempts == 0) not in held_up

        expected = self.next_of(entry_id, may)
        taken = self.queue.take(entry_id, self.now, may)
        assert taken == (expected and expected.entry)
        if expected:
            expected.is_sent, expected.sent = True, self.now
            entry = expected.entry
            self.note(expected, replace(entry, state=State.TRYING, attempts=entry.attempts + 1))

    def next_of(self, entry_id: str, may: Callable[[Entry], bool]) -> Line | None:
        """Return which one should go next."""
        lines = [line for line in self.lines if line.entry.entry_id == entry_id]
        going = [
            line
            for line in lines
            if line.is_here and line.is_to_send and line.due <= self.now and may(line.entry)
            if not any(self.stands_in_the_way(other, line) for other in lines)
        ]
        return min(going, key=lambda line: not line.entry.is_alert, default=None)

    def stands_in_the_way(self, other: Line, line: Line) -> bool:
        """Return whether a line cannot go because of another."""
        if line.is_aside or other.is_aside or other.entry.lane != line.entry.lane:
            return False
        if line.entry.is_alert:
            return other.is_sent and self.now < other.sent + PATIENCE
        return self.lines.index(other) < self.lines.index(line)

    def note(self, line: Line, entry: Entry) -> None:
        """Note what is known of an entry."""
        line.entry = entry
        self.queue.replace(entry)

    @precondition(lambda self: any(line.is_sent for line in self.lines))
    @rule(data=st.data(), state=st.sampled_from([State.WAITING, State.UNCERTAIN]), wait=SECONDS)
    def fail(self, data: st.DataObject, state: State, wait: float) -> None:
        """Put off what was tried."""
        line = self.choose(data, [line for line in self.lines if line.is_sent])
        self.note(line, replace(line.entry, state=state))
        self.queue.put_off(line.entry.reference, self.now + wait)
        self.bring_back(line, wait, is_to_send=state is State.WAITING)

    @precondition(lambda self: any(line.is_looked_for for line in self.lines))
    @rule(data=st.data(), is_to_send=st.booleans(), wait=SECONDS)
    def find_nothing(self, data: st.DataObject, is_to_send: bool, wait: float) -> None:  # noqa: FBT001
        """Look again later, or send again."""
        line = self.choose(data, [line for line in self.lines if line.is_looked_for])
        bring_back = self.queue.send_again if is_to_send else self.queue.put_off
        bring_back(line.entry.reference, self.now + wait)
        self.bring_back(line, wait, is_to_send=is_to_send)

    @precondition(lambda self: any(not line.is_sent for line in self.lines))
    @rule(data=st.data())
    def step_aside(self, data: st.DataObject) -> None:
        """Let the others go on without one."""
        line = self.choose(data, [line for line in self.lines if not line.is_sent])
        line.is_aside = True
        self.queue.step_aside(line.entry.reference)

    def bring_back(self, line: Line, wait: float, *, is_to_send: bool) -> None:
        """Have it wait."""
        line.is_sent = line.is_looked_for = line.is_told = False
        line.is_to_send, line.due = is_to_send, self.now + wait

    @rule(entry_id=ACCOUNTS)
    def look(self, entry_id: str) -> None:
        """Look for what is uncertain."""
        due = [line for line in self.looks(entry_id) if line.due <= self.now]
        for line in due:
            line.is_looked_for = True
        assert self.queue.due(entry_id, self.now) == [
            line.entry for line in sorted(due, key=lambda line: line.due)
        ]

    def looks(self, entry_id: str) -> list[Line]:
        """Return what is to be looked for."""
        return [
            line
            for line in self.lines
            if line.entry.entry_id == entry_id and line.is_here and not line.is_to_send
        ]

    @precondition(lambda self: self.lines)
    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        """Be done with one, wherever it is."""
        line = self.choose(data, self.lines)
        self.lines.remove(line)
        place = self.queue.settle(line.entry.reference)
        assert place
        assert place.entry == line.entry
        assert self.queue.get(line.entry.reference) is None

    @precondition(lambda self: self.lines)
    @rule(data=st.data(), age=SECONDS)
    def correct_age(self, data: st.DataObject, age: float) -> None:
        """Learn how old one is."""
        line = self.choose(data, self.lines)
        line.born, line.is_told = self.now - age, False
        self.queue.set_age(line.entry.reference, age, self.now)

    @rule(seconds=st.sampled_from([0.5, 4.0, 20.0]))
    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds

    @rule()
    def expire(self) -> None:
        """Be told what is of no use any more."""
        late = [line for line in self.lines if not line.is_told and self.expiry(line) <= self.now]
        for line in late:
            line.is_told = True
        expected = sorted((line for line in late if not line.is_sent), key=self.expiry)
        assert self.queue.expired(self.now) == [line.entry for line in expected]

    def expiry(self, line: Line) -> float:
        """Return when one expires."""
        return line.born + line.entry.valid_for

    @invariant()
    def same_entries(self) -> None:
        """Nothing is lost, nothing is there twice, and the order is that of asking."""
        assert [place.entry for place in self.queue] == [line.entry for line in self.lines]
        assert len(self.queue) == len(self.lines)
        assert [(place.born, place.due, not place.is_out) for place in self.queue] == [
            (line.born, line.due, line.is_here) for line in self.lines
        ]

    @invariant()
    def same_counts(self) -> None:
        """How much waits is what is there."""
        for entry_id in (HOME, "office"):
            entries = [line.entry for line in self.lines if line.entry.entry_id == entry_id]
            assert [place.entry for place in self.queue.of(entry_id)] == entries
            assert self.queue.counts(entry_id) == Counts(
                waiting=len(entries),
                alerts=sum(entry.is_alert for entry in entries),
                uncertain=sum(entry.state is State.UNCERTAIN for entry in entries),
                oldest=entries[0].created if entries else None,
            )

    @invariant()
    def same_moments(self) -> None:
        """Know the next moment to come back."""
        for entry_id in (HOME, "office"):
            sleeping = [
                line.due
                for line in self.lines
                if line.entry.entry_id == entry_id and line.is_here and line.is_to_send
                if line.due > self.now
            ]
            in_the_way = [
                line.sent + PATIENCE
                for line in self.lines
                if line.entry.entry_id == entry_id and line.is_sent and line.entry.is_alert
                if line.sent + PATIENCE > self.now
            ]
            moments = [*sleeping, *in_the_way, *(line.due for line in self.looks(entry_id))]
            assert self.queue.next_due(entry_id, self.now) == min(moments, default=None)
        expiries = [self.expiry(line) for line in self.lines if not line.is_told]
        assert self.queue.next_expiry() == min(expiries, default=None)


QueueBesideList.TestCase.settings = settings(
    database=None, deadline=None, derandomize=True, max_examples=200, stateful_step_count=30
)
TestQueueBesideList = QueueBesideList.TestCase
