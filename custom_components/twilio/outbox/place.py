"""Where an entry of the outbox stands in its queue."""

from collections.abc import Hashable
from dataclasses import dataclass

from .entry import Entry, State


@dataclass(slots=True, eq=False, kw_only=True)
class Place:
    """An entry that is not settled; times are monotonic seconds."""

    entry: Entry
    number: int
    """Which place it was given: the order of asking."""
    lane: Hashable
    """What is sent one after the other with it."""
    born: float
    """When its age was 0."""
    due: float
    """Before when it is neither sent nor looked for."""
    is_out: bool = False
    """Whether it was handed out, to be sent or looked for, and is not back yet."""
    is_sent: bool = False
    """Whether it was handed out to be sent."""
    is_ready: bool = False
    """Whether it can be sent, as far as it alone is concerned."""

    @property
    def is_new(self) -> bool:
        """Whether Twilio was never asked to take it."""
        return self.entry.attempts == 0

    @property
    def is_waiting(self) -> bool:
        """Whether Twilio has surely not taken it, and is not being asked to."""
        return self.entry.state is State.WAITING

    @property
    def expires(self) -> float:
        """From when on it is of no use any more."""
        return self.born + self.entry.valid_for

    def age(self, now: float) -> float:
        """Return how many seconds ago somebody asked for it."""
        return max(0.0, now - self.born)

    def time_left(self, now: float) -> float:
        """Return for how many seconds it is still of use."""
        return max(0.0, self.expires - now)
