"""Messages that Twilio took, and that went another way because they did not arrive."""

from datetime import timedelta
from pathlib import Path
import time
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.limits import LimitReached
from custom_components.twilio.outbox.entry import State
from custom_components.twilio.outbox.journal import Journal
from custom_components.twilio.outbox.outbox import async_outbox
from simulator import (
    CallbackOrder,
    DeliveryError,
    Fault,
    HandsetBehaviour,
    Hang,
    Latency,
    Refuse,
    Simulator,
)
from simulator.errors import TOO_MANY_REQUESTS, Problem
from simulator.messaging.params import status_params

from ..actions import results_of, send_message
from ..asking import go, on_event, origins, set_up
from ..consent import HOUSE, SECOND, add_sender, settle as settle_once
from ..contact import add_contact
from ..limited import limit
from ..passing_time import PassingTime
from ..repair import issues_of
from ..tracking import pass_time
from .waiting import ANNA, BEN, entries

WHATSAPP: Final = f"whatsapp:{HOUSE}"
BY_WHATSAPP: Final = (WHATSAPP, f"whatsapp:{ANNA}")
SENT: Final = "/Messages.json"
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


def be_busy_after_one(twilio: Simulator) -> None:
    """Have Twilio take one message, and nothing after that."""
    busy = Refuse(TOO_MANY_REQUESTS, retry_after=60)
    twilio.faults.add(Fault(Latency(0), "POST", SENT))
    twilio.faults.add(Fault(busy, "POST", SENT, times=None))


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


