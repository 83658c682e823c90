"""Who wants no more messages, and from which of our senders."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, Self

from ..address import number_of
from ..tracking.stored import optional, required_text, required_time

MOST_OPT_OUTS: Final = 1000
"""Twilio keeps its own list: what is forgotten here costs a refusal, no more."""
MOST_STARTS: Final = 200

_RCS: Final = "rcs:+"

type Pair = tuple[str, str]
"""Somebody, and one of our senders; both as Twilio spells them."""


class Cause(StrEnum):
    """From what an opt-out is known."""

    TEXT = "text"
    """A word that everybody takes for it."""
    TWILIO = "twilio"
    """Twilio's `OptOutType`: a word that the account has chosen."""
    REFUSAL = "refusal"
    """Twilio's error 21610."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOut:
    """That somebody wants no more messages from a sender; `at` is seconds since the epoch."""

    party: str
    sender: str
    service: str | None = None
    """The Messaging Service that the sender belongs to, all of which is stopped."""
    at: float
    cause: Cause

    @property
    def pair(self) -> Pair:
        """By what it is told apart."""
        return self.party, self.sender

    def stops(self, sender: str) -> bool:
        """Tell whether it is about a sender, a number or a Messaging Service."""
        return sender in {self.sender, self.service}

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "party": self.party,
            "sender": self.sender,
            "service": self.service,
            "at": self.at,
            "cause": self.cause,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned; raises `LookupError`, `TypeError` or `ValueError`."""
        return cls(
            party=required_text(stored, "party"),
            sender=required_text(stored, "sender"),
            service=optional(stored, "service", str),
            at=required_time(stored, "at"),
            cause=Cause(stored["cause"]),
        )


@dataclass(slots=True)
class OptOuts:
    """All that are known of an account, by the pair of somebody and a sender."""

    _known: dict[Pair, OptOut] = field(default_factory=dict)
    _starts: dict[Pair, float] = field(default_factory=dict)
    """When somebody took one back: an older STOP may come to light only afterwards."""

    def __iter__(self) -> Iterator[OptOut]:
        """Return all of them, the last one learned at the end."""
        return iter(tuple(self._known.values()))

    def add(self, opt_out: OptOut) -> bool:
        """Note one, and tell whether that is news; what somebody wrote himself counts for more."""
        if self._starts.get(opt_out.pair, -1.0) >= opt_out.at:
            return False
        known = self._known.get(opt_out.pair)
        if known and (opt_out.cause is Cause.REFUSAL or known.at >= opt_out.at):
            return False
        self._known.pop(opt_out.pair, None)
        self._known[opt_out.pair] = opt_out
        while len(self._known) > MOST_OPT_OUTS:
            del self._known[next(iter(self._known))]
        return True

    def start(self, party: str, sender: str, service: str | None, at: float) -> bool:
        """Take back what somebody wrote before, and tell whether there was anything."""
        party = party_of(party)
        self._starts[party, sender] = max(at, self._starts.get((party, sender), at))
        while len(self._starts) > MOST_STARTS:
            del self._starts[next(iter(self._starts))]
        over = [
            known
            for known in self._known.values()
            if known.party == party
            and known.at <= at
            and (known.stops(sender) or (service is not None and known.stops(service)))
        ]
        return self._drop(over)

    def arrived(self, party: str, sender: str, began: float) -> bool:
        """Take back what only a refusal told, as a message got through that began later."""
        known = self.find(party, sender)
        if known is None or known.cause is not Cause.REFUSAL or known.at > began:
            return False
        return self._drop([known])

    def bring_back(self, now: float) -> None:
        """Take times of the future for just before now: the clock has been set back."""
        for pair, at in self._starts.items():
            if at > now:
                self._starts[pair] = now - 1
        for pair, known in self._known.items():
            if known.at > now:
                self._known[pair] = replace(known, at=now - 1)

    def forget(self, pair: Pair) -> bool:
        """Drop one, whatever it came from, and tell whether there was any."""
        return self._known.pop(pair, None) is not None

    def find(self, party: str, sender: str) -> OptOut | None:
        """Return what stops messages from a sender to somebody."""
        party = party_of(party)
        if exact := self._known.get((party, sender)):
            return exact
        known = (known for known in self._known.values() if known.party == party)
        return next((opt_out for opt_out in known if opt_out.stops(sender)), None)

    def of(self, number: str) -> tuple[OptOut, ...]:
        """Return those of somebody on all channels, by a number in E.164."""
        return tuple(known for known in self._known.values() if number_of(known.party) == number)

    def has_stopped_any(self, address: str) -> bool:
        """Tell whether somebody has stopped any of our senders, on any channel."""
        return bool(self.of(number_of(address)))

    def as_json(self) -> list[dict[str, Any]]:
        """Return them as they are stored."""
        return [opt_out.as_json() for opt_out in self._known.values()]

    @classmethod
    def from_json(cls, stored: list[Mapping[str, Any]]) -> Self:
        """Read what `as_json` returned; raises `LookupError`, `TypeError` or `ValueError`."""
        read = map(OptOut.from_json, stored)
        return cls({opt_out.pair: opt_out for opt_out in read})

    def _drop(self, over: list[OptOut]) -> bool:
        for opt_out in over:
            del self._known[opt_out.pair]
        return bool(over)


def party_of(address: str) -> str:
    """Return whom an opt-out is about: one by RCS is also one by SMS, and back again.

    https://help.twilio.com/articles/223134027
    """
    return address.removeprefix("rcs:") if address.startswith(_RCS) else address
