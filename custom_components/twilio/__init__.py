"""Twilio for Home Assistant: a house that texts, calls and listens, safely."""

from functools import partial

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.typing import ConfigType

from .account import Account, TwilioConfigEntry
from .allowance import Allowance
from .api import Credentials, TwilioApi
from .const import CONF_ACCOUNT_SID, DOMAIN
from .credential_doubt import CredentialDoubt
from .entry_data import MINOR_VERSION, async_bring_up_to_date
from .issues import async_clear_issues
from .learned import async_learned
from .log_redaction import async_redact_logs
from .phone_numbers import PhoneNumbers
from .reaction import async_react
from .services import async_setup_services
from .sync_client import DATA_SYNC_CLIENT, make_sync_client
from .webhook import async_follow_addresses, async_open_webhooks
from .yaml_account import YAML_SCHEMA, async_take_over_yaml

CONFIG_SCHEMA = YAML_SCHEMA


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Open the webhooks first, then offer what works without a loaded account."""
    for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        async_bring_up_to_date(hass, entry)
    learned = async_learned(hass)
    async_open_webhooks(hass, learned, partial(async_react, hass))
    async_redact_logs(hass)
    hass.data[DATA_SYNC_CLIENT] = make_sync_client(hass)
    async_setup_services(hass)
    if block := config.get(DOMAIN):
        async_take_over_yaml(hass, block)
    await learned.async_load()
    return True


async def async_setup_entry(hass: HomeAssistant, entry: TwilioConfigEntry) -> bool:
    """Load an account; Twilio is not waited for."""
    if CONF_ACCOUNT_SID not in entry.data:
        entry.async_on_unload(entry.add_update_listener(_async_reload))
        entry.async_start_reauth(hass)
        return True
    learned = async_learned(hass)
    api = TwilioApi(async_get_clientsession(hass), Credentials.from_data(entry.data))
    ledger = learned.async_know(entry.entry_id).ledger
    doubt = CredentialDoubt(hass, entry, api)
    entry.runtime_data = account = Account(
        hass,
        entry,
        api,
        Allowance(hass, entry, ledger, learned.async_save),
        PhoneNumbers(hass, api, doubt),
        doubt,
    )
    account.allowance.async_apply_options()
    doubt.async_dispel()
    entry.async_on_unload(entry.add_update_listener(_async_apply))
    entry.async_on_unload(account.numbers.async_stop)
    async_follow_addresses(hass, entry, learned)
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, entry.data[CONF_ACCOUNT_SID])},
        entry_type=dr.DeviceEntryType.SERVICE,
        manufacturer="Twilio",
        model_id="account",
        name=entry.title,
        configuration_url="https://console.twilio.com",
    )
    entry.async_create_background_task(hass, account.numbers.async_learn(), "Twilio numbers")
    return True


async def async_unload_entry(hass: HomeAssistant, entry: TwilioConfigEntry) -> bool:
    """Unload an account; its webhook answers on."""
    return True


async def async_remove_entry(hass: HomeAssistant, entry: TwilioConfigEntry) -> None:
    """Forget an account that is gone."""
    learned = async_learned(hass)
    await learned.async_load()
    learned.async_forget(entry.entry_id)
    async_clear_issues(hass, entry)


async def async_migrate_entry(hass: HomeAssistant, entry: TwilioConfigEntry) -> bool:
    """Bring an entry of an older version up to date, one enabled late included."""
    if entry.minor_version < MINOR_VERSION:
        async_bring_up_to_date(hass, entry)
    return True


async def _async_apply(hass: HomeAssistant, entry: TwilioConfigEntry) -> None:
    """Take over changed credentials and options without an interruption."""
    entry.runtime_data.async_apply_entry()


async def _async_reload(hass: HomeAssistant, entry: TwilioConfigEntry) -> None:
    """Load an account that has credentials now."""
    await hass.config_entries.async_reload(entry.entry_id)
