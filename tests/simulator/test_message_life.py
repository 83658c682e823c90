"""What becomes of a message after Twilio accepted it."""

import asyncio

from aiohttp import ClientSession
import pytest

from simulator import (
    DeliveryError,
    Handset,
    HandsetBehaviour,
    MessageStatus,
    Number,
    Simulator,
)

from .house import PUBLIC_URL, Answer, House
from .rest import Rest, RestAnswer

FROM, TO = "+15550006000", "+15551234567"
SANDBOX = "+14155238886"


async def test_statuses_are_told_in_order_and_signed(
    twilio: Simulator, rest: Rest, house: House, phone: Handset
) -> None:
    """Each station is one callback; neither Body nor NumMedia is in it."""
    sid = await _send(rest)
    await twilio.settled()
    told = house.at("/status")
    assert [request.params["MessageStatus"] for request in told] == [
        "queued",
        "sending",
        "sent",
        "delivered",
    ]
    assert all(request.is_signed(twilio.account.auth_token) for request in told)
    last = dict(told[-1].params)
    assert ["RawDlrDoneDate" in request.params for request in told] == [False, False, False, True]
    assert len(last.pop("RawDlrDoneDate")) == 10
    assert last == {
        "AccountSid": twilio.account.sid,
        "ApiVersion": "2010-04-01",
        "From": FROM,
        "MessageSid": sid,
        "MessageStatus": "delivered",
        "SmsSid": sid,
        "SmsStatus": "delivered",
        "To": TO,
    }
    assert [(text.from_, text.body, text.sid) for text in phone.inbox] == [(FROM, "Hello", sid)]
    message = (await rest.get(f"Messages/{sid}.json")).body
    assert message["status"] == "delivered"
    assert message["price"] == "-0.00790"
    assert message["date_sent"] is not None


async def test_texts_arrive_in_order(
    twilio: Simulator, rest: Rest, house: House, phone: Handset
) -> None:
    """However long the house takes to hear of the first, as carriers keep the order."""
    house.held = asyncio.Event()
    first = await _send(rest)
    await house.arrived.wait()
    held, house.held = house.held, None
    second = await _send(rest)
    await twilio.bulletin.until(
        lambda: house.values("/status", "MessageStatus").count("sent") or None, "second on its way"
    )
    held.set()
    await twilio.settled()
    assert [text.sid for text in phone.inbox] == [first, second]


@pytest.mark.parametrize(
    ("behaviour", "error", "statuses", "code"),
    [
        (HandsetBehaviour.OFF, None, ["queued", "sending", "sent", "undelivered"], "30003"),
        (
            HandsetBehaviour.ANSWERS,
            DeliveryError(code=30007),
            ["queued", "sending", "sent", "undelivered"],
            "30007",
        ),
        (
            HandsetBehaviour.ANSWERS,
            DeliveryError(code=30034, status=MessageStatus.FAILED),
            ["queued", "sending", "failed"],
            "30034",
        ),
    ],
)
async def test_messages_that_do_not_arrive(
    twilio: Simulator,
    rest: Rest,
    house: House,
    phone: Handset,
    *,
    behaviour: HandsetBehaviour,
    error: DeliveryError | None,
    statuses: list[str],
    code: str,
) -> None:
    """The last callback and the resource say why."""
    phone.behaviour, phone.delivery_error = behaviour, error
    sid = await _send(rest)
    await twilio.settled()
    assert house.values("/status", "MessageStatus") == statuses
    assert house.values("/status", "ErrorCode") == [None] * (len(statuses) - 1) + [code]
    assert phone.inbox == []
    message = (await rest.get(f"Messages/{sid}.json")).body
    assert message["error_code"] == int(code)
    assert message["error_message"]


async def test_a_service_is_named_in_callbacks(
    twilio: Simulator, rest: Rest, house: House, number: Number
) -> None:
    """Its own callback URL serves when the message has none."""
    service = twilio.add_service(number)
    service.status_callback = f"{PUBLIC_URL}/service"
    message = {"To": TO, "MessagingServiceSid": service.sid, "Body": "Hello"}
    await rest.post("Messages.json", message)
    await twilio.settled()
    assert house.values("/service", "MessageStatus")[-1] == "delivered"
    assert set(house.values("/service", "MessagingServiceSid")) == {service.sid}


