"""What the devices of senders tell of what was sent."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.twilio.webhook import RequestKind
from simulator import DeliveryError, Simulator

from .. import PUBLIC_URL, WEBHOOK_URL
from ..device import ACCOUNT_ID, a_sender, add_account, load, value
from ..webhook import OWNER, REQUESTS, STRANGER, House

LAST_DELIVERY = "sensor.front_door_last_delivery"
FAILURE_RATE = "sensor.front_door_failure_rate"


@pytest.fixture
def entry(hass: HomeAssistant, twilio: Simulator) -> MockConfigEntry:
    """Return an account with a sender, not loaded yet."""
    return add_account(hass, twilio, a_sender())


async def send(hass: HomeAssistant, twilio: Simulator, to: str = OWNER, **more: Any) -> None:
    """Send a message, and wait until Twilio has reported what became of it."""
    data = {"to": to, "message": "Hello", **more}
    await hass.services.async_call("twilio", "send_message", data, blocking=True)
    await twilio.settled()
    await hass.async_block_till_done()


def delivery(hass: HomeAssistant) -> dict[str, Any]:
    """Return what is shown of the last message that was sent."""
    state = hass.states.get(LAST_DELIVERY)
    assert state is not None
    names = {"to", "error_code", "error_message", "tag"} & state.attributes.keys()
    return {"status": state.state, **{name: state.attributes[name] for name in names}}


async def report(hass: HomeAssistant, twilio: Simulator, status: str) -> None:
    """Report once more on the last message."""
    message = twilio.messages[-1]
    fields = {
        **REQUESTS[RequestKind.MESSAGE_STATUS],
        "MessageSid": message.sid,
        "MessageStatus": status,
        "To": message.to,
    }
    await twilio.deliver(f"{WEBHOOK_URL}?kind=message_status", fields)
    await hass.async_block_till_done()


async def test_nothing_was_sent(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Nothing is known then."""
    assert delivery(hass) == {"status": "unknown"}
    assert value(hass, FAILURE_RATE) == "unknown"


