"""What Home Assistant keeps in its database of the states of senders."""

from homeassistant.components.recorder.history import get_significant_states
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import RecorderInstanceContextManager

from custom_components.twilio.webhook import RequestKind
from simulator import DEFAULT_NUMBER, Picture, Simulator

from . import WEBHOOK_URL
from .device import ACCOUNT_ID, SENDER_ID, a_sender, add_account
from .webhook import OWNER, REQUESTS, House

BODY = "sensor.front_door_last_message_body"
TEXT = "The key is under the mat"


@pytest.fixture
async def mock_recorder_before_hass(
    async_test_recorder: RecorderInstanceContextManager,
) -> None:
    """Have a recorder ready before there is a house."""


@pytest.fixture
def entry(
    hass: HomeAssistant, twilio: Simulator, entity_registry: er.EntityRegistry
) -> MockConfigEntry:
    """Return an account with a sender whose last text somebody wants to see, not loaded yet."""
    entry = add_account(hass, twilio, a_sender())
    entity_registry.async_get_or_create(
        "sensor",
        "twilio",
        f"{ACCOUNT_ID}_{SENDER_ID}_last_message_body",
        suggested_object_id="front_door_last_message_body",
        config_entry=entry,
        config_subentry_id=SENDER_ID,
    )
    return entry


async def recorded(hass: HomeAssistant) -> dict[str, list[State]]:
    """Return the states in the database, by entity."""
    await async_wait_recording_done(hass)
    start = dt_util.utcnow().replace(year=2020)
    found = await hass.async_add_executor_job(
        lambda: get_significant_states(
            hass, start, None, hass.states.async_entity_ids(), significant_changes_only=False
        )
    )
    return {
        entity_id: [state for state in states if isinstance(state, State)]
        for entity_id, states in found.items()
    }


async def test_recorded_states(
    recorder_mock: object, hass: HomeAssistant, twilio: Simulator, house: House
) -> None:
    """That something happened is kept; who and what is not, but for what somebody turned on."""
    phone = twilio.handset(OWNER)
    picture = Picture("https://pictures.example/door.png", "image/png")
    await phone.text(TEXT, to=twilio.number, media=[picture])
    data = {"to": OWNER, "message": "Secret answer"}
    await hass.services.async_call("twilio", "send_message", data, blocking=True)
    await twilio.settled()
    turn = {**REQUESTS[RequestKind.TURN], "Direction": "inbound", "Digits": "987123"}
    await twilio.deliver(f"{WEBHOOK_URL}?kind=turn", turn)
    states = await recorded(hass)
    events = [state.attributes["event_type"] for state in states["event.front_door_message"][1:]]
    assert events[0] == "received"
    assert states["event.front_door_call"][-1].attributes["event_type"] == "digits_received"
    assert states.pop(BODY)[-1].state == TEXT
    kept = " ".join(
        f"{state.state} {state.attributes}" for found in states.values() for state in found
    )
    private = (
        OWNER,
        DEFAULT_NUMBER,
        TEXT,
        "Secret answer",
        "987123",
        "pictures.example",
        "/Media/",
    )
    assert [word for word in private if word in kept] == []


async def test_recorded_text(
    recorder_mock: object, hass: HomeAssistant, twilio: Simulator, house: House
) -> None:
    """The state is kept by whoever turned it on, the whole text by nobody."""
    await twilio.handset(OWNER).text(f"{'a' * 300}{TEXT}", to=twilio.number)
    assert TEXT in str(hass.states.get(BODY))
    states = await recorded(hass)
    assert [word for word in (TEXT, "full_text") if word in str(states[BODY])] == []
