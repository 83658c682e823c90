"""Who texted wrong PINs, and for how long commands of that number count for nothing."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from ..contacts.contact import ContactChannel

MOST_FAILURES: Final = 5
SHORTEST_LOCK: Final = 15 * 60.0
DAY: Final = 24 * 60 * 60.0
MOST_KEPT: Final = 500
"""What texted nothing wrong for longest goes first."""


def lock_key(number: str, channel: ContactChannel) -> str:
    """Return under which name somebody is locked on a channel."""
    return f"{number.removeprefix('+')}_{channel}"


@dataclass(slots=True)
class _Record:
    """What came from one number on one channel; wall times are seconds since the epoch."""

    failures: int = 0
    locks: int = 0
    failed_at: float = 0.0
    locked_until: float = 0.0
    seconds: float = 0.0
    """How long the lock is that is on, 0 where none is."""
    ends: float | None = None
    """When it ends by the monotonic clock of this run, none before that was asked."""


@dataclass(slots=True)
class Lockouts:
    """Wrong PINs by number and channel.

    In one run the monotonic clock counts, so whoever sets the clock neither shortens nor prolongs
    a lock. After a restart it lasts at most as long as it was meant to.
    """

    _records: OrderedDict[str, _Record] = field(default_factory=OrderedDict)

    def remaining(self, key: str, now: float, monotonic: float) -> float:
        """Return for how many seconds somebody is still locked, 0 for not at all."""
        record = self._records.get(key)
        if record is None or not record.seconds:
            return 0.0
        if record.ends is None:
            left = min(max(record.locked_until - now, 0.0), record.seconds)
            record.ends = monotonic + left
        if (left := record.ends - monotonic) > 0:
            return left
        record.seconds, record.ends = 0.0, None
        return 0.0

    def fail(self, key: str, now: float, monotonic: float) -> float:
        """Count a wrong PIN; return for how many seconds that locks, 0 where it does not."""
        record = self._records.setdefault(key, _Record())
        self._records.move_to_end(key)
        if (quiet := int((now - max(record.failed_at, record.locked_until)) // DAY)) > 0:
            # One step a day: with all of them a forger would have more tries by waiting.
            record.failures, record.locks = 0, max(record.locks - quiet, 0)
        record.failed_at = now
        record.failures += 1
        if len(self._records) > MOST_KEPT:
            self._forget_one(key)
        if record.failures < MOST_FAILURES:
            return 0.0
        record.seconds = min(SHORTEST_LOCK * 2.0**record.locks, DAY)
        record.failures, record.locks = 0, record.locks + 1
        record.locked_until, record.ends = now + record.seconds, monotonic + record.seconds
        return record.seconds

    def _forget_one(self, but: str) -> None:
        """Forget who texted nothing wrong for longest, but nobody who is locked."""
        idle = (key for key, record in self._records.items() if key != but and not record.seconds)
        self._records.pop(next(idle, ""), None)

    def succeed(self, key: str) -> bool:
        """Forget wrong PINs after a right one; return whether there were any.

        The steps stay: else each right PIN of somebody would give a forger short locks again.
        """
        record = self._records.get(key)
        if record is None or not record.failures:
            return False
        record.failures = 0
        return True

    def clear(self, key: str) -> bool:
        """Forget what came from somebody; return whether there was anything."""
        return self._records.pop(key, None) is not None

    def locked(self, now: float, monotonic: float) -> Mapping[str, float]:
        """Return who is locked, and for how many seconds."""
        left = {key: self.remaining(key, now, monotonic) for key in self._records}
        return {key: seconds for key, seconds in left.items() if seconds}

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            key: [
                record.failures,
                record.locks,
                record.failed_at,
                record.locked_until,
                record.seconds,
            ]
            for key, record in self._records.items()
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned; raises `TypeError` or `ValueError` for anything else."""
        lockouts = cls()
        for key, (failures, locks, failed_at, locked_until, seconds) in stored.items():
            lockouts._records[key] = _Record(
                int(failures),
                min(int(locks), MOST_KEPT),
                float(failed_at),
                float(locked_until),
                min(float(seconds), DAY),
            )
        return lockouts
