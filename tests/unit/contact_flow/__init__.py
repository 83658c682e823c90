"""The flow of a contact, as a user goes through it."""

from typing import Any, Final

from homeassistant.config_entries import SOURCE_USER, ConfigEntry, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType

from ..subentry_form import open_change

MUM: Final = "+15551234567"
WHO: Final = {"name": "Mum", "number": "+1 555 123 4567"}
USUAL: Final = {
    "channels": ["sms", "call"],
    "may_receive": True,
    "may_command": False,
    "pin_free_whatsapp": False,
    "double_opt_in": False,
}


async def go_on(
    hass: HomeAssistant, flow: SubentryFlowResult, **user_input: Any
) -> SubentryFlowResult:
    """Fill a form in, and let the account settle."""
    result = await hass.config_entries.subentries.async_configure(flow["flow_id"], user_input)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def start(hass: HomeAssistant, entry: ConfigEntry) -> SubentryFlowResult:
    """Open the form of a new contact."""
    flow = await hass.config_entries.subentries.async_init(
        (entry.entry_id, "contact"), context={"source": SOURCE_USER}
    )
    assert (flow["type"], flow["step_id"], flow["errors"]) == (FlowResultType.FORM, "user", {})
    return flow


async def to_settings(hass: HomeAssistant, entry: ConfigEntry, **who: Any) -> SubentryFlowResult:
    """Go as far as it is clear who it is."""
    flow = await go_on(hass, await start(hass, entry), **{**WHO, **who})
    assert (flow["type"], flow["step_id"], flow["errors"]) == (FlowResultType.FORM, "settings", {})
    return flow


async def add(hass: HomeAssistant, entry: ConfigEntry, **filled: Any) -> str:
    """Add a contact and return its subentry."""
    known = set(entry.subentries)
    who = {name: value for name, value in filled.items() if name in {"name", "number", "person"}}
    settings = {name: value for name, value in filled.items() if name not in who}
    flow = await go_on(hass, await to_settings(hass, entry, **who), **{**USUAL, **settings})
    assert flow["type"] is FlowResultType.CREATE_ENTRY
    [added] = set(entry.subentries) - known
    return added


async def to_change(
    hass: HomeAssistant, entry: ConfigEntry, subentry_id: str
) -> SubentryFlowResult:
    """Open the form that changes a contact."""
    return await open_change(hass, entry, "contact", subentry_id)


def understood(flow: SubentryFlowResult) -> str:
    """Return how a form writes the number that was typed."""
    placeholders = flow["description_placeholders"]
    assert placeholders
    return placeholders["number"]
