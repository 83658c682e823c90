"""A burst towards a Twilio that takes only so much at once."""

from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from typing import Final

import pytest

from custom_components.twilio.outbox.entry import Entry
from custom_components.twilio.outbox.line import Line, Outcome
from custom_components.twilio.outbox.load import Load
from custom_components.twilio.outbox.pauses import Pauses
from custom_components.twilio.outbox.queue import Queue

from .entries import HOME, an_alert, an_entry

BURST: Final = 500
TAKEN_AFTER: Final = 0.15
REFUSED_AFTER: Final = 0.03


@dataclass(slots=True)
class Account:
    """An account at Twilio and its line, in a time of their own."""

    most_at_once: int
    busy_until: float = 0.0
    """Until when Twilio takes nothing at all."""
    retry_after: float | None = None
    now: float = 0.0
    queue: Queue = field(default_factory=Queue)
    line: Line = field(default_factory=lambda: Line(load=Load(pauses=Pauses(chance=lambda: 0.0))))
    refused: int = 0
    taken: dict[str, float] = field(default_factory=dict)
    _taking: int = 0
    _answers: list[tuple[float, str, Entry, bool]] = field(default_factory=list)

    def send(self) -> None:
        """Send what may be sent."""
        while entry := self.queue.take(HOME, self.now, self.may_start):
            self.line.started(entry, self.now)
            is_taken = self._taking < self.most_at_once and self.now >= self.busy_until
            self._taking += is_taken
            at = self.now + (TAKEN_AFTER if is_taken else REFUSED_AFTER)
            heappush(self._answers, (at, entry.reference, entry, is_taken))

    def may_start(self, entry: Entry) -> bool:
        """Return whether the line lets it go."""
        return self.line.may_start(entry, self.now)

    def wait(self) -> None:
        """Wait until something happens."""
        moments = (self.line.next_start(self.now), self.queue.next_due(HOME, self.now))
        answers = [self._answers[0][0]] if self._answers else []
        self.now = min([*answers, *(moment for moment in moments if moment is not None)])
        while self._answers and self._answers[0][0] <= self.now:
            _, _, entry, is_taken = heappop(self._answers)
            self._taking -= is_taken
            self.hear(entry, is_taken=is_taken)

    def hear(self, entry: Entry, *, is_taken: bool) -> None:
        """Hear Twilio's answer."""
        if is_taken:
            self.line.ended(entry, Outcome.ANSWERED, self.now)
            self.queue.settle(entry.reference)
            self.taken[entry.reference] = self.now
        else:
            self.refused += 1
            self.line.ended(entry, Outcome.OVERLOADED, self.now, self.retry_after)
            self.queue.replace(replace(entry, attempts=entry.attempts + 1))
            self.queue.put_off(entry.reference, self.now)

    def send_all(self) -> None:
        """Send until nothing is left."""
        for number in range(BURST):
            self.queue.add(an_entry(str(number), to=str(number)), self.now)
        while self.queue:
            self.send()
            self.wait()


@pytest.mark.parametrize("retry_after", [None, 1.0])
@pytest.mark.parametrize("most_at_once", [1, 3, 5, 10, 20, 35, 50])
def test_burst(most_at_once: int, retry_after: float | None) -> None:
    """However little Twilio takes at once, it neither drowns in it nor waits for nothing."""
    account = Account(most_at_once, retry_after=retry_after)
    account.send_all()
    assert len(account.taken) == BURST
    assert account.refused < BURST / 2
    assert account.now < 4 * BURST * TAKEN_AFTER / min(most_at_once, 52)


@pytest.mark.parametrize("busy_for", [1.0, 5.0, 20.0])
def test_storm(busy_for: float) -> None:
    """Once Twilio takes something again, so does the line, soon as much as before."""
    account = Account(64, busy_until=busy_for)
    account.send_all()
    assert account.refused < 100
    assert account.now < 2 * busy_for + 10


def test_alert_in_a_burst() -> None:
    """An alert is not refused for what else there is to send, and waits for none of it."""
    account = Account(64)
    for number in range(BURST):
        account.queue.add(an_entry(str(number), to=str(number)), account.now)
    account.send()
    account.queue.add(an_alert(), account.now)
    account.send()
    account.wait()
    assert account.taken["alert"] == TAKEN_AFTER
