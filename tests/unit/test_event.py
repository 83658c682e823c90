"""What the devices of senders show of what happens on them."""

from collections.abc import Mapping
import logging
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.twilio.webhook import RequestKind
from simulator import DEFAULT_NUMBER, Picture, Simulator

from . import WEBHOOK_URL
from .device import ACCOUNT_ID, SENDER_ID, a_sender, add_account, load
from .webhook import CALL_SID, MESSAGE_SID, OWNER, RAW_EVENT, REQUESTS, House

MESSAGE = "event.front_door_message"
CALL = "event.front_door_call"


@pytest.fixture
def entry(hass: HomeAssistant, twilio: Simulator) -> MockConfigEntry:
    """Return an account with a sender, not loaded yet."""
    return add_account(hass, twilio, a_sender())


def shown(hass: HomeAssistant, entity_id: str) -> State:
    """Return an event entity as it is."""
    state = hass.states.get(entity_id)
    assert state is not None
    return state


def facts(state: State) -> dict[str, Any]:
    """Return what an event entity says of what happened."""
    always = {"event_types", "friendly_name"}
    return {key: value for key, value in state.attributes.items() if key not in always}


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what went wrong."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.ERROR and record.name == "custom_components.twilio"
    ]


async def deliver(
    hass: HomeAssistant, twilio: Simulator, kind: RequestKind, fields: Mapping[str, str]
) -> None:
    """Send a request as Twilio does, with some of its fields changed."""
    delivery = await twilio.deliver(
        f"{WEBHOOK_URL}?kind={kind}", {"From": OWNER, **REQUESTS[kind], **fields}
    )
    assert delivery.status is not None
    assert delivery.status < 300
    await hass.async_block_till_done()


