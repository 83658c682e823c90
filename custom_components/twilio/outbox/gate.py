"""Something on the way to Twilio that is shut after a failure, and tried once in a while."""

from dataclasses import dataclass, field
from math import inf

from .pauses import Pauses


@dataclass(slots=True, kw_only=True)
class Gate:
    """Open, or shut and tried by one at a time at growing pauses; times are monotonic seconds."""

    pauses: Pauses = field(default_factory=Pauses)
    is_shut: bool = False
    _next_try: float = 0.0
    _tried_by: str | None = None

    def may_pass(self, now: float) -> bool:
        """Return whether one may pass whose turn it is, even if only to try."""
        return not self.is_shut or (self._tried_by is None and now >= self._next_try)

    def pass_by(self, reference: str, now: float) -> None:
        """Let one pass; where the gate is shut and due to be tried, this one is the try."""
        if self.is_shut and self.may_pass(now):
            self._tried_by = reference

    def fail(self, reference: str, now: float) -> None:
        """Shut it; what had passed before, or went out of turn, makes no pause longer."""
        if not self.is_shut or self._tried_by == reference:
            self.is_shut = True
            self._next_try = now + self.pauses.grow()

    def come_back(self, reference: str) -> None:
        """Note that one ended, whatever it learned: where it was the try, another may try."""
        if self._tried_by == reference:
            self._tried_by = None

    def open(self) -> None:
        """Open it: somebody came through."""
        self.is_shut = False
        self._tried_by = None
        self.pauses.reset()

    def try_soon(self) -> None:
        """Have it tried at once: something has changed."""
        self._next_try = 0.0
        self._tried_by = None
        self.pauses.reset()

    def next_try(self) -> float:
        """Return from when on one may pass; never, while it is being found out."""
        if not self.is_shut:
            return 0.0
        return inf if self._tried_by else self._next_try
