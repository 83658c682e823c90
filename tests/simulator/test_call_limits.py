"""What a call may last, what it tells of its end, and what documents may hold."""

from aiohttp import ClientSession
import pytest

from simulator import (
    CallStatus,
    Handset,
    HandsetBehaviour,
    HandsetLine,
    HungUp,
    Number,
    Party,
    Said,
    Simulator,
)

from .house import PUBLIC_URL, Answer, House
from .rest import Rest

FROM, TO = "+15550006000", "+15551234567"
FOREVER = '<Response><Say loop="0">Music</Say></Response>'
APOLOGY = "We are sorry, an application error has occurred. Goodbye."


async def test_a_call_lasts_no_longer_than_it_may(
    by_hand: Simulator, session: ClientSession, house: House
) -> None:
    """Counted from the answer."""
    by_hand.handset(TO).behaviour = HandsetBehaviour.RINGS
    params = {"To": TO, "From": FROM, "Twiml": FOREVER, "TimeLimit": "60"}
    params["StatusCallback"] = f"{PUBLIC_URL}/status"
    await Rest(session, by_hand).post("Calls.json", params)
    call = await by_hand.handset(TO).next_call()
    by_hand.clock.advance(20)
    await call.answer()
    await by_hand.settled()
    by_hand.clock.advance(59)
    await by_hand.settled()
    assert call.status is CallStatus.IN_PROGRESS
    by_hand.clock.advance(1)
    await by_hand.settled()
    assert call.transcript == [Said("Music"), HungUp(Party.HOUSE)]
    assert house.values("/status", "CallDuration") == ["60"]


async def test_where_nothing_takes_time_sentences_add_up(
    twilio: Simulator, rest: Rest, phone: Handset
) -> None:
    """To what they would have taken."""
    twiml = f"<Response>{'<Pause length="10"/><Say>Hi</Say>' * 9}</Response>"
    await rest.post("Calls.json", {"To": TO, "From": FROM, "Twiml": twiml, "TimeLimit": "35"})
    await twilio.settled()
    assert phone.calls[0].speech == ["Hi"] * 3


async def test_a_live_call_gets_another_limit_and_callback(
    twilio: Simulator, rest: Rest, house: House, phone: Handset
) -> None:
    """With another document."""
    await rest.post("Calls.json", {"To": TO, "From": FROM, "Twiml": FOREVER})
    call = await phone.next_call()
    await call.said("Music")
    pauses = '<Pause length="10"/><Say>Hi</Say>' * 9
    await rest.post(
        f"Calls/{call.sid}.json",
        {
            "Twiml": f"<Response>{pauses}</Response>",
            "TimeLimit": "25",
            "StatusCallback": f"{PUBLIC_URL}/status",
        },
    )
    await twilio.settled()
    assert call.speech == ["Music", "Hi", "Hi"]
    assert house.values("/status", "CallStatus") == ["completed"]


@pytest.mark.parametrize(
    ("behaviour", "line", "sip", "error"),
    [
        (HandsetBehaviour.ANSWERS, HandsetLine.MOBILE, "200", None),
        (HandsetBehaviour.BUSY, HandsetLine.MOBILE, "486", None),
        (HandsetBehaviour.NO_ANSWER, HandsetLine.MOBILE, "487", None),
        (HandsetBehaviour.ANSWERS, HandsetLine.INVALID, "404", "13224"),
    ],
)
async def test_what_the_end_tells(
    twilio: Simulator,
    rest: Rest,
    house: House,
    phone: Handset,
    *,
    behaviour: HandsetBehaviour,
    line: HandsetLine,
    sip: str,
    error: str | None,
) -> None:
    """How the network saw it; only the end tells."""
    phone.behaviour, phone.line = behaviour, line
    twiml = "<Response><Say>Hello</Say></Response>"
    await rest.post(
        "Calls.json",
        [
            *{"To": TO, "From": FROM, "Twiml": twiml}.items(),
            ("StatusCallback", f"{PUBLIC_URL}/status"),
            *(("StatusCallbackEvent", event) for event in ("initiated", "completed")),
        ],
    )
    await twilio.settled()
    assert house.values("/status", "SipResponseCode") == [None, sip]
    assert house.values("/status", "ErrorCode")[-1] == error
    assert house.values("/status", "CallbackSource") == ["call-progress-events"] * 2
    assert all(value for value in house.values("/status", "Timestamp"))


@pytest.mark.parametrize(
    ("voice", "length", "is_said"),
    [
        ("man", 4096, True),
        ("man", 4097, False),
        ("Polly.Joanna", 3000, True),
        ("Polly.Joanna", 3001, False),
        ("Google.en-US-Neural2-A", 5000, True),
        ("Google.en-US-Neural2-A", 5001, False),
    ],
)
async def test_what_is_too_long_to_be_said(
    twilio: Simulator,
    house: House,
    phone: Handset,
    number: Number,
    *,
    voice: str,
    length: int,
    is_said: bool,
) -> None:
    """Is left out with a warning."""
    text = "a" * length
    twiml = f'<Response><Say voice="{voice}">{text}</Say><Say>End</Say></Response>'
    number.voice_url = house.answer("/voice", twiml)
    call = await phone.dial(number)
    await call.ended()
    assert call.speech == ([text] if is_said else []) + ["End"]
    assert [alert.code for alert in twilio.alerts] == ([] if is_said else [13521])


