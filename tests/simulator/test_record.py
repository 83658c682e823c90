"""Record: what a caller leaves, and what the house is told of it."""

import asyncio
import re

import pytest

from simulator import (
    Beeped,
    CallStatus,
    Handset,
    HandsetBehaviour,
    HandsetCall,
    HungUp,
    Number,
    Party,
    Pressed,
    Said,
    Simulator,
    Spoke,
)

from .house import PUBLIC_URL, House
from .rest import Rest

FROM, TO = "+15551234567", "+15550006000"
APOLOGY = Said("We are sorry, an application error has occurred. Goodbye.")
END = HungUp(Party.HOUSE)
NEWS = "This is the plumber, I come at noon tomorrow"


def record(attributes: str = "") -> str:
    """Return TwiML that records, and says so when nothing was left."""
    return (
        f'<Response><Say>Speak</Say><Record action="/left" {attributes}/>'
        "<Say>Nothing left</Say></Response>"
    )


async def call_of(
    house: House, phone: Handset, number: Number, attributes: str = ""
) -> HandsetCall:
    """Call the house, which records."""
    number.voice_url = house.answer("/voice", record(attributes))
    house.answer("/left", "<Response><Say>Thanks</Say></Response>")
    call = await phone.dial(number)
    await call.listening()
    return call


@pytest.mark.parametrize(
    ("attributes", "act", "digits"),
    [
        ("", "#", "#"),
        ("", "7", "7"),
        ('finishOnKey="*"', "1#*", "*"),
        ("", "", ""),
        ('finishOnKey=""', "1#", ""),
    ],
)
async def test_a_recording_is_told(
    twilio: Simulator,
    house: House,
    phone: Handset,
    number: Number,
    *,
    attributes: str,
    act: str,
    digits: str,
) -> None:
    """After a key or a silence, with where it is."""
    call = await call_of(house, phone, number, attributes)
    call.speak(NEWS)
    if act:
        call.press(act)
    if not digits:
        await call.keep_silent()
    await call.ended()
    (recording,) = twilio.recordings
    (request,) = house.at("/left")
    told = ("RecordingUrl", "RecordingSid", "RecordingDuration", "Digits", "CallStatus")
    assert {name: request.params[name] for name in told} == {
        "RecordingUrl": recording.url,
        "RecordingSid": recording.sid,
        "RecordingDuration": str(recording.duration),
        "Digits": digits,
        "CallStatus": "in-progress",
    }
    assert re.fullmatch(r"RE[0-9a-f]{32}", recording.sid)
    assert recording.url.endswith(f"/Accounts/{twilio.account.sid}/Recordings/{recording.sid}")
    assert (recording.text, recording.source, recording.status) == (
        NEWS,
        "RecordVerb",
        "completed",
    )
    assert recording.duration == 3 + (0 if digits else 5)
    pressed = [Pressed(act)] if act else []
    spoken = [Said("Speak"), Beeped(), Spoke(NEWS), *pressed, Said("Thanks"), END]
    assert call.transcript == spoken


@pytest.mark.parametrize(
    ("attributes", "spoken", "speech"),
    [
        ("", "", ["Speak", "Nothing left"]),
        ('trim="do-not-trim"', "", ["Speak", "Thanks"]),
        ("", "Hello", ["Speak", "Thanks"]),
    ],
)
async def test_an_empty_recording_goes_on_with_the_next_verb(
    twilio: Simulator,
    house: House,
    phone: Handset,
    number: Number,
    *,
    attributes: str,
    spoken: str,
    speech: list[str],
) -> None:
    """Unless silence is to be kept."""
    call = await call_of(house, phone, number, attributes)
    if spoken:
        call.speak(spoken)
    call.press("#")
    await call.ended()
    assert call.speech == speech
    assert len(twilio.recordings) == len(house.at("/left")) == (speech[-1] == "Thanks")