async def test_a_carrier_without_receipts_leaves_a_message_sent(
    twilio: Simulator, rest: Rest, phone: Handset
) -> None:
    """Delivered needs the carrier's word."""
    phone.sends_receipts = False
    await _send(rest)
    await twilio.settled()
    assert twilio.messages[0].status is MessageStatus.SENT
    assert len(phone.inbox) == 1


async def test_a_refused_callback_is_an_alert(twilio: Simulator, rest: Rest, house: House) -> None:
    """The message goes on regardless."""
    house.answer("/status", Answer(status=500))
    sid = await _send(rest)
    await twilio.settled()
    assert twilio.messages[0].status is MessageStatus.DELIVERED
    assert [(alert.code, alert.resource_sid) for alert in twilio.alerts] == [(11200, sid)] * 4


@pytest.mark.parametrize("word", ["STOP", " stop ", "Unsubscribe", "END", "quit", "CANCEL"])
async def test_stop_opts_the_pair_out_and_start_in_again(
    twilio: Simulator, rest: Rest, house: House, phone: Handset, number: Number, *, word: str
) -> None:
    """The webhook fires all the same, and only this pair is concerned."""
    number.sms_url = house.answer("/sms", "<Response/>")
    await phone.text(word, to=number)
    assert house.values("/sms", "Body") == [word]
    assert len(phone.inbox) == 1
    assert (await _try(rest)).code == 21610
    assert (await _try(rest, To="+15557654321")).status == 201
    await phone.text("yes", to=number)
    assert len(phone.inbox) == 2
    assert (await _try(rest)).status == 201
    await twilio.settled()


async def test_a_service_is_one_sender(
    twilio: Simulator, rest: Rest, phone: Handset, number: Number
) -> None:
    """STOP to one of its numbers keeps all of them away, and START to another frees them."""
    other = twilio.add_number("+15550006001")
    alone = twilio.add_number("+15550006002")
    service = twilio.add_service(number, other, use_inbound_webhook_on_number=True)
    by_service = {"To": TO, "MessagingServiceSid": service.sid, "Body": "Hello"}
    await phone.text("STOP", to=number)
    assert (await _try(rest)).code == 21610
    assert (await _try(rest, From=other.address)).code == 21610
    assert (await rest.post("Messages.json", by_service)).code == 21610
    assert (await _try(rest, From=alone.address)).status == 201
    await phone.text("START", to=other)
    assert (await rest.post("Messages.json", by_service)).status == 201
    assert (await _try(rest)).status == 201


@pytest.mark.parametrize(
    ("texts", "replies"),
    [
        (["HELP"], 1),
        (["START"], 0),
        (["STOP", "STOP"], 1),
        (["STOP", "INFO"], 1),
        (["STOP", "UNSTOP", "info"], 3),
    ],
)
async def test_keywords_are_answered_when_they_change_something(
    phone: Handset, number: Number, *, texts: list[str], replies: int
) -> None:
    """Nobody who opted out hears more than that."""
    for text in texts:
        await phone.text(text, to=number)
    assert len(phone.inbox) == replies


@pytest.mark.parametrize("body", ["STOP IT", "please stop", "HALT"])
async def test_other_words_opt_nobody_out(
    rest: Rest, phone: Handset, number: Number, body: str
) -> None:
    """Only single keywords count."""
    await phone.text(body, to=number)
    assert phone.inbox == []
    assert (await _try(rest)).status == 201


async def test_a_phone_may_have_opted_out_before(
    rest: Rest, phone: Handset, number: Number
) -> None:
    """Without any text."""
    phone.opt_out(number)
    assert (await _try(rest)).code == 21610


async def test_media_are_fetched_from_the_house(
    twilio: Simulator, rest: Rest, house: House, phone: Handset
) -> None:
    """What the phone shows is what the house gave away, with its type."""
    house.answer("/pic", Answer(b"\xff\xd8jpeg", "image/jpeg"))
    await _try(rest, MediaUrl=f"{PUBLIC_URL}/pic")
    await twilio.settled()
    (file,) = phone.inbox[0].files
    assert (file.content, file.content_type) == (b"\xff\xd8jpeg", "image/jpeg")
    (request,) = house.at("/pic")
    assert request.method == "GET"
    assert "X-Twilio-Signature" not in request.headers


