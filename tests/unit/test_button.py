"""The button on the device of an account."""

from datetime import UTC, datetime

from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, snapshot_platform
from syrupy.assertion import SnapshotAssertion

from simulator import Simulator

from .device import (
    ACCOUNT_ID,
    CHECK_CONNECTION,
    LAST_REACHED,
    ROUND_TRIP,
    add_account,
    load,
    press,
    value,
)


async def test_buttons(
    hass: HomeAssistant,
    twilio: Simulator,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There is one, and it is described."""
    add_account(hass, twilio)
    await load(hass, monkeypatch, [Platform.BUTTON])
    await snapshot_platform(hass, entity_registry, snapshot, ACCOUNT_ID)


@pytest.mark.usefixtures("house")
async def test_check_of_the_connection(hass: HomeAssistant) -> None:
    """A press measures the way to Twilio and back."""
    assert (value(hass, ROUND_TRIP), value(hass, LAST_REACHED)) == ("unknown", "unknown")
    before = datetime.now(UTC).replace(microsecond=0)
    await press(hass)
    assert 0 < float(value(hass, ROUND_TRIP)) < 20_000
    assert before <= datetime.fromisoformat(value(hass, LAST_REACHED)) <= datetime.now(UTC)


async def test_button_needs_an_address(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Without an address there is nothing to check, and with one again there is."""
    data = dict(account.data)
    assert value(hass, CHECK_CONNECTION) == "unknown"
    hass.config_entries.async_update_entry(account, data={**data, "receive_mode": "none"})
    await hass.async_block_till_done()
    assert value(hass, CHECK_CONNECTION) == "unavailable"
    hass.config_entries.async_update_entry(account, data={**data, "receive_mode": "external"})
    await hass.config.async_update(external_url="https://new.example")
    await hass.async_block_till_done()
    assert value(hass, CHECK_CONNECTION) == "unknown"


async def test_account_without_credentials(
    hass: HomeAssistant, entity_registry: er.EntityRegistry
) -> None:
    """An account that nobody has opened yet has no device, and unloads all the same."""
    entry = MockConfigEntry(
        domain="twilio",
        title="Twilio",
        version=1,
        minor_version=2,
        data={"hook_id": "ab" * 32, "webhook_id": "cd" * 32, "cloudhook": False},
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert er.async_entries_for_config_entry(entity_registry, entry.entry_id) == []
    assert await hass.config_entries.async_unload(entry.entry_id)