@pytest.mark.parametrize(("spoken", "requests"), [(NEWS, 1), ("", 0)])
async def test_hanging_up_in_a_recording(
    twilio: Simulator, house: House, phone: Handset, number: Number, *, spoken: str, requests: int
) -> None:
    """The house is told of it after the end, and its answer is nobody's any more."""
    call = await call_of(house, phone, number)
    if spoken:
        call.speak(spoken)
    await call.hang_up()
    await twilio.settled()
    told = house.at("/left")
    assert [(r.params["Digits"], r.params["CallStatus"]) for r in told] == (
        [("hangup", "completed")] * requests
    )
    assert len(twilio.recordings) == requests
    assert call.transcript[-1] == HungUp(Party.PHONE)
    assert call.speech == ["Speak"]


async def test_a_call_update_ends_a_recording(
    twilio: Simulator, house: House, rest: Rest, phone: Handset, number: Number
) -> None:
    """What was recorded is kept, but the action is not asked."""
    call = await call_of(house, phone, number)
    call.speak(NEWS)
    await rest.post(f"Calls/{call.sid}.json", {"Status": "completed"})
    await twilio.settled()
    assert [recording.text for recording in twilio.recordings] == [NEWS]
    assert house.at("/left") == []


@pytest.mark.parametrize(("attributes", "seconds"), [("", 5), ('timeout="2"', 2)])
async def test_silence_takes_its_time(
    by_hand: Simulator, house: House, *, attributes: str, seconds: int
) -> None:
    """The recording is that much longer."""
    phone = by_hand.handset(FROM)
    call = await _by_hand(by_hand, house, phone, attributes)
    call.speak("Hello")
    await by_hand.settled()
    by_hand.clock.advance(seconds - 1)
    await by_hand.settled()
    assert by_hand.recordings[0].status == "in-progress"
    by_hand.clock.advance(1)
    await call.said("Thanks")
    assert by_hand.recordings[0].duration == seconds


async def test_no_recording_is_longer_than_it_may(by_hand: Simulator, house: House) -> None:
    """However much is said."""
    phone = by_hand.handset(FROM)
    call = await _by_hand(by_hand, house, phone, 'maxLength="10"')
    for _ in range(3):
        call.speak("And another thing")
        await by_hand.settled()
        by_hand.clock.advance(4)
    await call.said("Thanks")
    assert by_hand.recordings[0].text == " ".join(["And another thing"] * 3)
    assert by_hand.recordings[0].duration == 12


async def test_without_a_beep(house: House, phone: Handset, number: Number) -> None:
    """The recording begins unannounced."""
    call = await call_of(house, phone, number, 'playBeep="false"')
    call.speak("Hello")
    call.press("#")
    await call.ended()
    assert Beeped() not in call.transcript


@pytest.mark.parametrize(
    ("events", "spoken", "statuses"),
    [
        ("", NEWS, ["completed"]),
        ("in-progress completed absent", NEWS, ["in-progress", "completed"]),
        ("in-progress completed absent", "", ["in-progress", "absent"]),
        ("completed", "", []),
        ("absent", NEWS, []),
    ],
)
async def test_recording_status_callbacks(
    twilio: Simulator,
    house: House,
    phone: Handset,
    number: Number,
    *,
    events: str,
    spoken: str,
    statuses: list[str],
) -> None:
    """Only what was asked for is told."""
    attributes = 'recordingStatusCallback="/recorded"'
    if events:
        attributes += f' recordingStatusCallbackEvent="{events}"'
    call = await call_of(house, phone, number, attributes)
    if spoken:
        call.speak(spoken)
    call.press("#")
    await twilio.settled()
    told = house.at("/recorded")
    assert sorted(r.params["RecordingStatus"] for r in told) == sorted(statuses)
    assert all(request.is_signed(twilio.account.auth_token) for request in told)
    for request in told:
        is_completed = request.params["RecordingStatus"] == "completed"
        assert ("RecordingDuration" in request.params) is is_completed
        assert request.params["CallSid"] == call.sid
        assert request.params["RecordingSource"] == "RecordVerb"
        assert request.params["RecordingChannels"] == "1"
        assert request.params["RecordingStartTime"].endswith("+0000")


