"""A brake on automations that send again and again, because they set themselves off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from .errors import Failed
from .last_hour import MINUTES
from .limits import Limit, LimitReached
from .outbox.content import Kind
from .rounds import Rounds
from .runaway_stop import STOPPED_FOR, Asking, Stop
from .window import TOLERANCE

MORE_FOR_ALERTS: Final = 2
"""How many times as often as anything else something may alert."""
ALWAYS_FINE: Final = 5
"""How often something may send within an hour, whatever share of it that takes."""

_SHARED: Final[Mapping[tuple[Kind, bool], Limit]] = {
    (Kind.MESSAGE, False): Limit.MESSAGES_PER_HOUR,
    (Kind.MESSAGE, True): Limit.ALERT_MESSAGES_PER_HOUR,
    (Kind.CALL, False): Limit.CALLS_PER_HOUR,
    (Kind.CALL, True): Limit.ALERT_CALLS_PER_HOUR,
}


@dataclass(frozen=True, slots=True)
class Pace:
    """How often something may send: so many times, within so many minutes."""

    times: int = 30
    minutes: int = 5

    @property
    def seconds(self) -> float:
        """Over how many seconds is counted."""
        return self.minutes * 60.0


class Runaway(LimitReached):
    """What asks has sent too often, and may not send until somebody has looked."""

    def __init__(self, name: str, stop: Stop) -> None:
        """Name it, and say how often it sent."""
        Failed.__init__(self, "runaway", name=name, sent=str(stop.sent), minutes=str(stop.minutes))


@dataclass(slots=True)
class Brake:
    """Stops whatever sends too often by itself; times are seconds since the epoch.

    One message to many people, in one action or in a row of them, is one time.
    """

    pace: Pace = Pace()
    stops: dict[Asking, Stop] = field(default_factory=dict)
    _rounds: dict[Asking, Rounds] = field(default_factory=dict)

    def check(
        self, asking: Asking, kind: Kind, to: str, limits: Mapping[Limit, int], now: float
    ) -> Stop | None:
        """Return why something may not send, none where it may.

        Nor may it use up more than half of what the account may send within an hour.
        """
        if stop := self.stops.get(asking):
            if not self._is_over(stop, now):
                return stop
            del self.stops[asking]
        if (rounds := self._rounds.get(asking)) is None:
            return None
        rounds.move_to(now, self.pace.seconds)
        if not rounds.begins_another(kind, to):
            return None
        origin, is_alert = asking
        if self._is_too_fast(asking, rounds):
            stop = Stop(origin, is_alert, rounds.sent(), self.pace.minutes, now)
        elif self._takes_too_much(asking, kind, rounds, limits):
            stop = Stop(origin, is_alert, rounds.sent_in_hour(), MINUTES, now)
        else:
            return None
        self.stops[asking] = stop
        return stop

    def note(self, asking: Asking, kind: Kind, to: str, now: float) -> None:
        """Note what goes out."""
        self._rounds.setdefault(asking, Rounds()).note(kind, to, now)

    def remember(self, asking: Asking, kind: Kind, at: float) -> None:
        """Count what went out before a restart; how fast that was is forgotten."""
        self._rounds.setdefault(asking, Rounds()).remember(kind, at)

    def stops_of(self, origin: str) -> list[Stop]:
        """Return the stops of something, the newest last: one of its alerts, one of all else."""
        return [stop for stop in self.stops.values() if stop.origin == origin]

    def forgive(self, origin: str, now: float) -> None:
        """Let go what was stopped long enough; its alerts and all else each by itself."""
        for stop in self.stops_of(origin):
            if self._is_over(stop, now):
                del self.stops[stop.asking]

    def end_of(self, stop: Stop) -> float:
        """Return when a stop ends by itself, whatever is tried meanwhile.

        Alerts are only held up: something else of the same automation may be on fire.
        """
        return stop.since + (self.pace.seconds if stop.is_alert else STOPPED_FOR)

    def release(self, origin: str) -> None:
        """Let something send again, as if it had not sent before."""
        for is_alert in (False, True):
            self.stops.pop((origin, is_alert), None)
            self._rounds.pop((origin, is_alert), None)

    def _is_over(self, stop: Stop, now: float) -> bool:
        """Tell whether it has ended, or was made by a clock that was ahead."""
        return not stop.since - TOLERANCE <= now < self.end_of(stop)

    def _is_too_fast(self, asking: Asking, rounds: Rounds) -> bool:
        _, is_alert = asking
        return len(rounds) >= self.pace.times * (MORE_FOR_ALERTS if is_alert else 1)

    def _takes_too_much(
        self, asking: Asking, kind: Kind, rounds: Rounds, limits: Mapping[Limit, int]
    ) -> bool:
        """Tell whether half of what may go out within an hour is used up.

        A few more alerts still get through: not all of them may be of what went wild.
        """
        _, is_alert = asking
        share = limits[_SHARED[kind, is_alert]] // 2
        if rounds.begun_in_hour < ALWAYS_FINE or rounds.sent_in_hour(kind) < share:
            return False
        few = max(1, share // 2 * self.pace.minutes // MINUTES)
        return not is_alert or rounds.sent(kind) >= few

    def as_json(self) -> list[dict[str, Any]]:
        """Return what has to outlive a restart."""
        return [stop.as_json() for stop in self.stops.values()]

    @classmethod
    def from_json(cls, stored: Iterable[Mapping[str, Any]]) -> Self:
        """Read what `as_json` returned; raises `LookupError`, `TypeError` or `ValueError`."""
        return cls(stops={stop.asking: stop for stop in map(Stop.from_json, stored)})
