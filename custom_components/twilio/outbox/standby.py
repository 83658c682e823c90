"""Messages that Twilio took, kept until they have arrived: they may have to go another way."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
import time
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from .content import MessageContent
from .entry import Entry, State
from .writer import Writer

MOST: Final = 1_000
"""So many at most; the oldest make room."""


class Standby:
    """Keeps what can go another way, as long as it is of use; one timer, none without messages."""

    def __init__(self, hass: HomeAssistant, writer: Writer) -> None:
        """Begin with none."""
        self._hass = hass
        self._writer = writer
        self._entries: dict[str, tuple[Entry, float]] = {}
        """Each with the monotonic second from when on it is of no use any more."""
        self._successors: dict[str, str] = {}
        self._stop_timer: CALLBACK_TYPE | None = None

    @callback
    def async_keep(self, entry: Entry, until: float) -> None:
        """Keep what Twilio has taken until a monotonic second, where it has other ways."""
        if not isinstance(entry.content, MessageContent) or not entry.content.other_ways:
            return
        kept = replace(entry, state=State.ACCEPTED)
        self._writer.put(kept)
        self._async_add(kept, until)

    @callback
    def async_recover(self, entry: Entry) -> None:
        """Keep what an earlier run kept."""
        age = time.time() - entry.created if entry.is_dated else 0.0
        # A clock that was or is wrong makes nothing last longer than it would have then.
        left = min(entry.valid_for, entry.valid_for - age)
        self._async_add(entry, self._hass.loop.time() + left)

    def of(self, entry_id: str) -> tuple[Entry, ...]:
        """Return what is kept of an account."""
        return tuple(entry for entry, _ in self._entries.values() if entry.entry_id == entry_id)

    @callback
    def async_take(self, reference: str) -> tuple[Entry, float] | None:
        """Hand out what did not arrive, and how many seconds old it is; none where it is no use."""
        kept = self._entries.get(reference)
        if kept is None:
            return None
        self.async_drop(reference)
        entry, until = kept
        age = entry.valid_for - (until - self._hass.loop.time())
        return (entry, age) if age < entry.valid_for else None

    @callback
    def async_drop(self, reference: str) -> None:
        """Forget what has arrived."""
        if self._entries.pop(reference, None):
            self._writer.drop(reference)
            self._async_schedule()

    @callback
    def async_forget(self, entry_id: str) -> None:
        """Forget what is of an account that is gone."""
        self._async_drop_all(entry.reference for entry in self.of(entry_id))

    @callback
    def async_note_successor(self, reference: str, successor: str) -> None:
        """Note under which id something goes on that did not arrive."""
        self._successors[reference] = successor
        if len(self._successors) > MOST:
            del self._successors[next(iter(self._successors))]

    def successor(self, reference: str) -> str | None:
        """Return under which id something goes on, none where it does not."""
        return self._successors.get(reference)

    @callback
    def _async_add(self, entry: Entry, until: float) -> None:
        self._entries[entry.reference] = entry, until
        if len(self._entries) > MOST:
            self.async_drop(next(iter(self._entries)))
        self._async_schedule()

    @callback
    def _async_drop_all(self, references: Iterable[str]) -> None:
        for reference in tuple(references):
            self.async_drop(reference)

    @callback
    def _async_schedule(self) -> None:
        """Have a timer where there is something; it may come too early, and then comes again."""
        if not self._entries:
            self._async_stop_timer()
        elif self._stop_timer is None:
            at = min(until for _, until in self._entries.values())
            wait = max(0.0, at - self._hass.loop.time())
            job = HassJob(self._async_expire, "Twilio outbox standby", cancel_on_shutdown=True)
            self._stop_timer = async_call_later(self._hass, wait, job)

    @callback
    def _async_expire(self, _: datetime) -> None:
        self._stop_timer = None
        now = self._hass.loop.time()
        self._async_drop_all(
            reference for reference, (_, until) in self._entries.items() if until <= now
        )
        self._async_schedule()

    @callback
    def _async_stop_timer(self) -> None:
        if self._stop_timer:
            self._stop_timer()
            self._stop_timer = None
