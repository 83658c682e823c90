"""Whether the clock of this house is right, by what Twilio's answers say."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

_HALF_A_SECOND: Final = 0.5
"""A `Date` has no fractions: half a second is the best guess."""

_TOLERANCE: Final = 5.0
"""By how many seconds a clock may be adjusted without being set anew."""


@dataclass(slots=True)
class HouseClock:
    """The clock of this house beside Twilio's; `now` is what ours says, since the epoch."""

    offset: float = 0.0
    """By how many seconds Twilio's clock is ahead of ours."""
    _started: float | None = None
    """What our clock said when the monotonic one stood at 0, as far as it was confirmed."""

    def note_answer(self, date: datetime, now: float, monotonic: float) -> float:
        """Note what Twilio's clock said just now; return for how long this machine has slept.

        In that time both wall clocks went on, and the monotonic one stood still.
        """
        offset, started = date.timestamp() + _HALF_A_SECOND - now, now - monotonic
        slept = 0.0
        if self._started is not None and abs(offset - self.offset) <= _TOLERANCE:
            slept = started - self._started
        self.offset, self._started = offset, started
        return slept if slept > _TOLERANCE else 0.0

    def is_confirmed(self, now: float, monotonic: float) -> bool:
        """Return whether the time is known: Twilio told it, and our clock was not set since."""
        return self._started is not None and abs(now - monotonic - self._started) <= _TOLERANCE

    def is_in_question(self, now: float, monotonic: float) -> bool:
        """Return whether the time was known, until our clock was set or this machine slept."""
        return self._started is not None and not self.is_confirmed(now, monotonic)

    def age(self, created: float, now: float, monotonic: float) -> float:
        """Return how many seconds ago something was, by the younger of both clocks.

        0 where the time is not known: better too young than lost.
        """
        if not self.is_confirmed(now, monotonic):
            return 0.0
        return max(0.0, min(now, now + self.offset) - created)

    def twilio_time(self, moment: float) -> datetime:
        """Return what Twilio's clock said when ours said `moment`, as far as anybody knows."""
        return datetime.fromtimestamp(moment + self.offset, UTC)

    def twilio_time_at(self, monotonic: float) -> datetime | None:
        """Return what Twilio's clock says at a moment of this run; none where it never told.

        It holds even if our clock was set in between.
        """
        if self._started is None:
            return None
        return datetime.fromtimestamp(self._started + monotonic + self.offset, UTC)
