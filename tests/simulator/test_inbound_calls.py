"""Calls to the house: what it is asked, and what the caller hears."""

import asyncio

import pytest

from simulator import (
    CallStatus,
    Handset,
    Heard,
    HungUp,
    Number,
    Party,
    Paused,
    Played,
    Rejected,
    Said,
    SentDigits,
    Simulator,
)

from .house import PUBLIC_URL, Answer, House

FROM, TO = "+15551234567", "+15550006000"
APOLOGY = Said("We are sorry, an application error has occurred. Goodbye.")
END = HungUp(Party.HOUSE)


async def test_the_house_is_asked_in_twilios_words(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """The first request comes while the phone still rings."""
    number.voice_url = house.answer("/voice", "<Response><Say>Hello</Say></Response>")
    phone.verstat = "TN-Validation-Failed-C"
    call = await phone.dial(number)
    assert await call.ended() is CallStatus.COMPLETED
    (request,) = house.received
    assert request.is_signed(twilio.account.auth_token)
    params = dict(request.params)
    assert params.pop("CallToken")
    assert params.pop("StirPassportToken")
    geography = {
        party + place: "US" if place == "Country" else ""
        for party in ("Called", "Caller", "From", "To")
        for place in ("City", "State", "Zip", "Country")
    }
    assert params == geography | {
        "AccountSid": twilio.account.sid,
        "ApiVersion": "2010-04-01",
        "CallSid": call.sid,
        "CallStatus": "ringing",
        "Called": TO,
        "Caller": FROM,
        "Direction": "inbound",
        "From": FROM,
        "StirVerstat": "TN-Validation-Failed-C",
        "To": TO,
    }


@pytest.mark.parametrize(
    ("verbs", "heard"),
    [
        ("", [END]),
        ("<Say>Tom &amp; J&#xfc;rgen</Say>", [Said("Tom & Jürgen"), END]),
        (
            '<Say voice="Polly.Amy" language="en-GB">Hi</Say>',
            [Said("Hi", "en-GB", "Polly.Amy"), END],
        ),
        ('<Say loop="2">Hi</Say>', [Said("Hi"), Said("Hi"), END]),
        (
            '<Say>Wait<break time="1s"/>now</Say>',
            [Said("Waitnow", ssml='Wait<break time="1s" />now'), END],
        ),
        ("<Play>/bell.mp3</Play>", [Played(f"{PUBLIC_URL}/bell.mp3"), END]),
        ('<Play digits="w12#"/>', [SentDigits("w12#"), END]),
        ('<Say>a</Say><Pause length="3"/><Say>b</Say>', [Said("a"), Paused(3), Said("b"), END]),
        ("<Pause/>", [Paused(1), END]),
        ("<Say>a</Say><Hangup/><Say>b</Say>", [Said("a"), END]),
        ("<Reject/>", [Rejected("rejected"), END]),
        ("<Say>a</Say><Redirect>/more</Redirect><Say>b</Say>", [Said("a"), Said("more"), END]),
    ],
)
async def test_what_is_heard(
    twilio: Simulator,
    house: House,
    phone: Handset,
    number: Number,
    *,
    verbs: str,
    heard: list[Heard],
) -> None:
    """Each verb leaves its trace, in order, and nothing takes time."""
    number.voice_url = house.answer("/voice", f"<Response>{verbs}</Response>")
    house.answer("/more", "<Response><Say>more</Say></Response>")
    call = await phone.dial(number)
    await call.ended()
    assert call.transcript == heard
    assert twilio.alerts == []


@pytest.mark.parametrize(
    ("verbs", "status"),
    [
        ("<Say>a</Say>", CallStatus.COMPLETED),
        ("", CallStatus.COMPLETED),
        ("<Hangup/>", CallStatus.COMPLETED),
        ("<Reject/>", CallStatus.NO_ANSWER),
        ('<Reject reason="busy"/>', CallStatus.BUSY),
        ("<Say>a</Say><Reject/>", CallStatus.COMPLETED),
    ],
)
async def test_how_calls_end(
    house: House, phone: Handset, number: Number, *, verbs: str, status: CallStatus
) -> None:
    """Only a call that was never taken can be rejected."""
    number.voice_url = house.answer("/voice", f"<Response>{verbs}</Response>")
    call = await phone.dial(number)
    assert await call.ended() is status


async def test_a_pause_does_not_take_the_call(by_hand: Simulator, house: House) -> None:
    """The caller keeps hearing the ringing until something else comes."""
    by_hand.number.voice_url = house.answer(
        "/voice", '<Response><Pause length="5"/><Say>Hi</Say></Response>'
    )
    call = await by_hand.handset(FROM).dial(by_hand.number)
    await by_hand.settled()
    assert (call.status, call.transcript) == (CallStatus.RINGING, [Paused(5)])
    by_hand.clock.advance(5)
    await call.said("Hi")
    assert call.status is CallStatus.IN_PROGRESS


async def test_later_requests_say_that_the_call_is_in_progress(
    house: House, phone: Handset, number: Number
) -> None:
    """Only the first says ringing."""
    number.voice_url = house.answer(
        "/voice", '<Response><Say>a</Say><Redirect method="GET">/more?x=1</Redirect></Response>'
    )
    call = await phone.dial(number)
    await call.ended()
    (request,) = house.at("/more")
    assert (request.method, request.params["x"]) == ("GET", "1")
    assert request.params["CallStatus"] == "in-progress"


async def test_the_number_hears_of_the_end_once(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """With how long it took."""
    number.voice_url = house.answer(
        "/voice", '<Response><Say>Hi</Say><Pause length="61"/></Response>'
    )
    number.status_callback = f"{PUBLIC_URL}/status"
    call = await phone.dial(number)
    await twilio.settled()
    (request,) = house.at("/status")
    assert request.is_signed(twilio.account.auth_token)
    told = {
        name: request.params[name]
        for name in ("CallSid", "CallStatus", "CallDuration", "Duration", "SequenceNumber")
    }
    assert told == {
        "CallSid": call.sid,
        "CallStatus": "completed",
        "CallDuration": "61",
        "Duration": "2",
        "SequenceNumber": "0",
    }
    assert request.params["CallbackSource"] == "call-progress-events"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer("<Response><Say>"), 12100),
        (Answer("<Say/>"), 12100),
        (Answer("", "text/plain"), 12100),
        (Answer("", None, 204), 12100),
        (Answer("{}", "application/json"), 12300),
        (Answer("x", "text/xml", 403), 11200),
        (Answer("<!--" + "x" * 65536 + "--><Response/>"), 11750),
        (Answer('<Response><Redirect method="PUT">/x</Redirect></Response>'), 13210),
    ],
)
async def test_application_errors(
    twilio: Simulator,
    house: House,
    phone: Handset,
    number: Number,
    *,
    answer: Answer,
    code: int,
) -> None:
    """The caller hears an apology, the account's log tells why."""
    number.voice_url = house.answer("/voice", answer)
    call = await phone.dial(number)
    await call.ended()
    assert call.transcript == [APOLOGY, END]
    assert [(alert.code, alert.resource_sid) for alert in twilio.alerts] == [(code, call.sid)]


