"""What becomes of the messages that are sent from a sender."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import PERCENTAGE, EntityCategory
from homeassistant.core import CALLBACK_TYPE, callback
from homeassistant.helpers.event import async_track_time_interval

from ..account import TwilioConfigEntry
from ..senders import SenderProfile
from ..tracking import MessageRecord, Record
from ..tracking.reasons import error_words
from .entity import SenderEntity
from .last_outcome import LastOutcome

ATTR_TO: Final = "to"

MESSAGE_STATUSES: Final = (
    *("accepted", "scheduled", "queued", "sending", "sent", "delivered", "read"),
    *("partially_delivered", "undelivered", "failed", "canceled"),
)
LAST_DELIVERY: Final = SensorEntityDescription(
    key="last_delivery",
    translation_key="last_delivery",
    device_class=SensorDeviceClass.ENUM,
    options=list(MESSAGE_STATUSES),
)
FAILURE_RATE: Final = SensorEntityDescription(
    key="failure_rate",
    translation_key="failure_rate",
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=PERCENTAGE,
    suggested_display_precision=1,
    entity_category=EntityCategory.DIAGNOSTIC,
)
HOUR: Final = timedelta(hours=1)
"""How often the rate is worked out anew without any news: what is a week old drops out."""


class LastDelivery(LastOutcome, SenderEntity):
    """How far the last message got, and why no further."""

    _unrecorded_attributes = frozenset({ATTR_TO})

    def __init__(self, entry: TwilioConfigEntry, profile: SenderProfile) -> None:
        """Describe it."""
        super().__init__(entry, profile, LAST_DELIVERY)
        self._shown: MessageRecord | None = None

    @property
    @override
    def _last(self) -> MessageRecord | None:
        return self.account.tracker.last_message(self.profile.address)

    @override
    def _concerns(self, record: Record) -> bool:
        return isinstance(record, MessageRecord) and record.sender == self.profile.address

    @override
    def _read(self) -> None:
        message = self._last
        known = message is not None and message.status in MESSAGE_STATUSES
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


class FailureRate(SenderEntity, SensorEntity):
    """How many of the messages of a week did not arrive."""

    def __init__(self, entry: TwilioConfigEntry, profile: SenderProfile) -> None:
        """Describe it."""
        super().__init__(entry, profile, FAILURE_RATE)

    @callback
    @override
    def _async_follow(self) -> Iterable[CALLBACK_TYPE]:
        self._read()
        yield self.account.tracker.async_listen(self._async_hear)
        yield async_track_time_interval(
            self.hass, self._async_show, HOUR, name="Twilio failure rate", cancel_on_shutdown=True
        )

    @callback
    def _async_hear(self, record: Record) -> None:
        """Work out the rate anew where an end is known."""
        if (
            isinstance(record, MessageRecord)
            and record.sender == self.profile.address
            and (record.has_failed or record.has_arrived)
        ):
            self._async_show()

    @callback
    def _async_show(self, _: datetime | None = None) -> None:
        self._read()
        self.async_write_ha_state()

    def _read(self) -> None:
        self._attr_native_value = self.account.tracker.failure_rate(self.profile.address)
