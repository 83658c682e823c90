"""Which numbers an account had, which of them somebody has seen, and which are missing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final, Self

from ..api import NumberWebhooks, PhoneNumber

SURE_SECONDS: Final = timedelta(hours=1).total_seconds()
"""How long a number has to be missing, from one complete list to another, to be gone."""


@dataclass(slots=True)
class NumberMemory:
    """What was learned from one list of an account's numbers to the next."""

    settled: frozenset[str] | None = None
    """SIDs of numbers that somebody made senders or did not want; none before the first list."""
    missing_since: dict[str, float] = field(default_factory=dict)
    """When senders' numbers in E.164 were first not listed, in seconds since the epoch."""
    last_listed: tuple[PhoneNumber, ...] = ()
    """What the account had at the last list, without names and webhooks."""

    def note(self, listed: Sequence[PhoneNumber], senders: Collection[str], now: float) -> bool:
        """Take in a complete list, and tell whether that changed anything.

        `senders` are numbers in E.164. Where there are some at the first list, their account was
        set up in a form that showed all its numbers: what was not ticked there is not wanted.
        """
        before = (self.settled, self.missing_since, self.last_listed)
        settled = self.settled
        if settled is None:
            settled = frozenset(number.sid for number in listed if senders)
        self.settled = settled | {number.sid for number in listed if number.number in senders}
        missing = set(senders) - {number.number for number in listed}
        self.missing_since = {
            number: self.missing_since.get(number, now) for number in sorted(missing)
        }
        self.last_listed = tuple(
            replace(number, name="", webhooks=NumberWebhooks()) for number in listed
        )
        return (self.settled, self.missing_since, self.last_listed) != before

    def settle(self, numbers: Collection[PhoneNumber]) -> None:
        """Note that somebody decided on numbers, however he did."""
        self.settled = (self.settled or frozenset()) | {number.sid for number in numbers}

    def new(self, listed: Sequence[PhoneNumber]) -> tuple[PhoneNumber, ...]:
        """Return the listed numbers on which nobody has decided."""
        settled = self.settled or frozenset()
        return tuple(number for number in listed if number.sid not in settled)

    def gone(self, now: float) -> frozenset[str]:
        """Return the senders' numbers, in E.164, that the account has no more."""
        return frozenset(
            number for number, since in self.missing_since.items() if now - since >= SURE_SECONDS
        )

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "settled": None if self.settled is None else sorted(self.settled),
            "missing_since": self.missing_since,
            "last_listed": [
                [number.sid, number.number, number.sms, number.mms, number.voice]
                for number in self.last_listed
            ],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned; raises `TypeError` or `ValueError` for anything else."""
        settled, missing_since = stored.get("settled"), stored.get("missing_since", ())
        return cls(
            None if settled is None else frozenset(settled),
            {number: float(since) for number, since in dict(missing_since).items()},
            tuple(map(_number, stored.get("last_listed", ()))),
        )


def _number(stored: Iterable[Any]) -> PhoneNumber:
    sid, number, sms, mms, voice = stored
    return PhoneNumber(str(sid), str(number), "", sms=bool(sms), mms=bool(mms), voice=bool(voice))
