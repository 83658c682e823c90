"""Senders whose number the account has no more."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.senders import sender_subentry, senders_of
from simulator import DEFAULT_NUMBER, OUTAGE, Fault, Simulator

from ..repair import begin, go_on, issues_of
from . import SECOND, Screen, look_again, settle


@pytest.fixture
async def second_sender(hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry) -> str:
    """Return a second sender, by its id."""
    twilio.add_number(SECOND)
    sender = sender_subentry(SECOND, "Boat", {"default": False, "receive": False})
    hass.config_entries.async_add_subentry(receiving, sender)
    await settle(hass)
    return sender.subentry_id


async def test_vanished_number(
    hass: HomeAssistant,
    twilio: Simulator,
    receiving: MockConfigEntry,
    second_sender: str,
    screen: Screen,
    freezer: FrozenDateTimeFactory,
    device_registry: dr.DeviceRegistry,
) -> None:
    """Two lists without it, an hour apart, are proof; a click removes its sender."""
    freezer.tick(timedelta(hours=-1))  # or else the client's own token runs out
    twilio.release_number(SECOND)
    await look_again(hass, receiving)
    freezer.tick(timedelta(minutes=59))
    await look_again(hass, receiving)
    assert issues_of(hass, receiving) == {}

    freezer.tick(timedelta(minutes=1))
    await look_again(hass, receiving)
    issue = issues_of(hass, receiving)["vanished_number"]
    assert issue.issue_id == f"vanished_number_{second_sender}_{receiving.entry_id}"
    assert (issue.severity, issue.is_fixable) == (ir.IssueSeverity.WARNING, True)
    assert issue.translation_placeholders == {"account": "Twilio", "name": "Boat", "number": SECOND}

    step = await begin(screen, issue)
    assert (step["type"], step["step_id"]) == ("form", "confirm")
    step = await go_on(screen, step)
    assert step["type"] == "create_entry"
    await settle(hass)
    assert [sender.address for sender in senders_of(receiving)] == [DEFAULT_NUMBER]
    assert {
        device.model_id
        for device in dr.async_entries_for_config_entry(device_registry, receiving.entry_id)
        if ("twilio", second_sender) in device.identifiers
    } == set()
    assert issues_of(hass, receiving) == {}


async def test_vanished_number_that_was_removed_meanwhile(
    hass: HomeAssistant,
    twilio: Simulator,
    receiving: MockConfigEntry,
    second_sender: str,
    screen: Screen,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Two who mend the same thing do not disturb each other."""
    freezer.tick(timedelta(hours=-25))
    twilio.release_number(SECOND)
    await look_again(hass, receiving)
    freezer.tick(timedelta(hours=25))
    await look_again(hass, receiving)
    step = await begin(screen, issues_of(hass, receiving)["vanished_number"])
    hass.config_entries.async_remove_subentry(receiving, second_sender)
    step = await go_on(screen, step)
    assert step["type"] == "create_entry"


async def test_number_that_comes_back(
    hass: HomeAssistant,
    twilio: Simulator,
    receiving: MockConfigEntry,
    second_sender: str,
    freezer: FrozenDateTimeFactory,
) -> None:
    """It starts anew, and takes its issue back."""
    for _ in range(2):
        number = twilio.release_number(SECOND)
        await look_again(hass, receiving)
        assert issues_of(hass, receiving) == {}
        freezer.tick(timedelta(hours=2))
        await look_again(hass, receiving)
        assert issues_of(hass, receiving).keys() == {"vanished_number"}
        twilio.take_back_number(number)
        freezer.tick(timedelta(hours=2))
        await look_again(hass, receiving)
        assert issues_of(hass, receiving) == {}


async def test_list_that_fails_proves_nothing(
    hass: HomeAssistant,
    twilio: Simulator,
    receiving: MockConfigEntry,
    second_sender: str,
    pauses: list[float],
    freezer: FrozenDateTimeFactory,
) -> None:
    """An error is no list."""
    twilio.release_number(SECOND)
    await look_again(hass, receiving)
    freezer.tick(timedelta(days=2))
    twilio.faults.add(Fault(OUTAGE, times=None))
    await look_again(hass, receiving)
    assert issues_of(hass, receiving) == {}
