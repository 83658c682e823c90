"""The blueprints do what they say, on a house with a phone."""

from typing import Any, Final

from homeassistant.core import HomeAssistant, ServiceCall
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service

from custom_components.twilio.contacts.pin import PinHash
from simulator import Simulator

from .blueprint import device_of_contact, use_blueprint
from .contact import MUM, MUM_ID, add_contact

PHONE: Final = MUM
STRANGER: Final = "+15557654321"
PIN: Final = "4711"
HASH: Final = PinHash.of(PIN).as_text()


async def settle(hass: HomeAssistant, twilio: Simulator) -> None:
    """Wait until nothing goes on any more."""
    for _ in range(2):
        await hass.async_block_till_done(wait_background_tasks=True)
        await twilio.settled()


@pytest.fixture
async def mum(hass: HomeAssistant, account: MockConfigEntry, house: object) -> str:
    """Return the device of a contact who may command, in a house that Twilio reaches."""
    await add_contact(hass, account, may_command=True, pin=HASH)
    return device_of_contact(hass, account, MUM_ID)


@pytest.mark.parametrize(
    ("phone", "text", "inputs", "runs", "replies"),
    [
        pytest.param(PHONE, " open the Gate 4711", {}, 1, ["The gate opens."], id="the command"),
        pytest.param(PHONE, "open gate 4711.", {}, 1, ["The gate opens."], id="a word less"),
        pytest.param(PHONE, "shut the gate", {}, 0, [], id="something else"),
        pytest.param(STRANGER, "open the gate 4711", {}, 0, [], id="a stranger"),
        pytest.param(
            PHONE,
            "open the gate",
            {"require_pin": False},
            1,
            ["The gate opens."],
            id="no PIN wanted",
        ),
    ],
)
async def test_text_command(
    hass: HomeAssistant,
    twilio: Simulator,
    mum: str,
    phone: str,
    text: str,
    inputs: dict[str, bool],
    runs: int,
    replies: list[str],
) -> None:
    """The command of a contact runs the actions and is answered."""
    calls = async_mock_service(hass, "test", "run")
    await use_blueprint(
        hass,
        "twilio/text_command.yaml",
        commands=["open [the] {door}"],
        contacts=[mum],
        actions=[{"action": "test.run", "data": {"door": "{{ trigger.slots.door | lower }}"}}],
        answer="The {{ trigger.slots.door | lower }} opens.",
        **inputs,
    )
    handset = twilio.handset(phone)
    await handset.text(text, to=twilio.number)
    await settle(hass, twilio)
    assert [call.data for call in calls] == [{"door": "gate"}] * runs
    assert [received.body for received in handset.inbox] == replies


async def test_text_command_without_its_pin(
    hass: HomeAssistant, twilio: Simulator, mum: str
) -> None:
    """As it comes, the blueprint wants the PIN."""
    calls = async_mock_service(hass, "test", "run")
    inputs = {"commands": ["open {door}"], "contacts": [mum], "actions": [{"action": "test.run"}]}
    await use_blueprint(hass, "twilio/text_command.yaml", **inputs)
    handset = twilio.handset(PHONE)
    await handset.text("open the gate", to=twilio.number)
    await settle(hass, twilio)
    assert calls == []
    assert "PIN" in handset.inbox[0].body


@pytest.mark.parametrize("name", ["text_command", "answer_text"])
@pytest.mark.parametrize(
    ("answer", "replies"),
    [
        pytest.param("The gate is {{ states('cover.gate') }}.", ["The gate is open."], id="now"),
        pytest.param("", [], id="nothing"),
    ],
)
async def test_answer_comes_last(
    hass: HomeAssistant, twilio: Simulator, mum: str, name: str, answer: str, replies: list[str]
) -> None:
    """The answer knows what the actions did; without one, nothing goes back."""

    async def open_gate(_: ServiceCall) -> None:
        hass.states.async_set("cover.gate", "open")

    hass.states.async_set("cover.gate", "closed")
    hass.services.async_register("test", "run", open_gate)
    texts: dict[str, dict[str, Any]] = {
        "text_command": {"commands": ["open the gate"], "contacts": [mum], "require_pin": False},
        "answer_text": {"text": ["open the gate"], "numbers": [PHONE]},
    }
    inputs = {"actions": [{"action": "test.run"}], "answer": answer}
    await use_blueprint(hass, f"twilio/{name}.yaml", **texts[name], **inputs)
    handset = twilio.handset(PHONE)
    await handset.text("Open the gate!", to=twilio.number)
    await settle(hass, twilio)
    assert hass.states.get("cover.gate").state == "open"  # type: ignore[union-attr]
    assert [received.body for received in handset.inbox] == replies


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("numbers", "replies"),
    [
        pytest.param({}, 1, id="everybody unless chosen"),
        pytest.param({"numbers": [PHONE]}, 1, id="who may ask"),
        pytest.param({"numbers": ["+15557654321"]}, 0, id="who may not"),
    ],
)
async def test_who_may_ask(
    hass: HomeAssistant, twilio: Simulator, numbers: dict[str, list[str]], replies: int
) -> None:
    """Answers go to everybody, or to those who are chosen."""
    inputs = {"text": ["temperature"], "answer": "21 degrees.", **numbers}
    await use_blueprint(hass, "twilio/answer_text.yaml", **inputs)
    handset = twilio.handset(PHONE)
    await handset.text("Temperature?", to=twilio.number)
    await hass.async_block_till_done()
    await twilio.settled()
    assert len(handset.inbox) == replies


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("text", "runs", "replies"),
    [
        pytest.param("How warm is it at home?", 1, ["21 degrees."], id="the text"),
        pytest.param("Hello", 0, [], id="another text"),
    ],
)
async def test_answer_text(
    hass: HomeAssistant, twilio: Simulator, text: str, runs: int, replies: list[str]
) -> None:
    """A text that fits is answered by a template, after the actions; any number will do."""
    calls = async_mock_service(hass, "test", "run")
    await use_blueprint(
        hass,
        "twilio/answer_text.yaml",
        text=["how warm *", "temperature"],
        answer="{{ 20 + 1 }} degrees.",
        actions=[{"action": "test.run"}],
    )
    handset = twilio.handset(PHONE)
    await handset.text(text, to=twilio.number)
    await hass.async_block_till_done()
    await twilio.settled()
    assert len(calls) == runs
    assert [received.body for received in handset.inbox] == replies


@pytest.mark.parametrize(
    ("phone", "keys", "runs"),
    [
        pytest.param(PHONE, "5", 1, id="the key"),
        pytest.param(PHONE, "6", 0, id="another key"),
        pytest.param("+15557654321", "5", 0, id="a stranger"),
    ],
)
async def test_key_press(
    hass: HomeAssistant, twilio: Simulator, mum: str, phone: str, keys: str, runs: int
) -> None:
    """The key of a contact runs the actions and is confirmed."""
    calls = async_mock_service(hass, "test", "run")
    await use_blueprint(
        hass,
        "twilio/key_press.yaml",
        digits=["5"],
        contacts=[mum],
        actions=[{"action": "test.run"}],
        answer="The light is on.",
    )
    call = await twilio.handset(phone).dial(twilio.number)
    if phone == PHONE:
        await call.listening()
        call.press(keys)
        await call.said("The light is on." if runs else "I did not understand.")
        await call.hang_up()
    else:
        await call.ended()
    await hass.async_block_till_done()
    assert len(calls) == runs
    assert ("The light is on." in call.speech) is bool(runs)
