"""Notifiers in YAML: `notify: - platform: twilio`."""

from typing import Final

from homeassistant.components.notify import (
    PLATFORM_SCHEMA as NOTIFY_PLATFORM_SCHEMA,
    BaseNotificationService,
)
from homeassistant.const import CONF_TYPE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.typing import ConfigType, DiscoveryInfoType
import voluptuous as vol

from .notifier import NOTIFIER_SCHEMA, NotifierType, make_notifier

PLATFORM_SCHEMA: Final = NOTIFY_PLATFORM_SCHEMA.extend(
    {
        **NOTIFIER_SCHEMA,
        vol.Optional(CONF_TYPE, default=NotifierType.SMS): vol.Coerce(NotifierType),
    }
)


async def async_get_service(
    hass: HomeAssistant, config: ConfigType, discovery_info: DiscoveryInfoType | None = None
) -> BaseNotificationService:
    """Return a notifier that texts or calls."""
    return make_notifier(hass, config, config[CONF_TYPE])
