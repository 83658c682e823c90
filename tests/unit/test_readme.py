"""The examples of the README, taken literally, in a house with a phone."""

from pathlib import Path
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service
import yaml

from custom_components.twilio.contacts.pin import PinHash
from simulator import HandsetLine, Simulator

from .contact import add_contact
from .yaml_house import set_up_notify

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
PHONE = "+15551234567"
OTHER_PHONE = "+15557654321"


def example(word: str) -> Any:
    """Return the first example that has a word in it."""
    return yaml.safe_load(next(text for text in EXAMPLES if word in text))


@pytest.fixture
async def notifiers(hass: HomeAssistant, entry: object) -> None:
    """Set up the notifiers of the README, before the house takes requests.

    Home Assistant sets `notify` up once: with its YAML, and the account after it.
    """
    config = {"notify": example("from_number")["notify"]}
    await set_up_notify(hass, config)
    await hass.async_block_till_done()


@pytest.fixture
def readers_house(hass: HomeAssistant, notifiers: None, house: object) -> HomeAssistant:
    """Return a house that follows the README."""
    return hass


async def run(hass: HomeAssistant, actions: list[Any]) -> None:
    """Run actions as a script."""
    script = {"script": {"example": {"sequence": actions}}}
    assert await async_setup_component(hass, "script", script)
    await hass.services.async_call("script", "example", blocking=True)
    await hass.async_block_till_done()


async def test_automation(
    readers_house: HomeAssistant, account: MockConfigEntry, twilio: Simulator
) -> None:
    """A command disarms the panel, and is answered; the same from another phone does nothing."""
    pin = PinHash.of("4711").as_text()
    await add_contact(readers_house, account, "You", PHONE, may_command=True, pin=pin)
    disarmed = async_mock_service(readers_house, "alarm_control_panel", "alarm_disarm")
    automation = {"automation": example("twilio.command_received")}
    assert await async_setup_component(readers_house, "automation", automation)
    for number in (OTHER_PHONE, PHONE):
        await twilio.handset(number).text("DISARM SV 4711", to=twilio.number)
    await readers_house.async_block_till_done(wait_background_tasks=True)
    await twilio.settled()
    assert [call.data for call in disarmed] == [{"entity_id": ["alarm_control_panel.sv"]}]
    inboxes = [twilio.handset(number).inbox for number in (OTHER_PHONE, PHONE)]
    assert [[text.body for text in inbox] for inbox in inboxes] == [[], ["SV is disarmed."]]


async def test_notifiers(readers_house: HomeAssistant, twilio: Simulator) -> None:
    """Two phones get a picture, one is called."""
    await run(readers_house, example("notify.call")["actions"])
    await twilio.settled()
    phones = twilio.handset(PHONE), twilio.handset(OTHER_PHONE)
    assert [[text.body for text in phone.inbox] for phone in phones] == [
        ["Somebody is at the door."],
        ["Somebody is at the door."],
    ]
    assert phones[0].inbox[0].media == ("https://example.com/door.jpg",)
    assert phones[0].calls[0].speech == ["The alarm in the shop went off."]


async def test_results(readers_house: HomeAssistant, twilio: Simulator) -> None:
    """Who was not reached is shown, and why."""
    twilio.handset(OTHER_PHONE).line = HandsetLine.LANDLINE
    shown = async_mock_service(readers_house, "persistent_notification", "create")
    await run(readers_house, example("response_variable")["actions"])
    await twilio.settled()
    assert [" ".join(call.data["message"].split()) for call in shown] == [
        "Not reached: +15557654321: This is not a mobile number. Call it, or use WhatsApp."
    ]
    assert [text.body for text in twilio.handset(PHONE).inbox] == ["The cellar is wet."]
