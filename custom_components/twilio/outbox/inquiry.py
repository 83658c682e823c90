"""Finds out whether Twilio took something although its answer is missing."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback

from ..api import (
    AcceptedCall,
    AcceptedMessage,
    CredentialsRejected,
    PlacedCall,
    SentMessage,
    TwilioApiError,
    Unreachable,
)
from ..const import LOGGER
from ..credential_doubt import Right
from .content import Kind
from .entry import Entry
from .matching import could_be_taken_for, fitting_calls, fitting_messages
from .settling import Action, Doubt, next_step

if TYPE_CHECKING:
    from ..account import Account
    from .clock import HouseClock
    from .handover import Accepted

AT_ONCE: Final = 10
"""How many questions are under way at a time: what is to be sent comes first."""
PATIENCE_SECONDS: Final = 5.0
"""How long an answer may take: meanwhile an alert waits."""
_RIGHTS: Final = {Kind.MESSAGE: Right.MESSAGES, Kind.CALL: Right.CALLS}
_EARLIER: Final = timedelta(minutes=1)
"""From how long before its attempt on something is looked for: clocks differ."""


@dataclass(frozen=True, slots=True)
class _Tries:
    """When Twilio was asked first and last since the answer is missing, in monotonic seconds."""

    first: float
    last: float


class Inquiry:
    """What is in doubt, of all accounts, and what Twilio says of it."""

    def __init__(self, hass: HomeAssistant, clock: HouseClock) -> None:
        """Doubt nothing yet."""
        self._loop = hass.loop
        self._clock = clock
        self._places = {is_alert: asyncio.Semaphore(AT_ONCE) for is_alert in (False, True)}
        """An alert in doubt does not wait for what is none."""
        self._doubts: dict[str, Doubt] = {}
        self._hurried: set[str] = set()
        self._tries: dict[str, _Tries] = {}
        """Of what this run has asked Twilio to take."""

    @callback
    def async_try(self, reference: str) -> None:
        """Note that Twilio is asked to take something."""
        now = self._loop.time()
        known = self._tries.get(reference) if reference in self._doubts else None
        self._tries[reference] = _Tries(known.first if known else now, now)

    @callback
    def async_doubt(self, entry: Entry) -> float:
        """Note that an answer is missing, and return when to do something about it."""
        now, known = self._loop.time(), self._doubts.get(entry.reference)
        doubt = known.missed_again(now) if known else Doubt.of(entry, now)
        self._doubts[entry.reference] = doubt
        return next_step(entry, doubt).at

    @callback
    def async_forget(self, reference: str) -> None:
        """Forget what is settled."""
        self._doubts.pop(reference, None)
        self._tries.pop(reference, None)
        self._hurried.discard(reference)

    @callback
    def async_hurry(self, reference: str) -> None:
        """Have something looked for at once: Twilio is heard of again."""
        self._hurried.add(reference)

    @callback
    def async_next(self, entry: Entry) -> tuple[Action, float]:
        """Return what to do about an entry, and when; one that a crash has left begins now."""
        if entry.reference not in self._doubts:
            self.async_doubt(entry)
        if entry.reference in self._hurried:
            return Action.LOOK, self._loop.time()
        step = next_step(entry, self._doubts[entry.reference])
        return step.action, step.at

    def is_stuck(self, entry: Entry) -> bool:
        """Tell whether Twilio was asked often enough, and does not tell."""
        doubt = self._doubts.get(entry.reference)
        return doubt is not None and doubt.is_stuck(entry)

    @callback
    def async_cut_off(self, reference: str) -> None:
        """Note that something could not be sent again, for there was no connection."""
        if doubt := self._doubts.get(reference):
            self._doubts[reference] = doubt.cut_off()

    def is_cut_off(self, reference: str) -> bool:
        """Tell whether there was no connection the last time that Twilio was asked for it."""
        doubt = self._doubts.get(reference)
        return doubt is not None and doubt.is_cut_off

    async def async_look(
        self, account: Account, entry: Entry, others: Callable[[], Iterable[Entry]]
    ) -> Accepted | None:
        """Return what Twilio has taken, none where it knows of nothing, or does not say.

        `others` are also asked for, and not answered: one SID cannot stand for two of them.
        """
        could_look, is_cut_off, found = False, False, None
        is_planned = entry.reference not in self._hurried
        self._hurried.discard(entry.reference)
        try:
            async with self._places[entry.is_alert], asyncio.timeout(PATIENCE_SECONDS):
                found = await self._async_find(account, entry, others)
            could_look = True
        except Unreachable:
            is_cut_off = True
        except TwilioApiError as err:
            LOGGER.debug("Twilio does not tell whether it took something: %s", type(err).__name__)
            if isinstance(err, CredentialsRejected):
                account.doubt.async_raise(_RIGHTS[entry.content.kind])
        except TimeoutError:
            LOGGER.debug("Twilio does not tell in time whether it took something")
        finally:
            if doubt := self._doubts.get(entry.reference):
                self._doubts[entry.reference] = doubt.looked(
                    could_look=could_look, is_cut_off=is_cut_off, is_planned=is_planned
                )
        return found

    async def _async_find(
        self, account: Account, entry: Entry, others: Callable[[], Iterable[Entry]]
    ) -> Accepted | None:
        content, (first, last) = entry.content, self._asked(entry)
        fitting: tuple[Accepted, ...]
        if content.kind is Kind.CALL:
            calls = await account.api.placed_calls(content.to, first - _EARLIER)
            known = _known(account, entry)
            fitting = tuple(map(as_accepted_call, fitting_calls(entry, calls, known, first, last)))
        else:
            messages = await account.api.sent_messages(content.to, first - _EARLIER)
            known = _known(account, entry)
            fitting = tuple(
                map(as_accepted_message, fitting_messages(entry, messages, known, first, last))
            )
        rivals = sum(could_be_taken_for(entry, other) for other in others())
        return fitting[0] if len(fitting) > rivals else None

    def _asked(self, entry: Entry) -> tuple[datetime, datetime]:
        """Return when Twilio was asked first and last since the answer is missing, by its clock."""
        if tries := self._tries.get(entry.reference):
            first = self._clock.twilio_time_at(tries.first)
            last = self._clock.twilio_time_at(tries.last)
            if first and last:
                return first, last
        # Of an earlier run, whose clock may have been right although ours is not.
        tried = entry.created if entry.tried is None else entry.tried
        first_tried = entry.created if entry.maybe_duplicate else tried
        firsts = (self._clock.twilio_time(first_tried), datetime.fromtimestamp(first_tried, UTC))
        lasts = (self._clock.twilio_time(tried), datetime.fromtimestamp(tried, UTC))
        return min(firsts), max(lasts)


def _known(account: Account, entry: Entry) -> frozenset[str]:
    """Return the SIDs of others, as they are now: two in doubt must not claim the same one."""
    records = account.tracker.records()
    return frozenset(record.sid for record in records if record.reference != entry.reference)


def as_accepted_message(message: SentMessage) -> AcceptedMessage:
    """Return what Twilio answered when it took a message of its log."""
    return AcceptedMessage(message.sid, message.status, None)


def as_accepted_call(call: PlacedCall) -> AcceptedCall:
    """Return what Twilio answered when it took a call of its log."""
    return AcceptedCall(call.sid, call.status)
