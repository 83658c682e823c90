"""The examples on automations in the documentation, taken literally, in a house with a phone."""

from pathlib import Path
import re
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service
import yaml

from custom_components.twilio.occurrences import Occurrence
from custom_components.twilio.trigger import TRIGGERS
from simulator import OUTAGE, DeliveryError, Fault, HandsetBehaviour, Simulator

from .actions import make_call, send_message
from .filters import a_call, a_message, a_report_on_a_call, a_report_on_a_message, a_turn

PAGE = (Path(__file__).parents[2] / "docs" / "user" / "automations.md").read_text(encoding="utf-8")
EXAMPLES: dict[str, Any] = {
    automation["alias"]: automation
    for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    for automation in yaml.safe_load(text)
}
PHONE = "+15551234567"
NEIGHBOUR = "+15557654321"


async def follow(hass: HomeAssistant, *aliases: str) -> None:
    """Have examples as automations."""
    automations = {"automation": [EXAMPLES[alias] for alias in aliases]}
    assert await async_setup_component(hass, "automation", automations)
    await hass.async_block_till_done()


async def happen(hass: HomeAssistant, entity_id: str, state: str) -> None:
    """Let the state of an entity change, as far as nothing waits for a phone."""
    hass.states.async_set(entity_id, "before")
    await hass.async_block_till_done()
    hass.states.async_set(entity_id, state)


def columns(heading: str) -> dict[str, str]:
    """Return the first two columns of a table below a heading."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return {row[0].strip(): row[1] for row in rows}


@pytest.mark.usefixtures("house")
async def test_arm(hass: HomeAssistant, twilio: Simulator) -> None:
    """A text arms the panel and is answered."""
    armed = async_mock_service(hass, "alarm_control_panel", "alarm_arm_away")
    await follow(hass, "Arm the shop by text message")
    phone = twilio.handset(PHONE)
    await phone.text("Arm the shop.", to=twilio.number)
    assert (await phone.next_text()).body == "SV is armed."
    assert [call.data for call in armed] == [{"entity_id": ["alarm_control_panel.sv"]}]


@pytest.mark.usefixtures("house")
async def test_menu(hass: HomeAssistant, twilio: Simulator) -> None:
    """A caller hears the menu, and turns the light on."""
    lights = async_mock_service(hass, "light", "turn_on")
    await follow(hass, "Menu on the phone", "Light by a key press")
    call = await twilio.handset(PHONE).dial(twilio.number)
    await call.said("For the light in the hall, press 5.")
    await call.listening()
    call.press("5")
    await call.said("The light is on.")
    await call.hang_up()
    assert [call.data for call in lights] == [{"entity_id": ["light.hall"]}]


@pytest.mark.usefixtures("house")
async def test_text_that_does_not_arrive(hass: HomeAssistant, twilio: Simulator) -> None:
    """Who cannot be texted is called."""
    await follow(hass, "Call if the text about the cellar does not arrive")
    phone = twilio.handset(PHONE)
    phone.delivery_error = DeliveryError(code=30003)
    await send_message(hass, to=PHONE, message="The cellar is wet.", tag="cellar")
    call = await phone.next_call()
    await call.said("The cellar is wet.")
    await call.ended()


@pytest.mark.usefixtures("house")
async def test_nobody_answers(hass: HomeAssistant, twilio: Simulator) -> None:
    """The neighbour is called where nobody answers."""
    await follow(hass, "Call the neighbour if nobody answers")
    twilio.handset(PHONE).behaviour = HandsetBehaviour.BUSY
    await make_call(hass, to=PHONE, message="The alarm went off.", tag="alarm")
    call = await twilio.handset(NEIGHBOUR).next_call()
    await call.said("The alarm next door went off, and nobody answers.")
    await call.ended()


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(("answer", "opened"), [("Yes", 1), ("no", 0)])
async def test_gate(hass: HomeAssistant, twilio: Simulator, answer: str, opened: int) -> None:
    """The gate opens if the answer is yes."""
    covers = async_mock_service(hass, "cover", "open_cover")
    await follow(hass, "Ask whether to open the gate")
    await happen(hass, "binary_sensor.doorbell", "on")
    phone = twilio.handset(PHONE)
    assert (await phone.next_text()).body.startswith("Somebody is at the gate.")
    await phone.text("Who?", to=twilio.number)
    await phone.text(answer, to=twilio.number)
    await hass.async_block_till_done()
    assert len(covers) == opened


@pytest.mark.usefixtures("house", "pauses")
@pytest.mark.parametrize(("is_lost", "sirens"), [(True, 1), (False, 0)])
async def test_siren(hass: HomeAssistant, twilio: Simulator, *, is_lost: bool, sirens: int) -> None:
    """The siren sounds where Twilio does not answer."""
    sounded = async_mock_service(hass, "siren", "turn_on")
    await follow(hass, "Be loud if nobody can be texted")
    if is_lost:
        twilio.faults.add(Fault(OUTAGE))
        with pytest.raises(Exception, match="Twilio did not answer in time"):
            await send_message(hass, to=PHONE, message="Hello")
    await happen(hass, "alarm_control_panel.sv", "triggered")
    await hass.async_block_till_done()
    assert len(sounded) == sirens


@pytest.mark.usefixtures("house")
async def test_raw_event(hass: HomeAssistant, twilio: Simulator) -> None:
    """What comes in is counted."""
    counted = async_mock_service(hass, "counter", "increment")
    await follow(hass, "Count what comes in")
    await twilio.handset(PHONE).text("Hello", to=twilio.number)
    await hass.async_block_till_done()
    assert len(counted) == 1


def test_each_option_is_explained() -> None:
    """Each trigger has its section, with all of its options and no other."""
    assert {
        trigger.kind: set(columns(trigger.kind.replace("_", " ").capitalize()))
        for trigger in TRIGGERS
    } == {trigger.kind: {f"`{option}`" for option in trigger.options} for trigger in TRIGGERS}


_KINDS: dict[str, tuple[Occurrence, ...]] = {
    "all": (a_message(), a_call(), a_turn(), a_report_on_a_message(), a_report_on_a_call()),
    "messages": (a_message(), a_report_on_a_message()),
    "message received": (a_message(),),
    "calls": (a_call(), a_report_on_a_call()),
    "digits": (a_turn(),),
    "call received": (a_call(),),
    "digits received": (a_turn(),),
    "status": (a_report_on_a_message(), a_report_on_a_call()),
    "call status": (a_report_on_a_call(),),
}


def test_each_key_is_explained() -> None:
    """Templates find what the page promises, and nothing that it is silent about."""
    said = {
        (kind.kind, key)
        for keys, kinds in columns("What a trigger brings along").items()
        for name in kinds.split(",")
        for kind in _KINDS[name.strip()]
        for key in re.findall(r"`(\w+)`", keys)
    }
    assert said == {(kind.kind, key) for kind in _KINDS["all"] for key in kind.as_payload()}
