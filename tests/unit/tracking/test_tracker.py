"""What Twilio reports, tied to what this house sent."""

import asyncio
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.account import Account
from custom_components.twilio.tracking import MessageRecord, Record, Tracker, TrackingMemory
from custom_components.twilio.webhook import RequestKind
from simulator import (
    BREAKDOWN,
    DEFAULT_NUMBER,
    CallbackOrder,
    Drop,
    DropPoint,
    Fault,
    Hold,
    Message,
    Refuse,
    Simulator,
)
from simulator.errors import NOT_PERMITTED, Problem

from .. import WEBHOOK_URL
from ..actions import make_call, results_of, send_message
from ..passing_time import PassingTime
from ..receiving import add_senders
from ..webhook import CALL_SID, MESSAGE_SID, REQUESTS
from . import ANNA, News
from .test_memory import NOW, a_message

COURSE: Final = ["queued", "sending", "sent", "delivered"]


def loaded(entry: MockConfigEntry) -> Account:
    """Return the account of a loaded entry."""
    account: Account = entry.runtime_data
    return account


def only_message(entry: MockConfigEntry) -> MessageRecord:
    """Return the one message that the house knows of."""
    [message] = loaded(entry).tracker.memory.messages
    return message


async def settle(hass: HomeAssistant, twilio: Simulator) -> None:
    """Let Twilio and the house finish what they are at."""
    await twilio.settled()
    await hass.async_block_till_done(wait_background_tasks=True)


def report(message: Message, status: str, **fields: str) -> dict[str, str]:
    """Return what Twilio reports on a message."""
    return {
        **REQUESTS[RequestKind.MESSAGE_STATUS],
        "MessageSid": message.sid,
        "MessageStatus": status,
        "To": message.to,
        **fields,
    }


@pytest.mark.usefixtures("house")
async def test_message(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, news: News
) -> None:
    """Each report on a message carries the tag that it was sent with."""
    await send_message(hass, to=ANNA, message="Hello", tag="washing machine")
    await settle(hass, twilio)
    [message] = twilio.messages
    payload = news.messages[-1].as_payload()
    assert payload.pop("data")["MessageStatus"] == "delivered"
    assert payload == {
        "from": DEFAULT_NUMBER,
        "to": ANNA,
        "contact": None,
        "person": None,
        "message_sid": message.sid,
        "channel": "sms",
        "status": "delivered",
        "error_code": None,
        "error_message": None,
        "tag": "washing machine",
    }
    assert news.statuses == COURSE
    assert {told.tag for told in news.messages} == {"washing machine"}
    record = loaded(account).tracker.last_message(DEFAULT_NUMBER)
    assert record is only_message(account)
    assert (record.sid, record.party, record.status) == (message.sid, ANNA, "delivered")


@pytest.mark.usefixtures("house")
async def test_picture(hass: HomeAssistant, twilio: Simulator, news: News) -> None:
    """A message with a picture is an MMS in its reports, too."""
    twilio.handset(ANNA).delivery_error = None
    await send_message(hass, to=ANNA, message="Look", media_url="https://example.com/cat.jpg")
    await settle(hass, twilio)
    assert {told.channel.value for told in news.messages} == {"mms"}


@pytest.mark.usefixtures("house")
async def test_report_that_overtakes_the_answer(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, news: News
) -> None:
    """What is reported before Twilio has answered is tied to its message all the same."""
    hold = Hold()
    twilio.faults.add(Fault(hold, "POST", "/Messages.json"))
    sending = asyncio.ensure_future(send_message(hass, to=ANNA, message="Hello", tag="a"))
    await hold.reached.wait()
    record = only_message(account)
    assert (record.sid, record.status, record.is_open) == ("", "", False)
    fields = {**REQUESTS[RequestKind.MESSAGE_STATUS], "MessageStatus": "sending", "To": ANNA}
    url = f"{WEBHOOK_URL}?kind=message_status&id={record.reference}"
    await twilio.deliver(url, fields)
    assert [(told.status, told.tag) for told in news.messages] == [("sending", "a")]
    assert (only_message(account).sid, only_message(account).status) == (MESSAGE_SID, "sending")
    hold.released.set()
    await sending


@pytest.mark.usefixtures("house")
async def test_answer_that_never_comes(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, news: News
) -> None:
    """A message whose sending is uncertain is known again by its first report."""
    twilio.faults.add(Fault(Drop(DropPoint.AFTER_ACCEPTING), "POST", "/Messages.json"))
    (result,) = await results_of(hass, "send_message", to=ANNA, message="Hello", tag="a")
    await settle(hass, twilio)
    assert [(told.status, told.tag) for told in news.messages] == [(s, "a") for s in COURSE]
    (message,) = twilio.messages
    assert [only_message(account).sid, result["sid"]] == [message.sid, message.sid]
    assert [r.method for r in twilio.requests if r.path.endswith("/Messages.json")] == ["POST"]


