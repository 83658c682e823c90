"""What the device of a sender tells of its webhooks."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    async_fire_time_changed,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from simulator import OUTAGE, Fault, Simulator

from .device import ACCOUNT_ID, POINTS_HERE, SENDER_ID, a_sender, add_account, load, value

NUMBERS = "IncomingPhoneNumbers"


async def refresh(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Let the day pass after which Twilio is asked again."""
    freezer.tick(timedelta(hours=26))
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_binary_sensors(
    hass: HomeAssistant,
    twilio: Simulator,
    entity_registry: er.EntityRegistry,
    device_registry: dr.DeviceRegistry,
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There is one on the device of a number, and it is described."""
    add_account(hass, twilio, a_sender(receive=True))
    await load(hass, monkeypatch, [Platform.BINARY_SENSOR])
    await snapshot_platform(hass, entity_registry, snapshot, ACCOUNT_ID)
    device = device_registry.async_get_device_by_identifier(
        ("twilio", SENDER_ID), config_entry_id=ACCOUNT_ID
    )
    entity = entity_registry.async_get(POINTS_HERE)
    assert device is not None
    assert entity is not None
    assert (entity.device_id, entity.config_subentry_id) == (device.id, SENDER_ID)
    assert (device.name, device.model_id) == ("Front door", "sender")


@pytest.mark.parametrize(
    "address", ["whatsapp:+14155238886", "MG" + "0" * 32, "MyHome"], ids=["channel", "MG", "name"]
)
async def test_senders_without_webhooks(
    hass: HomeAssistant,
    twilio: Simulator,
    entity_registry: er.EntityRegistry,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
) -> None:
    """Only a phone number has webhooks that could point somewhere."""
    add_account(hass, twilio, a_sender(address))
    await load(hass, monkeypatch, [Platform.BINARY_SENSOR])
    assert er.async_entries_for_config_entry(entity_registry, ACCOUNT_ID) == []


async def test_number_that_points_elsewhere(
    hass: HomeAssistant,
    twilio: Simulator,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is seen within a day, with the host that the number points to."""
    add_account(hass, twilio, a_sender(receive=True))
    await load(hass, monkeypatch, [Platform.BINARY_SENSOR])
    assert value(hass, POINTS_HERE) == "on"
    twilio.number.sms_url = "https://stranger.example/sms"
    await refresh(hass, freezer)
    state = hass.states.get(POINTS_HERE)
    assert state is not None
    assert (state.state, state.attributes["hosts"]) == ("off", ["stranger.example"])
    assert state.attributes["overridden_by"] == []


async def test_number_that_is_overridden(
    hass: HomeAssistant, twilio: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What keeps it from us is named."""
    twilio.number.trunk_sid = "TK" + "0" * 32
    add_account(hass, twilio, a_sender(receive=True))
    await load(hass, monkeypatch, [Platform.BINARY_SENSOR])
    state = hass.states.get(POINTS_HERE)
    assert state is not None
    assert (state.state, state.attributes["overridden_by"]) == ("off", ["trunk"])


async def test_number_that_only_sends(
    hass: HomeAssistant, twilio: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It need not point here, and one can see that it does not."""
    add_account(hass, twilio, a_sender())
    await load(hass, monkeypatch, [Platform.BINARY_SENSOR])
    assert value(hass, POINTS_HERE) == "off"


async def test_unknown_number(
    hass: HomeAssistant, twilio: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a number that the account does not have, nobody can tell."""
    add_account(hass, twilio, a_sender("+15550009999"))
    await load(hass, monkeypatch, [Platform.BINARY_SENSOR])
    state = hass.states.get(POINTS_HERE)
    assert state is not None
    assert state.state == "unknown"
    assert "hosts" not in state.attributes


async def test_twilio_is_down(
    hass: HomeAssistant,
    twilio: Simulator,
    pauses: list[float],
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is not known for sure is not shown, until Twilio answers again."""
    add_account(hass, twilio, a_sender(receive=True))
    await load(hass, monkeypatch, [Platform.BINARY_SENSOR])
    assert value(hass, POINTS_HERE) == "on"
    twilio.faults.add(Fault(OUTAGE, path=NUMBERS, times=None))
    await refresh(hass, freezer)
    assert value(hass, POINTS_HERE) == "unavailable"
    twilio.faults.clear()
    await refresh(hass, freezer)
    assert value(hass, POINTS_HERE) == "on"
