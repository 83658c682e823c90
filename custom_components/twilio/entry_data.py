"""What a config entry holds, and entries that another version made."""

from typing import Any, Final

from homeassistant.components import webhook
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback

from .const import (
    CONF_ACCOUNT_SID,
    CONF_CLOUDHOOK,
    CONF_HOOK_ID,
    CONF_RECEIVE_MODE,
    DOMAIN,
    ReceiveMode,
)
from .webhook import async_external_url

VERSION: Final = 1
"""Stays: with another one, Home Assistant's own integration could not take an entry back."""
MINOR_VERSION: Final = 2


def account_title(account_sid: str) -> str:
    """Return a name by which two accounts can be told apart."""
    return f"Twilio (…{account_sid[-4:]})"


def webhook_data(hook_id: str) -> dict[str, Any]:
    """Return what an entry keeps of its webhook.

    `webhook_id` is the key that Home Assistant's own integration reads, and serves without a
    signature check: in safe mode, or once this one is removed. It gets an id that nobody knows.
    """
    return {
        CONF_HOOK_ID: hook_id,
        CONF_WEBHOOK_ID: webhook.async_generate_id(),
        CONF_CLOUDHOOK: False,
    }


@callback
def default_receive_mode(hass: HomeAssistant) -> ReceiveMode:
    """Return the best way that needs no further input."""
    return ReceiveMode.EXTERNAL if async_external_url(hass) else ReceiveMode.NONE


@callback
def async_bring_up_to_date(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take over an entry of Home Assistant's own integration; its address stays what it was."""
    if CONF_HOOK_ID in entry.data:
        return
    hass.config_entries.async_update_entry(
        entry,
        minor_version=MINOR_VERSION,
        data={
            **entry.data,
            **webhook_data(entry.data[CONF_WEBHOOK_ID]),
            CONF_RECEIVE_MODE: default_receive_mode(hass),
        },
    )


@callback
def async_adopt_credentials(hass: HomeAssistant, credentials: dict[str, str]) -> bool:
    """Give the credentials of configuration.yaml to the entry that has none, if there is one.

    A disabled entry would keep them from being used.
    """
    for entry in hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    ):
        if CONF_ACCOUNT_SID not in entry.data:
            hass.config_entries.async_update_entry(
                entry,
                unique_id=credentials[CONF_ACCOUNT_SID],
                title=account_title(credentials[CONF_ACCOUNT_SID]),
                data={**entry.data, **credentials},
            )
            return True
    return False
