"""What waits no longer than it is of use."""

from collections.abc import Callable

from homeassistant.core import HomeAssistant, callback

from ..errors import Failed
from .entry import Entry
from .queue import Queue
from .timer import Timer


def expired(entry: Entry) -> Failed:
    """Return what is said of an entry that is of no use any more."""
    return Failed("expired_uncertain" if entry.may_be_out else "expired")


class Expiry:
    """One timer for what expires first; none while nothing waits."""

    def __init__(
        self, hass: HomeAssistant, queue: Queue, give_up: Callable[[list[Entry]], None]
    ) -> None:
        """Hand over to `give_up` what is of no use any more, all at once."""
        self._loop = hass.loop
        self._queue = queue
        self._give_up = give_up
        self._timer = Timer(hass, "Twilio outbox expiry", self.async_check)

    @callback
    def async_schedule(self) -> None:
        """Wait for what expires first now."""
        self._timer.async_set(self._queue.next_expiry())

    @callback
    def async_check(self) -> None:
        """Give up what has expired by now, whatever the timer waits for."""
        if expired := self._queue.expired(self._loop.time()):
            self._give_up(expired)
        self.async_schedule()
