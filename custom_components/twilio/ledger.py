"""What an account sent lately, counted against its limits."""

from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Self

from .address import number_of
from .booking import Booking
from .errors import InvalidInput
from .ledger_history import bookings_of
from .limits import (
    DAY,
    DEFAULT_LIMITS,
    HOUR,
    PERIODS,
    SHARES,
    Limit,
    LimitReached,
    Subject,
    subjects_of,
)
from .outbox.content import Kind
from .runaway import Brake
from .window import TOLERANCE, Window

_COUNTS: Final[Mapping[str, Limit]] = {
    "messages": Limit.MESSAGES_PER_DAY,
    "calls": Limit.CALLS_PER_DAY,
    "alert_messages": Limit.ALERT_MESSAGES_PER_DAY,
    "alert_calls": Limit.ALERT_CALLS_PER_DAY,
}


def _subjects_within(seconds: float, booking: Booking) -> Iterator[Subject]:
    return (subject for subject in subjects_of(booking) if PERIODS[subject[0]] == seconds)


def _window(seconds: float) -> Window[Subject]:
    return Window(seconds, partial(_subjects_within, seconds))


@dataclass(slots=True)
class Ledger:
    """What an account sent lately, counted against its limits.

    All times are seconds since the epoch, so that the counts outlive a restart.
    """

    limits: Mapping[Limit, int] = field(default_factory=lambda: DEFAULT_LIMITS)
    brake: Brake = field(default_factory=Brake)
    _hour: Window[Subject] = field(default_factory=lambda: _window(HOUR))
    _day: Window[Subject] = field(default_factory=lambda: _window(DAY))
    _heard_from: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def check_recipients(self, count: int) -> None:
        """Refuse an action without recipients, or with more than one may reach."""
        if count == 0:
            raise InvalidInput("no_recipient")
        if count > (allowed := self.limits[Limit.RECIPIENTS_PER_ACTION]):
            raise LimitReached(Limit.RECIPIENTS_PER_ACTION, allowed)

    def check_bulk(self, count: int) -> None:
        """Refuse to write to more at once than may get it without a Messaging Service."""
        if count > (allowed := self.limits[Limit.RECIPIENTS_WITHOUT_SERVICE]):
            raise LimitReached(Limit.RECIPIENTS_WITHOUT_SERVICE, allowed)

    def book(
        self,
        kind: Kind,
        to: str,
        now: float,
        *,
        is_alert: bool = False,
        is_reply: bool = False,
        is_notice: bool = False,
        origin: str | None = None,
    ) -> Booking:
        """Count a message or call, or raise `LimitReached` and count nothing.

        A message to somebody who texted within the hour is a reply too, unless it is an alert, or
        a notice: whoever forges texts could use up the replies that way, and nobody be warned.
        """
        self._move_to(now)
        may_be_reply = kind is Kind.MESSAGE and not (is_alert or is_notice)
        counts_as_reply = may_be_reply and (is_reply or self._has_just_texted(to, now))
        booking = Booking(kind, to, now, is_alert, counts_as_reply, origin)
        for limit, scope in subjects_of(booking):
            if self._count(limit, scope) >= (allowed := self.allowed(limit)):
                raise LimitReached(limit, allowed, scope)
        self._hour.add(booking)
        self._day.add(booking)
        return booking

    def take_back(self, booking: Booking) -> None:
        """Uncount what was not sent; what was forgotten meanwhile changes nothing."""
        self._hour.remove(booking)
        self._day.remove(booking)

    def hear_from(self, address: str, now: float) -> None:
        """Note a text from `address`: what goes there within the hour counts as a reply."""
        person = number_of(address)
        self._heard_from[person] = now
        self._heard_from.move_to_end(person)
        while not self._has_just_texted(oldest := next(iter(self._heard_from)), now):
            del self._heard_from[oldest]

    def counts(self, now: float) -> dict[str, int]:
        """Return how much went out within the last day."""
        self._move_to(now)
        return {name: self._day[limit, ""] for name, limit in _COUNTS.items()}

    def allowed(self, limit: Limit) -> int:
        """Return how much may be sent."""
        if whole := SHARES.get(limit):
            # Whoever texts this house must not use up the messages that it sends by itself.
            return (self.limits[whole] + 1) // 2
        return self.limits[limit]

    def origins(self, limit: Limit, scope: str) -> Counter[str | None]:
        """Return what asked how often for what counts against a limit."""
        return Counter(
            booking.origin
            for booking in self._window_of(limit)
            if (limit, scope) in subjects_of(booking)
        )

    def as_json(self) -> dict[str, Any]:
        """Return what has to outlive a restart."""
        return {
            "bookings": [booking.as_json() for booking in self._day],
            "heard_from": dict(self._heard_from),
            "stops": self.brake.as_json(),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned, or what a ledger of before it did."""
        ledger = cls(
            brake=Brake.from_json(stored.get("stops", ())),
            _heard_from=OrderedDict(
                (number_of(address), at) for address, at in stored.get("heard_from", {}).items()
            ),
        )
        for booking in bookings_of(stored):
            ledger._hour.add(booking)
            ledger._day.add(booking)
            if booking.origin and not booking.is_reply:
                asking = (booking.origin, booking.is_alert)
                ledger.brake.remember(asking, booking.kind, booking.at)
        return ledger

    def _has_just_texted(self, address: str, now: float) -> bool:
        heard = self._heard_from.get(number_of(address))
        return heard is not None and -TOLERANCE <= now - heard < HOUR

    def _count(self, limit: Limit, scope: str) -> int:
        return self._window_of(limit)[limit, scope]

    def _window_of(self, limit: Limit) -> Window[Subject]:
        return self._hour if PERIODS[limit] == HOUR else self._day

    def _move_to(self, now: float) -> None:
        self._hour.move_to(now)
        self._day.move_to(now)