async def test_waiting_for_what_waits(
    hass: HomeAssistant, twilio: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waits to go its next way is not said to have failed."""
    monkeypatch.setattr("custom_components.twilio.outbox.outbox.PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("custom_components.twilio.tracking.outcome.PATIENCE_SECONDS", 1.0)
    be_busy_after_one(twilio)
    [result] = await results_of(
        hass, "send_message", to=ANNA, message="Fire", wait_for_delivery=True, **ORDER
    )
    assert tried(twilio) == [BY_WHATSAPP]
    assert result == {
        "to": ANNA,
        "sid": None,
        "status": "waiting",
        "segments": 1,
        "error_code": None,
        "error_message": None,
    }
    [waiting] = await entries(hass)
    assert (waiting["to"], waiting["message"]) == (ANNA, "Fire")


async def test_channel_that_keeps_failing(hass: HomeAssistant, twilio: Simulator) -> None:
    """A channel on which nothing arrives is left out for a while, the others are not."""
    for number in range(8):
        await send_message(hass, to=ANNA, message=str(number), **ORDER)
        await settle(hass, twilio)
    assert [text.body for text in twilio.handset(ANNA).inbox] == list("01234567")
    assert tried(twilio).count(BY_WHATSAPP) == 5


async def test_bulk(hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry) -> None:
    """A plain number does not write to many because another channel did not reach them."""
    await limit(hass, account, recipients_without_service=2)
    phones = [f"+155512300{number:02}" for number in range(3)]
    with pytest.raises(LimitReached):
        await send_message(hass, to=phones, message="Hello", **ORDER)
    await send_message(hass, to=phones[:2], message="Hello", **ORDER)
    await settle(hass, twilio)
    assert len(tried(twilio)) == 4


async def test_refused(hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry) -> None:
    """What Twilio refuses on its second way does not count there."""
    no_mobile = Fault(Refuse(Problem(21614, "Not a mobile number", 400)), "POST", SENT)
    await send_message(hass, to=ANNA, message="Dinner", **ORDER)
    twilio.faults.add(no_mobile)
    await settle(hass, twilio)
    assert tried(twilio) == [BY_WHATSAPP]
    assert account.runtime_data.allowance.ledger.counts(time.time())["messages"] == 1


async def test_origin(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Who asked for the first message asked for the second one, whoever else is under way."""
    freezer.move_to("2026-11-22 03:00:00")
    twilio.callbacks = CallbackOrder.NEVER
    hall = {"action": "twilio.send_message", "data": {"to": BEN, "message": "Hall"}}
    await set_up(hass, [on_event("The hall", hall, id="hall")])
    await go(hass)
    await send_message(hass, to=ANNA, message="Fire", **ORDER)
    await settle(hass, twilio)
    await pass_time(hass, freezer, timedelta(seconds=70))
    await settle(hass, twilio)
    assert tried(twilio) == [(HOUSE, BEN), BY_WHATSAPP, (HOUSE, ANNA)]
    assert origins(account) == ["automation.hall", None, None]


@pytest.mark.parametrize("is_loaded", [True, False])
async def test_failed_before_the_answer(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_loaded: bool,
) -> None:
    """The report may come first, and the answer while the account is not loaded."""
    monkeypatch.setattr("custom_components.twilio.outbox.outbox.PATIENCE_SECONDS", 0.0)
    late = Hang(takes_effect=True)
    twilio.faults.add(Fault(late, "POST", SENT))
    await send_message(hass, to=ANNA, message="Fire", **ORDER)
    await late.reached.wait()
    await twilio.settled()
    if not is_loaded:
        await hass.config_entries.async_unload(account.entry_id)
    late.released.set()
    await settle(hass, twilio)
    if not is_loaded:
        assert tried(twilio) == [BY_WHATSAPP]
        await hass.config_entries.async_setup(account.entry_id)
        await settle(hass, twilio)
    assert tried(twilio) == [BY_WHATSAPP, (HOUSE, ANNA)]


async def test_record_lost(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Where a power cut took what was known of it, Twilio is asked all the same."""
    freezer.move_to("2026-11-22 03:00:00")
    twilio.callbacks = CallbackOrder.NEVER
    await send_message(hass, to=ANNA, message="Fire", tag="alarm", **ORDER)
    await settle(hass, twilio)
    tracker = account.runtime_data.tracker
    for record in tuple(tracker.records()):
        tracker.async_drop(record.reference)
    await hass.config_entries.async_reload(account.entry_id)
    await settle(hass, twilio)
    await pass_time(hass, freezer, timedelta(minutes=1))
    await settle(hass, twilio)
    assert tried(twilio) == [BY_WHATSAPP, (HOUSE, ANNA)]
    records = account.runtime_data.tracker.records()
    assert [(record.status, record.tag) for record in records] == [
        ("failed", "alarm"),
        ("queued", "alarm"),
    ]


async def test_what_is_settled_goes(hass: HomeAssistant, twilio: Simulator, storage: Path) -> None:
    """A message that stands by keeps no other in the file."""
    twilio.handset(BEN).sends_receipts = False
    await send_message(hass, to=BEN, message="Pending", channel=["sms", "whatsapp"])
    await settle(hass, twilio)
    await send_message(hass, to=ANNA, message="Your code is 8402", sender=HOUSE)
    await settle(hass, twilio)
    assert await kept(hass, storage) == [State.ACCEPTED]
    assert "Pending" in words(storage)
    assert "8402" not in words(storage)


def words(storage: Path) -> str:
    """Return all that stands in the file of the outbox."""
    return storage.read_text()


@pytest.mark.parametrize(
    ("meant", "is_stopped"),
    [({"all": True}, True), ({"tag": "smoke"}, True), ({"tag": "water"}, False)],
)
async def test_cancelled(
    hass: HomeAssistant, twilio: Simulator, meant: dict[str, Any], *, is_stopped: bool
) -> None:
    """What is cancelled goes no other way either; what Twilio has is not called back."""
    twilio.callbacks = CallbackOrder.NEVER
    await send_message(hass, to=ANNA, message="Fire", tag="smoke", **ORDER)
    await settle(hass, twilio)
    answer = await hass.services.async_call(
        "twilio", "cancel_outbox", meant, blocking=True, return_response=True
    )
    assert answer == {"canceled": 0, "not_canceled": []}
    [failed] = twilio.messages
    await twilio.deliver(failed.status_callback, status_params(failed, twilio.account.sid))
    await settle(hass, twilio)
    assert len(tried(twilio)) == (1 if is_stopped else 2)
