"""How much at once Twilio takes from one account, as far as it lets us know."""

from dataclasses import dataclass, field
from typing import Final

from .pauses import Pauses

MOST: Final = 64
_KEPT_FOR_ALERTS: Final = 5
"""One in so many places stays free of what is no alert."""


@dataclass(slots=True, kw_only=True)
class Load:
    """What is under way; halved where Twilio has too much to do, then grown one by one.

    One more for each round in which all came through, as TCP avoids congestion: faster growth
    would find the limit again and again, at the price of a pause of all each time.
    """

    pauses: Pauses = field(default_factory=Pauses)
    limit: float = MOST
    resumes: float = 0.0
    """Until when all is quiet (monotonic)."""
    is_named: bool = False
    """Whether Twilio itself said until when."""
    _under_way: dict[str, tuple[bool, int | None]] = field(default_factory=dict)
    """Whether each is an alert, and how often it had been too much when its turn came, if ever."""
    _alerts: int = 0
    _overloads: int = 0

    def has_room(self, *, is_alert: bool) -> bool:
        """Return whether one more may begin; what is no alert never takes an alert's place."""
        kept = max(1, int(self.limit) // _KEPT_FOR_ALERTS)
        if is_alert and self._alerts < kept:
            return True
        allowed = int(self.limit)
        return len(self._under_way) < (allowed if is_alert else max(1, allowed - kept))

    def has_room_to_try(self) -> bool:
        """Return whether one more alert may begin while nothing else comes through."""
        return self._alerts < MOST // _KEPT_FOR_ALERTS

    def start(self, reference: str, now: float, *, is_alert: bool) -> None:
        """Note that one began; what goes out in a pause, out of turn, makes no pause longer."""
        self._under_way[reference] = is_alert, self._overloads if now >= self.resumes else None
        self._alerts += is_alert

    def end(self, reference: str) -> bool:
        """Note that one ended; return whether it began in turn, after all that was too much."""
        is_alert, overloads = self._under_way.pop(reference)
        self._alerts -= is_alert
        return overloads == self._overloads

    def grow(self, *, is_recent: bool) -> None:
        """Allow one more for as many as may be under way: Twilio took one."""
        self.limit = min(self.limit + 1 / self.limit, MOST)
        if is_recent:
            self.pauses.reset()

    def shrink(self, now: float, retry_after: float | None, *, is_recent: bool) -> None:
        """Pause, and allow half of what was too much; many at once are too much only once."""
        if is_recent:
            self._overloads += 1
            # This one is no longer under way, and was too much as well.
            self.limit = max(1, min(int(self.limit), len(self._under_way) + 1) // 2)
            self.resumes = now + (self.pauses.grow() if retry_after is None else retry_after)
            self.is_named = retry_after is not None
        elif retry_after is not None:
            self.resumes = max(self.resumes, now + retry_after)
            self.is_named = True
