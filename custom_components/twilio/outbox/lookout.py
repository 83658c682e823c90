"""Who looks at the outbox once in a while, as long as something changes there."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from .outbox import async_outbox

SETTLING_SECONDS: Final = 2.0
"""So long after a change somebody looks: what goes out at once is not worth a word."""


class Lookout:
    """Has somebody look a moment after a change, and then again when he wants to."""

    def __init__(self, hass: HomeAssistant, look: Callable[[], float | None]) -> None:
        """`look` returns after how many seconds to look again, none where a change will do."""
        self._hass = hass
        self._look = look
        self._due: float | None = None
        self._stop_timer: CALLBACK_TYPE | None = None

    @callback
    def async_follow(self, first: float | None) -> CALLBACK_TYPE:
        """Begin, until the returned function is called; `first` is as what `look` returns."""
        stop_listening = async_outbox(self._hass).async_listen(self._async_changed)
        self._async_wait(first)

        @callback
        def async_stop() -> None:
            stop_listening()
            self._async_wait(None)

        return async_stop

    @callback
    def _async_changed(self) -> None:
        soon = self._hass.loop.time() + SETTLING_SECONDS
        if self._due is None or self._due > soon:
            self._async_wait(SETTLING_SECONDS)

    @callback
    def _async_look(self, _: datetime | None = None) -> None:
        self._due = self._stop_timer = None
        self._async_wait(self._look())

    @callback
    def _async_wait(self, seconds: float | None) -> None:
        if self._stop_timer:
            self._stop_timer()
            self._due = self._stop_timer = None
        if seconds is not None:
            job = HassJob(self._async_look, "Twilio outbox", cancel_on_shutdown=True)
            self._due = self._hass.loop.time() + seconds
            self._stop_timer = async_call_later(self._hass, seconds, job)
