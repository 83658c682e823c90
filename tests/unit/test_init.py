"""Loading, reloading and removing accounts."""

from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from simulator import MessageStatus, Simulator

from . import HOOK_ID, WEBHOOK_URL, entry_data

PHONE = "+15551234567"
MESSAGE = {"to": PHONE, "message": "Hello"}
OTHER_HOOK_ID = "ef" * 32


@pytest.fixture
def other_entry(hass: HomeAssistant, other_twilio: Simulator) -> MockConfigEntry:
    """Return a second account, not loaded yet."""
    entry = MockConfigEntry(
        domain="twilio",
        title="Office",
        unique_id=other_twilio.account.sid,
        version=1,
        minor_version=2,
        data={**entry_data(other_twilio), "hook_id": OTHER_HOOK_ID},
    )
    entry.add_to_hass(hass)
    return entry


async def send(hass: HomeAssistant, **data: Any) -> None:
    """Send a message by the action."""
    await hass.services.async_call("twilio", "send_message", {**MESSAGE, **data}, blocking=True)


async def unsigned(house: TestClient[Any, Any], hook_id: str = HOOK_ID) -> int:
    """Return how an unsigned request is answered; Home Assistant says 200 for no webhook."""
    return (await house.post(f"/api/webhook/{hook_id}", data={"Body": "ARM SV"})).status


async def test_loaded_account(
    hass: HomeAssistant, account: MockConfigEntry, device_registry: dr.DeviceRegistry
) -> None:
    """A loaded account is a service device and knows its numbers."""
    assert account.state is ConfigEntryState.LOADED
    assert account.runtime_data.numbers.owns("+15550006000")
    [device] = dr.async_entries_for_config_entry(device_registry, account.entry_id)
    assert device.identifiers == {("twilio", account.data["account_sid"])}
    assert device.entry_type is dr.DeviceEntryType.SERVICE
    assert (device.manufacturer, device.model_id, device.name) == ("Twilio", "account", "Twilio")
    assert device.configuration_url == "https://console.twilio.com"
    assert hass.config_entries.flow.async_progress() == []


async def test_unloaded_account(
    hass: HomeAssistant, house: TestClient[Any, Any], twilio: Simulator, account: MockConfigEntry
) -> None:
    """An unloaded account sends nothing, and its webhook says that it is for a moment."""
    events = async_capture_events(hass, "twilio_data_received")
    assert await hass.config_entries.async_unload(account.entry_id)
    assert account.state is ConfigEntryState.NOT_LOADED
    with pytest.raises(ServiceValidationError):
        await send(hass, config_entry_id=account.entry_id)
    assert twilio.messages == []
    assert await unsigned(house) == 403
    delivery = await twilio.handset(PHONE).text("ARM SV", to=twilio.number)
    assert (delivery.status, events) == (503, [])


