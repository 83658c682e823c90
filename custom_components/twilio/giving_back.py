"""Leaving an account's numbers at Twilio as they were."""

import asyncio
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .api import Credentials, TwilioApi, TwilioApiError
from .const import CONF_ACCOUNT_SID, DOMAIN, LOGGER
from .issues import Issue, async_report
from .learned import LearnedStore
from .number_updates import async_update_numbers
from .own_addresses import async_own_addresses
from .webhook_plan import plan_back

_LEFT: Final = "webhooks_left"

PATIENCE_SECONDS: Final = 30.0
"""How long the removal of an account waits for Twilio at most."""


async def async_give_back(hass: HomeAssistant, entry: ConfigEntry, learned: LearnedStore) -> None:
    """Put back what this house set on the numbers of an account that goes, loaded or not.

    What leads to somebody else by now is not touched. What could not be put back is reported.
    """
    former = learned.async_know(entry.entry_id).former_webhooks
    if not former:
        return
    left = set(former)
    try:
        left -= await _async_put_back(hass, entry, learned)
    except (TimeoutError, TwilioApiError) as err:
        LOGGER.debug("The numbers of %s cannot be listed: %s", entry.title, err)
    if left:
        numbers = ", ".join(sorted(former[sid].number for sid in left))
        LOGGER.warning("Twilio still sends what these numbers receive here: %s", numbers)
        issue = Issue(
            key=_LEFT,
            about=entry.data[CONF_ACCOUNT_SID],
            severity=ir.IssueSeverity.WARNING,
            placeholders={"numbers": numbers},
        )
        async_report(hass, entry, issue)


@callback
def async_clear_left(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Take back what an earlier entry of the account left behind: this one looks after it."""
    about = f"{_LEFT}_{entry.data[CONF_ACCOUNT_SID]}_"
    for domain, known in list(ir.async_get(hass).issues):
        if domain == DOMAIN and known.startswith(about):
            ir.async_delete_issue(hass, domain, known)


async def _async_put_back(
    hass: HomeAssistant, entry: ConfigEntry, learned: LearnedStore
) -> set[str]:
    """Return the SIDs of the numbers that are as they were, or gone."""
    former = learned.async_know(entry.entry_id).former_webhooks
    ours = async_own_addresses(hass, entry, learned)
    api = TwilioApi(async_get_clientsession(hass), Credentials.from_data(entry.data))
    deadline = hass.loop.time() + PATIENCE_SECONDS
    async with asyncio.timeout_at(deadline):
        numbers = await api.phone_numbers()
    plans = {
        number.sid: plan_back(number, ours, former[number.sid])
        for number in numbers
        if number.sid in former
    }
    changes = {sid: plan.changes for sid, plan in plans.items() if plan.changes}
    updates = await async_update_numbers(api, changes, deadline=deadline)
    failed = {sid for sid, update in updates.items() if isinstance(update, TwilioApiError)}
    return former.keys() - failed