async def test_message_that_arrives(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """It is followed until it is there, and read."""
    await send(hass, twilio)
    facts = {"to": OWNER, "error_code": None, "error_message": None, "tag": None}
    assert delivery(hass) == {"status": "delivered", **facts}
    assert value(hass, FAILURE_RATE) == "0.0"
    await report(hass, twilio, "read")
    assert delivery(hass) == {"status": "read", **facts}


async def pass_time(hass: HomeAssistant, freezer: FrozenDateTimeFactory, seconds: int) -> None:
    """Let time pass."""
    freezer.tick(seconds)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()


async def test_message_on_its_way(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """What Twilio accepted is shown where nothing is reported for a while."""
    await send(hass, twilio)
    await pass_time(hass, freezer, 5)
    assert delivery(hass) == {"status": "unknown"}
    await send(hass, twilio, STRANGER)
    await pass_time(hass, freezer, 6)
    assert (delivery(hass)["status"], delivery(hass)["to"]) == ("queued", STRANGER)
    assert value(hass, FAILURE_RATE) == "unknown"


async def test_network_that_never_confirms(
    hass: HomeAssistant, twilio: Simulator, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """How far the last message got is shown after a while, and its end at once."""
    await send(hass, twilio)
    twilio.handset(OWNER).sends_receipts = False
    freezer.tick(1)
    await send(hass, twilio, tag="second")
    assert (delivery(hass)["status"], delivery(hass)["tag"]) == ("delivered", None)
    await pass_time(hass, freezer, 11)
    assert (delivery(hass)["status"], delivery(hass)["tag"]) == ("sent", "second")
    await report(hass, twilio, "undelivered")
    assert delivery(hass)["status"] == "undelivered"


async def test_lines_of_the_logbook(
    hass: HomeAssistant, twilio: Simulator, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """One text that arrives writes three lines at most; what has a unit is not in the logbook."""
    await send(hass, twilio)
    await pass_time(hass, freezer, 61)
    events = async_capture_events(hass, "state_changed")
    await send(hass, twilio)
    await pass_time(hass, freezer, 61)
    changes = [(event.data["old_state"], event.data["new_state"]) for event in events]
    assert [
        new.entity_id
        for old, new in changes
        if old.state != new.state and "unit_of_measurement" not in new.attributes
    ] == ["sensor.twilio_last_reached", *["event.front_door_message"] * 2]


async def test_unloading_on_the_way(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """What was to be shown later is not waited for, and known at once after the reload."""
    await send(hass, twilio)
    assert await hass.config_entries.async_unload(ACCOUNT_ID)
    assert await hass.config_entries.async_setup(ACCOUNT_ID)
    assert delivery(hass)["status"] == "queued"


async def test_message_that_does_not_arrive(
    hass: HomeAssistant, twilio: Simulator, house: House
) -> None:
    """The reason is shown in words, and each failure counts."""
    twilio.handset(OWNER).delivery_error = DeliveryError(code=30003)
    await send(hass, twilio, tag="door")
    assert delivery(hass) == {
        "status": "undelivered",
        "to": OWNER,
        "error_code": 30003,
        "error_message": (
            "The phone cannot be reached: it is switched off, out of coverage, or does not take "
            "messages. Try again later."
        ),
        "tag": "door",
    }
    assert value(hass, FAILURE_RATE) == "100.0"
    for _ in range(2):
        await send(hass, twilio, STRANGER)
    assert delivery(hass)["status"] == "delivered"
    assert float(value(hass, FAILURE_RATE)) == pytest.approx(100 / 3)


async def test_language_of_the_reason(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """It is the one of the house, also after that is changed."""
    twilio.handset(OWNER).delivery_error = DeliveryError(code=30003)
    await send(hass, twilio)
    await hass.config.async_update(language="de")
    await hass.async_block_till_done(wait_background_tasks=True)
    shown = delivery(hass)
    assert (shown["status"], shown["error_code"]) == ("undelivered", 30003)
    assert shown["error_message"].startswith("Das Telefon ist nicht erreichbar")
    before = hass.states.get(LAST_DELIVERY)
    await hass.config.async_update(location_name="Somewhere")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert hass.states.get(LAST_DELIVERY) is before


async def test_week_old_failure(
    hass: HomeAssistant, twilio: Simulator, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """It counts no more, though nothing else happens."""
    twilio.handset(OWNER).delivery_error = DeliveryError(code=30003)
    await send(hass, twilio)
    freezer.tick(timedelta(days=6))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert value(hass, FAILURE_RATE) == "100.0"
    freezer.tick(timedelta(days=1, hours=1))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert value(hass, FAILURE_RATE) == "unknown"
    assert delivery(hass)["status"] == "undelivered"


async def test_failure_without_a_code(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    twilio: Simulator,
    account: MockConfigEntry,
) -> None:
    """That Twilio does not say why is said in words, too."""
    await send(hass, twilio)
    client = await hass_client_no_auth()
    twilio.tunnels.open(PUBLIC_URL, f"http://127.0.0.1:{client.port}")
    await report(hass, twilio, "failed")
    assert delivery(hass) == {
        "status": "failed",
        "to": OWNER,
        "error_code": None,
        "error_message": "Twilio gave no reason.",
        "tag": None,
    }


async def test_status_that_twilio_invents(
    hass: HomeAssistant, twilio: Simulator, house: House
) -> None:
    """It is unknown, and the rest is still shown."""
    await send(hass, twilio)
    await report(hass, twilio, "teleported")
    assert delivery(hass) == {
        "status": "unknown",
        "to": OWNER,
        "error_code": None,
        "error_message": None,
        "tag": None,
    }


async def test_other_senders(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """What another number sent, and a call, say nothing of this one."""
    before = hass.states.get(LAST_DELIVERY)
    assert before is not None
    reported = before.last_reported
    twilio.add_number(other := "+15550006001")
    await send(hass, twilio, sender=other)
    data = {"to": OWNER, "message": "Hello"}
    await hass.services.async_call("twilio", "make_call", data, blocking=True)
    await twilio.settled()
    await hass.async_block_till_done()
    after = hass.states.get(LAST_DELIVERY)
    assert after is not None
    assert (after.state, after.last_reported) == ("unknown", reported)


async def test_reload(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """What was known is known at once."""
    await send(hass, twilio)
    before = delivery(hass)
    assert await hass.config_entries.async_reload(ACCOUNT_ID)
    assert delivery(hass) == before
    assert value(hass, FAILURE_RATE) == "0.0"


async def test_name_that_sends(
    hass: HomeAssistant,
    twilio: Simulator,
    entity_registry: er.EntityRegistry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever sends has both, turned on."""
    add_account(hass, twilio, a_sender("MyHome"))
    await load(hass, monkeypatch, [Platform.SENSOR])
    assert {
        entity.entity_id: entity.disabled_by
        for entity in er.async_entries_for_config_entry(entity_registry, ACCOUNT_ID)
        if entity.config_subentry_id
    } == {LAST_DELIVERY: None, FAILURE_RATE: None}
