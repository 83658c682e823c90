"""What leads to the settings of the account."""

from homeassistant.config_entries import SOURCE_RECONFIGURE
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from ..repair import begin, go_on, issues_of
from . import Screen, add_sender, settle


async def test_way_to_the_settings(
    hass: HomeAssistant, entry: MockConfigEntry, screen: Screen
) -> None:
    """The settings open; the issue stays until they fit."""
    hass.config_entries.async_update_entry(entry, data={**entry.data, "receive_mode": "external"})
    add_sender(hass, entry)
    assert await async_setup_component(hass, "twilio", {})
    await settle(hass)
    issue = issues_of(hass, entry)["no_address"]
    step = await begin(screen, issue)
    assert (step["type"], step["step_id"]) == ("form", "confirm")
    step = await go_on(screen, step)
    assert (step["type"], step["reason"]) == ("abort", "go_on")
    kind, flow_id = step["next_flow"]
    assert kind == "config_flow"
    [flow] = hass.config_entries.flow.async_progress_by_handler("twilio")
    assert (flow["flow_id"], flow["context"]["source"]) == (flow_id, SOURCE_RECONFIGURE)
    assert issues_of(hass, entry).keys() == {"no_address"}