@pytest.mark.parametrize(
    ("problem", "status", "kept"),
    [
        pytest.param(Problem(21211, "Invalid 'To' Phone Number"), "failed", 0, id="refused"),
        pytest.param(NOT_PERMITTED, "waiting", 0, id="not allowed"),
        pytest.param(BREAKDOWN.problem, "waiting", 1, id="uncertain"),
    ],
)
async def test_what_twilio_did_not_take(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
    problem: Problem,
    status: str,
    kept: int,
) -> None:
    """Only what Twilio may have taken is kept."""
    twilio.faults.add(Fault(Refuse(problem), "POST", times=None))
    for action in ("send_message", "make_call"):
        sending = asyncio.create_task(results_of(hass, action, to=ANNA, message="Hello"))
        await time_passes.until(sending.done)
        assert [result["status"] for result in sending.result()] == [status]
    tracker = loaded(account).tracker
    assert (len(tracker.memory.messages), len(tracker.memory.calls)) == (kept, kept)
    assert tracker.last_message(DEFAULT_NUMBER) is None
    assert tracker.active_calls() == ()


@pytest.mark.parametrize(
    ("order", "messages", "calls"),
    [
        (CallbackOrder.REVERSED, ["delivered"], ["completed"]),
        (CallbackOrder.TWICE, COURSE, ["initiated", "ringing", "in-progress", "completed"]),
        (CallbackOrder.NEVER, [], []),
    ],
)
@pytest.mark.usefixtures("house")
async def test_unreliable_reports(
    hass: HomeAssistant,
    twilio: Simulator,
    news: News,
    order: CallbackOrder,
    messages: list[str],
    calls: list[str],
) -> None:
    """In whatever order reports come, however often, what they say is told once and forwards."""
    twilio.callbacks = order
    await send_message(hass, to=ANNA, message="Hello", tag="a")
    await settle(hass, twilio)
    assert [(told.status, told.tag) for told in news.messages] == [(s, "a") for s in messages]
    await make_call(hass, to=ANNA, message="Hello", tag="a")
    await settle(hass, twilio)
    assert [(told.status, told.tag) for told in news.calls] == [(s, "a") for s in calls]


@pytest.mark.parametrize(
    ("reports", "statuses"),
    [
        pytest.param(["delivered", "sent", "queued"], ["delivered"], id="backwards"),
        pytest.param(["delivered", "read"], ["delivered", "read"], id="read"),
        pytest.param(["undelivered", "delivered"], ["undelivered"], id="after the end"),
        pytest.param(["sent", "beamed", "sending"], ["sent", "beamed"], id="invented"),
    ],
)
async def test_reports_out_of_order(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: object,
    news: News,
    reports: list[str],
    statuses: list[str],
) -> None:
    """A status that is older than what is known is no news."""
    hass.config_entries.async_update_entry(account, data={**account.data, "receive_mode": "none"})
    await send_message(hass, to=ANNA, message="Hello")
    await settle(hass, twilio)
    hass.config_entries.async_update_entry(account, data={**account.data, "receive_mode": "custom"})
    for status in reports:
        delivery = await twilio.deliver(
            f"{WEBHOOK_URL}?kind=message_status", report(twilio.messages[0], status)
        )
        assert delivery.status == 204
    assert news.statuses == statuses
    assert only_message(account).status == statuses[-1]


@pytest.mark.parametrize("query", ["?kind=message_status", "?kind=message_status&id=ab", ""])
@pytest.mark.usefixtures("house")
async def test_message_of_somebody_else(
    twilio: Simulator, account: MockConfigEntry, news: News, query: str
) -> None:
    """A message that another program sends by this account is told of, and not kept."""
    for status in ("sent", "queued", "failed"):
        fields = {**REQUESTS[RequestKind.MESSAGE_STATUS], "MessageStatus": status}
        await twilio.deliver(f"{WEBHOOK_URL}{query}", fields)
    assert [(told.status, told.message_sid, told.tag) for told in news.messages] == [
        ("sent", MESSAGE_SID, None),
        ("queued", MESSAGE_SID, None),
        ("failed", MESSAGE_SID, None),
    ]
    assert len(loaded(account).tracker.memory.messages) == 0


