"""Who texted lately and is no contact."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self

from .contact import ContactChannel

MOST_STRANGERS: Final = 5
"""So many are remembered: whoever texts in masses only pushes out others like him."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """A number that texted; `at` is in seconds since the epoch. What it wrote is not kept."""

    number: str
    """In E.164."""
    channel: ContactChannel
    at: float


@dataclass(slots=True)
class Strangers:
    """The last ones of an account, the latest first."""

    known: tuple[Stranger, ...] = field(default=())

    @property
    def numbers(self) -> tuple[str, ...]:
        """Their numbers in E.164, the latest first."""
        return tuple(known.number for known in self.known)

    def note(self, stranger: Stranger) -> None:
        """Take in one who texted; one number counts once."""
        others = (known for known in self.known if known.number != stranger.number)
        latest_first = sorted((stranger, *others), key=lambda known: known.at, reverse=True)
        self.known = tuple(latest_first[:MOST_STRANGERS])

    def find(self, number: str) -> Stranger | None:
        """Return the one with a number in E.164."""
        return next((known for known in self.known if known.number == number), None)

    def keep(self, is_unknown: Callable[[str], bool]) -> bool:
        """Forget those whose number is not unknown any more, and tell whether there were any."""
        kept = tuple(known for known in self.known if is_unknown(known.number))
        has_changed = kept != self.known
        self.known = kept
        return has_changed

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {"known": [[known.number, known.channel, known.at] for known in self.known]}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned; raises `TypeError` or `ValueError` for anything else."""
        found = cls()
        for number, channel, at in stored.get("known", ()):
            found.note(Stranger(str(number), ContactChannel(channel), float(at)))
        return found
