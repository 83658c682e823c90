"""How Twilio is doing in this house, at a glance."""

from asyncio import gather
from collections.abc import Collection, Iterable
from datetime import datetime
import time
from typing import Any

from homeassistant.components import system_health
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from .account import Account, TwilioConfigEntry
from .api import Credentials
from .const import CONF_ACCOUNT_SID, CONF_RECEIVE_MODE, DOMAIN
from .limits import Limit
from .outbox.outbox import async_outbox
from .webhook import async_webhook_address


@callback
def async_register(
    hass: HomeAssistant,  # noqa: ARG001 - Home Assistant's signature
    register: system_health.SystemHealthRegistration,
) -> None:
    """Offer what follows."""
    register.async_register_info(async_system_health_info)


async def async_system_health_info(hass: HomeAssistant) -> dict[str, Any]:
    """Return the state of all accounts, in the order they were added; no secret, no whole SID."""
    entries: list[TwilioConfigEntry] = hass.config_entries.async_entries(
        DOMAIN, include_ignore=False, include_disabled=False
    )
    with_credentials = [entry for entry in entries if CONF_ACCOUNT_SID in entry.data]
    accounts = [
        entry.runtime_data for entry in with_credentials if entry.state is ConfigEntryState.LOADED
    ]
    servers = {Credentials.from_data(entry.data).server for entry in with_credentials}
    return {
        "accounts": len(entries),
        "receive_mode": ", ".join(_receive_mode(entry) for entry in entries),
        "webhook_address": _all(async_webhook_address(hass, entry) for entry in entries),
        "last_reached": _latest(account.arrivals.last for account in accounts),
        "messages_today": _counts(accounts, Limit.MESSAGES_PER_DAY, "messages"),
        "calls_today": _counts(accounts, Limit.CALLS_PER_DAY, "calls"),
        "outbox": _waiting(hass, accounts),
        "can_reach_server": _async_reach(hass, servers),
    }


def _receive_mode(entry: TwilioConfigEntry) -> str:
    """Return how an account receives, and the end of its SID."""
    account_sid = entry.data.get(CONF_ACCOUNT_SID, "")
    return f"…{account_sid[-4:]} {entry.data.get(CONF_RECEIVE_MODE)}"


def _all(addresses: Iterable[str | None]) -> str:
    """Return of how many accounts the address is known, but no address: it is a secret."""
    known = [address is not None for address in addresses]
    return f"{sum(known)}/{len(known)}"


def _latest(times: Iterable[datetime | None]) -> datetime | None:
    return max(filter(None, times), default=None)


def _counts(accounts: Iterable[Account], limit: Limit, what: str) -> str:
    """Return what each loaded account has sent within a day, and how much it may."""
    ledgers = [account.allowance.ledger for account in accounts]
    now = time.time()
    return ", ".join(f"{ledger.counts(now)[what]}/{ledger.limits[limit]}" for ledger in ledgers)


def _waiting(hass: HomeAssistant, accounts: Iterable[Account]) -> str:
    """Return how much of each loaded account Twilio has not accepted yet."""
    outbox = async_outbox(hass)
    return ", ".join(str(outbox.counts(account.entry.entry_id).waiting) for account in accounts)


async def _async_reach(hass: HomeAssistant, servers: Collection[str]) -> str | dict[str, str]:
    """Return the first failure, or that there is none; credentials are not sent along."""
    checks = (system_health.async_check_can_reach_url(hass, server) for server in servers)
    results = await gather(*checks)
    return next((result for result in results if result != "ok"), "ok")