@pytest.mark.usefixtures("house")
async def test_reference_that_is_taken(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, news: News
) -> None:
    """A message whose SID is known is not mixed up with another one."""
    await send_message(hass, to=ANNA, message="Hello", tag="a")
    await settle(hass, twilio)
    reference = only_message(account).reference
    news.occurrences.clear()
    fields = {**REQUESTS[RequestKind.MESSAGE_STATUS], "MessageStatus": "failed"}
    await twilio.deliver(f"{WEBHOOK_URL}?kind=message_status&id={reference}", fields)
    assert [(told.message_sid, told.tag) for told in news.messages] == [(MESSAGE_SID, None)]
    assert only_message(account).status == "delivered"


@pytest.mark.usefixtures("house")
async def test_report_that_says_little(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, news: News
) -> None:
    """Who and to whom is known without being told."""
    hold = Hold()
    twilio.faults.add(Fault(hold, "POST", "/Messages.json"))
    sending = asyncio.ensure_future(send_message(hass, to=ANNA, message="Hello"))
    await hold.reached.wait()
    fields = {
        name: value
        for name, value in REQUESTS[RequestKind.MESSAGE_STATUS].items()
        if name not in {"From", "To"}
    }
    reference = only_message(account).reference
    await twilio.deliver(f"{WEBHOOK_URL}?kind=message_status&id={reference}", fields)
    assert [(told.from_, told.to) for told in news.messages] == [(DEFAULT_NUMBER, ANNA)]
    hold.released.set()
    await sending


@pytest.mark.usefixtures("house")
async def test_messaging_service(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, news: News
) -> None:
    """A message of a Messaging Service stays that sender's, whichever number it uses."""
    service = twilio.add_service(twilio.number)
    add_senders(hass, account, DEFAULT_NUMBER, service.sid, receive=False)
    await hass.async_block_till_done(wait_background_tasks=True)
    await send_message(hass, to=ANNA, message="Hello", sender=service.sid)
    await settle(hass, twilio)
    tracker = loaded(account).tracker
    last = tracker.last_message(service.sid)
    assert last is not None
    assert last.status == "delivered"
    assert tracker.last_message(DEFAULT_NUMBER) is None
    assert tracker.failure_rate(service.sid) == 0
    assert {told.from_ for told in news.messages[-2:]} == {DEFAULT_NUMBER}
    sender_ids = {told.sender_id for told in news.messages}
    assert sender_ids == {loaded(account).sender_id(service.sid)}
    assert sender_ids != {loaded(account).sender_id(DEFAULT_NUMBER)}


@pytest.mark.usefixtures("house")
async def test_call(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, news: News
) -> None:
    """Each report on a call carries the tag that it was placed with."""
    await make_call(hass, to=ANNA, message="Hello", tag="alarm")
    await settle(hass, twilio)
    assert [(told.status, told.tag) for told in news.calls] == [
        ("initiated", "alarm"),
        ("ringing", "alarm"),
        ("in-progress", "alarm"),
        ("completed", "alarm"),
    ]
    [call] = loaded(account).tracker.memory.calls
    assert (call.sid, call.sender, call.party) == (twilio.calls[0].sid, DEFAULT_NUMBER, ANNA)
    assert call.duration == news.calls[-1].duration is not None
    assert loaded(account).tracker.tag_of_call(call.sid) == "alarm"
    assert loaded(account).tracker.active_calls() == ()


@pytest.mark.usefixtures("house")
async def test_call_reports_out_of_order(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, news: News
) -> None:
    """A call that has ended does not ring any more."""
    hass.config_entries.async_update_entry(account, data={**account.data, "receive_mode": "none"})
    await make_call(hass, to=ANNA, message="Hello")
    await settle(hass, twilio)
    hass.config_entries.async_update_entry(account, data={**account.data, "receive_mode": "custom"})
    for sequence, status in ((3, "completed"), (1, "ringing"), (2, "in-progress")):
        fields = {
            **REQUESTS[RequestKind.CALL_STATUS],
            "CallSid": twilio.calls[0].sid,
            "CallStatus": status,
            "SequenceNumber": str(sequence),
        }
        await twilio.deliver(f"{WEBHOOK_URL}?kind=call_status", fields)
    assert news.statuses == ["completed"]
    [call] = loaded(account).tracker.memory.calls
    assert (call.status, call.duration) == ("completed", 12)


@pytest.mark.usefixtures("house")
async def test_rcs(twilio: Simulator, news: News) -> None:
    """Who gets a message by RCS has a plain number, the sender tells."""
    fields = {**REQUESTS[RequestKind.MESSAGE_STATUS], "From": "rcs:brand"}
    await twilio.deliver(f"{WEBHOOK_URL}?kind=message_status", fields)
    assert [told.channel.value for told in news.messages] == ["rcs"]


