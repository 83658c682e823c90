"""The examples on automations in the documentation, taken literally, in a house with a phone."""

from dataclasses import fields
import json
from pathlib import Path
import re
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service
import yaml

from custom_components.twilio.contacts.pin import PinHash
from custom_components.twilio.listening.occurrences import CommandReceived, Occurrence
from custom_components.twilio.trigger import TRIGGERS
from simulator import OUTAGE, DeliveryError, Fault, HandsetBehaviour, Simulator

from . import WEBHOOK_URL
from .actions import make_call, send_message
from .contact import add_contact
from .listening.filters import a_call, a_message, a_report_on_a_call, a_report_on_a_message, a_turn
from .phone import add_sender

ROOT: Final = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "user" / "automations.md").read_text(encoding="utf-8")
ENGLISH = ROOT / "custom_components" / "twilio" / "translations" / "en.json"
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
@pytest.mark.parametrize(("text", "silenced"), [("Silence sirens 4711", 1), ("Silence sirens", 0)])
async def test_sirens(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, text: str, silenced: int
) -> None:
    """A command with its PIN silences the sirens, one without it does not."""
    pin = PinHash.of("4711").as_text()
    await add_contact(hass, account, number=PHONE, may_command=True, pin=pin)
    sirens = async_mock_service(hass, "siren", "turn_off")
    await follow(hass, "Silence the sirens by text message")
    await twilio.handset(PHONE).text(text, to=twilio.number)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert [call.data for call in sirens] == silenced * [{"entity_id": ["siren.roof"]}]


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
@pytest.mark.parametrize(
    ("answer", "lowered"), [("Yes", 1), ("Yes.", 1), (" YES! ", 1), ("no", 0), ("No.", 0)]
)
async def test_heating(hass: HomeAssistant, twilio: Simulator, answer: str, lowered: int) -> None:
    """The heating is turned down if the answer is yes."""
    presets = async_mock_service(hass, "climate", "set_preset_mode")
    await follow(hass, "Ask whether to turn the heating down")
    await happen(hass, "zone.home", "0")
    phone = twilio.handset(PHONE)
    assert (await phone.next_text()).body.startswith("Nobody is at home.")
    await phone.text("Why?", to=twilio.number)
    await phone.text(answer, to=twilio.number)
    await hass.async_block_till_done()
    assert [call.data for call in presets] == lowered * [
        {"entity_id": ["climate.house"], "preset_mode": "away"}
    ]


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(("is_lost", "sirens"), [(True, 1), (False, 0)])
async def test_siren(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    twilio: Simulator,
    *,
    is_lost: bool,
    sirens: int,
) -> None:
    """The siren sounds where Twilio does not answer, at the first alarm already."""
    sounded = async_mock_service(hass, "siren", "turn_on")
    await follow(hass, "Be loud if nobody can be texted")
    if is_lost:
        request.getfixturevalue("nobody_waits")
        twilio.faults.add(Fault(OUTAGE))
    await happen(hass, "alarm_control_panel.sv", "triggered")
    await hass.async_block_till_done()
    assert len(sounded) == sirens


async def test_siren_without_an_account(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """It sounds too where the action itself fails, for there is nothing to send with."""
    sounded = async_mock_service(hass, "siren", "turn_on")
    await follow(hass, "Be loud if nobody can be texted")
    assert await hass.config_entries.async_unload(account.entry_id)
    await happen(hass, "alarm_control_panel.sv", "triggered")
    await hass.async_block_till_done()
    assert len(sounded) == 1


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(("is_on_the_phone", "louder"), [(True, 0), (False, 1)])
async def test_doorbell(
    hass: HomeAssistant, twilio: Simulator, *, is_on_the_phone: bool, louder: int
) -> None:
    """The hall is quiet while somebody is on the phone."""
    volumes = async_mock_service(hass, "media_player", "volume_set")
    await follow(hass, "Not while somebody is on the phone")
    if is_on_the_phone:
        twilio.handset(PHONE).behaviour = HandsetBehaviour.RINGS
        await make_call(hass, to=PHONE, message="Hello")
    await happen(hass, "binary_sensor.doorbell", "on")
    await hass.async_block_till_done()
    assert len(volumes) == louder


@pytest.mark.usefixtures("house")
async def test_caller_of_a_sender(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A chosen sender is one; what calls other numbers is not told of."""
    office = twilio.add_number("+15550007000")
    told = async_mock_service(hass, "persistent_notification", "create")
    await add_sender(hass, account)
    await follow(hass, "Say who calls the number Home")
    for number in (office, twilio.number):
        number.voice_url = WEBHOOK_URL
        await (await twilio.handset(PHONE).dial(number)).ended()
    await hass.async_block_till_done()
    assert [call.data["message"] for call in told] == [f"{PHONE} calls."]


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


def a_command() -> CommandReceived:
    """Return a text that is a command."""
    text = a_message()
    facts = {field.name: getattr(text, field.name) for field in fields(text)}
    return CommandReceived(**facts, command="hello", sentence="Hello")


_REPORTS: Final = (a_report_on_a_message(), a_report_on_a_call())
_KINDS: dict[str, tuple[Occurrence, ...]] = {
    "all": (a_message(), a_command(), a_call(), a_turn(), *_REPORTS),
    "messages": (a_message(), a_command(), a_report_on_a_message()),
    "message received": (a_message(),),
    "command received": (a_command(),),
    "calls": (a_call(), a_report_on_a_call()),
    "digits": (a_turn(),),
    "call received": (a_call(),),
    "digits received": (a_turn(),),
    "status": _REPORTS,
    "call status": (a_report_on_a_call(),),
}


def test_names_in_the_editor() -> None:
    """Each option stands beside what the editor calls it."""
    triggers = json.loads(ENGLISH.read_text(encoding="utf-8"))["triggers"]
    assert [
        (kind, option)
        for kind in triggers
        for option, name in columns(kind.replace("_", " ").capitalize()).items()
        if name.strip() != triggers[kind]["fields"][option.strip("`")]["name"]
    ] == []


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
