"""What the devices of senders tell of the last message and the last call."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from unittest.mock import PropertyMock, patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    mock_restore_cache_with_extra_data,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from custom_components.twilio.webhook import RequestKind, async_take_in
from simulator import DEFAULT_NUMBER, Picture, Simulator

from .. import WEBHOOK_URL
from ..automations import automate, automation
from ..device import ACCOUNT_ID, a_sender, add_account, load, value
from ..phone import dial
from ..tracking import pass_time
from ..webhook import MESSAGE_SID, OWNER, RAW_EVENT, REQUESTS, STRANGER, House

NOON = "2026-11-20T12:00:00+00:00"
OF_MESSAGES = ("body", "from", "date", "media_url", "sid")
OF_CALLS = ("from", "status", "date")

all_sensors = pytest.mark.usefixtures("turned_on")


@pytest.fixture
def turned_on() -> Iterator[None]:
    """Have what is off by default turned on, as a person does who wants it."""
    enabled = PropertyMock(return_value=True)
    with patch.object(Entity, "entity_registry_enabled_default", enabled):
        yield


@pytest.fixture
def entry(
    hass: HomeAssistant, twilio: Simulator, freezer: FrozenDateTimeFactory
) -> MockConfigEntry:
    """Return an account with a sender, not loaded yet."""
    freezer.move_to(NOON)
    return add_account(hass, twilio, a_sender())


def of_message(hass: HomeAssistant) -> tuple[str, ...]:
    """Return what is shown of the last message: text, sender, moment, picture, SID."""
    return _values(hass, (f"last_message_{name}" for name in OF_MESSAGES))


def of_call(hass: HomeAssistant) -> tuple[str, ...]:
    """Return what is shown of the last call: caller, status, moment."""
    return _values(hass, (f"last_call_{name}" for name in OF_CALLS))


def digits(hass: HomeAssistant) -> str:
    """Return the last digits."""
    return value(hass, sensor("last_digits"))


def sensor(key: str) -> str:
    """Return what the house calls a sensor."""
    return f"sensor.front_door_{key}"


def _values(hass: HomeAssistant, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(value(hass, sensor(key)) for key in keys)


async def deliver(
    hass: HomeAssistant, twilio: Simulator, kind: RequestKind, fields: Mapping[str, str]
) -> None:
    """Send a request as Twilio does, with some of its fields changed."""
    delivery = await twilio.deliver(f"{WEBHOOK_URL}?kind={kind}", {**REQUESTS[kind], **fields})
    assert delivery.status is not None
    assert delivery.status < 300
    await hass.async_block_till_done()


async def press(hass: HomeAssistant, twilio: Simulator, turn: int, **pressed: str) -> None:
    """Do something on the phone."""
    fields = {**REQUESTS[RequestKind.TURN], "Direction": "inbound", "Digits": "", **pressed}
    await twilio.deliver(f"{WEBHOOK_URL}?kind=turn&turn={turn}", fields)
    await hass.async_block_till_done()


@all_sensors
async def test_sensors(
    hass: HomeAssistant,
    twilio: Simulator,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There are nine on the device of a number, beside those on what was sent."""
    add_account(hass, twilio, a_sender())
    await load(hass, monkeypatch, [Platform.SENSOR])
    await snapshot_platform(hass, entity_registry, snapshot, ACCOUNT_ID)


MESSAGE_KEYS = {f"last_message_{name}" for name in OF_MESSAGES}
CALL_KEYS = {*(f"last_call_{name}" for name in OF_CALLS), "last_digits"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        pytest.param(DEFAULT_NUMBER, MESSAGE_KEYS | CALL_KEYS, id="number"),
        pytest.param("whatsapp:+14155238886", MESSAGE_KEYS | CALL_KEYS, id="WhatsApp"),
        pytest.param("rcs:house", MESSAGE_KEYS, id="RCS"),
        pytest.param("12345", MESSAGE_KEYS, id="short code"),
        pytest.param("MG" + "0" * 32, MESSAGE_KEYS, id="Messaging Service"),
        pytest.param("MyHome", set(), id="name"),
    ],
)
async def test_sensors_of_a_kind_of_sender(
    hass: HomeAssistant,
    twilio: Simulator,
    entity_registry: er.EntityRegistry,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    expected: set[str],
) -> None:
    """A sender has only what can happen on it, and all of it is off."""
    add_account(hass, twilio, a_sender(address))
    await load(hass, monkeypatch, [Platform.SENSOR])
    prefix = "account_sender_"
    assert {
        entity.unique_id.removeprefix(prefix)
        for entity in er.async_entries_for_config_entry(entity_registry, ACCOUNT_ID)
        if entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
    } == expected


