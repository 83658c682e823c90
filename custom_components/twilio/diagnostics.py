"""What a bug report needs, without what must not be in one."""

import time
from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.helpers.device_registry import DeviceEntry

from .account import Account, TwilioConfigEntry
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
    DOMAIN,
)
from .contacts.contact import Contact
from .devices import async_contact_of_device
from .learned import async_learned
from .numbers.webhooks import NumberState
from .outbox.backlog import Backlog
from .outbox.outbox import async_outbox
from .senders import SenderProfile, senders_of
from .webhook import async_webhook_address

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
    account = _account(entry)
    memory = async_learned(hass).webhook(entry.entry_id)
    return {
        "entry": {
            "minor_version": entry.minor_version,
            "source": entry.source,
            "data": async_redact_data(entry.data, TO_REDACT),
            "options": async_redact_data(entry.options, TO_REDACT),
        },
        "is_reachable": async_webhook_address(hass, entry) is not None,
        "webhook": {
            "configured_addresses": len(memory.addresses.configured),
            "replaced_addresses": len(memory.addresses.replaced),
            "last_reached": memory.last_reached,
        },
        "senders": [_sender(profile) for profile in senders_of(entry)],
        "contacts": account and [_contact(account, contact) for contact in account.contacts],
        "numbers": account and _numbers(hass, account),
        "new_numbers": account and len(account.changes.new),
        "sent": account and account.allowance.ledger.counts(time.time()),
        "outbox": _outbox(hass, entry),
        "tracked": account and account.tracker.memory.counts(),
        "lost_since": account and account.reachability.lost_since,
    }


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: TwilioConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Return the state of one sender or contact, or of the account on the account's device."""
    if (account := _account(entry)) and (contact := async_contact_of_device(hass, device.id)):
        return {"contact": _contact(account, contact)}
    for profile in senders_of(entry):
        if (DOMAIN, profile.subentry_id) in device.identifiers:
            numbers = (account.numbers.known or ()) if account else ()
            known = next((own for own in numbers if own.number == profile.address), None)
            return {
                "sender": _sender(profile),
                "number": _number(hass, account, known) if account and known else None,
            }
    return await async_get_config_entry_diagnostics(hass, entry)


def _outbox(hass: HomeAssistant, entry: TwilioConfigEntry) -> dict[str, Any]:
    """Return how much waits and what became of what did not, but nothing of what it is."""
    outbox = async_outbox(hass)
    counts = outbox.counts(entry.entry_id)
    backlog = Backlog.of(outbox.places(entry.entry_id), hass.loop.time())
    return {
        "waiting": counts.waiting,
        "alerts": counts.alerts,
        "uncertain": counts.uncertain,
        "oldest_age": round(backlog.age),
        "reason": backlog.reason,
        "maybe_duplicates": counts.maybe_duplicates,
        "given_up": counts.given_up,
        "with_other_ways": len(outbox.standby.of(entry.entry_id)),
        "is_written": not outbox.writer.is_failing,
    }


def _account(entry: TwilioConfigEntry) -> Account | None:
    """Return the account, none while it is not loaded or has no credentials."""
    is_loaded = entry.state is ConfigEntryState.LOADED and CONF_ACCOUNT_SID in entry.data
    return entry.runtime_data if is_loaded else None


def _numbers(hass: HomeAssistant, account: Account) -> list[dict[str, Any]]:
    return [_number(hass, account, number) for number in account.numbers.known or ()]


def _sender(profile: SenderProfile) -> dict[str, Any]:
    """Return what a person set up, without the words that are said."""
    return {
        "kind": profile.sender.kind,
        "address": _shortened(profile.address),
        "is_default": profile.is_default,
        "receives": profile.receives,
        "has_greeting": profile.greeting is not None,
        "has_fallback": profile.fallback is not None,
        "voice": profile.voice,
        "language": profile.language,
        "response_timeout": profile.response_timeout,
    }


def _contact(account: Account, contact: Contact) -> dict[str, Any]:
    """Return what a contact may do and agreed to, without who it is."""
    memory = account.consent.memory
    return {
        "number": _shortened(contact.number),
        "channels": sorted(contact.channels),
        "may_receive": contact.may_receive,
        "may_command": contact.may_command,
        "has_pin": contact.pin is not None,
        "consent": contact.consent,
        "consent_at": contact.consent_at,
        "needs_double_opt_in": contact.needs_double_opt_in,
        "asked_at": memory.confirmations.asked_at(contact.number),
        "confirmed_at": memory.confirmations.confirmed_at(contact.number),
        "opt_outs": len(memory.opt_outs.of(contact.number)),
    }


def _number(hass: HomeAssistant, account: Account, number: PhoneNumber) -> dict[str, Any]:
    """Return what a number can do and where it leads, hosts of others only counted."""
    former = async_learned(hass).async_know(account.entry.entry_id).former_webhooks
    state = account.webhooks.states.get(number.number)
    return {
        "number": _shortened(number.number),
        "sms": number.sms,
        "mms": number.mms,
        "voice": number.voice,
        "has_former_webhooks": number.sid in former,
        "webhooks": state and _webhooks(state),
    }


def _webhooks(state: NumberState) -> dict[str, Any]:
    pointing = state.pointing
    return {
        "wanted": state.wanted,
        "messages": pointing.messages,
        "calls": pointing.calls,
        "overrides": sorted(pointing.overrides),
        "unchecked": sorted(pointing.unchecked),
        "foreign_hosts": len(pointing.hosts),
        "error": state.error and (state.error.code or type(state.error).__name__),
    }


def _shortened(address: str) -> str:
    return f"**{address[-2:]}"
