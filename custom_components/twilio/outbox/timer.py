"""One thing to do at a moment that may change."""

from collections.abc import Callable
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later


class Timer:
    """Waits for a monotonic second, or for nothing; it does not hold up the stop of the house."""

    def __init__(self, hass: HomeAssistant, name: str, act: Callable[[], None]) -> None:
        """Wait for nothing yet."""
        self._hass = hass
        self._job = HassJob(self._async_act, name, cancel_on_shutdown=True)
        self._act = act
        self._at: float | None = None
        self._stop: CALLBACK_TYPE | None = None

    @callback
    def async_set(self, at: float | None) -> None:
        """Act at another second than before, or not at all."""
        if at == self._at:
            return
        if self._stop:
            self._stop()
            self._stop = None
        self._at = at
        if at is not None:
            wait = max(0.0, at - self._hass.loop.time())
            self._stop = async_call_later(self._hass, wait, self._job)

    @callback
    def _async_act(self, _: datetime) -> None:
        self._at = self._stop = None
        self._act()
