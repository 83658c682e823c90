"""An account on its device, as a person sees it there."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentryDataWithId
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

import custom_components.twilio
from simulator import DEFAULT_NUMBER, Simulator

from . import entry_data

ACCOUNT_ID: Final = "account"
SENDER_ID: Final = "sender"
CHECK_CONNECTION: Final = "button.twilio_check_connection"
LAST_REACHED: Final = "sensor.twilio_last_reached"
ROUND_TRIP: Final = "sensor.twilio_round_trip"
WEBHOOK_ADDRESS: Final = "sensor.twilio_webhook_address"
POINTS_HERE: Final = "binary_sensor.front_door_points_here"


async def press(hass: HomeAssistant) -> None:
    """Press the button; raises what the person sees."""
    target = {"entity_id": CHECK_CONNECTION}
    await hass.services.async_call("button", "press", target, blocking=True)


def value(hass: HomeAssistant, entity_id: str) -> str:
    """Return the state of an entity that is there."""
    state = hass.states.get(entity_id)
    assert state is not None
    return state.state


def a_sender(
    address: str = DEFAULT_NUMBER, name: str = "Front door", **settings: Any
) -> ConfigSubentryDataWithId:
    """Return a sender as its flow stores it."""
    return ConfigSubentryDataWithId(
        data=MappingProxyType({"address": address, **settings}),
        subentry_id=SENDER_ID,
        subentry_type="sender",
        title=name,
        unique_id=address,
    )


def add_account(
    hass: HomeAssistant, twilio: Simulator, *senders: ConfigSubentryDataWithId
) -> MockConfigEntry:
    """Add an account, not loaded yet, whose ids a snapshot can know."""
    entry = MockConfigEntry(
        domain="twilio",
        title="Twilio",
        entry_id=ACCOUNT_ID,
        unique_id=twilio.account.sid,
        version=1,
        minor_version=2,
        data=entry_data(twilio),
        subentries_data=senders,
    )
    entry.add_to_hass(hass)
    return entry


async def load(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, platforms: Iterable[Platform]
) -> None:
    """Load what there is with some of its platforms."""
    monkeypatch.setattr(custom_components.twilio, "PLATFORMS", tuple(platforms))
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
