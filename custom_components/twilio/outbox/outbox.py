"""The outbox of this house: what has to go out, whoever asked for it and whatever happens."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
import time
from typing import TYPE_CHECKING, Final

from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE, EVENT_HOMEASSISTANT_STOP
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.singleton import singleton
from homeassistant.helpers.storage import STORAGE_DIR
from homeassistant.util.hass_dict import HassKey

from ..booking import Booking
from ..const import DOMAIN, LOGGER
from ..errors import Failed
from .ages import Ages
from .attempts import Attempts
from .backlog import line_reason
from .callers import PATIENCE_SECONDS, Callers
from .carrier import Carrier
from .clock import HouseClock
from .counts import OutboxCounts
from .entry import Entry, State
from .expiry import Expiry, expired
from .giving_up import async_give_up
from .handover import LONGEST_VALIDITY, Accepted
from .inquiry import Inquiry
from .journal import Journal
from .other_ways import async_on_another_way
from .place import Place
from .queue import Queue
from .standby import Standby
from .tally import Counted, Tally
from .writer import Writer

if TYPE_CHECKING:
    from ..account import Account

FILE_NAME: Final = f"{DOMAIN}.outbox"
_PORTION: Final = 500
"""After so many entries of an earlier run the house may do something else for a moment."""


class Outbox:
    """Keeps what waits, of all accounts; reloading one changes nothing."""

    def __init__(self, hass: HomeAssistant, writer: Writer) -> None:
        """Read nothing yet."""
        self._hass = hass
        self.writer = writer
        self.queue = Queue()
        self.callers = Callers()
        clock = HouseClock()
        self.standby = Standby(hass, writer)
        self.ages = Ages(hass, self.queue, self.standby, clock)
        self.inquiry = Inquiry(hass, clock)
        self._carriers: dict[str, Carrier] = {}
        self.tally = Tally(writer)
        self._listeners: set[Callable[[], None]] = set()
        self._expiry = Expiry(hass, self.queue, self._async_expire)
        self._is_loaded = False
        self.attempts = Attempts(hass)
        self.unreviewed: set[str] = set()
        """What an earlier run left, and nobody has looked for at Twilio yet."""
        self.is_stopping = False
        self.is_closed = False

    async def async_load(self) -> None:
        """Go on with what earlier runs left, once."""
        if self._is_loaded:
            return
        self._is_loaded = True
        recovery = await self.writer.async_load()
        self.tally.async_recover(recovery.counters)
        now = self._hass.loop.time()
        for number, entry in enumerate(recovery.entries, 1):
            self.ages.async_recover(entry)
            if entry.state is State.ACCEPTED:
                self.standby.async_recover(entry)
                continue
            # Whatever was being tried when the house went down may have been taken.
            is_open = entry.state is not State.WAITING
            self.queue.add(replace(entry, state=State.UNCERTAIN) if is_open else entry, now)
            if not is_open:
                self.unreviewed.add(entry.reference)
                self.queue.put_off(entry.reference, now + LONGEST_VALIDITY)
            if number % _PORTION == 0:
                # No account is loaded before this ends, so that nothing new gets ahead.
                await asyncio.sleep(0)
        self._hass.bus.async_listen_once(EVENT_HOMEASSISTANT_STOP, self._async_stop)
        self._hass.bus.async_listen_once(EVENT_HOMEASSISTANT_FINAL_WRITE, self._async_close)
        for carrier in self._carriers.values():
            carrier.async_wake()
        self._async_changed()

    @callback
    def async_open(self, account: Account) -> CALLBACK_TYPE:
        """Carry what waits for an account to Twilio, until the returned function is called."""
        entry_id = account.entry.entry_id
        carrier = self._carriers[entry_id] = Carrier(self._hass, self, account)
        carrier.async_start()

        @callback
        def async_note_answer(answered: datetime) -> None:
            self._async_note_time(answered)
            carrier.async_note_answer()

        stop_listening = account.reachability.async_listen_for_answers(async_note_answer)

        @callback
        def async_close() -> None:
            stop_listening()
            carrier.async_stop()
            del self._carriers[entry_id]

        return async_close

    @callback
    def async_retry(self, entry_id: str) -> None:
        """Ask Twilio at once: something changed that may have kept it from answering."""
        if carrier := self._carriers.get(entry_id):
            carrier.async_retry()

    async def async_deliver(self, entry: Entry, age: float = 0.0) -> Accepted | None:
        """Keep an entry until Twilio has taken it, and return its answer if it comes soon.

        `age` is how many seconds ago somebody asked for it. Raises a refusal, unless that comes
        later. Whoever stops waiting stops nothing else.
        """
        now = self._hass.loop.time()
        until = now + PATIENCE_SECONDS
        with self.callers.waiting(entry.reference, until, has_other_ways=True) as caller:
            self.queue.add(entry, now, age)
            self.async_wake(entry.entry_id)
            if (place := self.queue.get(entry.reference)) and place.entry is entry:
                self.writer.put(entry)
                self._async_dismiss(entry)
            self._async_changed()
            accepted = None
            if entry.is_alert or not self.is_stopping:
                accepted = await caller.async_wait(PATIENCE_SECONDS)
        if accepted is None:
            await self.writer.async_commit()
        return accepted

    async def async_await(self, reference: str, seconds: float) -> Accepted | None:
        """Wait longer for Twilio's answer; none where it does not come, or came already.

        Raises a refusal, which then is no news for anybody else.
        """
        if self.queue.get(reference) is None:
            return None
        until = self._hass.loop.time() + seconds
        with self.callers.waiting(reference, until) as caller:
            return await caller.async_wait(seconds)

    @callback
    def async_wake(self, entry_id: str) -> None:
        """Begin whatever an account may begin now."""
        self._expiry.async_check()
        if carrier := self._carriers.get(entry_id):
            carrier.async_wake()

    @callback
    def async_dismiss_waiting(self, entry_id: str, next_try: float) -> None:
        """Let go whoever waits for what cannot go out before a monotonic second."""
        for reference in self.callers.references():
            place = self.queue.get(reference)
            if place and place.entry.entry_id == entry_id and not place.is_out:
                self.callers.async_dismiss(reference, next_try)

    @callback
    def async_note(self, entry: Entry) -> None:
        """Keep what is known of an entry now, unless it was settled meanwhile."""
        if self.queue.get(entry.reference):
            self.queue.replace(entry)
            self.writer.put(entry)
            self._async_tell()

    @callback
    def async_settle(self, reference: str, answer: Accepted | HomeAssistantError) -> None:
        """Be done with an entry, with what Twilio said or why it goes out no more."""
        if place := self._async_end(reference, answer):
            self._async_go_on({place.entry.entry_id})

    async def async_cancel(self, references: Iterable[str]) -> int:
        """Be done with entries before they go out; what Twilio may have already stays.

        Return how many there were.
        """
        cancelled = 0
        for reference in references:
            place = self.queue.get(reference)
            if place is None or place.entry.state is not State.WAITING or place.is_out:
                continue
            self._async_leave(reference)
            self.writer.drop(reference)
            self._async_take_back(place.entry)
            self.callers.async_answer(reference, Failed("cancelled"))
            self._async_go_on({place.entry.entry_id})
            cancelled += 1
        await self.writer.async_commit()
        return cancelled

    @callback
    def async_forget(self, entry_id: str) -> None:
        """Drop what waits for an account that is gone, and what was counted of it."""
        for place in self.queue.of(entry_id):
            self._async_end(place.entry.reference, Failed("account_gone"))
        self.standby.async_forget(entry_id)
        self.tally.async_forget(entry_id)

    async def async_remove(self) -> None:
        """Forget everything: there is no account any more."""
        for entry_id in {place.entry.entry_id for place in self.queue}:
            self.async_forget(entry_id)
        self.tally.async_clear()
        await self.writer.async_remove()

    def places(self, entry_id: str | None = None) -> Iterable[Place]:
        """Return what waits, oldest first, of one account or of all."""
        return tuple(self.queue) if entry_id is None else self.queue.of(entry_id)

    def counts(self, entry_id: str) -> OutboxCounts:
        """Return how much waits of an account."""
        return OutboxCounts.of(
            self.queue.counts(entry_id),
            maybe_duplicates=self.tally.total(entry_id, Counted.MAYBE_DUPLICATES),
            given_up=self.tally.total(entry_id, Counted.GIVEN_UP),
        )

    @callback
    def async_listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Hear of each change, until the returned function is called."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    @callback
    def _async_leave(self, reference: str) -> Place | None:
        """Take an entry out of the queue."""
        if place := self.queue.settle(reference):
            self.inquiry.async_forget(reference)
            self.ages.async_forget(reference)
            self.unreviewed.discard(reference)
        return place

    @callback
    def _async_end(self, reference: str, answer: Accepted | HomeAssistantError) -> Place | None:
        """Be done with an entry, without a look at what its place is good for."""
        if (place := self._async_leave(reference)) is None:
            return None
        if isinstance(answer, HomeAssistantError):
            self._async_fail(place, answer)
            return place
        if not self.standby.async_keep(place.entry, answer.sid, place.born):
            self.writer.drop(reference)
        self.callers.async_answer(reference, answer)
        return place

    @callback
    def _async_fail(self, place: Place, error: HomeAssistantError) -> None:
        """Tell whoever waits, or else the household, unless there is another way."""
        if self._async_try_another_way(place, error):
            return
        self.writer.drop(place.entry.reference)
        self._async_take_back(place.entry)
        if not self.callers.async_answer(place.entry.reference, error):
            self._async_give_up(place.entry, error)

    @callback
    def _async_try_another_way(self, place: Place, error: HomeAssistantError) -> bool:
        """Keep a message that may still get through in another way; it counts as the same one."""
        carrier = self._carriers.get(place.entry.entry_id)
        if carrier is None or self.callers.has_other_ways(place.entry.reference):
            return False
        if (entry := async_on_another_way(carrier.account, place.entry, error)) is None:
            return False
        self.writer.put(entry)
        # The attempt that has failed ends first.
        self._hass.loop.call_soon(self._async_put_in_again, entry, place)
        return True

    @callback
    def _async_put_in_again(self, entry: Entry, place: Place) -> None:
        """Have something wait again that is as old as what was in its place."""
        now = self._hass.loop.time()
        self.queue.add(entry, now, place.age(now))
        self._async_go_on({entry.entry_id})

    @callback
    def _async_go_on(self, entry_ids: Iterable[str]) -> None:
        """See what the places of entries that are gone are good for."""
        for entry_id in entry_ids:
            self.async_wake(entry_id)
        self._async_changed()

    @callback
    def _async_take_back(self, entry: Entry) -> None:
        """Let what did not go out count as not sent."""
        if not entry.may_be_out and (carrier := self._carriers.get(entry.entry_id)):
            carrier.account.allowance.async_take_back(Booking.of(entry))

    @callback
    def _async_give_up(self, entry: Entry, error: HomeAssistantError) -> None:
        """Say aloud that something did not go out, where nobody waits to hear it."""
        self.tally.async_count(entry.entry_id, Counted.GIVEN_UP)
        config_entry = self._hass.config_entries.async_get_entry(entry.entry_id)
        if config_entry is None:
            LOGGER.error("Something that was to be sent is lost with its account")
            return
        reason = entry.reason or line_reason(self.queue.of(entry.entry_id))
        async_give_up(self._hass, config_entry, replace(entry, reason=reason), error)

    @callback
    def _async_note_time(self, answered: datetime) -> None:
        """Hear what time it is at Twilio, by which what waits may be older than it seemed."""
        if not self.ages.async_note_answer(answered) or not self.queue:
            return
        now, wall = self._hass.loop.time(), time.time()
        for place in tuple(self.queue):
            if not place.entry.is_dated:
                created = wall - place.age(now)
                self.async_note(replace(place.entry, created=created, is_dated=True))
        self._expiry.async_check()
        self._async_changed()

    @callback
    def _async_changed(self) -> None:
        """See what expires first now, and tell whoever listens."""
        self._expiry.async_schedule()
        self._async_tell()

    @callback
    def _async_dismiss(self, entry: Entry) -> None:
        """Let whoever waits go at once where it is known that the line is down for longer."""
        carrier = self._carriers.get(entry.entry_id)
        if carrier and (at := carrier.next_start()):
            self.callers.async_dismiss(entry.reference, at)

    @callback
    def _async_tell(self) -> None:
        for listener in tuple(self._listeners):
            try:
                listener()
            except Exception:  # noqa: BLE001 - what is shown of it must not keep it from going out
                LOGGER.exception("What waits to be sent cannot be shown")

    @callback
    def _async_expire(self, entries: Iterable[Entry]) -> None:
        """Give up what is of no use any more, before any of it can go out."""
        entry_ids = set[str]()
        for entry in entries:
            self._async_end(entry.reference, expired(entry))
            entry_ids.add(entry.entry_id)
        self._async_go_on(entry_ids)

    @callback
    def _async_stop(self, _: Event) -> None:
        """Begin nothing new but alerts: what is under way may end."""
        self.is_stopping = True

    async def _async_close(self, _: Event) -> None:
        self.is_closed = True
        self.attempts.async_cancel()
        await self.writer.async_close()


DATA_OUTBOX: Final[HassKey[Outbox]] = HassKey(f"{DOMAIN}_outbox")


@singleton(DATA_OUTBOX)
@callback
def async_outbox(hass: HomeAssistant) -> Outbox:
    """Return the outbox of this house, which may not be read yet."""
    return Outbox(hass, Writer(hass, Journal(outbox_path(hass))))


def outbox_path(hass: HomeAssistant) -> Path:
    """Return where the outbox of a house is kept."""
    return Path(hass.config.path(STORAGE_DIR, FILE_NAME))
