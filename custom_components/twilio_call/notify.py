"""Notifiers in YAML that send spoken calls, on top of the Twilio integration."""

from typing import Final

from homeassistant.components.notify import (
    PLATFORM_SCHEMA as NOTIFY_PLATFORM_SCHEMA,
    BaseNotificationService,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.typing import ConfigType, DiscoveryInfoType

from ..twilio.notifier import NOTIFIER_SCHEMA, NotifierType, make_notifier

PLATFORM_SCHEMA: Final = NOTIFY_PLATFORM_SCHEMA.extend(NOTIFIER_SCHEMA)


async def async_get_service(
    hass: HomeAssistant, config: ConfigType, discovery_info: DiscoveryInfoType | None = None
) -> BaseNotificationService:
    """Return a notifier that calls."""
    return make_notifier(hass, config, NotifierType.CALL)
