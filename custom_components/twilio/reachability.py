"""Whether Twilio's API can be reached, said once when that changes."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.util import dt as dt_util

from .const import LOGGER


class Reachability:
    """Hears how each request to Twilio ended, and warns of the first that got no answer."""

    def __init__(self, entry: ConfigEntry) -> None:
        """Expect the best."""
        self._entry = entry
        self._listeners: list[Callable[[datetime], None]] = []
        self.lost_since: datetime | None = None

    @property
    def is_reached(self) -> bool:
        """Whether the last request got an answer."""
        return self.lost_since is None

    @callback
    def async_listen_for_answers(self, listener: Callable[[datetime], None]) -> CALLBACK_TYPE:
        """Tell a listener of each answer by when it was made, by Twilio's clock."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    @callback
    def reached(self, answered: datetime | None) -> None:
        """Note an answer of Twilio, be it a refusal, and when it was made, where it says so."""
        if answered is not None:
            for listener in tuple(self._listeners):
                try:
                    listener(answered)
                except Exception:  # noqa: BLE001 - what Twilio answered must not be lost by it
                    LOGGER.exception("Twilio's answer could not be noted")
        if self.lost_since is None:
            return
        self.lost_since = None
        LOGGER.info("Twilio answers again for %s", self._entry.title)

    @callback
    def lost(self) -> None:
        """Note that Twilio did not answer, or only that it is out of order."""
        if self.lost_since is not None:
            return
        self.lost_since = dt_util.utcnow()
        LOGGER.warning(
            "Twilio does not answer for %s; this is said again only when it is back",
            self._entry.title,
        )
