"""Leaving an account's numbers at Twilio as they were."""

import asyncio
from collections.abc import Collection
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from ..api import Credentials, PhoneNumber, TwilioApi, TwilioApiError
from ..const import CONF_ACCOUNT_SID, DOMAIN, LOGGER
from ..issues import Issue, async_report
from ..learned import LearnedStore
from .own_addresses import async_own_addresses
from .plan import plan_back
from .pointing import Pointing, number_pointing
from .updates import Update, async_update_numbers

_LEFT: Final = "webhooks_left"

PATIENCE_SECONDS: Final = 30.0
"""How long the removal of an account waits for Twilio at most."""


async def async_give_back(hass: HomeAssistant, entry: ConfigEntry, learned: LearnedStore) -> None:
    """Put back what this house set on the numbers of an account that goes, loaded or not.

    What leads to somebody else by now is not touched. What could not be put back is reported, and
    stays remembered for whoever adds the account again.
    """
    former = learned.async_know(entry.entry_id).former_webhooks
    if not former:
        return
    left = set(former)
    try:
        left -= await _async_put_back(hass, entry, learned)
    except (LookupError, TimeoutError, TwilioApiError) as err:
        # A restored entry may have lost its credentials.
        LOGGER.debug("The numbers of %s cannot be listed: %r", entry.title, err)
    if left:
        numbers = ", ".join(sorted(former[sid].number for sid in left))
        LOGGER.warning("Twilio still sends what these numbers receive here: %s", numbers)
        issue = Issue(
            key=_LEFT,
            about=entry.data.get(CONF_ACCOUNT_SID, ""),
            severity=ir.IssueSeverity.WARNING,
            placeholders={"numbers": numbers},
        )
        async_report(hass, entry, issue)
    for sid in former.keys() - left:
        del former[sid]
    learned.async_leave(entry.entry_id, entry.data.get(CONF_ACCOUNT_SID))


@callback
def async_take_up_left(hass: HomeAssistant, entry: ConfigEntry, learned: LearnedStore) -> None:
    """Look after what an earlier entry of the account left behind, and say so no more."""
    learned.async_take_up(entry.data[CONF_ACCOUNT_SID], entry.entry_id)
    about = f"{_LEFT}_{entry.data[CONF_ACCOUNT_SID]}_"
    for domain, known in list(ir.async_get(hass).issues):
        if domain == DOMAIN and known.startswith(about):
            ir.async_delete_issue(hass, domain, known)


async def _async_put_back(
    hass: HomeAssistant, entry: ConfigEntry, learned: LearnedStore
) -> set[str]:
    """Return the SIDs of the numbers that are as they were and lead here no more, or gone."""
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
    # Set by hand, or by this house before it forgot what was there.
    still = {
        sid
        for number in numbers
        if (sid := number.sid) in former
        and _leads_to(updates.get(sid, number), {*ours, *former[sid].addresses})
    }
    return former.keys() - failed - still


def _leads_to(number: Update, addresses: Collection[str]) -> bool:
    """Tell whether a number has messages or calls sent to one of these addresses."""
    if not isinstance(number, PhoneNumber):
        return False
    pointing = number_pointing(number, addresses)
    return Pointing.HERE in {pointing.messages, pointing.calls} - {None} and not pointing.overrides
