"""What waits no longer than it is of use."""

from collections.abc import Callable
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..errors import Failed
from .entry import Entry
from .queue import Queue


def expired(entry: Entry) -> Failed:
    """Return what is said of an entry that is of no use any more."""
    return Failed("expired_uncertain" if entry.may_be_out else "expired")


class Expiry:
    """One timer for what expires first; none while nothing waits."""

    def __init__(
        self, hass: HomeAssistant, queue: Queue, give_up: Callable[[list[Entry]], None]
    ) -> None:
        """Hand over to `give_up` what is of no use any more, all at once."""
        self._hass = hass
        self._queue = queue
        self._give_up = give_up
        self._stop_timer: CALLBACK_TYPE | None = None
        self._at: float | None = None

    @callback
    def async_schedule(self) -> None:
        """Wait for what expires first now."""
        if (at := self._queue.next_expiry()) == self._at:
            return
        if self._stop_timer:
            self._stop_timer()
            self._stop_timer = None
        self._at = at
        if at is not None:
            wait = max(0.0, at - self._hass.loop.time())
            job = HassJob(self._async_expire, "Twilio outbox expiry", cancel_on_shutdown=True)
            self._stop_timer = async_call_later(self._hass, wait, job)

    @callback
    def async_check(self) -> None:
        """Give up what has expired by now, whatever the timer waits for."""
        if expired := self._queue.expired(self._hass.loop.time()):
            self._give_up(expired)
        self.async_schedule()

    @callback
    def _async_expire(self, _: datetime) -> None:
        self._stop_timer = self._at = None
        self.async_check()
