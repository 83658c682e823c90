"""Repair issues of one account."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .const import DOMAIN


def issue_id(key: str, entry: ConfigEntry) -> str:
    """Return the id of an issue that an account has of its own."""
    return f"{key}_{entry.entry_id}"


@callback
def async_clear_issues(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take back whatever was said of an account."""
    for domain, known in list(ir.async_get(hass).issues):
        if domain == DOMAIN and known.endswith(f"_{entry.entry_id}"):
            ir.async_delete_issue(hass, domain, known)
