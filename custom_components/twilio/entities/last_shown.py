"""What a sensor showed last, as it outlives a restart."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self, override

from homeassistant.helpers.restore_state import ExtraStoredData
from homeassistant.util import dt as dt_util


@dataclass(frozen=True, slots=True)
class LastShown(ExtraStoredData):
    """When something happened, and what there is to show of it."""

    moment: datetime
    text: str = ""

    @override
    def as_dict(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {"moment": self.moment.isoformat(), "text": self.text}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self | None:
        """Read what `as_dict` returned, none where it is something else."""
        match stored:
            case {"moment": str(moment), "text": str(text)} if parsed := _parse(moment):
                return cls(parsed, text)
        return None


def _parse(text: str) -> datetime | None:
    """Read a moment; what is out of range is none."""
    try:
        parsed = dt_util.parse_datetime(text)
        return dt_util.as_utc(parsed) if parsed else None
    except ValueError, OverflowError:
        return None
