"""What came last to a sender, for dashboards and templates; off unless somebody wants it."""

from datetime import datetime, timedelta
from typing import Final, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity
from homeassistant.const import MAX_LENGTH_STATE_STATE
from homeassistant.helpers.restore_state import RestoreEntity
from homeassistant.util import dt as dt_util

from ..account import TwilioConfigEntry
from ..listening.occurrences import MessageReceived, Occurrence
from ..senders import SenderProfile
from .entity import WatchingEntity
from .last_descriptions import LastDescription
from .last_shown import LastShown

ATTR_FULL_TEXT: Final = "full_text"

_ELLIPSIS: Final = "…"


class LastSensor(WatchingEntity, RestoreEntity, SensorEntity):
    """Something of the last message or call of a sender; nothing older replaces it."""

    _unrecorded_attributes = frozenset({ATTR_FULL_TEXT})

    entity_description: LastDescription

    def __init__(
        self, entry: TwilioConfigEntry, profile: SenderProfile, description: LastDescription
    ) -> None:
        """Begin with nothing."""
        super().__init__(entry, profile, description)
        self._shown: LastShown | None = None

    @override
    async def async_added_to_hass(self) -> None:
        """Begin with what was shown before the restart."""
        if stored := await self.async_get_last_extra_data():
            self._shown = LastShown.from_dict(stored.as_dict())
        await super().async_added_to_hass()

    @property
    @override
    def extra_restore_state_data(self) -> LastShown | None:
        """Return what to show after a restart."""
        return self._shown

    @property
    @override
    def native_value(self) -> str | datetime | None:
        """Return the moment or the text, shortened to what a state can hold."""
        if self._shown is None:
            return None
        if self.device_class is SensorDeviceClass.TIMESTAMP:
            return self._shown.moment
        text = self._shown.text
        if self.options and text not in self.options:
            return None  # It was stored by a version that knew other ones.
        return _shortened(text) or None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str] | None:
        """Return the whole text."""
        if self._shown is None or not self.entity_description.has_full_text:
            return None
        return {ATTR_FULL_TEXT: self._shown.text}

    @override
    def _take(self, occurrence: Occurrence) -> bool:
        text = self.entity_description.read(occurrence)
        if text is None:
            return False
        shown = LastShown(_moment(occurrence), text)
        if self._shown and _is_late(occurrence) and shown.moment < self._shown.moment:
            return False
        self._shown = shown
        return True


def _is_late(occurrence: Occurrence) -> bool:
    return isinstance(occurrence, MessageReceived) and occurrence.caught_up


def _moment(occurrence: Occurrence) -> datetime:
    """Return when something happened, in whole seconds, as Twilio's log has them."""
    age = occurrence.age if isinstance(occurrence, MessageReceived) else 0
    return (dt_util.utcnow() - timedelta(seconds=age)).replace(microsecond=0)


def _shortened(text: str) -> str:
    if len(text) <= MAX_LENGTH_STATE_STATE:
        return text
    return text[: MAX_LENGTH_STATE_STATE - len(_ELLIPSIS)] + _ELLIPSIS
