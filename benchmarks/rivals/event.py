"""Event entities that show what the bare webhook received."""

from collections.abc import Mapping

from homeassistant.components.event import EventEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddEntitiesCallback
from homeassistant.helpers.typing import ConfigType, DiscoveryInfoType

RECEIVED = "received"


async def async_setup_platform(
    hass: HomeAssistant,
    _: ConfigType,
    async_add_entities: AddEntitiesCallback,
    __: DiscoveryInfoType | None = None,
) -> None:
    """Add as many entities as the bare webhook can be asked for."""
    from . import DATA_SHOWN, MAX_STATES  # noqa: PLC0415 - the package imports this module

    entities = hass.data[DATA_SHOWN].entities
    entities += (Received(number) for number in range(MAX_STATES))
    async_add_entities(entities)


class Received(EventEntity):
    """The last text."""

    _attr_event_types = [RECEIVED]  # noqa: RUF012 - as Home Assistant's own entities do
    _attr_should_poll = False

    def __init__(self, number: int) -> None:
        """Be one of several."""
        self._attr_name = f"Received {number}"
        self._attr_unique_id = f"received_{number}"

    @callback
    def async_receive(self, fields: Mapping[str, str]) -> None:
        """Show a text."""
        self._trigger_event(
            RECEIVED, {"from": fields["From"], "to": fields["To"], "body": fields["Body"]}
        )
        self.async_write_ha_state()
