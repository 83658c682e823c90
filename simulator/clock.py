"""The simulator's time: instantaneous, running, or turned by hand."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .activity import Activity


@dataclass(frozen=True, slots=True, eq=False)
class Alarm:
    """Something that happens when its time has come."""

    moment: datetime
    ring: Callable[[], None]
    timer: asyncio.TimerHandle | None


class Clock:
    """Simulated time.

    Without a speed nothing waits, and what takes effect later does so when the clock is advanced.
    With a speed, so many simulated seconds pass in a real one. Turned by hand, time stands still
    until it is advanced.
    """

    def __init__(self, activity: Activity, *, speed: float = 0, by_hand: bool = False) -> None:
        """Start at the real time."""
        self._activity = activity
        self._alarms: set[Alarm] = set()
        self._frozen = datetime.now(UTC) if by_hand else None
        self._offset = timedelta()
        self.skew = timedelta()
        """By how much the time that is told is ahead; what is due comes no sooner for that."""
        self._speed = 0 if by_hand else speed

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return self._elapsed() + self.skew

    async def sleep(self, seconds: float) -> None:
        """Let simulated time pass."""
        if seconds <= 0 or not self._takes_time:
            await asyncio.sleep(0)
        else:
            await self.reach(self.now() + timedelta(seconds=seconds))

    async def reach(self, moment: datetime) -> None:
        """Wait for a moment."""
        come: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        seconds = (moment - self.now()).total_seconds()

        def wake() -> None:
            if not come.done():
                come.set_result(None)

        alarm = self.alarm(seconds, wake)
        try:
            await (come if self._speed else self._activity.until(come))
        finally:
            self.cancel(alarm)

    def alarm(self, seconds: float, ring: Callable[[], None]) -> Alarm:
        """Arrange for something to happen later."""
        timer = None
        if self._speed:
            loop = asyncio.get_running_loop()
            timer = loop.call_later(max(seconds, 0) / self._speed, ring)
        alarm = Alarm(self._elapsed() + timedelta(seconds=seconds), ring, timer)
        self._alarms.add(alarm)
        self._ring_due()
        return alarm

    def after(self, seconds: float, ring: Callable[[], None]) -> Alarm:
        """Arrange for something to happen later, or at once where nothing takes time."""
        return self.alarm(seconds if self._takes_time else 0, ring)

    def cancel(self, alarm: Alarm) -> None:
        """Let an alarm never ring, or not again."""
        self._alarms.discard(alarm)
        if alarm.timer:
            alarm.timer.cancel()

    def advance(self, seconds: float) -> None:
        """Turn the clock forward and do what has become due, in its order."""
        self._offset += timedelta(seconds=seconds)
        self._ring_due()

    def close(self) -> None:
        """Forget everything that was to happen."""
        for alarm in tuple(self._alarms):
            self.cancel(alarm)

    def _elapsed(self) -> datetime:
        return (self._frozen or datetime.now(UTC)) + self._offset

    @property
    def _takes_time(self) -> bool:
        return bool(self._frozen or self._speed)

    def _ring_due(self) -> None:
        now = self._elapsed()
        due = [alarm for alarm in self._alarms if alarm.moment <= now]
        for alarm in sorted(due, key=lambda alarm: alarm.moment):
            self.cancel(alarm)
            alarm.ring()
