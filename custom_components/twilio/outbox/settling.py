"""How it is found out whether Twilio took something although its answer is missing."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Self

from .entry import Entry

_LOOKS: Final = (5.0, 20.0, 60.0)
"""How many seconds after an answer was missed Twilio is asked for what it has taken."""

_ALERT_LOOKS: Final = ((2.0, 6.0), (6.0, 30.0))
"""The same for an alert: the first time, and after it was sent again."""

BLIND_TRIES: Final = 1
"""How often an alert is sent again although Twilio might have it, for all that is known.

Rather twice than not at all, but not for as long as the line hangs: phones would ring all night.
"""

_LATER_LOOKS: Final = 60.0
"""Seconds between looks when those that were planned have not settled it."""


class Action(StrEnum):
    """What to do about an uncertain entry."""

    LOOK = "look"
    """Ask Twilio for what it has taken."""
    SEND_AGAIN = "send_again"
    """Send it once more, as what may be a duplicate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What to do next, and when (monotonic)."""

    action: Action
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What is known of an uncertain entry."""

    since: float
    """When its answer was missed (monotonic)."""
    looks: int = 0
    """How often Twilio was to be asked for it since then."""
    could_look: bool = False
    """Whether Twilio answered the last time, and did not have it."""
    is_cut_off: bool = False
    """Whether there was no connection the last time."""
    sent_again: int = 0
    """How often it was sent again for want of an answer."""

    @classmethod
    def of(cls, entry: Entry, now: float) -> Self:
        """Return the doubt about an entry whose answer is missing, perhaps since a crash."""
        return cls(since=now, sent_again=int(entry.maybe_duplicate))

    def looked(
        self, *, could_look: bool, is_cut_off: bool = False, is_planned: bool = True
    ) -> Self:
        """Return it after a look that did not find it, or that could not be made."""
        looks = self.looks + is_planned
        return replace(self, looks=looks, could_look=could_look, is_cut_off=is_cut_off)

    def cut_off(self) -> Self:
        """Return it after it could not be sent again, for there was no connection."""
        return replace(self, is_cut_off=True)

    def missed_again(self, now: float) -> Self:
        """Return it after it was sent again, and that answer is missing as well."""
        return type(self)(since=now, sent_again=self.sent_again + 1)

    def is_stuck(self, entry: Entry) -> bool:
        """Return whether all that was planned is over, and nobody can tell."""
        return (
            self.looks >= len(_plan(entry, self)) and next_step(entry, self).action is Action.LOOK
        )


def next_step(entry: Entry, doubt: Doubt) -> Step:
    """Return what to do next about an entry that was not found so far.

    An alert is rather sent twice than not at all; anything else is sent again only where Twilio
    said that it does not have it.
    """
    looks = _plan(entry, doubt)
    if doubt.looks < len(looks):
        return Step(action=Action.LOOK, at=doubt.since + looks[doubt.looks])
    later = doubt.looks - len(looks)
    is_blind = entry.is_alert and doubt.sent_again < BLIND_TRIES
    if doubt.could_look:
        return Step(action=Action.SEND_AGAIN, at=doubt.since + looks[-1])
    if is_blind:
        return Step(action=Action.SEND_AGAIN, at=doubt.since + looks[-1] + later * _LATER_LOOKS)
    return Step(action=Action.LOOK, at=doubt.since + looks[-1] + (later + 1) * _LATER_LOOKS)


def _plan(entry: Entry, doubt: Doubt) -> tuple[float, ...]:
    """Return how many seconds after its answer was missed something is looked for."""
    return _ALERT_LOOKS[min(doubt.sent_again, BLIND_TRIES)] if entry.is_alert else _LOOKS
