"""What something sent lately, in rounds: a round reaches nobody twice."""

from collections import deque
from dataclasses import dataclass, field

from .last_hour import LastHour
from .outbox.content import Kind
from .window import TOLERANCE


@dataclass(slots=True)
class Rounds:
    """Rounds of messages and calls; times are seconds since the epoch."""

    _begun: deque[float] = field(default_factory=deque)
    _sent: dict[Kind, deque[float]] = field(
        default_factory=lambda: {kind: deque() for kind in Kind}
    )
    _begun_in_hour: LastHour = field(default_factory=LastHour)
    _sent_in_hour: dict[Kind, LastHour] = field(
        default_factory=lambda: {kind: LastHour() for kind in Kind}
    )
    _reached: set[tuple[Kind, str]] = field(default_factory=set)
    """Who was reached in the last one."""

    def __len__(self) -> int:
        """Return how many there were."""
        return len(self._begun)

    def sent(self, *kinds: Kind) -> int:
        """Return how many messages or calls went out, both where no kind is said."""
        return sum(len(self._sent[kind]) for kind in kinds or Kind)

    @property
    def begun_in_hour(self) -> int:
        """Return how many there were within the last hour."""
        return self._begun_in_hour.count

    def sent_in_hour(self, *kinds: Kind) -> int:
        """Return how many messages or calls went out within the last hour."""
        return sum(self._sent_in_hour[kind].count for kind in kinds or Kind)

    def move_to(self, now: float, seconds: float) -> None:
        """Drop what no longer counts, and what a clock that was ahead has left."""
        for times in (self._begun, *self._sent.values()):
            while times and now - times[0] >= seconds:
                times.popleft()
            while times and times[-1] - now > TOLERANCE:
                times.pop()
        for hour in (self._begun_in_hour, *self._sent_in_hour.values()):
            hour.move_to(now)

    def begins_another(self, kind: Kind, to: str) -> bool:
        """Tell whether something to somebody begins a round: he got it in the last one."""
        return not self._begun or (kind, to) in self._reached

    def note(self, kind: Kind, to: str, now: float) -> None:
        """Note what goes out."""
        if self.begins_another(kind, to):
            self._begun.append(now)
            self._begun_in_hour.add(now)
            self._reached.clear()
        self._reached.add((kind, to))
        self._sent[kind].append(now)
        self.remember(kind, now)

    def remember(self, kind: Kind, at: float) -> None:
        """Count what went out for the hour alone, as nobody knows any more in which round."""
        self._sent_in_hour[kind].add(at)