def test_look_at_what_was_forgotten() -> None:
    """What made room while Twilio was asked does not come back."""
    tracker = Tracker(TrackingMemory(), lambda: None)
    tracker.async_note_look(a_message("1"), NOW, is_last=False)
    assert tracker.memory == TrackingMemory()


def test_change() -> None:
    """Who listens hears of each record that changes, until he does not want to any more."""
    tracker, heard = Tracker(TrackingMemory(), lambda: None), list[Record]()
    tracker.memory.put(record := a_message("1"))
    stop = tracker.async_listen(heard.append)
    tracker.async_note_look(record, NOW, is_last=False)
    stop()
    tracker.async_note_look(record, NOW, is_last=False)
    assert [(known.reference, known.looks) for known in heard] == [(record.reference, 1)]


@pytest.mark.usefixtures("house")
async def test_keys_of_a_call(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, news: News
) -> None:
    """What somebody presses carries the tag of the call."""
    await make_call(hass, to=ANNA, message="Hello", tag="alarm")
    await twilio.handset(ANNA).next_call()
    [call] = loaded(account).tracker.memory.calls
    fields = {
        **REQUESTS[RequestKind.TURN],
        "CallSid": call.sid,
        "Direction": "outbound-api",
        "From": DEFAULT_NUMBER,
        "To": ANNA,
    }
    await twilio.deliver(f"{WEBHOOK_URL}?kind=turn&turn=t1", fields)
    assert [(told.digits, told.tag) for told in news.digits] == [("1", "alarm")]
    await settle(hass, twilio)


@pytest.mark.usefixtures("house")
async def test_call_from_a_phone(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, news: News
) -> None:
    """Who calls is on the phone until the number reports the end."""
    tracker = loaded(account).tracker
    fields = {**REQUESTS[RequestKind.CALL], "Direction": "inbound"}
    for token in "ab":
        await twilio.deliver(WEBHOOK_URL, {**fields, "CallToken": token})
    [call] = tracker.active_calls()
    assert (call.sid, call.sender, call.party) == (CALL_SID, DEFAULT_NUMBER, ANNA)
    assert (call.is_inbound, call.status, call.tag) == (True, "ringing", None)
    ended = {**REQUESTS[RequestKind.CALL_STATUS], "Direction": "inbound"}
    await twilio.deliver(f"{WEBHOOK_URL}?kind=call_status", ended)
    assert tracker.active_calls() == ()
    assert [(told.status, told.duration, told.is_inbound) for told in news.calls] == [
        ("completed", 12, True)
    ]
    assert not tracker.has_ended(CALL_SID, call.changed)
    assert not tracker.has_ended("CA" + "00" * 16, call.changed + 3600)
    assert tracker.has_ended(CALL_SID, call.changed + 3600)


@pytest.mark.usefixtures("house")
async def test_call_of_somebody_else(
    twilio: Simulator, account: MockConfigEntry, news: News
) -> None:
    """A call that another program places by this account is told of, and not kept."""
    await twilio.deliver(f"{WEBHOOK_URL}?kind=call_status", REQUESTS[RequestKind.CALL_STATUS])
    assert [(told.status, told.call_sid, told.tag) for told in news.calls] == [
        ("completed", CALL_SID, None)
    ]
    assert loaded(account).tracker.tag_of_call(CALL_SID) is None
    assert len(loaded(account).tracker.memory.calls) == 0


@pytest.mark.usefixtures("house")
async def test_test_call(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, news: News
) -> None:
    """The check of the connection is no news to anybody."""
    await hass.services.async_call(
        "button", "press", {"entity_id": "button.twilio_check_connection"}, blocking=True
    )
    await settle(hass, twilio)
    assert len(twilio.deliveries) > 0
    assert news.occurrences == []
    assert len(loaded(account).tracker.memory.calls) == 0


@pytest.mark.parametrize("action", ["send_message", "make_call"])
async def test_long_tag(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, action: str
) -> None:
    """A tag may be as long as a state of Home Assistant, and no longer."""
    data: dict[str, Any] = {"to": ANNA, "message": "Hello"}
    assert len(await results_of(hass, action, **data, tag="a" * 255)) == 1
    with pytest.raises(HomeAssistantError) as refused:
        await results_of(hass, action, **data, tag="a" * 256)
    assert str(refused.value) == (
        "The tag has 256 characters, and 255 are allowed. Make it shorter"
    )
    assert len(twilio.messages) + len(twilio.calls) == 1
