"""What an account knows of its connection with Twilio."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, override

from homeassistant.components.sensor import (
    RestoreSensor,
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, UnitOfTime
from homeassistant.core import CALLBACK_TYPE, HassJob, callback
from homeassistant.helpers.event import async_call_later

from ..account import TwilioConfigEntry
from ..numbers.pointing import host_of
from ..webhook import NUMBER_FRAGMENT, VerifiedRequest
from .entity import AccountEntity, AddressEntity

ATTR_URL: Final = "url"

SHOW_SECONDS: Final = 60
"""At most so often a new arrival is shown: all reports of one message are one line of the
logbook, and a hundred a second one state."""

WEBHOOK_ADDRESS: Final = SensorEntityDescription(
    key="webhook_address",
    translation_key="webhook_address",
    entity_category=EntityCategory.DIAGNOSTIC,
)
LAST_REACHED: Final = SensorEntityDescription(
    key="last_reached",
    translation_key="last_reached",
    device_class=SensorDeviceClass.TIMESTAMP,
    entity_category=EntityCategory.DIAGNOSTIC,
)
ROUND_TRIP: Final = SensorEntityDescription(
    key="round_trip",
    translation_key="round_trip",
    device_class=SensorDeviceClass.DURATION,
    state_class=SensorStateClass.MEASUREMENT,
    native_unit_of_measurement=UnitOfTime.MILLISECONDS,
    suggested_display_precision=0,
    entity_category=EntityCategory.DIAGNOSTIC,
)


class WebhookAddress(AddressEntity, SensorEntity):
    """Where Twilio reaches this house, with the address to set on a number by hand.

    The address is long and holds an id that is nobody's business, so it is an attribute that is
    not recorded; the state is the host.
    """

    _unrecorded_attributes = frozenset({ATTR_URL})

    def __init__(self, entry: TwilioConfigEntry) -> None:
        """Describe it."""
        super().__init__(entry, WEBHOOK_ADDRESS)

    @property
    @override
    def native_value(self) -> str | None:
        """Return the host, none where Twilio cannot come."""
        return host_of(self._address) if self._address else None

    @property
    @override
    def extra_state_attributes(self) -> dict[str, str]:
        """Return the whole address, to be copied."""
        return {ATTR_URL: f"{self._address}{NUMBER_FRAGMENT}"} if self._address else {}


class LastReached(AccountEntity, SensorEntity):
    """When Twilio last reached this house."""

    def __init__(self, entry: TwilioConfigEntry) -> None:
        """Begin with what earlier runs remember."""
        super().__init__(entry, LAST_REACHED)
        self._attr_native_value = self.account.arrivals.last
        self._end_pause: CALLBACK_TYPE | None = None

    @callback
    @override
    def _async_follow(self) -> Iterable[CALLBACK_TYPE]:
        return (self.account.arrivals.async_listen(self._async_arrived), self._async_stop)

    @callback
    def _async_arrived(self, _: VerifiedRequest) -> None:
        """Show the first at once, and those that follow closely together."""
        if self._end_pause is None:
            self._async_show()

    @callback
    def _async_show(self, _: datetime | None = None) -> None:
        self._end_pause = None
        if self._attr_native_value == (last := self.account.arrivals.last):
            return
        self._attr_native_value = last
        self.async_write_ha_state()
        job = HassJob(self._async_show, "Twilio last reached", cancel_on_shutdown=True)
        self._end_pause = async_call_later(self.hass, SHOW_SECONDS, job)

    @callback
    def _async_stop(self) -> None:
        if self._end_pause:
            self._end_pause()


class RoundTrip(AccountEntity, RestoreSensor):
    """How long the last check of the connection took."""

    def __init__(self, entry: TwilioConfigEntry) -> None:
        """Describe it."""
        super().__init__(entry, ROUND_TRIP)

    @override
    async def async_added_to_hass(self) -> None:
        """Begin with what the last check measured."""
        await super().async_added_to_hass()
        if last := await self.async_get_last_sensor_data():
            self._attr_native_value = last.native_value

    @callback
    @override
    def _async_follow(self) -> Iterable[CALLBACK_TYPE]:
        return (self.account.connection.async_listen(self._async_checked),)

    @callback
    def _async_checked(self, seconds: float | None) -> None:
        self._attr_native_value = None if seconds is None else round(seconds * 1000, 1)
        self.async_write_ha_state()
