"""Which account an action, a notifier or Home Assistant's own platforms mean."""

import asyncio
from contextlib import suppress
import re
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.service import async_get_config_entry

from .account import Account, TwilioConfigEntry
from .address import number_of, parse_sender
from .const import CONF_ACCOUNT_SID, DOMAIN
from .devices import async_sender_of_device
from .errors import InvalidInput
from .yaml_account import DATA_YAML_ACCOUNT_SID

_DEVICE_ID: Final = re.compile("[0-9a-f]{32}")
"""No sender is written like this: names are shorter, and SIDs begin with other letters."""


RELOAD_PATIENCE: Final = 10.0
"""Seconds that something to be sent waits for an account that is just being loaded."""


async def async_await_reloads(hass: HomeAssistant) -> None:
    """Wait until the accounts that are being loaded are: a reload must not cost an alert."""
    with suppress(TimeoutError):
        async with asyncio.timeout(RELOAD_PATIENCE):
            for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False):
                if entry.setup_lock.locked():
                    async with entry.setup_lock:
                        pass


async def async_account(hass: HomeAssistant, entry_id: str | None, sender: str | None) -> Account:
    """Return the account that an action means: the one named, else the owner of the sender.

    Where neither tells and there are several, Home Assistant's own error asks for one. Raises
    `InvalidInput` (`no_credentials`) for an account that nobody can use yet.
    """
    await async_await_reloads(hass)
    if entry_id is None and sender is not None and (owner := await _async_owner(hass, sender)):
        return owner
    entry: TwilioConfigEntry = async_get_config_entry(hass, DOMAIN, entry_id)
    if CONF_ACCOUNT_SID not in entry.data:
        raise InvalidInput("no_credentials", account=entry.title)
    return entry.runtime_data


async def async_origin(
    hass: HomeAssistant, entry_id: str | None, sender: str | None
) -> tuple[Account, str | None]:
    """Return the account that an action means and its sender, whose device may have been given.

    Raises as `async_account` does, and `InvalidInput` (`sender_of_other_account`, or
    `not_a_sender` for the device of something else, or of a sender that was removed).
    """
    if sender is None or (owned := async_sender_of_device(hass, sender)) is None:
        if sender is not None and _DEVICE_ID.fullmatch(sender):
            raise InvalidInput("not_a_sender")
        return await async_account(hass, entry_id, sender), sender
    if entry_id not in {None, owned.entry_id}:
        raise InvalidInput("sender_of_other_account", sender=owned.profile.name)
    return await async_account(hass, owned.entry_id, None), owned.profile.address


async def async_account_of_yaml(hass: HomeAssistant, sender: str) -> Account:
    """Return the account that YAML means, which cannot name one.

    It is the owner of the sender, else the account of the `twilio:` block, else the oldest.
    Raises `InvalidInput` (`no_account`) where none is loaded.
    """
    await async_await_reloads(hass)
    if owner := await _async_owner(hass, sender):
        return owner
    entries = _loaded(hass)
    yaml_account_sid = hass.data.get(DATA_YAML_ACCOUNT_SID)
    for entry in entries:
        if entry.data[CONF_ACCOUNT_SID] == yaml_account_sid:
            return entry.runtime_data
    if not entries:
        raise InvalidInput("no_account")
    return entries[0].runtime_data


def _loaded(hass: HomeAssistant) -> list[TwilioConfigEntry]:
    """Return the loaded entries that can send, the oldest first."""
    entries: list[TwilioConfigEntry] = hass.config_entries.async_loaded_entries(DOMAIN)
    return sorted(
        (entry for entry in entries if CONF_ACCOUNT_SID in entry.data),
        key=lambda entry: entry.created_at,
    )


async def _async_owner(hass: HomeAssistant, sender: str) -> Account | None:
    """Return the account that a sender belongs to, as far as Twilio tells."""
    number = number_of(parse_sender(sender).address)
    accounts = [entry.runtime_data for entry in _loaded(hass)]
    if len(accounts) > 1:
        unknown = [account.numbers for account in accounts if account.numbers.known is None]
        await asyncio.gather(*(numbers.async_ask() for numbers in unknown), return_exceptions=True)
    return next((account for account in accounts if account.numbers.owns(number)), None)