@all_sensors
async def test_text_from_a_phone(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """All of it is shown, with the context of the raw event."""
    assert of_message(hass) == ("unknown",) * 5
    events = async_capture_events(hass, RAW_EVENT)
    await twilio.handset(OWNER).text("Who is there?", to=twilio.number)
    sid = events[0].data["MessageSid"]
    assert of_message(hass) == ("Who is there?", OWNER, NOON, "unknown", sid)
    state = hass.states.get(sensor("last_message_body"))
    assert state is not None
    assert state.attributes["full_text"] == "Who is there?"
    assert state.context is events[0].context
    assert of_call(hass) == ("unknown",) * 3


@all_sensors
async def test_picture(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """Its address is shown, until a message without one comes; half of one never is."""
    picture = Picture("https://pictures.example/door.png", "image/png")
    await twilio.handset(OWNER).text("", to=twilio.number, media=[picture])
    body, _, _, url, _ = of_message(hass)
    assert body == "unknown"
    assert url.startswith("http")
    await twilio.handset(OWNER).text("Seen it?", to=twilio.number)
    assert of_message(hass)[3] == "unknown"
    media = {"NumMedia": "1", "MediaUrl0": f"https://pictures.example/{'a' * 255}"}
    await deliver(hass, twilio, RequestKind.MESSAGE, media)
    assert of_message(hass)[3:] == ("unknown", MESSAGE_SID)


@all_sensors
@pytest.mark.parametrize(
    ("body", "state", "full_text"),
    [
        ("a" * 255, "a" * 255, "a" * 255),
        ("a" * 256, f"{'a' * 254}…", "a" * 256),
        ("a" * 5000, f"{'a' * 254}…", "a" * 4096),
    ],
    ids=["fits", "too long", "far too long"],
)
async def test_long_text(
    hass: HomeAssistant, twilio: Simulator, house: House, body: str, state: str, full_text: str
) -> None:
    """A state is short, and nothing is longer than Twilio carries."""
    await deliver(hass, twilio, RequestKind.MESSAGE, {"Body": body})
    shown = hass.states.get(sensor("last_message_body"))
    assert shown is not None
    assert (shown.state, shown.attributes["full_text"]) == (state, full_text)


@all_sensors
async def test_text_that_was_fetched(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """One from Twilio's log is shown unless a younger one is; two of a second keep their order."""

    async def fetch(body: str, age: float) -> None:
        sid = f"SM{body.encode().hex():0>32}"
        fields = {**REQUESTS[RequestKind.MESSAGE], "Body": body, "MessageSid": sid}
        assert await async_take_in(hass, account, fields, age)

    await fetch("first", 7199.5)
    assert of_message(hass)[:3] == ("first", OWNER, "2026-11-20T10:00:00+00:00")
    await fetch("second", 7199.9)
    assert of_message(hass)[0] == "second"
    await deliver(hass, twilio, RequestKind.MESSAGE, {"Body": "third"})
    freezer.tick(timedelta(minutes=1))
    await fetch("late", 61)
    assert of_message(hass)[:3] == ("third", OWNER, NOON)
    await fetch("fourth", 30)
    assert of_message(hass)[:3] == ("fourth", OWNER, "2026-11-20T12:00:30+00:00")
    freezer.move_to(NOON)
    await deliver(hass, twilio, RequestKind.MESSAGE, {"Body": "now", "MessageSid": "SM" + "1" * 32})
    assert of_message(hass)[:3] == ("now", OWNER, NOON)


@all_sensors
async def test_calls(
    hass: HomeAssistant, twilio: Simulator, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """Who called last and when stays, while the status is that of any call."""
    await deliver(hass, twilio, RequestKind.CALL, {"From": OWNER})
    assert of_call(hass) == (OWNER, "ringing", NOON)
    freezer.tick(timedelta(minutes=1))
    ours = {
        "CallSid": "CA" + "1" * 32,
        "From": DEFAULT_NUMBER,
        "To": STRANGER,
        "Direction": "outbound-api",
    }
    for sequence, (status, expected) in enumerate(
        [
            ("initiated", "initiated"),
            ("in-progress", "in_progress"),
            ("teleported", "in_progress"),
            ("no-answer", "no_answer"),
        ]
    ):
        fields = {**ours, "CallStatus": status, "SequenceNumber": str(sequence)}
        await deliver(hass, twilio, RequestKind.CALL_STATUS, fields)
        assert of_call(hass) == (OWNER, expected, NOON)
    assert of_message(hass) == ("unknown",) * 5


@all_sensors
async def test_call_whose_end_is_not_reported(
    hass: HomeAssistant, twilio: Simulator, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """It does not ring for ever: Twilio is asked how it goes on."""
    await automate(hass, [automation("digits_received")])
    assert not twilio.number.status_callback
    call = await dial(twilio)
    await call.listening()
    assert of_call(hass) == (OWNER, "ringing", NOON)
    await pass_time(hass, freezer, timedelta(minutes=1))
    assert of_call(hass) == (OWNER, "in_progress", NOON)
    await call.hang_up()
    await pass_time(hass, freezer, timedelta(minutes=4))
    assert of_call(hass) == (OWNER, "completed", NOON)


@all_sensors
async def test_digits(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """What was pressed is shown; what was said is none."""
    await press(hass, twilio, 1, Digits="0123")
    assert digits(hass) == "0123"
    await press(hass, twilio, 2, SpeechResult="Open sesame")
    assert digits(hass) == "0123"
    await press(hass, twilio, 3, Digits="*")
    assert digits(hass) == "*"


async def test_digits_are_off(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """A PIN is shown nowhere, unless somebody turns that on."""
    await press(hass, twilio, 1, Digits="987123")
    assert [
        state.entity_id
        for state in hass.states.async_all()
        if "987123" in f"{state.state} {state.attributes}"
    ] == []


@all_sensors
async def test_reload(
    hass: HomeAssistant, twilio: Simulator, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """What was shown before is shown again, and still goes by what is younger."""
    text = "a" * 300
    await deliver(hass, twilio, RequestKind.MESSAGE, {"Body": text})
    await deliver(hass, twilio, RequestKind.CALL, {})
    await press(hass, twilio, 1, Digits="12")
    before = of_message(hass), of_call(hass), digits(hass)
    freezer.tick(timedelta(hours=1))
    assert await hass.config_entries.async_reload(ACCOUNT_ID)
    assert (of_message(hass), of_call(hass), digits(hass)) == before
    body = hass.states.get(sensor("last_message_body"))
    assert body is not None
    assert body.attributes["full_text"] == text


@all_sensors
@pytest.mark.parametrize(
    ("key", "stored", "expected"),
    [
        ("last_message_from", {"moment": NOON, "text": OWNER}, OWNER),
        ("last_message_date", {"moment": NOON, "text": ""}, NOON),
        ("last_message_date", {"moment": "2026-11-20T13:00:00+01:00", "text": ""}, NOON),
        ("last_message_date", {"moment": "9999-99-99T00:00:00", "text": ""}, "unknown"),
        ("last_message_date", {"moment": "yesterday", "text": ""}, "unknown"),
        ("last_message_date", {"moment": 1e300, "text": ""}, "unknown"),
        ("last_message_date", {"moment": "0001-01-01T00:00:00+14:00", "text": ""}, "unknown"),
        ("last_call_status", {"moment": NOON, "text": "busy"}, "busy"),
        ("last_call_status", {"moment": NOON, "text": "teleported"}, "unknown"),
        ("last_digits", {"moment": NOON, "text": 12}, "unknown"),
        ("last_digits", {"moment": NOON}, "unknown"),
        ("last_digits", {}, "unknown"),
    ],
)
async def test_restart(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    key: str,
    stored: dict[str, Any],
    expected: str,
) -> None:
    """What was shown before is shown again; what is damaged is nothing."""
    mock_restore_cache_with_extra_data(hass, [(State(sensor(key), "before"), stored)])
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert value(hass, sensor(key)) == expected
