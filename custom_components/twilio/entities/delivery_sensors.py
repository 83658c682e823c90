"""What becomes of the messages that are sent from a sender."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EVENT_CORE_CONFIG_UPDATE, PERCENTAGE, EntityCategory
from homeassistant.core import CALLBACK_TYPE, Event, HassJob, callback
from homeassistant.helpers.event import async_call_later, async_track_time_interval
from homeassistant.helpers.translation import async_load_integrations

from ..account import TwilioConfigEntry
from ..const import DOMAIN
from ..senders import SenderProfile
from ..tracking import MessageRecord, Record
from ..tracking.reasons import error_words
from .entity import SenderEntity

ATTR_TO: Final = "to"

_STATUSES: Final = (
    *("accepted", "scheduled", "queued", "sending", "sent", "delivered", "read"),
    *("partially_delivered", "undelivered", "failed", "canceled"),
)
LAST_DELIVERY: Final = SensorEntityDescription(
    key="last_delivery",
    translation_key="last_delivery",
    device_class=SensorDeviceClass.ENUM,
    options=list(_STATUSES),
)
FAILURE_RATE: Final = SensorEntityDescription(
    key="failure_rate",
    translation_key="failure_rate",
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=PERCENTAGE,
    suggested_display_precision=1,
    entity_category=EntityCategory.DIAGNOSTIC,
)
SETTLING_SECONDS: Final = 10
"""So long a message may be on its way unseen: most arrive before, and are one change."""
HOUR: Final = timedelta(hours=1)
"""How often the rate is worked out anew without any news: what is a week old drops out."""


class DeliverySensor(SenderEntity, SensorEntity):
    """Something about the messages that were sent from a sender."""

    @callback
    @override
    def _async_follow(self) -> Iterable[CALLBACK_TYPE]:
        self._read()
        return (self.account.tracker.async_listen(self._async_heard),)

    @callback
    def _async_heard(self, record: Record) -> None:
        if isinstance(record, MessageRecord) and record.sender == self.profile.address:
            self._async_hear(record)

    @callback
    @abstractmethod
    def _async_hear(self, message: MessageRecord) -> None:
        """Hear how far a message of the sender got."""

    @callback
    def _async_show(self, _: datetime | None = None) -> None:
        self._read()
        self.async_write_ha_state()

    @abstractmethod
    def _read(self) -> None:
        """Take over what is known now."""


class LastDelivery(DeliverySensor):
    """How far the last message got, and why no further."""

    _unrecorded_attributes = frozenset({ATTR_TO})

    def __init__(self, entry: TwilioConfigEntry, profile: SenderProfile) -> None:
        """Describe it."""
        super().__init__(entry, profile, LAST_DELIVERY)
        self._end_settling: CALLBACK_TYPE | None = None
        self._shown: MessageRecord | None = None

    @callback
    @override
    def _async_follow(self) -> Iterable[CALLBACK_TYPE]:
        return (
            *super()._async_follow(),
            self._async_stop,
            self.hass.bus.async_listen(
                EVENT_CORE_CONFIG_UPDATE, self._async_speak, event_filter=_is_of_language
            ),
        )

    @callback
    @override
    def _async_hear(self, message: MessageRecord) -> None:
        """Show an end at once, and what is on its way only where that takes a while."""
        if self._end_settling and not message.has_ended:
            return
        last = self._last_message
        if last is None or last.has_ended:
            self._async_show()
        elif self._end_settling is None:
            job = HassJob(self._async_show, "Twilio last delivery", cancel_on_shutdown=True)
            self._end_settling = async_call_later(self.hass, SETTLING_SECONDS, job)

    @callback
    @override
    def _async_show(self, now: datetime | None = None) -> None:
        self._async_stop()
        super()._async_show(now)

    @callback
    def _async_stop(self) -> None:
        if self._end_settling:
            self._end_settling()
            self._end_settling = None

    async def _async_speak(self, _: Event[Mapping[str, Any]]) -> None:
        """Say in another language why the message failed."""
        await async_load_integrations(self.hass, {DOMAIN})
        self.async_write_ha_state()

    @property
    def _last_message(self) -> MessageRecord | None:
        return self.account.tracker.last_message(self.profile.address)

    @override
    def _read(self) -> None:
        message = self._last_message
        known = message is not None and message.status in _STATUSES
        self._attr_native_value = message.status if message and known else None
        self._shown = message

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return the facts, in the language that the house has by now."""
        if (message := self._shown) is None:
            return {}
        code = message.error_code
        return {
            ATTR_TO: message.party,
            "error_code": code,
            "error_message": error_words(self.hass, code) if message.has_failed else None,
            "tag": message.tag,
        }


class FailureRate(DeliverySensor):
    """How many of the messages of a week did not arrive."""

    def __init__(self, entry: TwilioConfigEntry, profile: SenderProfile) -> None:
        """Describe it."""
        super().__init__(entry, profile, FAILURE_RATE)

    @callback
    @override
    def _async_follow(self) -> Iterable[CALLBACK_TYPE]:
        yield from super()._async_follow()
        yield async_track_time_interval(
            self.hass, self._async_show, HOUR, name="Twilio failure rate", cancel_on_shutdown=True
        )

    @callback
    @override
    def _async_hear(self, message: MessageRecord) -> None:
        """Work out the rate anew where an end is known."""
        if message.has_failed or message.has_arrived:
            self._async_show()

    @override
    def _read(self) -> None:
        self._attr_native_value = self.account.tracker.failure_rate(self.profile.address)


@callback
def _is_of_language(change: Mapping[str, Any]) -> bool:
    """Tell whether the language of the house is among what changed."""
    return "language" in change
