"""What the outbox has counted, of each account, beyond a restart."""

from collections.abc import Mapping
from enum import StrEnum

from homeassistant.core import callback

from .writer import Writer


class Counted(StrEnum):
    """What is counted."""

    MAYBE_DUPLICATES = "maybe_duplicates"
    """Something was sent again that Twilio may have taken before."""
    GIVEN_UP = "given_up"
    """Something never went out, or nobody knows whether it did."""


class Tally:
    """Counts on the disk, with what the counts are about."""

    def __init__(self, writer: Writer) -> None:
        """Begin at 0."""
        self._writer = writer
        self._totals: dict[str, int] = {}

    @callback
    def async_recover(self, totals: Mapping[str, int]) -> None:
        """Go on from what earlier runs counted."""
        self._totals = dict(totals)

    def total(self, entry_id: str, counted: Counted) -> int:
        """Return how often something happened to an account."""
        return self._totals.get(_key(entry_id, counted), 0)

    @callback
    def async_count(self, entry_id: str, counted: Counted, by: int = 1) -> None:
        """Count something that happens to an account."""
        key = _key(entry_id, counted)
        self._totals[key] = total = self._totals.get(key, 0) + by
        self._writer.count(key, total)

    @callback
    def async_forget(self, entry_id: str) -> None:
        """Begin at 0 again for an account that is gone."""
        for counted in Counted:
            if self._totals.pop(key := _key(entry_id, counted), None):
                self._writer.count(key, 0)

    @callback
    def async_clear(self) -> None:
        """Begin at 0 again for all."""
        for key in self._totals:
            self._writer.count(key, 0)
        self._totals.clear()


def _key(entry_id: str, counted: Counted) -> str:
    return f"{entry_id}.{counted}"
