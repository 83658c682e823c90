"""What was stopped, because it sent too often."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from .limits import HOUR
from .tracking.stored import required, required_text, required_time

STOPPED_FOR: Final = HOUR
"""After how many seconds what was stopped may send again; alerts may sooner."""

type Asking = tuple[str, bool]
"""What asks, and whether for alerts: these are looked at by themselves."""


@dataclass(frozen=True, slots=True)
class Stop:
    """What was stopped; `since` is seconds since the epoch."""

    origin: str
    is_alert: bool
    sent: int
    """How many messages and calls it had sent before, within so many minutes."""
    minutes: int
    since: float

    @property
    def asking(self) -> Asking:
        """What may not send."""
        return self.origin, self.is_alert

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "origin": self.origin,
            "is_alert": self.is_alert,
            "sent": self.sent,
            "minutes": self.minutes,
            "since": self.since,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned; raises `LookupError`, `TypeError` or `ValueError`."""
        return cls(
            required_text(stored, "origin"),
            required(stored, "is_alert", bool),
            required(stored, "sent", int),
            required(stored, "minutes", int),
            required_time(stored, "since"),
        )
