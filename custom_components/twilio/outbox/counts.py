"""How much of the outbox waits."""

from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many entries there are of an account."""

    waiting: int = 0
    """All that are not settled."""
    alerts: int = 0
    """Those of them that are alerts."""
    uncertain: int = 0
    """Those of them of which Twilio's answer is missing."""
    oldest: float | None = None
    """When somebody asked for the first of them, seconds since the epoch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxCounts(Counts):
    """How much waits of an account, and what became of what did not."""

    maybe_duplicates: int = 0
    """How often something was sent again that Twilio may have taken before."""
    given_up: int = 0
    """How much never went out, or nobody knows whether it did."""

    @classmethod
    def of(cls, counts: Counts, *, maybe_duplicates: int, given_up: int) -> Self:
        """Return it with what waits."""
        return cls(**asdict(counts), maybe_duplicates=maybe_duplicates, given_up=given_up)
