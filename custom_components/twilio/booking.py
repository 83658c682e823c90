"""One message or call that counts against the limits of an account."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from .outbox.content import Kind
from .outbox.entry import Booked, Entry
from .tracking.stored import optional, required, required_time


@dataclass(frozen=True, slots=True)
class Booking:
    """What was counted, by what it is known again; `at` is seconds since the epoch."""

    kind: Kind
    to: str
    at: float
    is_alert: bool = False
    is_reply: bool = field(default=False, compare=False)
    """Whether it goes to somebody who has just texted, so that a stranger may have caused it."""
    origin: str | None = field(default=None, compare=False)
    """What of this house asked for it, none where nobody can tell."""

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """Return how an entry of the outbox was booked."""
        booked = entry.booked or Booked(entry.content.to, entry.created)
        return cls(entry.content.kind, booked.to, booked.at, entry.is_alert)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "kind": self.kind,
            "to": self.to,
            "at": self.at,
            "is_alert": self.is_alert,
            "is_reply": self.is_reply,
            "origin": self.origin,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned; raises `LookupError`, `TypeError` or `ValueError`."""
        return cls(
            Kind(stored["kind"]),
            required(stored, "to", str),
            required_time(stored, "at"),
            required(stored, "is_alert", bool),
            required(stored, "is_reply", bool),
            optional(stored, "origin", str),
        )
