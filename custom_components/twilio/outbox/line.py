"""How much of one account may be under way to Twilio at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import inf
from typing import Final

from .content import Kind
from .entry import Entry
from .gate import Gate
from .load import Load

_MISSES: Final = 5
"""After so many missing answers in a row, Twilio is not asked as if all were well."""


class Outcome(StrEnum):
    """What a request says of the line to Twilio."""

    ANSWERED = "answered"
    """Twilio took it, or refused it for what it is."""
    UNREACHABLE = "unreachable"
    """There was no connection."""
    UNCERTAIN = "uncertain"
    """It was sent, and the answer is missing, or an error of Twilio's own."""
    OVERLOADED = "overloaded"
    """Twilio has too much to do for this account (429)."""
    UNAVAILABLE = "unavailable"
    """Twilio does not let this account do that (401, not active)."""
    STOPPED = "stopped"
    """It was ended here, which says nothing."""


_HEARD: Final = frozenset({Outcome.ANSWERED, Outcome.OVERLOADED, Outcome.UNAVAILABLE})
"""With which Twilio was heard of."""


@dataclass(slots=True, kw_only=True)
class Line:
    """The line of one account; `now` is monotonic. Every `started` has one `ended`."""

    calls_per_second: float = 1.0
    load: Load = field(default_factory=Load)
    network: Gate = field(default_factory=Gate)
    rights: Mapping[Kind, Gate] = field(default_factory=lambda: {kind: Gate() for kind in Kind})
    """An API key may send messages and yet make no calls."""
    _next_call: float = 0.0
    _misses: int = 0

    @property
    def is_down(self) -> bool:
        """Whether Twilio cannot be reached, or lets this account do nothing."""
        return self.network.is_shut or all(gate.is_shut for gate in self.rights.values())

    def may_start(self, entry: Entry, now: float) -> bool:
        """Return whether it may go to Twilio now.

        A new alert waits for no pause but one that Twilio asked for.
        """
        kind = entry.content.kind
        if kind is Kind.CALL and now < self._next_call:
            return False
        is_new_alert = entry.is_alert and entry.attempts == 0
        if now < self.load.resumes and (self.load.is_named or not is_new_alert):
            return False
        if all(gate.may_pass(now) for gate in self._gates(entry)):
            return self.load.has_room(is_alert=entry.is_alert)
        return is_new_alert and self.load.has_room_to_try()

    def started(self, entry: Entry, now: float) -> None:
        """Note that it is on its way."""
        self.load.start(entry.reference, now, is_alert=entry.is_alert)
        for gate in self._gates(entry):
            gate.pass_by(entry.reference, now)
        if entry.content.kind is Kind.CALL:
            self._next_call = now + 1 / self.calls_per_second

    def ended(
        self, entry: Entry, outcome: Outcome, now: float, retry_after: float | None = None
    ) -> None:
        """Note what came of it; `retry_after` is what Twilio asked to wait, in seconds."""
        is_recent = self.load.end(entry.reference)
        right = self.rights[entry.content.kind]
        if outcome is Outcome.ANSWERED:
            self.load.grow(is_recent=is_recent)
            right.open()
        elif outcome is Outcome.OVERLOADED:
            self.load.shrink(now, retry_after, is_recent=is_recent)
        elif outcome is Outcome.UNAVAILABLE:
            right.fail(entry.reference, now)
        if outcome in _HEARD:
            self._misses = 0
            self.network.open()
        elif outcome is not Outcome.STOPPED:
            self._miss(entry, outcome, now)
        for gate in self._gates(entry):
            gate.come_back(entry.reference)

    def next_start(self, now: float) -> float | None:
        """Return when something may start that may not start yet.

        None where time alone is no help: nothing is in the way, or something has to end first.
        """
        starts = (self._next_start_of(kind) for kind in Kind)
        return min((start for start in starts if now < start < inf), default=None)

    def heard(self) -> None:
        """Have the network tried at once: Twilio was heard of otherwise."""
        if self.network.is_shut:
            self.network.try_soon()

    def open(self) -> None:
        """Have it tried at once: there are other credentials."""
        for gate in (self.network, *self.rights.values()):
            gate.try_soon()

    def _miss(self, entry: Entry, outcome: Outcome, now: float) -> None:
        self._misses += 1
        if self.network.is_shut or outcome is Outcome.UNREACHABLE or self._misses >= _MISSES:
            self.network.fail(entry.reference, now)

    def _next_start_of(self, kind: Kind) -> float:
        next_call = self._next_call if kind is Kind.CALL else 0.0
        tries = (self.network.next_try(), self.rights[kind].next_try())
        return max(self.load.resumes, next_call, *tries)

    def _gates(self, entry: Entry) -> tuple[Gate, Gate]:
        return self.network, self.rights[entry.content.kind]
