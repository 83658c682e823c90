"""Texts whose PIN still stands in Twilio's log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

MOST_KEPT: Final = 500


@dataclass(slots=True)
class Redactions:
    """The SIDs of those texts, and since when; times are seconds since the epoch."""

    pending: dict[str, float] = field(default_factory=dict)

    def note(self, sid: str, now: float) -> None:
        """Note a text to be redacted; in a flood the oldest goes."""
        self.pending.setdefault(sid, now)
        if len(self.pending) > MOST_KEPT:
            del self.pending[next(iter(self.pending))]

    def settle(self, sid: str) -> None:
        """Strike a text off."""
        self.pending.pop(sid, None)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return dict(self.pending)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned; raises `TypeError` or `ValueError` for anything else."""
        return cls({str(sid): float(since) for sid, since in stored.items()})
