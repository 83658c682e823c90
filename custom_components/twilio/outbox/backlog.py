"""What has waited in the outbox for a while."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from .entry import Entry, State
from .place import Place


@dataclass(frozen=True, slots=True)
class Backlog:
    """How much waits, and since when."""

    count: int = 0
    alerts: int = 0
    uncertain: int = 0
    oldest: Entry | None = None
    age: float = field(default=0.0, compare=False)
    """For how many seconds the oldest has waited."""
    reason: str | None = None
    """Why the oldest of those that were tried still waits, as its entry has it."""

    @classmethod
    def of(cls, places: Iterable[Place], now: float, waited: float = 0.0) -> Self:
        """Return what has waited for so many seconds at least; `now` is monotonic."""
        held = [place for place in places if place.age(now) >= waited]
        if not held:
            return cls()
        oldest = min(held, key=_born)
        first_tried = min(
            (place for place in held if place.entry.reason), key=_born, default=oldest
        )
        return cls(
            count=len(held),
            alerts=sum(place.entry.is_alert for place in held),
            uncertain=sum(place.entry.state is State.UNCERTAIN for place in held),
            oldest=oldest.entry,
            age=oldest.age(now),
            reason=first_tried.entry.reason,
        )


def _born(place: Place) -> float:
    return place.born


def line_reason(places: Iterable[Place]) -> str | None:
    """Return what keeps an account from sending anything, by one that was tried."""
    return next(
        (
            place.entry.reason
            for place in places
            if place.entry.reason and place.entry.state is not State.UNCERTAIN
        ),
        None,
    )
