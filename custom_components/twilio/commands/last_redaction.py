"""PINs that are still in Twilio's log when an account goes."""

import asyncio
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from ..api import Credentials, TwilioApi, TwilioApiError
from ..const import LOGGER
from ..learned import LearnedStore

PATIENCE_SECONDS: Final = 15.0
"""How long the removal of an account waits for Twilio at most."""


async def async_redact_last(hass: HomeAssistant, entry: ConfigEntry, learned: LearnedStore) -> None:
    """Empty the texts that held a PIN, once more and for the last time; raises nothing.

    What cannot be emptied is in the log of Home Assistant, for whoever looks after the account.
    """
    pending = learned.async_know(entry.entry_id).redactions.pending
    if not pending:
        return
    try:
        api = TwilioApi(async_get_clientsession(hass), Credentials.from_data(entry.data))
        async with asyncio.timeout(PATIENCE_SECONDS):
            for sid in tuple(pending):
                await api.redact_message(sid)
                del pending[sid]
    except (LookupError, TimeoutError, TwilioApiError) as err:
        # A restored entry may have lost its credentials.
        LOGGER.debug("Texts of %s cannot be emptied: %r", entry.title, err)
    if pending:
        LOGGER.warning("Texts with a PIN are still in Twilio's log: %s", ", ".join(pending))
