"""What a config entry holds, and entries that another version made."""

from typing import Any, Final

from homeassistant.components import webhook
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback

from .cloudhook import async_can_use_cloud, async_known_cloudhook
from .const import (
    CONF_ACCOUNT_SID,
    CONF_CLOUDHOOK,
    CONF_CLOUDHOOK_URL,
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
    """Return the best way that needs no further input; the cloud carries no pictures."""
    if async_external_url(hass):
        return ReceiveMode.EXTERNAL
    return ReceiveMode.CLOUD if async_can_use_cloud(hass) else ReceiveMode.NONE


@callback
def async_bring_up_to_date(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take over an entry of Home Assistant's own integration; its address stays what it was.

    Again, where that integration has had it back meanwhile and gave it an address in the cloud.
    """
    if CONF_HOOK_ID in entry.data and not entry.data.get(CONF_CLOUDHOOK):
        return
    hook_id = entry.data.get(CONF_WEBHOOK_ID) or webhook.async_generate_id()
    is_relayed = entry.data.get(CONF_CLOUDHOOK)
    mode = ReceiveMode.CLOUD if is_relayed else default_receive_mode(hass)
    data = {**entry.data, **webhook_data(hook_id), CONF_RECEIVE_MODE: mode}
    # From the first request on: without it, none through the cloud could be verified.
    if hook := async_known_cloudhook(hass, hook_id):
        data[CONF_CLOUDHOOK_URL] = hook.url
    hass.config_entries.async_update_entry(entry, minor_version=MINOR_VERSION, data=data)


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
