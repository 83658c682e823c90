"""What became of the last message or call to a contact."""

from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.restore_state import DATA_RESTORE_STATE
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
    mock_restore_cache_with_extra_data,
)

from custom_components.twilio.webhook import RequestKind
from simulator import DEFAULT_NUMBER, DeliveryError, Simulator

from .. import WEBHOOK_URL
from ..actions import make_call, send_message
from ..contact import MUM, MUM_ID, a_contact, add_contact, change_contact
from ..device import ACCOUNT_ID, add_account, value
from ..webhook import REQUESTS, STRANGER, House

LAST_DELIVERY: Final = "sensor.mum_last_delivery"
OTHER_NUMBER: Final = "+15551234599"
NOTHING: Final = {"channel": None, "error_code": None, "error_message": None, "tag": None}


@pytest.fixture
def entry(hass: HomeAssistant, twilio: Simulator) -> MockConfigEntry:
    """Return an account with a contact, not loaded yet."""
    return add_account(hass, twilio, a_contact())


def delivery(hass: HomeAssistant) -> dict[str, Any]:
    """Return what is shown."""
    state = hass.states.get(LAST_DELIVERY)
    assert state is not None
    return {
        "status": state.state,
        **{name: state.attributes[name] for name in NOTHING if name in state.attributes},
    }


async def settle(hass: HomeAssistant, twilio: Simulator) -> None:
    """Wait until Twilio has reported what became of everything."""
    await twilio.settled()
    await hass.async_block_till_done()


async def send(hass: HomeAssistant, twilio: Simulator, to: str = MUM, **more: Any) -> None:
    """Send a message, and wait until it has ended."""
    await send_message(hass, to=to, message="Hello", **more)
    await settle(hass, twilio)


async def call(hass: HomeAssistant, twilio: Simulator, to: str = MUM, **more: Any) -> None:
    """Place a call, and wait until it has ended."""
    await make_call(hass, to=to, message="Hello", **more)
    await settle(hass, twilio)


async def report(hass: HomeAssistant, twilio: Simulator, status: str) -> None:
    """Report once more on the last message."""
    fields = {
        **REQUESTS[RequestKind.MESSAGE_STATUS],
        "MessageSid": twilio.messages[-1].sid,
        "MessageStatus": status,
        "To": MUM,
    }
    await twilio.deliver(f"{WEBHOOK_URL}?kind=message_status", fields)
    await hass.async_block_till_done()


