"""Whether Twilio's API can be reached, said once when that changes."""

from datetime import datetime

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from .const import LOGGER


class Reachability:
    """Hears how each request to Twilio ended, and warns of the first that got no answer."""

    def __init__(self, entry: ConfigEntry) -> None:
        """Expect the best."""
        self._entry = entry
        self.lost_since: datetime | None = None

    @property
    def is_reached(self) -> bool:
        """Whether the last request got an answer."""
        return self.lost_since is None

    @callback
    def reached(self) -> None:
        """Note an answer of Twilio, be it a refusal."""
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
