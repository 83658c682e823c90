"""The `twilio:` block of configuration.yaml, which stays valid."""

from typing import Final

from homeassistant.config_entries import SOURCE_IMPORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import config_validation as cv, issue_registry as ir
from homeassistant.util.hass_dict import HassKey
import voluptuous as vol

from .const import CONF_ACCOUNT_SID, CONF_AUTH_TOKEN, DOMAIN
from .credential_check import is_account_sid, without_blanks
from .entry_data import async_adopt_credentials

DATA_YAML_ACCOUNT_SID: HassKey[str] = HassKey(f"{DOMAIN}_yaml_account_sid")
"""The account that YAML without a further word means, where there is a block."""

_INVALID: Final = "invalid_yaml"
_DIFFERS: Final = "yaml_differs"

YAML_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(DOMAIN): vol.Schema(
            {vol.Required(CONF_ACCOUNT_SID): cv.string, vol.Required(CONF_AUTH_TOKEN): cv.string}
        )
    },
    extra=vol.ALLOW_EXTRA,
)


@callback
def async_take_over_yaml(hass: HomeAssistant, block: dict[str, str]) -> None:
    """Bring the credentials of YAML into an entry, once; an entry is never overwritten."""
    for issue_id in (_INVALID, _DIFFERS):
        ir.async_delete_issue(hass, DOMAIN, issue_id)
    credentials = without_blanks(block)
    account_sid = credentials.get(CONF_ACCOUNT_SID, "")
    if not is_account_sid(account_sid) or CONF_AUTH_TOKEN not in credentials:
        _async_report(hass, _INVALID, ir.IssueSeverity.ERROR)
        return
    hass.data[DATA_YAML_ACCOUNT_SID] = account_sid
    if entry := hass.config_entries.async_entry_for_domain_unique_id(DOMAIN, account_sid):
        if entry.data.get(CONF_AUTH_TOKEN) != credentials[CONF_AUTH_TOKEN]:
            _async_report(hass, _DIFFERS, ir.IssueSeverity.WARNING, account=entry.title)
        return
    if not async_adopt_credentials(hass, credentials):
        hass.async_create_task(
            hass.config_entries.flow.async_init(
                DOMAIN, context={"source": SOURCE_IMPORT}, data=credentials
            ),
            "Twilio YAML import",
        )


@callback
def _async_report(
    hass: HomeAssistant, issue_id: str, severity: ir.IssueSeverity, **placeholders: str
) -> None:
    """Tell the household what is wrong with the block."""
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=False,
        severity=severity,
        translation_key=issue_id,
        translation_placeholders=placeholders or None,
    )
