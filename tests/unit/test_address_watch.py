"""The address of the webhook, of which the household hears when it is lost."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .repair import issues_of

HTTPS = "https://house.example"
KINDS = {"no_address", "unusable_address"}


async def set_up(hass: HomeAssistant, entry: MockConfigEntry, mode: str) -> None:
    """Load the account with a way to receive."""
    hass.config_entries.async_update_entry(entry, data={**entry.data, "receive_mode": mode})
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)


def told(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, ir.IssueEntry]:
    """Return what the household is told of the address."""
    return {key: issue for key, issue in issues_of(hass, entry).items() if key in KINDS}


async def test_external_url_comes_and_goes(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """The issue follows what is configured."""
    await hass.config.async_update(external_url=HTTPS)
    await set_up(hass, entry, "external")
    assert told(hass, entry) == {}

    await hass.config.async_update(external_url=None)
    await hass.async_block_till_done()
    issues = told(hass, entry)
    assert issues.keys() == {"no_address"}
    issue = issues["no_address"]
    assert (issue.severity, issue.is_fixable) == (ir.IssueSeverity.ERROR, True)

    await hass.config.async_update(external_url="http://house.example:8123")
    await hass.async_block_till_done()
    issues = told(hass, entry)
    assert issues.keys() == {"unusable_address"}
    assert issues["unusable_address"].translation_placeholders == {
        "account": "Twilio",
        "url": "http://house.example:8123",
    }

    await hass.config.async_update(external_url=HTTPS)
    await hass.async_block_till_done()
    assert told(hass, entry) == {}


async def test_another_way(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Whoever goes another way misses nothing."""
    await set_up(hass, entry, "external")
    assert told(hass, entry).keys() == {"no_address"}
    hass.config_entries.async_update_entry(entry, data={**entry.data, "receive_mode": "custom"})
    await hass.async_block_till_done()
    assert told(hass, entry) == {}


@pytest.mark.parametrize("mode", ["none", "custom", "cloud"])
async def test_external_url_is_not_needed(
    hass: HomeAssistant, entry: MockConfigEntry, mode: str
) -> None:
    """Only one way depends on it."""
    await set_up(hass, entry, mode)
    assert told(hass, entry) == {}
