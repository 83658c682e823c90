"""The page on the outbox, taken literally."""

import re
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service
import yaml

from simulator import Simulator
from tests.meta.repository import ROOT

from ..passing_time import PassingTime
from .waiting import be_busy, entries

PAGE: Final = (ROOT / "docs" / "user" / "outbox.md").read_text(encoding="utf-8")
EXAMPLES: Final = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def example(word: str) -> Any:
    """Return the first example that has a word in it."""
    return yaml.safe_load(next(text for text in EXAMPLES if word in text))


async def run(hass: HomeAssistant, actions: list[Any]) -> Any:
    """Run actions as a script, and return what it has as a response."""
    config = {"script": {"example": {"sequence": actions}}}
    assert await async_setup_component(hass, "script", config)
    response = await hass.services.async_call(
        "script", "example", blocking=True, return_response=True
    )
    await hass.async_block_till_done()
    return response


@pytest.fixture
def busy(hass: HomeAssistant, twilio: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Twilio take nothing for the time being."""
    be_busy(twilio, monkeypatch)


@pytest.mark.usefixtures("busy", "account")
async def test_alert(hass: HomeAssistant) -> None:
    """Two people are to hear of it."""
    await run(hass, example("alert: true")["actions"])
    assert [(entry["to"], entry["alert"]) for entry in await entries(hass)] == [
        ("+15551234567", True),
        ("+15557654321", True),
    ]


@pytest.mark.usefixtures("busy", "account")
async def test_siren(hass: HomeAssistant, time_passes: PassingTime) -> None:
    """The siren goes where the alert does not."""
    sirens = async_mock_service(hass, "siren", "turn_on")
    assert await async_setup_component(hass, "automation", {"automation": example("siren")})
    await hass.async_block_till_done()
    order = {"to": "+15551234567", "message": "Fire", "tag": "smoke", "alert": True}
    await hass.services.async_call("twilio", "send_message", order, blocking=True)
    await hass.async_block_till_done()
    await time_passes.until(lambda: bool(sirens), 30)
    assert [call.data for call in sirens] == [{"entity_id": ["siren.hall"]}]


@pytest.mark.usefixtures("busy", "account")
async def test_list(hass: HomeAssistant) -> None:
    """What waits is listed by the keys of the table."""
    order = {"to": "+15551234567", "message": "Fire", "tag": "smoke"}
    await hass.services.async_call("twilio", "send_message", order, blocking=True)
    await hass.async_block_till_done()
    stop = {"stop": "", "response_variable": "outbox"}
    found = await run(hass, [*example("get_outbox")["actions"], stop])
    rows = re.findall(r"^\| (`.*?`) \|", PAGE, re.MULTILINE)
    said = [key for row in rows for key in re.findall(r"`(\w+)`", row)]
    assert sorted(found["entries"][0]) == sorted(said)


@pytest.mark.usefixtures("busy", "account")
async def test_cancel(hass: HomeAssistant) -> None:
    """A false alarm is called off."""
    order = {"to": "+15551234567", "message": "Fire", "tag": "smoke"}
    await hass.services.async_call("twilio", "send_message", order, blocking=True)
    await hass.async_block_till_done()
    stop = {"stop": "", "response_variable": "result"}
    answer = await run(hass, [*example("cancel_outbox")["actions"], stop])
    assert answer == {"canceled": 1, "not_canceled": []}
