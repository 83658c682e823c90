"""Messages that Twilio took, and that went another way because they did not arrive."""

from datetime import timedelta
from pathlib import Path
import time
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.outbox.entry import State
from custom_components.twilio.outbox.journal import Journal
from custom_components.twilio.outbox.outbox import async_outbox
from simulator import CallbackOrder, DeliveryError, HandsetBehaviour, Simulator

from ..actions import results_of, send_message
from ..consent import HOUSE, SECOND, add_sender, settle as settle_once
from ..contact import add_contact
from ..limited import limit
from ..passing_time import PassingTime
from ..repair import issues_of
from ..tracking import pass_time
from .waiting import ANNA

WHATSAPP: Final = f"whatsapp:{HOUSE}"
BY_WHATSAPP: Final = (WHATSAPP, f"whatsapp:{ANNA}")
ORDER: Final = {"channel": ["whatsapp", "sms"]}
"""Anna never wrote by WhatsApp: Twilio takes what is written to her there, and it fails (63016)."""


@pytest.fixture(autouse=True)
async def senders(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: object
) -> None:
    """Have two numbers and WhatsApp."""
    twilio.add_number(SECOND)
    twilio.add_whatsapp_sender(HOUSE)
    for sender in (HOUSE, SECOND, WHATSAPP):
        await add_sender(hass, account, sender)


async def settle(hass: HomeAssistant, twilio: Simulator) -> None:
    """Wait until a message has gone all its ways."""
    for _ in range(4):
        await settle_once(hass, twilio)


def tried(twilio: Simulator) -> list[tuple[str | None, str]]:
    """Return from whom to whom Twilio was asked to send."""
    return [(message.from_, message.to) for message in twilio.messages]


async def kept(hass: HomeAssistant, storage: Path) -> list[State]:
    """Return in which states the file of the outbox holds something."""
    assert await async_outbox(hass).writer.async_commit()
    return [entry.state for entry in Journal(storage).read().entries]


async def test_next_channel(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, storage: Path
) -> None:
    """It goes by SMS, with its tag, as a message of its own; nothing is left to repair."""
    await send_message(hass, to=ANNA, message="Fire", tag="alarm", **ORDER)
    assert await kept(hass, storage) == [State.ACCEPTED]
    await settle(hass, twilio)
    assert tried(twilio) == [BY_WHATSAPP, (HOUSE, ANNA)]
    assert [text.body for text in twilio.handset(ANNA).inbox] == ["Fire"]
    failed, arrived = account.runtime_data.tracker.records()
    assert [(record.status, record.tag) for record in (failed, arrived)] == [
        ("failed", "alarm"),
        ("delivered", "alarm"),
    ]
    assert account.runtime_data.allowance.ledger.counts(time.time())["messages"] == 2
    assert issues_of(hass, account) == {}
    assert await kept(hass, storage) == []


async def test_contact(hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry) -> None:
    """The channels of a contact are an order as well."""
    await add_contact(hass, account, "Anna", ANNA, channels=["whatsapp", "sms"])
    await send_message(hass, to="Anna", message="Dinner")
    await settle(hass, twilio)
    assert len(twilio.handset(ANNA).inbox) == 1


@pytest.mark.parametrize(
    ("code", "data", "expected"),
    [
        pytest.param(30003, {}, [(HOUSE, ANNA)], id="phone off"),
        pytest.param(30034, {}, [(HOUSE, ANNA), (SECOND, ANNA)], id="number not registered"),
        pytest.param(30032, {}, [(HOUSE, ANNA), (SECOND, ANNA)], id="number not verified"),
        pytest.param(30034, {"sender": HOUSE}, [(HOUSE, ANNA)], id="number that was asked for"),
        pytest.param(30003, {"alert": True}, [(HOUSE, ANNA), (SECOND, ANNA)], id="alert"),
        pytest.param(
            30003,
            {"channel": ["sms", "whatsapp"]},
            [(HOUSE, ANNA), BY_WHATSAPP],
            id="channel after phone off",
        ),
    ],
)
async def test_ways(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    code: int,
    data: dict[str, Any],
    expected: list[tuple[str, str]],
) -> None:
    """It goes each way that may help once, and where none does, there is a repair."""
    twilio.handset(ANNA).delivery_error = DeliveryError(code=code)
    await send_message(hass, to=ANNA, message="Fire", **data)
    await settle(hass, twilio)
    assert tried(twilio) == expected
    assert list(issues_of(hass, account)) == ["message_not_delivered"]


