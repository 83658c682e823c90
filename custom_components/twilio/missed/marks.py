"""Up to when it is known what numbers received."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(slots=True)
class Marks:
    """A mark for each number whose messages lead here; times are seconds since the epoch.

    All that a number received before its mark was handled, or was not for this house.
    """

    numbers: dict[str, float] = field(default_factory=dict)
    """By the SIDs of the numbers."""
    has_begun: bool = False
    """Whether any mark was ever reached."""

    def note(self, here: Collection[str], elsewhere: Collection[str], start: float) -> bool:
        """Note which numbers, by SID, lead here; `start` is the mark of those that are new.

        What leads elsewhere has its mark taken: its messages are somebody else's. Returns whether
        that changed anything.
        """
        before = dict(self.numbers)
        for sid in elsewhere:
            self.numbers.pop(sid, None)
        for sid in here:
            self.numbers.setdefault(sid, start)
        return self.numbers != before

    def advance(self, sid: str, reached: float) -> None:
        """Move the mark of a number that still has one; it never goes back."""
        if sid in self.numbers:
            self.numbers[sid] = max(self.numbers[sid], reached)
            self.has_begun = True

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {"numbers": self.numbers, "has_begun": self.has_begun}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned; raises `TypeError` or `ValueError` for anything else."""
        numbers = dict(stored.get("numbers", ()))
        return cls(
            {sid: float(mark) for sid, mark in numbers.items()}, bool(stored.get("has_begun"))
        )