async def test_reloaded_account(
    hass: HomeAssistant, house: TestClient[Any, Any], twilio: Simulator, account: MockConfigEntry
) -> None:
    """After a reload everything is as before, and what was counted still counts."""
    await send(hass)
    before = account.runtime_data
    assert await hass.config_entries.async_reload(account.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert account.state is ConfigEntryState.LOADED
    assert account.runtime_data is not before
    await send(hass)
    assert len(account.runtime_data.allowance.ledger.as_json()["bookings"]) == 2
    delivery = await twilio.handset(PHONE).text("ARM SV", to=twilio.number)
    assert delivery.status == 200
    await twilio.settled()
    assert {message.status for message in twilio.messages} == {
        MessageStatus.DELIVERED,
        MessageStatus.RECEIVED,
    }


async def test_reload_does_not_listen_twice(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """What an account listens to is given up with it."""
    listeners = len(account.update_listeners)
    config_listeners = hass.bus.async_listeners()["core_config_updated"]
    assert await hass.config_entries.async_reload(account.entry_id)
    assert len(account.update_listeners) == listeners
    assert hass.bus.async_listeners()["core_config_updated"] == config_listeners


async def test_webhook_of_a_removed_account(
    hass: HomeAssistant,
    house: TestClient[Any, Any],
    account: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
) -> None:
    """A removed account leaves no webhook and no device."""
    assert await unsigned(house) == 403
    assert await hass.config_entries.async_remove(account.entry_id)
    assert await unsigned(house) == 200
    assert dr.async_entries_for_config_entry(device_registry, account.entry_id) == []
    with pytest.raises(ServiceValidationError):
        await send(hass)


async def test_memory_of_an_account(
    hass: HomeAssistant, account: MockConfigEntry, hass_storage: dict[str, Any]
) -> None:
    """What was learned of an account is on disk when Home Assistant stops."""
    await send(hass)
    await hass.async_stop()
    [(entry_id, learned)] = hass_storage["twilio"]["data"].items()
    assert entry_id == account.entry_id
    assert len(learned["ledger"]["bookings"]) == 1


async def test_memory_of_a_removed_account(
    hass: HomeAssistant, account: MockConfigEntry, hass_storage: dict[str, Any]
) -> None:
    """What was learned of an account goes with it."""
    await send(hass)
    assert await hass.config_entries.async_remove(account.entry_id)
    await hass.async_stop()
    assert hass_storage["twilio"]["data"] == {}


async def test_disabled_account(
    hass: HomeAssistant, house: TestClient[Any, Any], account: MockConfigEntry
) -> None:
    """A disabled account has no webhook; an enabled one has it again."""
    await hass.config_entries.async_set_disabled_by(account.entry_id, ConfigEntryDisabler.USER)
    assert await unsigned(house) == 200
    await hass.config_entries.async_set_disabled_by(account.entry_id, None)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert account.state is ConfigEntryState.LOADED
    assert await unsigned(house) == 403


async def test_several_accounts(
    hass: HomeAssistant,
    house: TestClient[Any, Any],
    twilio: Simulator,
    account: MockConfigEntry,
    other_twilio: Simulator,
    other_account: MockConfigEntry,
) -> None:
    """Each account sends, receives and goes by itself."""
    await send(hass, sender="+15550006000", message="from home")
    await send(hass, sender="+15550007000", message="from the office")
    assert [message.body for message in twilio.messages] == ["from home"]
    assert [message.body for message in other_twilio.messages] == ["from the office"]
    assert await unsigned(house, OTHER_HOOK_ID) == 403

    # The token of one account opens the webhook of that one only.
    forged = await twilio.deliver(
        WEBHOOK_URL.replace(HOOK_ID, OTHER_HOOK_ID), {"AccountSid": other_twilio.account.sid}
    )
    assert forged.status == 403

    assert await hass.config_entries.async_remove(other_account.entry_id)
    assert (await unsigned(house), await unsigned(house, OTHER_HOOK_ID)) == (403, 200)
    await send(hass, message="still from home")
    assert [message.body for message in twilio.messages] == ["from home", "still from home"]


async def test_accounts_of_one_start(
    hass: HomeAssistant, entry: MockConfigEntry, other_entry: MockConfigEntry
) -> None:
    """All accounts are loaded, whichever comes first."""
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert [entry.state, other_entry.state] == [ConfigEntryState.LOADED] * 2
    assert entry.runtime_data.api is not other_entry.runtime_data.api


async def test_actions_without_an_account(hass: HomeAssistant) -> None:
    """The actions are there, so that automations are valid; they say what is missing."""
    assert await async_setup_component(hass, "twilio", {})
    assert sorted(hass.services.async_services_for_domain("twilio")) == [
        "cancel_outbox",
        "get_outbox",
        "make_call",
        "reply",
        "send_message",
    ]
    with pytest.raises(ServiceValidationError):
        await send(hass)


async def test_changed_credentials(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A changed entry takes effect without a reload."""
    before = account.runtime_data
    twilio.account.auth_token = "b6" * 16
    hass.config_entries.async_update_entry(account, data={**account.data, "auth_token": "b6" * 16})
    await hass.async_block_till_done()
    await send(hass)
    assert account.runtime_data is before
    assert [message.body for message in twilio.messages] == ["Hello"]
