"""Status callbacks as mean as Twilio's: late, twice, never, again, and with news in them."""

from datetime import timedelta

from aiohttp import ClientSession
import pytest

from simulator import CallbackOrder, Handset, Number, Simulator

from .house import PUBLIC_URL, Answer, House
from .rest import Rest

TO, FROM = "+15551234567", "+15550006000"
STATUS = f"{PUBLIC_URL}/status"
MESSAGE = {"To": TO, "From": FROM, "Body": "Hello", "StatusCallback": STATUS}
EVENTS = ("initiated", "ringing", "answered", "completed")
CALL = [
    ("To", TO),
    ("From", FROM),
    ("Twiml", "<Response><Say>Hello</Say></Response>"),
    ("StatusCallback", STATUS),
    *(("StatusCallbackEvent", event) for event in EVENTS),
]


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (CallbackOrder.IN_ORDER, ["queued", "sending", "sent", "delivered"]),
        (CallbackOrder.REVERSED, ["delivered", "sent", "sending", "queued"]),
        (
            CallbackOrder.TWICE,
            ["queued", "queued", "sending", "sending", "sent", "sent", "delivered", "delivered"],
        ),
        (CallbackOrder.NEVER, []),
    ],
)
async def test_of_a_message(
    twilio: Simulator, rest: Rest, house: House, *, order: CallbackOrder, told: list[str]
) -> None:
    """The message itself goes its way, and nobody complains."""
    twilio.callbacks = order
    await rest.post("Messages.json", MESSAGE)
    await twilio.settled()
    assert house.values("/status", "MessageStatus") == told
    assert all(request.is_signed(twilio.account.auth_token) for request in house.received)
    assert (twilio.messages[0].status, twilio.alerts) == ("delivered", [])


@pytest.mark.parametrize(
    ("order", "told"),
    [
        (CallbackOrder.IN_ORDER, [("initiated", "0"), ("ringing", "1"), ("in-progress", "2")]),
        (CallbackOrder.REVERSED, [("completed", "3"), ("in-progress", "2"), ("ringing", "1")]),
        (CallbackOrder.TWICE, [("initiated", "0"), ("initiated", "0"), ("ringing", "1")]),
        (CallbackOrder.NEVER, []),
    ],
)
async def test_of_a_call(
    twilio: Simulator,
    rest: Rest,
    house: House,
    *,
    order: CallbackOrder,
    told: list[tuple[str, str]],
) -> None:
    """The sequence numbers say what came first."""
    twilio.callbacks = order
    await rest.post("Calls.json", CALL)
    await twilio.settled()
    statuses = zip(
        house.values("/status", "CallStatus"),
        house.values("/status", "SequenceNumber"),
        strict=True,
    )
    assert list(statuses)[:3] == told
    assert (twilio.calls[0].status, twilio.alerts) == ("completed", [])


async def test_what_comes_twice_is_one_request(twilio: Simulator, rest: Rest, house: House) -> None:
    """Byte for byte, and with the same token."""
    twilio.callbacks = CallbackOrder.TWICE
    await rest.post("Messages.json", MESSAGE)
    await twilio.settled()
    first, second, third = house.at("/status")[:3]
    assert (first.params, first.headers) == (second.params, second.headers)
    token = "I-Twilio-Idempotency-Token"
    assert first.headers[token] == second.headers[token] != third.headers[token]


async def test_reversed_ones_wait_for_the_end(by_hand: Simulator, session: ClientSession) -> None:
    """A message that is canceled has an end too, and one that goes on has none."""
    by_hand.callbacks = CallbackOrder.REVERSED
    rest = Rest(session, by_hand)
    service = by_hand.add_service(by_hand.number)
    message = {
        "To": TO,
        "MessagingServiceSid": service.sid,
        "Body": "Later",
        "StatusCallback": STATUS,
        "ScheduleType": "fixed",
        "SendAt": (by_hand.clock.now() + timedelta(hours=1)).isoformat(),
    }
    sid = (await rest.post("Messages.json", message)).body["sid"]
    await rest.post("Messages.json", MESSAGE)
    await by_hand.settled()
    assert by_hand.deliveries == []
    await rest.post(f"Messages/{sid}.json", {"Status": "canceled"})
    assert [delivery.param("MessageStatus") for delivery in by_hand.deliveries] == ["canceled"]


async def test_a_message_without_a_receipt_ends_with_sent(
    twilio: Simulator, rest: Rest, house: House, phone: Handset
) -> None:
    """The end is where nothing more comes."""
    twilio.callbacks = CallbackOrder.REVERSED
    phone.sends_receipts = False
    await rest.post("Messages.json", MESSAGE)
    await twilio.settled()
    assert house.values("/status", "MessageStatus") == ["sent", "sending", "queued"]


@pytest.mark.parametrize(
    ("fragment", "attempts"), [("", 1), ("#rc=3&rp=5xx", 4), ("#rc=2&rp=all", 3), ("#rc=3", 1)]
)
async def test_retries(
    twilio: Simulator, rest: Rest, house: House, *, fragment: str, attempts: int
) -> None:
    """A status is told again where the URL asks for it."""
    house.answer("/status", Answer(status=503))
    url = STATUS + fragment
    await rest.post("Messages.json", MESSAGE | {"StatusCallback": url})
    await twilio.settled()
    queued = [item for item in twilio.deliveries if item.param("MessageStatus") == "queued"]
    assert [delivery.attempt for delivery in queued] == list(range(1, attempts + 1))
    assert [alert.code for alert in twilio.alerts] == [11200] * 4


async def test_fields_that_nobody_knows_yet(
    twilio: Simulator, rest: Rest, house: House, phone: Handset, number: Number
) -> None:
    """Twilio adds parameters without a word; what a test makes up is sent as it is."""
    number.sms_url = house.answer("/sms", "<Response/>")
    number.voice_url = house.answer("/voice", "<Response/>")
    twilio.extra_params = {"Mood": "good", "Body2": ""}
    await phone.text("Hello", to=number)
    await (await phone.dial(number)).ended()
    await rest.post("Messages.json", MESSAGE)
    await twilio.settled()
    assert {request.path for request in house.received} == {"/sms", "/voice", "/status"}
    for request in house.received:
        assert (request.params["Mood"], request.params["Body2"]) == ("good", "")
        assert request.is_signed(twilio.account.auth_token)
    delivery = await twilio.deliver(f"{PUBLIC_URL}/sms", {"Body": "Hello"})
    assert delivery.params == (("Body", "Hello"),)
    forged = await twilio.forge(f"{PUBLIC_URL}/sms", {"Body": "Hello"})
    assert forged.params == (("Body", "Hello"),)
