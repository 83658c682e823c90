"""What Twilio has not accepted yet."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.util import dt as dt_util

from ..account import TwilioConfigEntry
from ..outbox.backlog import Backlog
from ..outbox.lookout import SETTLING_SECONDS, Lookout
from ..outbox.outbox import async_outbox
from .entity import AccountEntity

ATTR_ALERTS: Final = "alerts"
ATTR_UNCERTAIN: Final = "uncertain"
ATTR_OLDEST: Final = "oldest"

HELD_SECONDS: Final = 1.5
"""So long something has to wait to be shown: an ordinary message is gone by then."""

OUTBOX: Final = SensorEntityDescription(
    key="outbox",
    translation_key="outbox",
    state_class=SensorStateClass.MEASUREMENT,
    suggested_display_precision=0,
)


class WaitingInOutbox(AccountEntity, SensorEntity):
    """How many messages and calls of an account wait, without those that are just going out."""

    _unrecorded_attributes = frozenset({ATTR_ALERTS, ATTR_UNCERTAIN, ATTR_OLDEST})

    def __init__(self, entry: TwilioConfigEntry) -> None:
        """Describe it."""
        super().__init__(entry, OUTBOX)
        self._shown = Backlog()

    @callback
    @override
    def _async_follow(self) -> Iterable[CALLBACK_TYPE]:
        self._shown, again = self._read(0)
        return (Lookout(self.hass, self._async_look).async_follow(again),)

    @property
    @override
    def native_value(self) -> int:
        """Return how many."""
        return self._shown.count

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return what is special about them, and since when the oldest waits."""
        return {
            ATTR_ALERTS: self._shown.alerts,
            ATTR_UNCERTAIN: self._shown.uncertain,
            ATTR_OLDEST: self._oldest,
        }

    @property
    def _oldest(self) -> datetime | None:
        oldest = self._shown.oldest
        return dt_util.utc_from_timestamp(oldest.created) if oldest else None

    @callback
    def _async_look(self) -> float | None:
        shown, again = self._read(HELD_SECONDS)
        if shown != self._shown:
            self._shown = shown
            self.async_write_ha_state()
        return again

    def _read(self, waited: float) -> tuple[Backlog, float | None]:
        """Return what has waited for so long, and when to look again if there is more."""
        places = tuple(async_outbox(self.hass).places(self.entry.entry_id))
        backlog = Backlog.of(places, self.hass.loop.time(), waited)
        return backlog, SETTLING_SECONDS if backlog.count < len(places) else None
