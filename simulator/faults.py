"""Faults on demand: what goes wrong with the next requests."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum

from .errors import INTERNAL_SERVER_ERROR, SERVICE_UNAVAILABLE, TOO_MANY_REQUESTS, Problem


@dataclass(frozen=True, slots=True)
class Latency:
    """The request is handled so many real seconds late."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Hold:
    """The request is not handled before it is released."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Hang:
    """The request is read, and not a byte comes back before it is released, or ever.

    Where it has taken effect, its answer then comes late; else the connection is cut.
    """

    takes_effect: bool = False
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)


@dataclass(frozen=True, slots=True)
class Refuse:
    """The request is answered with an error, instead of being handled or although it was."""

    problem: Problem = INTERNAL_SERVER_ERROR
    retry_after: int | None = None
    """For how many seconds the client is to wait, as the answer tells it."""
    as_date: bool = False
    """Whether it tells that as the moment when they are over."""
    takes_effect: bool = False


class DropPoint(StrEnum):
    """When a connection is cut."""

    BEFORE_READING = "before_reading"
    AFTER_ACCEPTING = "after_accepting"


@dataclass(frozen=True, slots=True)
class Drop:
    """The connection is cut, before the request is read or after it has taken effect."""

    when: DropPoint = DropPoint.BEFORE_READING


type Effect = Latency | Hold | Hang | Refuse | Drop

OVERLOAD = Refuse(TOO_MANY_REQUESTS, retry_after=1)
OUTAGE = Refuse(SERVICE_UNAVAILABLE)
BREAKDOWN = Refuse(INTERNAL_SERVER_ERROR)
LATE_BREAKDOWN = Refuse(INTERNAL_SERVER_ERROR, takes_effect=True)


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to so many requests of a method whose path contains a fragment."""

    effect: Effect
    method: str | None = None
    path: str = ""
    times: int | None = 1

    def concerns(self, method: str, path: str) -> bool:
        """Tell whether a request is meant."""
        return self.method in (None, method) and self.path in path


class Faults:
    """The faults that are armed, the oldest first."""

    def __init__(self) -> None:
        """Begin without faults."""
        self._armed: list[tuple[Fault, int | None]] = []
        self._holding: list[Hold | Hang] = []

    def __len__(self) -> int:
        """Return how many faults are armed."""
        return len(self._armed)

    def add(self, fault: Fault) -> None:
        """Arm a fault."""
        self._armed.append((fault, fault.times))

    def clear(self) -> None:
        """Disarm all faults."""
        self._armed.clear()

    def release(self) -> None:
        """Let go of every request that is held or hangs."""
        for effect in self._holding:
            effect.released.set()
        self._holding.clear()

    def strike(self, method: str, path: str) -> Effect | None:
        """Return what happens to a request, and count it."""
        effect = self._next(method, path)
        if isinstance(effect, Hold | Hang):
            self._holding.append(effect)
        return effect

    def _next(self, method: str, path: str) -> Effect | None:
        for index, (fault, left) in enumerate(self._armed):
            if fault.concerns(method, path):
                if left is None:
                    return fault.effect
                if left > 1:
                    self._armed[index] = (fault, left - 1)
                else:
                    del self._armed[index]
                return fault.effect
        return None
