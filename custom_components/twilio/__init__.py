"""Twilio for Home Assistant: a house that texts, calls and listens, safely."""

import asyncio
from functools import partial
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.typing import ConfigType

from .account import Account, TwilioConfigEntry
from .address_watch import async_watch_address
from .allowance import Allowance
from .api import Credentials, TwilioApi
from .arrivals import Arrivals
from .cloudhook import async_delete_cloudhook
from .cloudhook_upkeep import async_follow_cloudhook
from .commands.last_redaction import async_redact_last
from .commands.left_commands import async_answer_left
from .commands.lockout_news import async_follow_lockouts
from .commands.redactor import Redactor
from .consent.consent import Consent
from .consent.following import ConsentWatch
from .const import CONF_ACCOUNT_SID, DOMAIN
from .contacts.contact import contacts_of
from .contacts.stranger_news import async_follow_strangers
from .credential_doubt import CredentialDoubt
from .devices import async_add_devices
from .entry_data import MINOR_VERSION, async_bring_up_to_date
from .issues import async_clear_issues
from .learned import async_learned
from .log_redaction import async_redact_logs
from .missed.catching_up import CatchingUp
from .missed.last_run import async_note_last_run
from .numbers.changes import NumberChanges
from .numbers.giving_back import async_give_back, async_take_up_left
from .numbers.issues import async_watch_webhooks
from .numbers.phone_numbers import PhoneNumbers
from .numbers.webhooks import AccountWebhooks
from .outbox.fallback import Fallback
from .outbox.issues import (
    WaitingIssue,
    async_follow_disk,
    async_report_damage,
    async_take_back_damage,
)
from .outbox.outbox import async_outbox
from .reachability import Reachability
from .reaction import async_react
from .senders import senders_of
from .services import async_setup_services
from .sync_client import DATA_SYNC_CLIENT, make_sync_client
from .tracking.failures import Failures
from .tracking.follow_up import FollowUp
from .webhook import async_follow_addresses, async_open_webhooks
from .yaml_account import YAML_SCHEMA, async_take_over_yaml

CONFIG_SCHEMA = YAML_SCHEMA
PLATFORMS: Final = (
    Platform.BINARY_SENSOR,
    Platform.BUTTON,
    Platform.EVENT,
    Platform.NOTIFY,
    Platform.SENSOR,
)


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Open the webhooks first, then offer what works without a loaded account."""
    for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        async_bring_up_to_date(hass, entry)
    learned = async_learned(hass)
    async_open_webhooks(hass, learned, partial(async_react, hass))
    async_redact_logs(hass)
    async_note_last_run(hass)
    hass.data[DATA_SYNC_CLIENT] = make_sync_client(hass)
    async_setup_services(hass)
    if block := config.get(DOMAIN):
        async_take_over_yaml(hass, block)
    await learned.async_load()
    await async_outbox(hass).async_load()
    async_follow_disk(hass)
    async_report_damage(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: TwilioConfigEntry) -> bool:
    """Load an account; Twilio is not waited for."""
    async_follow_cloudhook(hass, entry)
    if CONF_ACCOUNT_SID not in entry.data:
        entry.async_on_unload(entry.add_update_listener(_async_reload))
        entry.async_start_reauth(hass)
        return True
    learned = async_learned(hass)
    reachability = Reachability(entry)
    api = TwilioApi(async_get_clientsession(hass), Credentials.from_data(entry.data), reachability)
    async_take_up_left(hass, entry, learned)
    known = learned.async_know(entry.entry_id)
    doubt = CredentialDoubt(hass, entry, api)
    numbers = PhoneNumbers(hass, entry, api, doubt, known.numbers)
    entry.runtime_data = account = Account(
        hass,
        entry,
        api,
        Allowance(hass, entry, known.ledger, learned.async_save),
        numbers,
        doubt,
        reachability=reachability,
        arrivals=Arrivals(known.webhook),
        webhooks=AccountWebhooks(hass, entry, api, numbers, doubt, learned),
        changes=NumberChanges(hass, entry, numbers, known.numbers, learned.async_save),
        tracker=learned.async_tracker(entry.entry_id),
        consent=Consent(known.consent, learned.async_save),
        redactor=Redactor(hass, entry, api, learned),
    )
    account.allowance.async_apply_options()
    doubt.async_dispel()
    entry.async_on_unload(entry.add_update_listener(_async_apply))
    async_follow_addresses(hass, entry, learned)
    async_watch_address(hass, entry)
    account.changes.async_follow()
    account.webhooks.async_follow()
    async_watch_webhooks(hass, entry, account.webhooks)
    CatchingUp(hass, entry, api, numbers, account.webhooks, learned).async_follow()
    Failures(hass, entry, known.tracking).async_follow()
    Fallback(account).async_follow()
    FollowUp(account).async_follow()
    account.redactor.async_follow()
    async_follow_lockouts(hass, entry)
    entry.async_on_unload(async_outbox(hass).async_open(account))
    WaitingIssue(hass, entry).async_follow()
    ConsentWatch(account).async_follow()
    async_follow_strangers(hass, entry)
    async_add_devices(hass, entry)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    entry.async_create_background_task(hass, account.numbers.async_refresh(), "Twilio numbers")
    entry.async_create_background_task(hass, async_answer_left(hass, account), "Twilio commands")
    return True


async def async_unload_entry(hass: HomeAssistant, entry: TwilioConfigEntry) -> bool:
    """Unload an account; its webhook answers on, unless it is disabled."""
    if entry.disabled_by:
        # Not at a reload: what somebody ignores would be shown to him again.
        async_clear_issues(hass, entry)
    if not hasattr(entry, "runtime_data"):
        return True  # It had no credentials, so nothing was set up.
    return await hass.config_entries.async_unload_platforms(entry, PLATFORMS)


async def async_remove_entry(hass: HomeAssistant, entry: TwilioConfigEntry) -> None:
    """Forget an account that is gone."""
    learned = async_learned(hass)
    await learned.async_load()
    async_clear_issues(hass, entry)
    await async_give_back(hass, entry, learned)
    await async_redact_last(hass, entry, learned)
    outbox = async_outbox(hass)
    await outbox.async_load()
    outbox.async_forget(entry.entry_id)
    if not hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        await outbox.async_remove()
        async_take_back_damage(hass)
    learned.async_forget(entry.entry_id)
    await async_delete_cloudhook(hass, entry)


async def async_migrate_entry(hass: HomeAssistant, entry: TwilioConfigEntry) -> bool:
    """Bring an entry of an older version up to date, one enabled late included."""
    if entry.minor_version < MINOR_VERSION:
        async_bring_up_to_date(hass, entry)
    return True


async def _async_apply(hass: HomeAssistant, entry: TwilioConfigEntry) -> None:
    """Take over changed credentials and options without an interruption, the rest by a reload."""
    await asyncio.sleep(0)  # What is added together takes one reload.
    if entry.state is not ConfigEntryState.LOADED:
        return
    account = entry.runtime_data
    if (senders_of(entry), contacts_of(entry)) != (account.senders, account.contacts):
        await _async_reload(hass, entry)
    else:
        account.async_apply_entry()
        async_outbox(hass).async_retry(entry.entry_id)


async def _async_reload(hass: HomeAssistant, entry: TwilioConfigEntry) -> None:
    """Load an account anew: it has credentials now, or other senders or contacts."""
    await hass.config_entries.async_reload(entry.entry_id)