async def test_device(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """It is on the contact's device, and knows nothing yet."""
    assert delivery(hass) == {"status": "unknown"}
    known = er.async_get(hass).async_get(LAST_DELIVERY)
    device = dr.async_get(hass).async_get_device_by_identifier(("twilio", MUM_ID), ACCOUNT_ID)
    assert known is not None
    assert device is not None
    assert (known.device_id, known.config_subentry_id) == (device.id, MUM_ID)


async def test_message(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """A text is followed until it is there."""
    await send(hass, twilio, tag="door")
    assert delivery(hass) == NOTHING | {"status": "delivered", "channel": "sms", "tag": "door"}


async def test_whatsapp(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """So is one on WhatsApp, to the same person."""
    twilio.add_whatsapp_sender(DEFAULT_NUMBER)
    await change_contact(
        hass, hass.config_entries.async_entries("twilio")[0], channels=["sms", "whatsapp"]
    )
    sender = f"whatsapp:{DEFAULT_NUMBER}"
    await send(hass, twilio, f"whatsapp:{MUM}", sender=sender)
    assert (delivery(hass)["channel"], twilio.messages[-1].to) == ("whatsapp", f"whatsapp:{MUM}")


async def test_call(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """A call is followed until it ends; the last one counts, whatever it was."""
    await send(hass, twilio)
    await call(hass, twilio, tag="fire")
    assert delivery(hass) == NOTHING | {
        "status": twilio.calls[-1].status.replace("-", "_"),
        "channel": "call",
        "tag": "fire",
    }


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled", "completed"])
async def test_end_of_a_call(
    hass: HomeAssistant, twilio: Simulator, house: House, status: str
) -> None:
    """Every way in which a call ends is shown."""
    await make_call(hass, to=MUM, message="Hello")
    fields = {
        **REQUESTS[RequestKind.CALL_STATUS],
        "CallSid": twilio.calls[-1].sid,
        "CallStatus": status,
        "SequenceNumber": "9",
        "To": MUM,
        "From": DEFAULT_NUMBER,
    }
    await twilio.deliver(f"{WEBHOOK_URL}?kind=call_status", fields)
    await hass.async_block_till_done()
    assert delivery(hass) == NOTHING | {"status": status.replace("-", "_"), "channel": "call"}


async def test_failure(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """Why a message did not arrive is said in words."""
    twilio.handset(MUM).delivery_error = DeliveryError(code=30003)
    await send(hass, twilio)
    shown = delivery(hass)
    assert (shown["status"], shown["error_code"]) == ("undelivered", 30003)
    assert shown["error_message"].startswith("The phone cannot be reached")


async def test_on_its_way(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """What is on its way is shown where that takes a while; calls to others say nothing."""
    await send(hass, twilio)
    await send(hass, twilio, STRANGER)
    assert delivery(hass)["status"] == "unknown"
    freezer.tick(11)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert delivery(hass) == NOTHING | {"status": "queued", "channel": "sms"}


async def test_call_of_the_contact(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """That a contact calls the house is no delivery."""
    await send(hass, twilio)
    await (await twilio.handset(MUM).dial(twilio.number)).ended()
    await settle(hass, twilio)
    assert delivery(hass)["status"] == "delivered"
    await report(hass, twilio, "read")
    assert (delivery(hass)["status"], delivery(hass)["channel"]) == ("read", "sms")


async def test_status_that_twilio_invents(
    hass: HomeAssistant, twilio: Simulator, house: House
) -> None:
    """It is unknown."""
    await send(hass, twilio)
    await report(hass, twilio, "teleported")
    assert delivery(hass) == {"status": "unknown"}


async def test_restart(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """What was shown is kept for the next start."""
    twilio.handset(MUM).delivery_error = DeliveryError(code=30003)
    await send(hass, twilio, tag="door")
    kept = hass.data[DATA_RESTORE_STATE].async_get_stored_states()
    [extra] = [stored.extra_data for stored in kept if stored.state.entity_id == LAST_DELIVERY]
    assert extra is not None
    assert extra.as_dict() == {
        "status": "undelivered",
        "channel": "sms",
        "error_code": 30003,
        "tag": "door",
    }


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        (
            {"status": "undelivered", "channel": "sms", "error_code": 30003, "tag": "door"},
            {"status": "undelivered", "channel": "sms", "error_code": 30003, "tag": "door"},
        ),
        (
            {"status": "no_answer", "channel": "call", "error_code": None, "tag": None},
            NOTHING | {"status": "no_answer", "channel": "call"},
        ),
        (
            {"status": "failed", "channel": "call", "error_code": None, "tag": None},
            NOTHING | {"status": "failed", "channel": "call"},
        ),
        ({"status": "teleported", "channel": "sms"}, {"status": "unknown"}),
        ({"written": "by another version"}, {"status": "unknown"}),
    ],
    ids=["message", "call", "failed_call", "unknown_status", "other_version"],
)
async def test_after_a_restart(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    kept: dict[str, Any],
    expected: dict[str, Any],
) -> None:
    """It is shown again, also where it is longer ago than messages are followed."""
    mock_restore_cache_with_extra_data(hass, [(State(LAST_DELIVERY, "x"), kept)])
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    shown = delivery(hass)
    if kept.get("error_code"):
        assert shown.pop("error_message").startswith("The phone cannot be reached")
    assert shown == expected


async def test_changed_number(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """What went to the old number is still the last that this person got."""
    await send(hass, twilio)
    [entry] = hass.config_entries.async_entries("twilio")
    await change_contact(hass, entry, number=OTHER_NUMBER)
    assert delivery(hass)["status"] == "delivered"
    twilio.handset(OTHER_NUMBER).delivery_error = DeliveryError(code=30003)
    await send(hass, twilio, OTHER_NUMBER)
    assert delivery(hass)["status"] == "undelivered"


async def test_contact_who_gets_nothing(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """There is one all the same: replies to this person go out."""
    await add_contact(hass, account, "Ben", STRANGER, subentry_id="ben", may_receive=False)
    assert value(hass, "sensor.ben_last_delivery") == "unknown"