async def test_events(
    hass: HomeAssistant,
    twilio: Simulator,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There are two on the device of a number, and they are described."""
    add_account(hass, twilio, a_sender())
    await load(hass, monkeypatch, [Platform.EVENT])
    await snapshot_platform(hass, entity_registry, snapshot, ACCOUNT_ID)


EVERYTHING = {"received", "sent", "delivered", "read", "undelivered", "failed"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param("12345", {"message": EVERYTHING}, id="short code"),
        pytest.param("MG" + "0" * 32, {"message": EVERYTHING}, id="Messaging Service"),
        pytest.param("MyHome", {"message": EVERYTHING - {"received", "read"}}, id="name"),
        pytest.param("rcs:house", {"message": EVERYTHING}, id="RCS"),
        pytest.param("whatsapp:+14155238886", {"message": EVERYTHING, "call": None}, id="WhatsApp"),
    ],
)
async def test_events_of_a_kind_of_sender(
    hass: HomeAssistant,
    twilio: Simulator,
    entity_registry: er.EntityRegistry,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    expected: dict[str, set[str] | None],
) -> None:
    """A sender has only what can happen on it; what is rare there is off."""
    add_account(hass, twilio, a_sender(address))
    await load(hass, monkeypatch, [Platform.EVENT])
    entities = er.async_entries_for_config_entry(entity_registry, ACCOUNT_ID)
    found: dict[str, set[str] | None] = {}
    for entity in entities:
        state = hass.states.get(entity.entity_id)
        assert (state is None) is entity.disabled
        types = set(state.attributes["event_types"]) if state else None
        found[entity.unique_id.rpartition("_")[2]] = types
    assert found == expected


async def test_text_from_a_phone(
    hass: HomeAssistant, twilio: Simulator, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """It is shown at once, with the context of the raw event."""
    freezer.move_to("2026-11-20T10:00:00+00:00")
    events = async_capture_events(hass, RAW_EVENT)
    await twilio.handset(OWNER).text("Who is there?", to=twilio.number)
    await hass.async_block_till_done()
    state = shown(hass, MESSAGE)
    assert state.state == "2026-11-20T10:00:00.000+00:00"
    assert facts(state) == {
        "event_type": "received",
        "message_sid": events[0].data["MessageSid"],
        "channel": "sms",
        "from": OWNER,
        "to": DEFAULT_NUMBER,
        "body": "Who is there?",
        "media": [],
        "caught_up": False,
        "age": 0,
    }
    assert state.context is events[0].context
    assert shown(hass, CALL).state == "unknown"


async def test_picture_and_endless_text(
    hass: HomeAssistant, twilio: Simulator, house: House
) -> None:
    """Pictures are named by their addresses; no text is longer than Twilio carries."""
    picture = Picture("https://pictures.example/door.png", "image/png")
    await twilio.handset(OWNER).text("", to=twilio.number, media=[picture])
    [media] = facts(shown(hass, MESSAGE))["media"]
    assert media["content_type"] == "image/png"
    assert media["url"].startswith("http")
    await deliver(hass, twilio, RequestKind.MESSAGE, {"Body": "a" * 5000})
    assert facts(shown(hass, MESSAGE))["body"] == "a" * 4096


@pytest.mark.parametrize("status", ["sent", "delivered", "read"])
async def test_message_that_gets_further(
    hass: HomeAssistant, twilio: Simulator, house: House, status: str
) -> None:
    """Each step that a person cares for is shown."""
    fields = {"From": DEFAULT_NUMBER, "MessageStatus": status}
    await deliver(hass, twilio, RequestKind.MESSAGE_STATUS, fields)
    assert facts(shown(hass, MESSAGE)) == {
        "event_type": status,
        "message_sid": MESSAGE_SID,
        "channel": "sms",
        "from": DEFAULT_NUMBER,
        "to": OWNER,
    }


@pytest.mark.parametrize("status", ["failed", "undelivered"])
async def test_message_that_does_not_arrive(
    hass: HomeAssistant, twilio: Simulator, house: House, status: str
) -> None:
    """The reason is shown with its code, and in words."""
    fields = {"From": DEFAULT_NUMBER, "MessageStatus": status, "ErrorCode": "30003"}
    await deliver(hass, twilio, RequestKind.MESSAGE_STATUS, fields)
    told = facts(shown(hass, MESSAGE))
    assert (told["event_type"], told["error_code"]) == (status, 30003)
    assert told["error_message"].startswith("The phone cannot be reached")


@pytest.mark.parametrize("status", ["queued", "sending", "teleported"])
async def test_steps_that_nobody_cares_for(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    caplog: pytest.LogCaptureFixture,
    status: str,
) -> None:
    """What is on its way has not got anywhere, and what Twilio may yet invent breaks nothing."""
    fields = {"From": DEFAULT_NUMBER, "MessageStatus": status}
    await deliver(hass, twilio, RequestKind.MESSAGE_STATUS, fields)
    assert shown(hass, MESSAGE).state == "unknown"
    assert errors(caplog) == []


async def test_call_from_a_phone(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """It is shown as it comes in, with who calls."""
    events = async_capture_events(hass, RAW_EVENT)
    await deliver(hass, twilio, RequestKind.CALL, {})
    state = shown(hass, CALL)
    assert facts(state) == {
        "event_type": "received",
        "call_sid": CALL_SID,
        "from": OWNER,
        "to": DEFAULT_NUMBER,
        "caller_verified": False,
    }
    assert state.context is events[0].context
    assert shown(hass, MESSAGE).state == "unknown"


@pytest.mark.parametrize(
    ("status", "event_type"),
    [
        ("ringing", "ringing"),
        ("in-progress", "answered"),
        ("completed", "completed"),
        ("busy", "busy"),
        ("no-answer", "no_answer"),
        ("failed", "failed"),
        ("canceled", "canceled"),
    ],
)
async def test_call_of_ours(
    hass: HomeAssistant, twilio: Simulator, house: House, status: str, event_type: str
) -> None:
    """Each step of a call is shown by a name of its own."""
    fields = {
        "From": DEFAULT_NUMBER,
        "To": OWNER,
        "Direction": "outbound-api",
        "CallStatus": status,
        "AnsweredBy": "human",
    }
    await deliver(hass, twilio, RequestKind.CALL_STATUS, fields)
    assert facts(shown(hass, CALL)) == {
        "event_type": event_type,
        "call_sid": CALL_SID,
        "from": DEFAULT_NUMBER,
        "to": OWNER,
        "answered_by": "human",
        "duration": 12,
    }


@pytest.mark.parametrize("status", ["queued", "initiated", "teleported"])
async def test_call_that_does_not_ring_yet(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    caplog: pytest.LogCaptureFixture,
    status: str,
) -> None:
    """It is nobody's business."""
    fields = {"Direction": "inbound", "CallStatus": status}
    await deliver(hass, twilio, RequestKind.CALL_STATUS, fields)
    assert shown(hass, CALL).state == "unknown"
    assert errors(caplog) == []


@pytest.mark.parametrize("pressed", [{"Digits": "987123"}, {"SpeechResult": "Open sesame"}])
async def test_pin_on_the_phone(
    hass: HomeAssistant, twilio: Simulator, house: House, pressed: dict[str, str]
) -> None:
    """Something was pressed or said; what it was may be a secret."""
    fields = {"Digits": "", **pressed, "Direction": "inbound"}
    await deliver(hass, twilio, RequestKind.TURN, fields)
    assert facts(shown(hass, CALL)) == {
        "event_type": "digits_received",
        "call_sid": CALL_SID,
        "from": OWNER,
        "to": DEFAULT_NUMBER,
    }


async def test_news_of_other_senders(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """A number that nobody made a sender, or another account, has nothing to say here."""
    await deliver(hass, twilio, RequestKind.MESSAGE, {"To": "+15550009999"})
    await deliver(hass, twilio, RequestKind.CALL, {"To": "+15550009999"})
    assert [shown(hass, entity).state for entity in (MESSAGE, CALL)] == ["unknown", "unknown"]


async def test_removed_sender(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    account: MockConfigEntry,
    entity_registry: er.EntityRegistry,
) -> None:
    """Its entities stay over a reload and go with it."""
    before = er.async_entries_for_config_entry(entity_registry, ACCOUNT_ID)
    assert await hass.config_entries.async_reload(ACCOUNT_ID)
    assert er.async_entries_for_config_entry(entity_registry, ACCOUNT_ID) == before
    hass.config_entries.async_remove_subentry(account, SENDER_ID)
    await hass.async_block_till_done()
    assert [
        entity.entity_id
        for entity in er.async_entries_for_config_entry(entity_registry, ACCOUNT_ID)
        if entity.config_subentry_id or entity.domain == "event"
    ] == []
    assert hass.states.get(MESSAGE) is None
    await deliver(hass, twilio, RequestKind.MESSAGE, {})
