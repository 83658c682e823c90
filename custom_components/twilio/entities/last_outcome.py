"""What the sensors of a last delivery have in common."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, Final, override

from homeassistant.components.sensor import SensorEntity
from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import CALLBACK_TYPE, Event, HassJob, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.translation import async_load_integrations

from ..const import DOMAIN
from ..tracking import Record
from .entity import TwilioEntity

SETTLING_SECONDS: Final = 10
"""So long something may be on its way unseen: most arrives before, and is one change."""


class LastOutcome(TwilioEntity, SensorEntity):
    """How far the last message or call got, and why no further."""

    _end_settling: CALLBACK_TYPE | None = None

    @property
    @abstractmethod
    def _last(self) -> Record | None:
        """Return the last one that is known."""

    @abstractmethod
    def _concerns(self, record: Record) -> bool:
        """Tell whether something that changed may be the last one."""

    @abstractmethod
    def _read(self) -> None:
        """Take over what is known now."""

    @callback
    @override
    def _async_follow(self) -> Iterable[CALLBACK_TYPE]:
        self._read()
        return (
            self.account.tracker.async_listen(self._async_hear),
            self._async_stop,
            self.hass.bus.async_listen(
                EVENT_CORE_CONFIG_UPDATE, self._async_speak, event_filter=_is_of_language
            ),
        )

    @callback
    def _async_hear(self, record: Record) -> None:
        """Show an end at once, and what is on its way only where that takes a while."""
        if not self._concerns(record) or (self._end_settling and not record.has_ended):
            return
        last = self._last
        if last is None or last.has_ended:
            self._async_show()
        elif self._end_settling is None:
            job = HassJob(self._async_show, "Twilio last delivery", cancel_on_shutdown=True)
            self._end_settling = async_call_later(self.hass, SETTLING_SECONDS, job)

    @callback
    def _async_show(self, _: object = None) -> None:
        self._async_stop()
        self._read()
        self.async_write_ha_state()

    @callback
    def _async_stop(self) -> None:
        if self._end_settling:
            self._end_settling()
            self._end_settling = None

    async def _async_speak(self, _: Event[Mapping[str, Any]]) -> None:
        """Say in another language why it failed."""
        await async_load_integrations(self.hass, {DOMAIN})
        self.async_write_ha_state()


@callback
def _is_of_language(change: Mapping[str, Any]) -> bool:
    """Tell whether the language of the house is among what changed."""
    return "language" in change
