"""The forms of what an account has below it, as a user fills them in."""

from typing import Any

from homeassistant.config_entries import ConfigEntry, SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType


async def open_change(
    hass: HomeAssistant, entry: ConfigEntry, kind: str, subentry_id: str
) -> SubentryFlowResult:
    """Open the form that changes something of a kind."""
    flow = await hass.config_entries.subentries.async_init(
        (entry.entry_id, kind),
        context={"source": "reconfigure", "subentry_id": subentry_id},
    )
    assert (flow["type"], flow["step_id"], flow["errors"]) == (
        FlowResultType.FORM,
        "reconfigure",
        {},
    )
    return flow


def fields(flow: SubentryFlowResult) -> list[str]:
    """Return what a form asks for."""
    schema = flow["data_schema"]
    assert schema
    return [str(key) for key in schema.schema]


def shown(flow: SubentryFlowResult) -> dict[str, Any]:
    """Return what the fields of a form are filled with, those of a section among them."""
    schema = flow["data_schema"]
    assert schema
    flat = dict(schema.schema)
    if "calls" in flat:
        flat |= flat.pop("calls").schema.schema
    filled = {str(key): (key.description or {}).get("suggested_value") for key in flat}
    return {name: value for name, value in filled.items() if value is not None}