@pytest.mark.parametrize(
    ("voice", "is_said"), [("Polly.Joanna", True), ("Google.en-US-Neural2-A", False)]
)
async def test_whether_markup_counts(
    twilio: Simulator, house: House, phone: Handset, number: Number, *, voice: str, is_said: bool
) -> None:
    """Depends on the voice."""
    text = "<p>a</p>" * 900
    number.voice_url = house.answer(
        "/voice", f'<Response><Say voice="{voice}">{text}</Say></Response>'
    )
    call = await phone.dial(number)
    await call.ended()
    assert bool(call.speech) is is_said
    assert [alert.code for alert in twilio.alerts] == ([] if is_said else [13521])


@pytest.mark.parametrize(
    ("verbs", "words"),
    [
        ('<Connect><Stream url="wss://house.example/x"/></Connect>', "<Connect> with <Stream>"),
        ('<Start><Recording channels="dual"/></Start>', "<Start> with <Recording>"),
        ("<Enqueue>support</Enqueue>", "<Enqueue>"),
        ("<Stop><Stream/></Stop>", "<Stop> with <Stream>"),
        ("<Pay/>", "<Pay>"),
        ("<Echo/>", "<Echo>"),
    ],
)
async def test_what_is_not_simulated_is_said_in_words(
    twilio: Simulator, house: House, phone: Handset, number: Number, *, verbs: str, words: str
) -> None:
    """And the call goes on."""
    number.voice_url = house.answer("/voice", f"<Response>{verbs}<Say>Next</Say></Response>")
    call = await phone.dial(number)
    await call.ended()
    assert call.speech == ["Next"]
    (alert,) = twilio.alerts
    assert (alert.code, alert.level, alert.resource_sid) == (0, "error", call.sid)
    assert alert.message.startswith(f"The simulator does not carry out {words};")


@pytest.mark.parametrize(
    ("path", "answers"),
    [
        ("/voice", ["nonsense"]),
        ("/voice", [Answer(status=500)]),
        ("/turn", [Answer(status=404)]),
        ("/turn", ["<Say/>"]),
        ("/turn", ["<Response><Redirect>mailto:x</Redirect></Response>"]),
    ],
)
@pytest.mark.parametrize("is_inbound", [True, False])
async def test_a_fallback_saves_every_document_of_a_call(
    twilio: Simulator,
    house: House,
    rest: Rest,
    phone: Handset,
    number: Number,
    *,
    path: str,
    answers: list[Answer | str],
    is_inbound: bool,
) -> None:
    """In both directions, and is told what went wrong where."""
    voice = house.answer("/voice", "<Response><Redirect>/turn</Redirect></Response>")
    house.answer(path, *answers)
    fallback = house.answer("/fallback", "<Response><Say>Saved</Say></Response>")
    if is_inbound:
        number.voice_url, number.voice_fallback_url = voice, fallback
        await phone.dial(number)
    else:
        params = {"To": TO, "From": FROM, "Url": voice, "FallbackUrl": fallback}
        await rest.post("Calls.json", params)
    await twilio.settled()
    (request,) = house.at("/fallback")
    assert phone.calls[0].speech == ["Saved"]
    (alert,) = twilio.alerts
    assert request.params["ErrorCode"] == str(alert.code)
    assert request.params["ErrorUrl"] == alert.url == PUBLIC_URL + path


async def test_a_fallback_that_fails_too_saves_nobody(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """It is asked once."""
    number.voice_url = house.answer("/voice", "nonsense")
    number.voice_fallback_url = house.answer("/fallback", "more nonsense")
    call = await phone.dial(number)
    await call.ended()
    assert call.speech == [APOLOGY]
    assert len(house.at("/fallback")) == 1
    assert [alert.code for alert in twilio.alerts] == [12100, 12100]


async def test_a_caller_hangs_up_at_once(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """Before anything else happens."""
    number.voice_url = house.answer("/voice", FOREVER)
    call = await phone.dial(number)
    await call.hang_up()
    await twilio.settled()
    assert call.transcript == [HungUp(Party.PHONE)]
    assert call.status is CallStatus.NO_ANSWER


async def test_ringing_does_not_count(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """Only what follows the answer is the call's length."""
    verbs = '<Pause length="30"/><Say>Hi</Say><Pause length="10"/>'
    number.voice_url = house.answer("/voice", f"<Response>{verbs}</Response>")
    number.status_callback = f"{PUBLIC_URL}/status"
    await phone.dial(number)
    await twilio.settled()
    assert house.values("/status", "CallDuration") == ["10"]
