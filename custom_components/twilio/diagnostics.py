"""What a bug report needs, without what must not be in one."""

import time
from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant

from .account import TwilioConfigEntry
from .api import PhoneNumber
from .const import (
    CONF_ACCOUNT_SID,
    CONF_API_BASE_URL,
    CONF_API_KEY_SECRET,
    CONF_API_KEY_SID,
    CONF_AUTH_TOKEN,
    CONF_CLOUDHOOK_URL,
    CONF_HOOK_ID,
    CONF_PUBLIC_URL,
    CONF_SECONDARY_AUTH_TOKEN,
    CONF_SHARED_KEY_SECRET,
)
from .webhook import async_public_url

TO_REDACT: Final = {
    CONF_ACCOUNT_SID,
    CONF_API_BASE_URL,
    CONF_API_KEY_SECRET,
    CONF_API_KEY_SID,
    CONF_AUTH_TOKEN,
    CONF_CLOUDHOOK_URL,
    CONF_HOOK_ID,
    CONF_PUBLIC_URL,
    CONF_SECONDARY_AUTH_TOKEN,
    CONF_SHARED_KEY_SECRET,
    CONF_WEBHOOK_ID,
}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: TwilioConfigEntry
) -> dict[str, Any]:
    """Return the state of an account; numbers keep their last digits, secrets nothing."""
    is_loaded = entry.state is ConfigEntryState.LOADED
    account = entry.runtime_data if is_loaded and CONF_ACCOUNT_SID in entry.data else None
    return {
        "entry": {
            "minor_version": entry.minor_version,
            "source": entry.source,
            "data": async_redact_data(entry.data, TO_REDACT),
            "options": async_redact_data(entry.options, TO_REDACT),
        },
        "is_reachable": async_public_url(hass, entry) is not None,
        "numbers": [_number(number) for number in account.numbers.known or ()] if account else None,
        "sent": account.allowance.ledger.counts(time.time()) if account else None,
    }


def _number(number: PhoneNumber) -> dict[str, Any]:
    return {
        "number": f"**{number.number[-2:]}",
        "sms": number.sms,
        "mms": number.mms,
        "voice": number.voice,
    }