async def test_media_that_cannot_be_fetched_fail_the_message(
    twilio: Simulator, rest: Rest, house: House, phone: Handset
) -> None:
    """An expired link is an alert and a failed message."""
    house.answer("/pic", Answer("gone", "text/plain", 404))
    await _try(rest, MediaUrl=f"{PUBLIC_URL}/pic")
    await twilio.settled()
    assert phone.inbox == []
    assert twilio.messages[0].status is MessageStatus.FAILED
    assert [alert.code for alert in twilio.alerts] == [11200]


async def test_media_of_others_are_taken_as_they_are(
    twilio: Simulator, rest: Rest, phone: Handset
) -> None:
    """Nothing beyond the tunnels is touched."""
    await _try(rest, MediaUrl="https://elsewhere.example/cat.png")
    await twilio.settled()
    (file,) = phone.inbox[0].files
    assert (file.content, file.content_type) == (None, "image/png")


@pytest.mark.parametrize(
    ("sender", "first_text", "params", "status", "code"),
    [
        ("+15550007000", None, {}, MessageStatus.FAILED, 63016),
        ("+15550007000", "hello", {}, MessageStatus.DELIVERED, None),
        ("+15550007000", None, {"ContentSid": "HX" + "0" * 32}, MessageStatus.DELIVERED, None),
        (SANDBOX, "hello", {}, MessageStatus.FAILED, 63015),
        (SANDBOX, "join stone-age", {}, MessageStatus.DELIVERED, None),
    ],
)
async def test_whatsapp_has_rules_of_its_own(
    twilio: Simulator,
    rest: Rest,
    house: House,
    phone: Handset,
    *,
    sender: str,
    first_text: str | None,
    params: dict[str, str],
    status: MessageStatus,
    code: int | None,
) -> None:
    """Free text within a day of the last one received, templates always; sandbox after joining."""
    number = twilio.add_whatsapp_sender(sender)
    if first_text:
        await phone.text(first_text, to=number)
    params = params | {"From": f"whatsapp:{sender}", "To": f"whatsapp:{TO}"}
    answer = await _try(rest, StatusCallback=f"{PUBLIC_URL}/status", **params)
    assert answer.status == 201
    await twilio.settled()
    assert set(house.values("/status", "ChannelPrefix")) == {"whatsapp"}
    message = twilio.messages[-1]
    assert (message.status, message.error_code) == (status, code)


async def test_time_turned_by_hand_stops_at_every_station(by_hand: Simulator, house: House) -> None:
    """Nothing happens before the clock is advanced."""
    phone = by_hand.handset(TO)
    await phone.text("START", to=by_hand.number)
    by_hand.number.sms_url = house.answer("/sms", "<Response><Message>Hi</Message></Response>")
    await phone.text("hello", to=by_hand.number)
    message = by_hand.messages[-1]
    seen = []
    for _ in range(4):
        await by_hand.settled()
        seen.append(message.status.value)
        by_hand.clock.advance(0.5)
    assert seen == ["queued", "sending", "sent", "delivered"]


async def test_a_number_sends_one_segment_a_second(house: House, session: ClientSession) -> None:
    """The others stay in its queue, without a date; other senders have queues of their own."""
    async with Simulator(clock_by_hand=True, segment_seconds=1) as twilio:
        rest, other = Rest(session, twilio), twilio.add_number("+15550006001").address
        for params in ({"Body": "x" * 161}, {"Body": "two"}, {"Body": "three"}, {"From": other}):
            await _try(rest, **params)
        seen = []
        for _ in range(8):
            await twilio.settled()
            seen.append(sum(message.sent is not None for message in twilio.messages))
            twilio.clock.advance(0.5)
        assert seen == [0, 0, 2, 2, 2, 3, 3, 4]


async def test_a_message_that_waits_too_long_expires(session: ClientSession) -> None:
    """Its validity ends in the queue."""
    async with Simulator(clock_by_hand=True, segment_seconds=10) as twilio:
        rest = Rest(session, twilio)
        await _try(rest)
        await _try(rest, ValidityPeriod="9")
        for _ in range(3):
            await twilio.settled()
            twilio.clock.advance(9)
        await twilio.settled()
        first, second = twilio.messages
        assert (first.status, second.status) == ("delivered", "failed")
        assert (second.error_code, second.sent) == (30036, None)


async def _send(rest: Rest) -> str:
    answer = await _try(rest, StatusCallback=f"{PUBLIC_URL}/status")
    return str(answer.body["sid"])


async def _try(rest: Rest, **changes: str) -> RestAnswer:
    return await rest.post("Messages.json", {"To": TO, "From": FROM, "Body": "Hello"} | changes)
