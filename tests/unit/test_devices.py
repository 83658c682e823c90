"""The device of a sender, as actions take it."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr, selector
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import yaml

from custom_components.twilio.errors import InvalidInput
from custom_components.twilio.senders import sender_subentry
from simulator import Simulator
from tests.meta.repository import INTEGRATION

from .actions import accepted, results_of

ANNA: Final = "+15551234567"
HOME: Final = "+15550006000"
HOLIDAY_HOME: Final = "+15550007000"


async def device_of(hass: HomeAssistant, entry: ConfigEntry, address: str) -> str:
    """Add a sender, and return its device."""
    subentry = sender_subentry(address, "The sender", {})
    hass.config_entries.async_add_subentry(entry, subentry)
    await hass.async_block_till_done(wait_background_tasks=True)
    device = dr.async_get(hass).async_get_device_by_identifier(
        ("twilio", subentry.subentry_id), entry.entry_id
    )
    assert device
    return device.id


@pytest.mark.parametrize("action", ["send_message", "make_call"])
async def test_device_as_sender(
    hass: HomeAssistant,
    twilio: Simulator,
    other_twilio: Simulator,
    other_account: MockConfigEntry,
    action: str,
) -> None:
    """A device tells the sender and its account, named beside it or not."""
    await device_of(hass, other_account, "MyHouse")
    device = await device_of(hass, other_account, HOLIDAY_HOME)
    for data in ({}, {"config_entry_id": other_account.entry_id}):
        await results_of(hass, action, to=ANNA, message="Hello", sender=device, **data)
    assert [item.from_ for item in accepted(other_twilio)] == [HOLIDAY_HOME] * 2
    assert accepted(twilio) == []
    await other_twilio.settled()


async def test_device_of_another_account(
    hass: HomeAssistant, account: MockConfigEntry, other_account: MockConfigEntry
) -> None:
    """An account and a sender that do not go together are no guess."""
    device = await device_of(hass, other_account, HOLIDAY_HOME)
    with pytest.raises(
        InvalidInput,
        match=r"^The sender belongs to another account\. Name either the account or the sender",
    ):
        await results_of(
            hass,
            "send_message",
            to=ANNA,
            message="Hello",
            sender=device,
            config_entry_id=account.entry_id,
        )


async def test_device_of_an_account_that_is_not_loaded(
    hass: HomeAssistant, account: MockConfigEntry, other_account: MockConfigEntry
) -> None:
    """A sender of an account that is switched off sends nothing, and no other account does."""
    device = await device_of(hass, account, HOME)
    await hass.config_entries.async_set_disabled_by(account.entry_id, ConfigEntryDisabler.USER)
    with pytest.raises(ServiceValidationError, match="is not loaded"):
        await results_of(hass, "send_message", to=ANNA, message="Hello", sender=device)


@pytest.mark.parametrize("kind", ["account", "lamp", "gone"])
async def test_device_that_is_no_sender(
    hass: HomeAssistant,
    account: MockConfigEntry,
    device_registry: dr.DeviceRegistry,
    kind: str,
) -> None:
    """Any other device is a mistake."""
    lamps = MockConfigEntry(domain="lamp")
    lamps.add_to_hass(hass)
    lamp = device_registry.async_get_or_create(
        config_entry_id=lamps.entry_id, identifiers={("lamp", "1")}
    )
    [hub] = dr.async_entries_for_config_entry(device_registry, account.entry_id)
    devices = {"account": hub.id, "lamp": lamp.id, "gone": "ab" * 16}
    with pytest.raises(InvalidInput, match="is none, or that sender was removed"):
        await results_of(hass, "send_message", to=ANNA, message="Hello", sender=devices[kind])


@pytest.mark.parametrize("action", ["send_message", "make_call"])
def test_field(action: str) -> None:
    """The field offers the devices of senders, in a way that Home Assistant understands."""
    fields: dict[str, Any] = yaml.safe_load((INTEGRATION / "services.yaml").read_text())[action]
    chooser = selector.selector(fields["fields"]["sender"]["selector"])
    assert isinstance(chooser, selector.DeviceSelector)
    assert chooser.config["filter"] == [{"integration": "twilio", "model_id": "sender"}]
