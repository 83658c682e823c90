"""How much an account may send before somebody has to look."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, Self

from .errors import Failed, InvalidInput

DAY: Final = timedelta(days=1).total_seconds()
HOUR: Final = timedelta(hours=1).total_seconds()


class Limit(StrEnum):
    """What is limited; all but the replies of a day, a share of the messages, are options."""

    RECIPIENTS_PER_ACTION = "recipients_per_action"
    MESSAGES_PER_DAY = "messages_per_day"
    CALLS_PER_DAY = "calls_per_day"
    REPLIES_PER_DAY = "replies_per_day"
    REPLIES_PER_HOUR = "replies_per_hour"


DEFAULT_LIMITS: Final[Mapping[Limit, int]] = {
    Limit.RECIPIENTS_PER_ACTION: 100,
    Limit.MESSAGES_PER_DAY: 200,
    Limit.CALLS_PER_DAY: 60,
    Limit.REPLIES_PER_HOUR: 20,
}

PERIODS: Final[Mapping[Limit, float]] = {
    Limit.MESSAGES_PER_DAY: DAY,
    Limit.CALLS_PER_DAY: DAY,
    Limit.REPLIES_PER_DAY: DAY,
    Limit.REPLIES_PER_HOUR: HOUR,
}
"""Over how many seconds is counted what is not of a single action."""


class LimitReached(Failed):
    """Sending stops here, for safety."""

    def __init__(self, limit: Limit, allowed: int) -> None:
        """Keep what was reached."""
        super().__init__(f"limit_{limit}", allowed=str(allowed))
        self.limit = limit
        self.allowed = allowed


@dataclass(slots=True)
class Ledger:
    """What an account sent lately, counted against its limits.

    All times are seconds since the epoch, so that the counts outlive a restart.
    """

    limits: Mapping[Limit, int] = field(default_factory=lambda: DEFAULT_LIMITS)
    _messages: deque[float] = field(default_factory=deque)
    _calls: deque[float] = field(default_factory=deque)
    _answers: deque[float] = field(default_factory=deque)
    """Those of the messages that were replies, to whomever."""
    _heard_from: dict[str, float] = field(default_factory=dict)
    _replies: dict[str, deque[float]] = field(default_factory=dict)

    def check_recipients(self, count: int) -> None:
        """Refuse an action without recipients, or with more than one may reach."""
        if count == 0:
            raise InvalidInput("no_recipient")
        if count > (allowed := self.limits[Limit.RECIPIENTS_PER_ACTION]):
            raise LimitReached(Limit.RECIPIENTS_PER_ACTION, allowed)

    def book_message(self, to: str, now: float) -> bool:
        """Count a message to `to`, or raise `LimitReached` and count nothing.

        Return whether it is a reply: it goes to somebody who texted within the hour.
        """
        self._drop_old(now)
        self._refuse_if_full(Limit.MESSAGES_PER_DAY, self._messages)
        if is_reply := to in self._heard_from:
            replies = self._replies.setdefault(to, deque())
            self._refuse_if_full(Limit.REPLIES_PER_HOUR, replies)
            self._refuse_if_full(Limit.REPLIES_PER_DAY, self._answers)
            replies.append(now)
            self._answers.append(now)
        self._messages.append(now)
        return is_reply

    def book_call(self, now: float) -> None:
        """Count a call, or raise `LimitReached` and count nothing."""
        self._drop_old(now)
        self._refuse_if_full(Limit.CALLS_PER_DAY, self._calls)
        self._calls.append(now)

    def take_back_message(self, to: str) -> None:
        """Uncount the last message to `to`: it was not sent."""
        replies = self._replies.get(to)
        for times in (self._messages, replies, self._answers if replies else None):
            if times:
                times.pop()

    def take_back_call(self) -> None:
        """Uncount the last call: nobody was called."""
        if self._calls:
            self._calls.pop()

    def hear_from(self, address: str, now: float) -> None:
        """Note a text from `address`: what goes there within the hour counts as a reply."""
        # The last one to be heard from is the last one in order: only the first can be too old.
        self._heard_from.pop(address, None)
        self._heard_from[address] = now
        while not 0 <= now - self._heard_from[oldest := next(iter(self._heard_from))] < HOUR:
            del self._heard_from[oldest]

    def counts(self, now: float) -> dict[str, int]:
        """Return how much went out within the last day."""
        self._drop_old(now)
        return {"messages": len(self._messages), "calls": len(self._calls)}

    def as_json(self) -> dict[str, Any]:
        """Return what has to outlive a restart."""
        return {
            "messages": list(self._messages),
            "calls": list(self._calls),
            "answers": list(self._answers),
            "heard_from": self._heard_from,
            "replies": {address: list(times) for address, times in self._replies.items()},
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned."""
        return cls(
            _messages=deque(stored.get("messages", ())),
            _calls=deque(stored.get("calls", ())),
            _answers=deque(stored.get("answers", ())),
            _heard_from=dict(stored.get("heard_from", {})),
            _replies={to: deque(times) for to, times in stored.get("replies", {}).items()},
        )

    def _drop_old(self, now: float) -> None:
        """Drop what no longer counts, and what a clock that was ahead has left."""
        self._messages = _within(self._messages, now, DAY)
        self._calls = _within(self._calls, now, DAY)
        self._answers = _within(self._answers, now, DAY)
        self._heard_from = {
            address: heard for address, heard in self._heard_from.items() if 0 <= now - heard < HOUR
        }
        self._replies = {
            address: _within(times, now, HOUR)
            for address, times in self._replies.items()
            if address in self._heard_from
        }

    def _refuse_if_full(self, limit: Limit, times: deque[float]) -> None:
        allowed = self._allowed(limit)
        if len(times) >= allowed:
            raise LimitReached(limit, allowed)

    def _allowed(self, limit: Limit) -> int:
        if limit is Limit.REPLIES_PER_DAY:
            # Whoever texts this house must not use up the messages that it sends by itself.
            return (self.limits[Limit.MESSAGES_PER_DAY] + 1) // 2
        return self.limits[limit]


def _within(times: deque[float], now: float, seconds: float) -> deque[float]:
    return deque(moment for moment in times if 0 <= now - moment < seconds)