async def test_stopped_meanwhile(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A sender that was stopped meanwhile is no way."""
    await send_message(hass, to=ANNA, message="Dinner", **ORDER)
    for sender in (HOUSE, SECOND):
        account.runtime_data.consent.async_hear_refusal(ANNA, sender)
    await settle(hass, twilio)
    assert tried(twilio) == [BY_WHATSAPP]
    assert "message_not_delivered" in issues_of(hass, account)


async def test_limit(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It counts: beyond a limit it goes no other way, and the log says so without the number."""
    await limit(hass, account, messages_per_day=1)
    await send_message(hass, to=ANNA, message="Dinner", **ORDER)
    await settle(hass, twilio)
    assert tried(twilio) == [BY_WHATSAPP]
    assert "What did not arrive goes no other way: limit_messages_per_day" in caplog.text
    assert ANNA not in caplog.text
    assert "message_not_delivered" in issues_of(hass, account)


@pytest.mark.parametrize(("minutes", "body"), [(1, "Fire"), (10, "Delayed message (03:00):\nFire")])
async def test_no_report(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    minutes: int,
    body: str,
) -> None:
    """Twilio's log tells as well, over a reload; what is late says when it was meant."""
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to("2026-11-22 03:00:00")
    twilio.callbacks = CallbackOrder.NEVER
    await send_message(hass, to=ANNA, message="Fire", **ORDER)
    await hass.config_entries.async_reload(account.entry_id)
    await settle(hass, twilio)
    assert tried(twilio) == [BY_WHATSAPP]
    await pass_time(hass, freezer, timedelta(minutes=minutes))
    await settle(hass, twilio)
    assert tried(twilio) == [BY_WHATSAPP, (HOUSE, ANNA)]
    assert [text.body for text in twilio.handset(ANNA).inbox] == [body]


async def test_too_late(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    storage: Path,
    time_passes: PassingTime,
) -> None:
    """What is of no use any more goes nowhere, and is kept no longer."""
    twilio.callbacks = CallbackOrder.NEVER
    await send_message(hass, to=ANNA, message="Dinner", valid_for={"seconds": 50}, **ORDER)
    assert await kept(hass, storage) == [State.ACCEPTED]
    await time_passes.by(51)
    assert await kept(hass, storage) == []
    await time_passes.by(61)
    await settle(hass, twilio)
    assert tried(twilio) == [BY_WHATSAPP]


async def test_account_gone(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, storage: Path
) -> None:
    """With the account goes what was kept of it."""
    twilio.callbacks = CallbackOrder.NEVER
    await send_message(hass, to=ANNA, message="Dinner", **ORDER)
    await hass.config_entries.async_remove(account.entry_id)
    await settle(hass, twilio)
    assert await kept(hass, storage) == []


async def test_waiting_for_delivery(hass: HomeAssistant, twilio: Simulator) -> None:
    """Who waits hears of the way on which it arrived."""
    [result] = await results_of(
        hass, "send_message", to=ANNA, message="Fire", wait_for_delivery=True, **ORDER
    )
    assert (result["to"], result["status"], result["error_code"]) == (ANNA, "delivered", None)
    assert result["sid"] == twilio.messages[-1].sid


async def test_waiting_for_what_never_arrives(hass: HomeAssistant, twilio: Simulator) -> None:
    """Who waits hears of the last way as soon as there is none left."""
    twilio.handset(ANNA).behaviour = HandsetBehaviour.OFF
    [result] = await results_of(
        hass, "send_message", to=ANNA, message="Fire", wait_for_delivery=True, **ORDER
    )
    assert tried(twilio) == [BY_WHATSAPP, (HOUSE, ANNA)]
    assert (result["to"], result["status"], result["error_code"]) == (ANNA, "undelivered", 30003)
