"""The flow of a sender, as a user goes through it."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigEntry, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from ..subentry_form import fields, open_change

HOME = "+15550006000"
SHOP = "+15550006001"
BARN = "+15550006002"
SERVICE = "MG" + "5a" * 16

TALKING = {"calls": {"response_timeout": 10}}


async def go_on(
    hass: HomeAssistant, flow: SubentryFlowResult, user_input: dict[str, Any]
) -> SubentryFlowResult:
    """Fill a form in, and let the account settle."""
    result = await hass.config_entries.subentries.async_configure(flow["flow_id"], user_input)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def choose(hass: HomeAssistant, entry: ConfigEntry, kind: str) -> SubentryFlowResult:
    """Open the form of a kind of sender."""
    flow = await hass.config_entries.subentries.async_init(
        (entry.entry_id, "sender"), context={"source": SOURCE_USER}
    )
    assert (flow["type"], flow["step_id"]) == (FlowResultType.MENU, "user")
    assert flow["menu_options"] == ["phone_number", "whatsapp", "messaging_service", "alphanumeric"]
    return await go_on(hass, flow, {"next_step_id": kind})


async def to_settings(
    hass: HomeAssistant, entry: ConfigEntry, kind: str, address: str
) -> SubentryFlowResult:
    """Go as far as it is clear which sender it is."""
    flow = await go_on(hass, await choose(hass, entry, kind), {"address": address})
    assert (flow["type"], flow["step_id"], flow["errors"]) == (FlowResultType.FORM, "settings", {})
    return flow


async def add(
    hass: HomeAssistant, entry: ConfigEntry, kind: str, address: str, **settings: Any
) -> str:
    """Add a sender and return its subentry."""
    flow = await to_settings(hass, entry, kind, address)
    if "calls" in fields(flow):
        settings = {**TALKING, **settings}
    flow = await go_on(hass, flow, settings)
    assert flow["type"] is FlowResultType.CREATE_ENTRY
    return list(entry.subentries)[-1]


async def to_change(
    hass: HomeAssistant, entry: ConfigEntry, subentry_id: str
) -> SubentryFlowResult:
    """Open the form that changes a sender."""
    return await open_change(hass, entry, "sender", subentry_id)


def settings_of(entry: ConfigEntry) -> dict[str, dict[str, Any]]:
    """Return what the senders of an account hold, by address."""
    return {
        subentry.data["address"]: {k: v for k, v in subentry.data.items() if k != "address"}
        for subentry in entry.subentries.values()
    }