@pytest.mark.parametrize(
    "verbs",
    [
        "<Shout>a</Shout>",
        '<Say volume="11">Hi</Say>',
        '<Say loop="often">Hi</Say>',
        "<Say><b>Hi</b></Say>",
    ],
)
async def test_what_the_schema_does_not_know_is_a_warning(
    twilio: Simulator, house: House, phone: Handset, number: Number, *, verbs: str
) -> None:
    """The call goes on."""
    number.voice_url = house.answer("/voice", f"<Response>{verbs}<Say>End</Say></Response>")
    call = await phone.dial(number)
    await call.ended()
    assert call.speech[-1] == "End"
    assert [(alert.code, alert.level) for alert in twilio.alerts] == [(12200, "warning")]


async def test_an_empty_say_is_skipped(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """With a warning of its own."""
    number.voice_url = house.answer("/voice", "<Response><Say> </Say></Response>")
    call = await phone.dial(number)
    await call.ended()
    assert call.transcript == [END]
    assert [alert.code for alert in twilio.alerts] == [13520]


@pytest.mark.parametrize(
    ("answer", "heard"),
    [
        (Answer("Read this aloud", "text/plain"), Said("Read this aloud")),
        (Answer(b"mp3", "audio/mpeg"), Played(f"{PUBLIC_URL}/voice")),
    ],
)
async def test_text_and_audio_answer_a_call_too(
    house: House, phone: Handset, number: Number, *, answer: Answer, heard: Heard
) -> None:
    """TwiML is not the only language."""
    number.voice_url = house.answer("/voice", answer)
    call = await phone.dial(number)
    await call.ended()
    assert call.transcript == [heard, END]


async def test_the_fallback_saves_a_call(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """It is told what went wrong."""
    number.voice_url = house.answer("/voice", "nonsense")
    number.voice_fallback_url = house.answer("/fallback", "<Response><Say>Saved</Say></Response>")
    call = await phone.dial(number)
    await call.ended()
    assert call.speech == ["Saved"]
    (request,) = house.at("/fallback")
    assert request.params["ErrorCode"] == "12100"
    assert [alert.code for alert in twilio.alerts] == [12100]


async def test_a_number_without_voice_url_apologises(
    twilio: Simulator, phone: Handset, number: Number
) -> None:
    """There is nobody to ask."""
    call = await phone.dial(number)
    await call.ended()
    assert call.transcript == [APOLOGY, END]
    assert [alert.code for alert in twilio.alerts] == [11100]


async def test_the_caller_hangs_up_during_speech_without_end(
    house: House, phone: Handset, number: Number
) -> None:
    """A loop of 0 lasts until then."""
    number.voice_url = house.answer("/voice", '<Response><Say loop="0">On and on</Say></Response>')
    call = await phone.dial(number)
    await call.said("On and on")
    await call.hang_up()
    assert call.status is CallStatus.COMPLETED
    assert call.transcript == [Said("On and on"), HungUp(Party.PHONE)]


async def test_the_caller_gives_up_before_the_house_answers(
    house: House, phone: Handset, number: Number
) -> None:
    """The request is abandoned and the call was never taken."""
    house.held = asyncio.Event()
    number.voice_url = f"{PUBLIC_URL}/voice"
    call = await phone.dial(number)
    await house.arrived.wait()
    await call.hang_up()
    assert call.status is CallStatus.NO_ANSWER
    house.held.set()


async def test_documents_without_end_are_ended(
    house: House, phone: Handset, number: Number, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A house that redirects to itself for ever does not keep the desk busy."""
    monkeypatch.setattr("simulator.voice.turns.MOST_DOCUMENTS", 5)
    number.voice_url = house.answer("/voice", "<Response><Redirect/></Response>")
    call = await phone.dial(number)
    assert await call.ended() is CallStatus.COMPLETED
    assert len(house.received) == 5


async def test_a_call_that_only_redirects_ends_after_all(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """Four hours are the most, and so pauses add up."""
    number.voice_url = house.answer(
        "/voice", '<Response><Pause length="600"/><Redirect/></Response>'
    )
    call = await phone.dial(number)
    await twilio.settled()
    assert call.status is CallStatus.COMPLETED
    assert len(house.received) == 25
