"""What a loaded account sends from, and what it refuses."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.errors import InvalidInput
from custom_components.twilio.outbox.outbox import async_outbox
from simulator import OUTAGE, Fault, Simulator

from .consent import add_sender
from .contact import add_contact

PHONE = "+15551234567"
HOME = "+15550006000"


async def send(hass: HomeAssistant, **data: Any) -> None:
    """Send a message by the action."""
    message = {"to": PHONE, "message": "Hello", **data}
    await hass.services.async_call("twilio", "send_message", message, blocking=True)


async def call(hass: HomeAssistant, **data: Any) -> None:
    """Place a call by the action."""
    order = {"to": PHONE, "message": "Hello", **data}
    await hass.services.async_call("twilio", "make_call", order, blocking=True)


def senders(twilio: Simulator) -> list[str | None]:
    """Return what messages were sent from."""
    return [message.from_ for message in twilio.messages if not message.is_inbound]


@pytest.fixture
async def numbers(hass: HomeAssistant, entry: MockConfigEntry, twilio: Simulator) -> None:
    """Give the account numbers of different abilities; Twilio lists the last one first."""
    twilio.add_number("+15550006001", sms=True, mms=True, voice=False)
    twilio.add_number("+15550006002", sms=False, mms=False, voice=True)
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_first_number_that_can_text(
    hass: HomeAssistant, numbers: None, twilio: Simulator
) -> None:
    """A number without messages is passed over."""
    await send(hass)
    assert senders(twilio) == ["+15550006001"]


async def test_first_number_that_can_call(
    hass: HomeAssistant, numbers: None, twilio: Simulator
) -> None:
    """The first number that Twilio lists and that has a voice calls."""
    await call(hass)
    assert [call.from_ for call in twilio.calls] == ["+15550006002"]
    await twilio.settled()


async def test_sender_that_was_asked_for(
    hass: HomeAssistant, numbers: None, twilio: Simulator
) -> None:
    """Who names a sender gets that one."""
    await send(hass, sender=HOME)
    assert senders(twilio) == [HOME]


@pytest.mark.parametrize("numbers", [[], [{"sms": False, "mms": False}]], ids=["none", "silent"])
async def test_no_number_that_can_text(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    twilio: Simulator,
    numbers: list[dict[str, bool]],
) -> None:
    """Without a number, the action says what is missing."""
    async with Simulator(numbers=()) as empty:
        for abilities in numbers:
            empty.add_number(HOME, **abilities)
        hass.config_entries.async_update_entry(
            entry, data={**entry.data, "api_base_url": empty.url}
        )
        assert await async_setup_component(hass, "twilio", {})
        await hass.async_block_till_done(wait_background_tasks=True)
        with pytest.raises(
            InvalidInput,
            match=r"Twilio has no number that can send this\. "
            r"Name a sender, or get a number at Twilio",
        ):
            await send(hass)
        assert empty.messages == []


async def test_numbers_are_asked_for_once(
    hass: HomeAssistant, entry: MockConfigEntry, twilio: Simulator, pauses: list[float]
) -> None:
    """Numbers that were not known at the start are asked for at the first message, and kept."""
    twilio.faults.add(Fault(OUTAGE, times=3))
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    await send(hass)
    await send(hass)
    asked = [request.method for request in twilio.requests if request.status != 503]
    assert asked == ["GET", "POST", "POST"]


@pytest.mark.parametrize(
    ("data", "recipient"),
    [
        pytest.param({"to": HOME}, HOME, id="own number"),
        pytest.param({"to": HOME, "sender": "MyBrand"}, HOME, id="own number by another sender"),
        pytest.param(
            {"to": "+15550009999", "sender": "+15550009999"}, "+15550009999", id="the sender itself"
        ),
        pytest.param(
            {"to": HOME, "sender": f"whatsapp:{HOME}"}, f"whatsapp:{HOME}", id="WhatsApp sender"
        ),
        pytest.param(
            {"to": HOME, "sender": "whatsapp:+14155238886"},
            f"whatsapp:{HOME}",
            id="own number by WhatsApp",
        ),
    ],
)
async def test_message_to_oneself(
    hass: HomeAssistant,
    account: MockConfigEntry,
    twilio: Simulator,
    data: dict[str, str],
    recipient: str,
) -> None:
    """A house never texts itself: two rules would answer each other for ever."""
    with pytest.raises(InvalidInput) as refused:
        await send(hass, **data)
    assert str(refused.value) == (
        f"{recipient} is one of your own Twilio numbers. "
        "A house that texts or calls itself would never stop"
    )
    assert twilio.messages == []


async def test_call_to_oneself(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator
) -> None:
    """A house never calls itself, either."""
    with pytest.raises(InvalidInput, match=r"is one of your own Twilio numbers"):
        await call(hass, to=HOME)
    assert twilio.calls == []


async def test_number_of_another_account(
    hass: HomeAssistant,
    account: MockConfigEntry,
    other_account: MockConfigEntry,
    twilio: Simulator,
) -> None:
    """Two accounts of one house do not text or call each other, as long as both are loaded."""
    other = {"to": ["+15550007000"], "sender": HOME}
    for order in (send, call):
        with pytest.raises(InvalidInput, match=r"^\+15550007000 is one of your own"):
            await order(hass, **other)
    assert [*twilio.messages, *twilio.calls] == []
    assert await hass.config_entries.async_unload(other_account.entry_id)
    await send(hass, **other)
    assert len(twilio.messages) == 1


async def test_whatsapp_while_twilio_is_away(
    hass: HomeAssistant, entry: MockConfigEntry, twilio: Simulator, nobody_waits: None
) -> None:
    """What needs no number waits for Twilio, although nobody knows the numbers yet."""
    twilio.faults.add(Fault(OUTAGE, times=None))
    await add_sender(hass, entry, f"whatsapp:{HOME}")
    await add_contact(hass, entry, channels=["whatsapp"])
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    await send(hass, to="Mum", alert=True)
    [place] = async_outbox(hass).places()
    assert (place.entry.content.sender, place.entry.is_alert) == (f"whatsapp:{HOME}", True)