@pytest.mark.parametrize(
    ("attributes", "spoken", "told"),
    [
        ('transcribe="true" transcribeCallback="/text"', NEWS, [("completed", NEWS)]),
        ('transcribeCallback="/text"', NEWS, [("completed", NEWS)]),
        ('transcribe="false" transcribeCallback="/text"', NEWS, []),
        ('transcribe="true"', NEWS, []),
        ('transcribeCallback="/text"', "Hi", [("failed", "")]),
        ('transcribeCallback="/text"', "", []),
    ],
)
async def test_transcriptions(
    twilio: Simulator,
    house: House,
    phone: Handset,
    number: Number,
    *,
    attributes: str,
    spoken: str,
    told: list[tuple[str, str]],
) -> None:
    """Of what is neither too short nor too long."""
    call = await call_of(house, phone, number, attributes)
    if spoken:
        call.speak(spoken)
    call.press("#")
    await twilio.settled()
    statuses = house.values("/text", "TranscriptionStatus")
    texts = house.values("/text", "TranscriptionText")
    assert list(zip(statuses, texts, strict=True)) == told
    sids = [recording.sid for recording in twilio.recordings]
    assert house.values("/text", "RecordingSid") == sids[: len(told)]


async def test_without_an_action_the_document_is_asked_again(
    house: House, phone: Handset, number: Number
) -> None:
    """A loop."""
    twiml = "<Response><Record/></Response>"
    number.voice_url = house.answer("/voice", twiml, "<Response><Say>Thanks</Say></Response>")
    call = await phone.dial(number)
    await call.listening()
    call.speak("Hello")
    call.press("#")
    await call.ended()
    assert house.values("/voice", "Digits") == [None, "#"]


@pytest.mark.parametrize("attributes", ['action="/left"', 'action="x" transcribe="true"'])
async def test_twiml_that_came_by_rest_has_no_address_of_its_own(
    twilio: Simulator, rest: Rest, phone: Handset, attributes: str
) -> None:
    """So its actions are absolute, or the call ends with an apology."""
    twiml = f"<Response><Record {attributes}/></Response>"
    await rest.post("Calls.json", {"To": FROM, "From": TO, "Twiml": twiml})
    call = await phone.next_call()
    await call.ended()
    assert call.transcript == [APOLOGY, END]
    assert [alert.code for alert in twilio.alerts] == [11100]


@pytest.mark.parametrize(
    "attributes",
    [
        'maxLength="1"',
        'maxLength="long"',
        'timeout="0"',
        'trim="a bit"',
        'playBeep="twice"',
        'recordingStatusCallbackEvent="paused"',
        'finishonkey="#"',
    ],
)
async def test_attributes_that_make_no_sense(
    twilio: Simulator, house: House, phone: Handset, number: Number, attributes: str
) -> None:
    """Are a warning, and their usual value counts."""
    call = await call_of(house, phone, number, attributes)
    call.speak("Hello")
    call.press("5")
    await call.ended()
    assert [(alert.code, alert.level) for alert in twilio.alerts] == [(12200, "warning")]
    assert house.values("/left", "Digits") == ["5"]


async def test_a_machine_leaves_nothing(
    twilio: Simulator, house: House, rest: Rest, phone: Handset
) -> None:
    """It is silent after its greeting, and nobody waits for it."""
    phone.behaviour = HandsetBehaviour.MACHINE
    twiml = record().replace("/left", f"{PUBLIC_URL}/left")
    await rest.post("Calls.json", {"To": FROM, "From": TO, "Twiml": twiml})
    await twilio.settled()
    assert twilio.calls[0].status is CallStatus.COMPLETED
    assert house.at("/left") == []
    assert phone.calls[0].speech == ["Speak", "Nothing left"]


async def test_the_desk_closes_during_a_recording(house: House) -> None:
    """Nothing is left behind."""
    async with Simulator(tunnels={PUBLIC_URL: house.local_url}) as twilio:
        call = await call_of(house, twilio.handset(FROM), twilio.number)
        call.speak("Hello")
    assert house.at("/left") == []
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("simulator")]


async def _by_hand(
    by_hand: Simulator, house: House, phone: Handset, attributes: str
) -> HandsetCall:
    by_hand.number.voice_url = house.answer(
        "/voice", f'<Response><Record action="/left" {attributes}/></Response>'
    )
    house.answer("/left", "<Response><Say>Thanks</Say></Response>")
    call = await phone.dial(by_hand.number)
    await by_hand.settled()
    return call
