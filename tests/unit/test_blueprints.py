"""The blueprints do what they say, on a house with a phone."""

from pathlib import Path
from unittest.mock import patch

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from simulator import Simulator

FOLDER = Path(__file__).parents[2] / "blueprints" / "automation"
PHONE = "+15551234567"


async def use_blueprint(hass: HomeAssistant, name: str, **inputs: object) -> None:
    """Make an automation of a blueprint."""
    blueprint = Blueprint(
        load_yaml_dict(str(FOLDER / name)),
        expected_domain="automation",
        path=name,
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )
    with patch(
        "homeassistant.components.blueprint.models.DomainBlueprints._load_blueprint",
        return_value=blueprint,
    ):
        automation = {"use_blueprint": {"path": name, "input": inputs}}
        assert await async_setup_component(hass, "automation", {"automation": automation})


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("phone", "text", "runs", "replies"),
    [
        pytest.param(PHONE, " open the Gate ", 1, ["The gate opens."], id="the sentence"),
        pytest.param(PHONE, "open the gates", 0, [], id="another sentence"),
        pytest.param("+15557654321", "open the gate", 0, [], id="a stranger"),
    ],
)
async def test_text_command(
    hass: HomeAssistant,
    twilio: Simulator,
    phone: str,
    text: str,
    runs: int,
    replies: list[str],
) -> None:
    """The text of a known number runs the actions and is answered."""
    calls = async_mock_service(hass, "test", "run")
    await use_blueprint(
        hass,
        "twilio/text_command.yaml",
        text=["Open the gate", "open it"],
        numbers=[PHONE],
        actions=[{"action": "test.run"}],
        answer="The gate opens.",
    )
    handset = twilio.handset(phone)
    await handset.text(text, to=twilio.number)
    await hass.async_block_till_done()
    await twilio.settled()
    assert len(calls) == runs
    assert [received.body for received in handset.inbox] == replies


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("name", ["text_command", "answer_text"])
@pytest.mark.parametrize(
    ("answer", "replies"),
    [
        pytest.param("The gate is {{ states('cover.gate') }}.", ["The gate is open."], id="now"),
        pytest.param("", [], id="nothing"),
    ],
)
async def test_answer_comes_last(
    hass: HomeAssistant, twilio: Simulator, name: str, answer: str, replies: list[str]
) -> None:
    """The answer knows what the actions did; without one, nothing goes back."""

    async def open_gate(_: ServiceCall) -> None:
        hass.states.async_set("cover.gate", "open")

    hass.states.async_set("cover.gate", "closed")
    hass.services.async_register("test", "run", open_gate)
    await use_blueprint(
        hass,
        f"twilio/{name}.yaml",
        text=["open the gate"],
        numbers=[PHONE],
        actions=[{"action": "test.run"}],
        answer=answer,
    )
    handset = twilio.handset(PHONE)
    await handset.text("Open the gate!", to=twilio.number)
    await hass.async_block_till_done()
    await twilio.settled()
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


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize(
    ("phone", "keys", "runs"),
    [
        pytest.param(PHONE, "5", 1, id="the key"),
        pytest.param(PHONE, "6", 0, id="another key"),
        pytest.param("+15557654321", "5", 0, id="a stranger"),
    ],
)
async def test_key_press(
    hass: HomeAssistant, twilio: Simulator, phone: str, keys: str, runs: int
) -> None:
    """The key of a known number runs the actions and is confirmed."""
    calls = async_mock_service(hass, "test", "run")
    await use_blueprint(
        hass,
        "twilio/key_press.yaml",
        digits=["5"],
        numbers=[PHONE],
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
