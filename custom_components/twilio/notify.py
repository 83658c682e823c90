"""Whom the house can notify: its contacts, and the targets of notifiers in YAML."""

from typing import Final

from homeassistant.components.notify import (
    DOMAIN as NOTIFY_DOMAIN,
    PLATFORM_SCHEMA as NOTIFY_PLATFORM_SCHEMA,
    BaseNotificationService,
)
from homeassistant.const import CONF_TYPE
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import ConfigType, DiscoveryInfoType
import voluptuous as vol

from .account import TwilioConfigEntry
from .entities.contact_notifier import CHANNELS, ContactNotifier
from .notifier import NOTIFIER_SCHEMA, NotifierType, make_notifier

PARALLEL_UPDATES = 0

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


async def async_setup_entry(
    hass: HomeAssistant,
    entry: TwilioConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add a notifier for each way to reach a contact, and remove those of the others."""
    for contact in entry.runtime_data.contacts:
        notifiers = [ContactNotifier(entry, contact, *kind) for kind in CHANNELS.items()]
        wanted = [notifier for notifier in notifiers if notifier.is_wanted]
        async_add_entities(wanted, config_subentry_id=contact.subentry_id)
        for notifier in notifiers:
            if notifier not in wanted:
                notifier.async_forget(hass, NOTIFY_DOMAIN)
