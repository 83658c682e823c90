"""What the logbook says of what a number received."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import (
    RecorderInstanceContextManager,
    WebSocketGenerator,
)

from simulator import Simulator

from . import HOOK_ID
from .contact import add_contact
from .device import a_sender, add_account
from .webhook import CALL_SID, MESSAGE_SID, OWNER, RAW_EVENT, House

MESSAGE = {"MessageSid": MESSAGE_SID, "Body": "PIN 4711", "From": OWNER, "To": "+15550006000"}
CALL = {"CallSid": CALL_SID, "From": OWNER, "To": "+15550006000"}
BY_MESSAGE = "mdi:message-arrow-left"
BY_CALL = "mdi:phone-incoming"
OTHERWISE = "mdi:webhook"
SERVICE = "MG" + "0" * 32


@pytest.fixture
async def mock_recorder_before_hass(
    async_test_recorder: RecorderInstanceContextManager,
) -> None:
    """Have a recorder ready before there is a house."""


@pytest.fixture
def entry(hass: HomeAssistant, twilio: Simulator) -> MockConfigEntry:
    """Return an account with a sender, not loaded yet."""
    service = a_sender(SERVICE, "Newsletter")
    service["subentry_id"] = "service"
    entry = add_account(hass, twilio, a_sender(), service)
    hass.config_entries.async_update_entry(entry, title="Home")
    return entry


@pytest.fixture
async def logbook(hass: HomeAssistant, recorder_mock: object, account: MockConfigEntry) -> None:
    """Have a logbook, before the house takes requests."""
    await set_up_logbook(hass)


async def set_up_logbook(hass: HomeAssistant) -> None:
    """Set it up without the frontend, which is not installed here."""
    hass.config.components.add("frontend")
    for component in ("websocket_api", "logbook"):
        assert await async_setup_component(hass, component, {})
    await hass.async_block_till_done(wait_background_tasks=True)


async def lines(hass: HomeAssistant, connect: WebSocketGenerator) -> list[dict[str, Any]]:
    """Return what a person reads."""
    await async_wait_recording_done(hass)
    client = await connect()
    start = dt_util.utcnow().replace(year=2020).isoformat()
    await client.send_json_auto_id({"type": "logbook/get_events", "start_time": start})
    answer = await client.receive_json()
    found: list[dict[str, Any]] = answer["result"]
    return found


@pytest.mark.parametrize(
    ("data", "name", "message", "icon"),
    [
        pytest.param(
            MESSAGE, "Front door", f"received a text message from {OWNER}", BY_MESSAGE, id="message"
        ),
        pytest.param(
            {**MESSAGE, "From": f"whatsapp:{OWNER}"},
            "Front door",
            f"received a WhatsApp message from {OWNER}",
            BY_MESSAGE,
            id="WhatsApp",
        ),
        pytest.param(
            {**MESSAGE, "To": "+15550009999", "MessagingServiceSid": SERVICE},
            "Newsletter",
            f"received a text message from {OWNER}",
            BY_MESSAGE,
            id="Messaging Service",
        ),
        pytest.param(CALL, "Front door", f"received a call from {OWNER}", BY_CALL, id="call"),
        pytest.param(
            {**CALL, "From": f"whatsapp:{OWNER}"},
            "Front door",
            f"received a call from {OWNER}",
            BY_CALL,
            id="call on WhatsApp",
        ),
        pytest.param(
            {**CALL, "To": "+15550009999", "webhook_id": HOOK_ID},
            "Home",
            f"received a call from {OWNER}",
            BY_CALL,
            id="number that is no sender",
        ),
        pytest.param(
            {**CALL, "Digits": "4711"},
            "Front door",
            "received a request of Twilio",
            OTHERWISE,
            id="digits",
        ),
        pytest.param({}, "Twilio", "received a request of Twilio", OTHERWISE, id="nothing"),
        pytest.param(
            {"MessageSid": 5, "Body": None},
            "Twilio",
            "received a text message",
            BY_MESSAGE,
            id="fired by hand",
        ),
        pytest.param(
            {"CallSid": [], "To": {"a": 1}}, "Twilio", "received a call", BY_CALL, id="nonsense"
        ),
        pytest.param(
            {**CALL, "From": "{party} " * 50},
            "Front door",
            f"received a call from {'{party} ' * 8}",
            BY_CALL,
            id="endless caller",
        ),
    ],
)
async def test_lines(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    logbook: None,
    data: dict[str, Any],
    name: str,
    message: str,
    icon: str,
) -> None:
    """It says who and on what, never what."""
    hass.bus.async_fire(RAW_EVENT, data)
    [line] = [line for line in await lines(hass, hass_ws_client) if line.get("domain") == "twilio"]
    assert (line["name"], line["message"], line["icon"]) == (name, message, icon)
    assert "4711" not in str(line)


@pytest.mark.parametrize(
    ("data", "who"),
    [
        ({**MESSAGE, "webhook_id": HOOK_ID}, "a text message from Mum"),
        (
            {**MESSAGE, "From": f"whatsapp:{OWNER}", "webhook_id": HOOK_ID},
            "a WhatsApp message from Mum",
        ),
        ({**CALL, "webhook_id": HOOK_ID}, "a call from Mum"),
        ({**CALL, "From": "+15551239999", "webhook_id": HOOK_ID}, "a call from +15551239999"),
        ({**CALL, "webhook_id": "of another account"}, f"a call from {OWNER}"),
        (CALL, f"a call from {OWNER}"),
    ],
    ids=["text", "WhatsApp", "call", "stranger", "another account", "no account"],
)
async def test_contact(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    logbook: None,
    account: MockConfigEntry,
    data: dict[str, Any],
    who: str,
) -> None:
    """A contact of the account that it came to is called by name."""
    await add_contact(hass, account, "Mum", OWNER)
    hass.bus.async_fire(RAW_EVENT, data)
    [line] = [line for line in await lines(hass, hass_ws_client) if line.get("domain") == "twilio"]
    assert line["message"] == f"received {who}"


async def test_contact_of_an_account_that_is_not_loaded(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, logbook: None, account: MockConfigEntry
) -> None:
    """Until the account is there again, the number says who it was."""
    await add_contact(hass, account, "Mum", OWNER)
    assert await hass.config_entries.async_unload(account.entry_id)
    hass.bus.async_fire(RAW_EVENT, {**CALL, "webhook_id": HOOK_ID})
    [line] = [line for line in await lines(hass, hass_ws_client) if line.get("domain") == "twilio"]
    assert line["message"] == f"received a call from {OWNER}"


async def test_line_in_the_language_of_the_house(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator, recorder_mock: object, entry: object
) -> None:
    """It is read by whoever lives there."""
    hass.config.language = "de"
    assert await async_setup_component(hass, "twilio", {})
    await set_up_logbook(hass)
    hass.bus.async_fire(RAW_EVENT, CALL)
    [line] = [line for line in await lines(hass, hass_ws_client) if line.get("domain") == "twilio"]
    assert line["message"] == f"hat einen Anruf von {OWNER} erhalten"


async def test_cause_of_what_follows(
    hass: HomeAssistant,
    hass_ws_client: WebSocketGenerator,
    logbook: None,
    house: House,
    twilio: Simulator,
) -> None:
    """What a text brought about names it as the cause."""
    await twilio.handset(OWNER).text("Hello", to=twilio.number)
    [line] = [
        line
        for line in await lines(hass, hass_ws_client)
        if line.get("entity_id") == "event.front_door_message"
    ]
    assert (line["context_domain"], line["context_event_type"]) == ("twilio", RAW_EVENT)
    assert line["context_name"] == "Front door"
    assert line["context_message"] == f"received a text message from {OWNER}"
