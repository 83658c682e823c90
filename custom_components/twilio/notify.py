"""Whom the house can notify: its contacts, and the targets of notifiers in YAML."""

from typing import Final

from homeassistant.components.notify import (
    DOMAIN as NOTIFY_DOMAIN,
    PLATFORM_SCHEMA as NOTIFY_PLATFORM_SCHEMA,
    BaseNotificationService,
)
from homeassistant.const import CONF_TYPE
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import ConfigType, DiscoveryInfoType
import voluptuous as vol

from .account import TwilioConfigEntry
from .const import DOMAIN
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
    registry = er.async_get(hass)
    for contact in entry.runtime_data.contacts:
        notifiers = [ContactNotifier(entry, contact, *kind) for kind in CHANNELS.items()]
        wanted = [notifier for notifier in notifiers if notifier.is_wanted]
        async_add_entities(wanted, config_subentry_id=contact.subentry_id)
        for notifier in notifiers:
            if notifier not in wanted:
                _async_forget(registry, notifier)


@callback
def _async_forget(registry: er.EntityRegistry, notifier: ContactNotifier) -> None:
    """Remove the notifier of a channel that was switched off, where there was one."""
    unique_id = notifier.unique_id
    if unique_id and (known := registry.async_get_entity_id(NOTIFY_DOMAIN, DOMAIN, unique_id)):
        registry.async_remove(known)
