"""The addresses under which Twilio may know our webhooks."""

import time

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_HOOK_ID, DOMAIN
from ..webhook import async_configured_addresses
from ..webhook.memory import WebhookMemories


@callback
def async_own_addresses(
    hass: HomeAssistant, entry: ConfigEntry, memories: WebhookMemories
) -> frozenset[str]:
    """Return the addresses that are answered, without query: configured, or replaced just now."""
    replaced = memories.webhook(entry.entry_id).addresses.replaced
    now = time.time()
    valid = (address for address, until in replaced.items() if now < until)
    return frozenset({*async_configured_addresses(hass, entry), *valid})


@callback
def async_addresses_of_house(hass: HomeAssistant) -> frozenset[str]:
    """Return the configured addresses of all accounts, without query."""
    return frozenset(
        address
        for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False)
        if CONF_HOOK_ID in entry.data
        for address in async_configured_addresses(hass, entry)
    )
