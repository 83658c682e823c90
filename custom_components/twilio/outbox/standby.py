"""Messages that Twilio took, kept until they have arrived: they may have to go another way."""

from dataclasses import dataclass, replace
from typing import Final

from homeassistant.core import HomeAssistant, callback

from .content import MessageContent
from .entry import Entry, State
from .selection import Selection
from .timer import Timer
from .writer import Writer

MOST: Final = 500
"""So many at most, as many as are followed; the oldest make room."""


@dataclass(slots=True)
class _Kept:
    """A message; `born` is the monotonic second in which its age was 0."""

    entry: Entry
    born: float

    @property
    def expires(self) -> float:
        """From when on it is of no use any more."""
        return self.born + self.entry.valid_for


class Standby:
    """Keeps what can go another way, as long as it is of use; one timer, none without messages."""

    def __init__(self, hass: HomeAssistant, writer: Writer) -> None:
        """Begin with none."""
        self._loop = hass.loop
        self._writer = writer
        self._kept: dict[str, _Kept] = {}
        self._successors: dict[str, str] = {}
        self._timer = Timer(hass, "Twilio outbox standby", self._async_expire)

    @callback
    def async_keep(self, entry: Entry, sid: str, born: float) -> bool:
        """Keep what Twilio has taken, and tell whether it has other ways, so that it is kept."""
        if not isinstance(entry.content, MessageContent) or not entry.content.other_ways:
            return False
        kept = replace(entry, state=State.ACCEPTED, sid=sid)
        self._writer.put(kept)
        self._async_add(kept, born)
        return True

    @callback
    def async_recover(self, entry: Entry) -> None:
        """Keep what an earlier run kept; it is new until somebody knows what time it is."""
        self._async_add(entry, self._loop.time())

    @callback
    def async_set_age(self, reference: str, age: float) -> None:
        """Correct when something was asked for."""
        if kept := self._kept.get(reference):
            kept.born = self._loop.time() - age
            self._async_schedule()

    @callback
    def async_pass(self, seconds: float) -> None:
        """Let all grow older, by what this machine did not notice."""
        for kept in self._kept.values():
            kept.born -= seconds
        self._async_schedule()

    def of(self, entry_id: str) -> tuple[Entry, ...]:
        """Return what is kept of an account, oldest first."""
        return tuple(kept.entry for kept in self._kept.values() if kept.entry.entry_id == entry_id)

    def get(self, reference: str) -> tuple[Entry, float] | None:
        """Return what is kept, and how many seconds old it is; none where it is of no use."""
        kept, now = self._kept.get(reference), self._loop.time()
        return None if kept is None or kept.expires <= now else (kept.entry, now - kept.born)

    @callback
    def async_drop(self, reference: str) -> None:
        """Forget what has arrived, or has gone its next way."""
        if self._kept.pop(reference, None):
            self._writer.drop(reference)
            self._async_schedule()

    @callback
    def async_cancel(self, selection: Selection) -> None:
        """Have nothing go another way that is meant."""
        for kept in tuple(self._kept.values()):
            if selection.includes(kept.entry):
                self.async_drop(kept.entry.reference)

    @callback
    def async_forget(self, entry_id: str) -> None:
        """Forget what is of an account that is gone."""
        for entry in self.of(entry_id):
            self.async_drop(entry.reference)

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
    def _async_add(self, entry: Entry, born: float) -> None:
        self._kept[entry.reference] = _Kept(entry, born)
        if len(self._kept) > MOST:
            self.async_drop(next(iter(self._kept)))
        self._async_schedule()

    @callback
    def _async_schedule(self) -> None:
        """Wait for what is of no use first now."""
        self._timer.async_set(min((kept.expires for kept in self._kept.values()), default=None))

    @callback
    def _async_expire(self) -> None:
        now = self._loop.time()
        for reference in [name for name, kept in self._kept.items() if kept.expires <= now]:
            self.async_drop(reference)
        self._async_schedule()
