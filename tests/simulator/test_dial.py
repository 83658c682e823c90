"""Dial: a caller is put through to other phones of the desk."""

import pytest

from simulator import (
    CallStatus,
    Dialled,
    Handset,
    HandsetBehaviour,
    HandsetCall,
    HandsetLine,
    HungUp,
    Joined,
    Number,
    Party,
    Pressed,
    Said,
    SentDigits,
    Simulator,
    Spoke,
    Voice,
)

from .house import PUBLIC_URL, House
from .rest import Rest

FROM, TO = "+15551234567", "+15550006000"
CALLEE, OTHER = "+15557654321", "+15557654322"
END, GONE = HungUp(Party.HOUSE), HungUp(Party.PHONE)
_TOLD = ("DialCallStatus", "DialBridged", "DialCallSid", "DialCallDuration", "CallStatus")


def dial(attributes: str = "", content: str = CALLEE) -> str:
    """Return TwiML that puts a caller through, and says when that is over."""
    return (
        f'<Response><Dial action="/after" {attributes}>{content}</Dial>'
        "<Say>Not reached</Say></Response>"
    )


@pytest.fixture
def callee(twilio: Simulator) -> Handset:
    """Return the phone that is dialled."""
    return twilio.handset(CALLEE)


@pytest.fixture
def after(house: House) -> House:
    """Return a house that says when a conversation is over."""
    house.answer("/after", "<Response><Say>After</Say></Response>")
    return house


async def call_of(house: House, phone: Handset, number: Number, twiml: str) -> HandsetCall:
    """Call the house."""
    number.voice_url = house.answer("/voice", twiml)
    return await phone.dial(number)


def told(house: House) -> dict[str, str | None]:
    """Return what the one request after the conversation said."""
    (request,) = house.at("/after")
    return {name: request.params.get(name) for name in _TOLD}


async def test_two_people_talk(
    twilio: Simulator, after: House, phone: Handset, number: Number, callee: Handset
) -> None:
    """Each hears the other, until the one who was dialled hangs up."""
    call = await call_of(after, phone, number, dial())
    other = await callee.next_call()
    await other.joined()
    call.speak("Is it you?")
    other.speak("Yes")
    other.press("5")
    await other.hang_up()
    await call.ended()
    assert call.transcript == [
        Dialled(CALLEE),
        Joined(CALLEE),
        Spoke("Is it you?"),
        Voice("Yes"),
        SentDigits("5"),
        Said("After"),
        END,
    ]
    assert other.transcript == [
        Joined(FROM),
        Voice("Is it you?"),
        Spoke("Yes"),
        Pressed("5"),
        GONE,
    ]
    assert told(after) == {
        "DialCallStatus": "completed",
        "DialBridged": "true",
        "DialCallSid": other.sid,
        "DialCallDuration": "0",
        "CallStatus": "in-progress",
    }
    parent, child = twilio.calls
    assert (child.parent_sid, child.direction) == (parent.sid, "outbound-dial")
    assert (child.from_, child.to, child.status) == (FROM, CALLEE, CallStatus.COMPLETED)
    assert twilio.alerts == []


@pytest.mark.parametrize(
    ("behaviour", "line", "status"),
    [
        (HandsetBehaviour.BUSY, HandsetLine.MOBILE, "busy"),
        (HandsetBehaviour.NO_ANSWER, HandsetLine.MOBILE, "no-answer"),
        (HandsetBehaviour.OFF, HandsetLine.MOBILE, "no-answer"),
        (HandsetBehaviour.ANSWERS, HandsetLine.INVALID, "failed"),
    ],
)
async def test_nobody_is_reached(
    after: House,
    phone: Handset,
    number: Number,
    callee: Handset,
    *,
    behaviour: HandsetBehaviour,
    line: HandsetLine,
    status: str,
) -> None:
    """The action hears why."""
    callee.behaviour, callee.line = behaviour, line
    call = await call_of(after, phone, number, dial())
    await call.ended()
    assert call.transcript == [Dialled(CALLEE), Said("After"), END]
    outcome = told(after)
    assert (outcome["DialCallStatus"], outcome["DialBridged"]) == (status, "false")


async def test_the_dialled_phone_declines(
    after: House, phone: Handset, number: Number, callee: Handset
) -> None:
    """Which is a busy signal."""
    callee.behaviour = HandsetBehaviour.RINGS
    call = await call_of(after, phone, number, dial())
    await (await callee.next_call()).decline()
    await call.ended()
    assert told(after)["DialCallStatus"] == "busy"


async def test_without_an_action_the_next_verb_comes(
    house: House, phone: Handset, number: Number, callee: Handset
) -> None:
    """Whatever became of it."""
    callee.behaviour = HandsetBehaviour.BUSY
    twiml = f"<Response><Dial>{CALLEE}</Dial><Say>Next</Say></Response>"
    call = await call_of(house, phone, number, twiml)
    await call.ended()
    assert call.speech == ["Next"]


@pytest.mark.parametrize(("attributes", "seconds"), [("", 30), ('timeout="7"', 7)])
async def test_it_rings_for_a_time(
    by_hand: Simulator, house: House, *, attributes: str, seconds: int
) -> None:
    """And no longer."""
    house.answer("/after", "<Response><Say>After</Say></Response>")
    by_hand.handset(CALLEE).behaviour = HandsetBehaviour.RINGS
    call = await call_of(house, by_hand.handset(FROM), by_hand.number, dial(attributes))
    await by_hand.settled()
    by_hand.clock.advance(seconds - 1)
    await by_hand.settled()
    assert (call.speech, by_hand.calls[1].status) == ([], "ringing")
    by_hand.clock.advance(1)
    await call.said("After")
    assert told(house)["DialCallStatus"] == "no-answer"


async def test_a_conversation_lasts_no_longer_than_it_may(by_hand: Simulator, house: House) -> None:
    """And its length is told."""
    house.answer("/after", "<Response><Say>After</Say></Response>")
    by_hand.handset(CALLEE).behaviour = HandsetBehaviour.RINGS
    phone, number = by_hand.handset(FROM), by_hand.number
    call = await call_of(house, phone, number, dial('timeLimit="60"'))
    other = await by_hand.handset(CALLEE).next_call()
    by_hand.clock.advance(10)
    await other.answer()
    await other.joined()
    await by_hand.settled()
    by_hand.clock.advance(60)
    await call.said("After")
    assert other.transcript == [Joined(FROM), END]
    assert told(house)["DialCallDuration"] == "60"


async def test_a_star_ends_the_conversation(
    after: House, phone: Handset, number: Number, callee: Handset
) -> None:
    """Only where it was asked for, and only from the caller."""
    call = await call_of(after, phone, number, dial('hangupOnStar="true"'))
    other = await callee.next_call()
    await other.joined()
    other.press("*")
    call.press("1")
    assert told_nothing(after)
    call.press("*")
    await call.ended()
    assert other.status is CallStatus.COMPLETED
    assert told(after)["DialBridged"] == "true"


async def test_a_star_is_a_key_like_any_other(
    twilio: Simulator, after: House, phone: Handset, number: Number, callee: Handset
) -> None:
    """By default."""
    call = await call_of(after, phone, number, dial())
    other = await callee.next_call()
    await other.joined()
    call.press("*")
    await twilio.settled()
    assert told_nothing(after)
    assert other.transcript == [Joined(FROM), SentDigits("*")]


@pytest.mark.parametrize("answered", [False, True])
async def test_the_caller_hangs_up(
    twilio: Simulator,
    after: House,
    phone: Handset,
    number: Number,
    callee: Handset,
    *,
    answered: bool,
) -> None:
    """The other call ends with it, and the action is told, whose answer is nobody's."""
    callee.behaviour = HandsetBehaviour.RINGS
    call = await call_of(after, phone, number, dial())
    other = await callee.next_call()
    if answered:
        await other.answer()
        await other.joined()
    await call.hang_up()
    await twilio.settled()
    status = CallStatus.COMPLETED if answered else CallStatus.CANCELED
    assert (call.status, other.status) == (CallStatus.COMPLETED, status)
    outcome = told(after)
    assert (outcome["DialCallStatus"], outcome["CallStatus"]) == (status, "completed")
    assert call.speech == []


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize(
    ("update", "speech"),
    [
        ({"Twiml": "<Response><Say>Changed</Say></Response>"}, ["Changed"]),
        ({"Status": "completed"}, []),
    ],
)
async def test_a_call_update_ends_the_conversation(
    twilio: Simulator,
    after: House,
    rest: Rest,
    phone: Handset,
    number: Number,
    callee: Handset,
    *,
    answered: bool,
    update: dict[str, str],
    speech: list[str],
) -> None:
    """Of the caller's call; the action is not asked."""
    callee.behaviour = HandsetBehaviour.RINGS
    call = await call_of(after, phone, number, dial())
    other = await callee.next_call()
    if answered:
        await other.answer()
        await other.joined()
    await rest.post(f"Calls/{call.sid}.json", update)
    await twilio.settled()
    assert call.speech == speech
    assert other.status is (CallStatus.COMPLETED if answered else CallStatus.CANCELED)
    assert told_nothing(after)


async def test_who_answers_ends_the_search(
    twilio: Simulator, after: House, phone: Handset, number: Number, callee: Handset
) -> None:
    """The next one does not ring."""
    content = f"<Number>{CALLEE}</Number><Number>{OTHER}</Number>"
    call = await call_of(after, phone, number, dial('sequential="true"', content))
    await (await callee.next_call()).hang_up()
    await call.ended()
    assert [child.to for child in twilio.calls[1:]] == [CALLEE]


async def test_a_call_update_takes_the_dialled_phone_away(
    after: House, rest: Rest, phone: Handset, number: Number, callee: Handset
) -> None:
    """Each goes on alone."""
    call = await call_of(after, phone, number, dial())
    other = await callee.next_call()
    await other.joined()
    twiml = '<Response><Say loop="0">Please hold</Say></Response>'
    await rest.post(f"Calls/{other.sid}.json", {"Twiml": twiml})
    await call.ended()
    await other.said("Please hold")
    assert call.speech == ["After"]
    assert other.status is CallStatus.IN_PROGRESS
    await other.hang_up()


async def test_the_first_to_answer_wins(
    twilio: Simulator, after: House, phone: Handset, number: Number
) -> None:
    """The others stop ringing."""
    for address in (CALLEE, OTHER):
        twilio.handset(address).behaviour = HandsetBehaviour.RINGS
    content = f"<Number>{CALLEE}</Number><Number>{OTHER}</Number>"
    call = await call_of(after, phone, number, dial(content=content))
    first, second = [await twilio.handset(to).next_call() for to in (CALLEE, OTHER)]
    await second.answer()
    await second.joined()
    assert await first.ended() is CallStatus.CANCELED
    await second.hang_up()
    await call.ended()
    assert told(after)["DialCallSid"] == second.sid


async def test_two_answer_at_once(
    twilio: Simulator, after: House, phone: Handset, number: Number
) -> None:
    """One of them is put through, the other hears the end."""
    content = f"<Number>{CALLEE}</Number><Number>{OTHER}</Number>"
    call = await call_of(after, phone, number, dial(content=content))
    await call.joined()
    first, second = [await twilio.handset(to).next_call() for to in (CALLEE, OTHER)]
    await second.ended()
    assert (first.transcript, second.transcript) == ([Joined(FROM)], [END])
    await first.hang_up()
    await call.ended()
    assert told(after)["DialCallSid"] == first.sid


@pytest.mark.parametrize(("attributes", "calls"), [("", 2), ('sequential="true"', 1)])
async def test_one_after_the_other(
    twilio: Simulator, after: House, phone: Handset, number: Number, *, attributes: str, calls: int
) -> None:
    """Where that was asked for, the second rings only when the first does not answer."""
    twilio.handset(CALLEE).behaviour = HandsetBehaviour.RINGS
    twilio.handset(OTHER).behaviour = HandsetBehaviour.RINGS
    content = f"<Number>{CALLEE}</Number><Number>{OTHER}</Number>"
    call = await call_of(after, phone, number, dial(attributes, content))
    first = await twilio.handset(CALLEE).next_call()
    await twilio.settled()
    assert len(twilio.calls) == 1 + calls
    await first.decline()
    second = await twilio.handset(OTHER).next_call()
    await second.answer()
    await second.joined()
    await second.hang_up()
    await call.ended()
    assert (told(after)["DialCallSid"], told(after)["DialCallStatus"]) == (second.sid, "completed")


@pytest.mark.parametrize(
    ("attributes", "caller"),
    [
        ("", FROM),
        (f'callerId="{FROM}"', FROM),
        (f'callerId="{TO}"', TO),
        ('callerId="+15558887777"', "+15558887777"),
        ('callerId="+15559999999"', None),
        ('callerId="+15550006001"', None),
        ('callerId="MyBrand"', None),
    ],
)
async def test_who_seems_to_call(
    twilio: Simulator,
    after: House,
    phone: Handset,
    number: Number,
    callee: Handset,
    *,
    attributes: str,
    caller: str | None,
) -> None:
    """The caller, an own or a verified number; with another one nobody is dialled."""
    twilio.account.verified_callers.add("+15558887777")
    twilio.add_number("+15550006001", voice=False)
    callee.behaviour = HandsetBehaviour.BUSY
    call = await call_of(after, phone, number, dial(attributes))
    await call.ended()
    assert [child.from_ for child in twilio.calls[1:]] == ([caller] if caller else [])
    assert [alert.code for alert in twilio.alerts] == ([] if caller else [13214])
    assert told(after)["DialCallStatus"] == ("busy" if caller else "failed")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("5551234567", 13223),
        ("<Number>call me</Number>", 13223),
        ("+79161234567", 13227),
        (TO, 0),
        ("<Client>anna</Client>", 0),
        ("<Sip>sip:anna@house.example</Sip>", 0),
        ("<Conference>Family</Conference>", 0),
        ("<Queue>support</Queue>", 0),
    ],
)
async def test_what_is_not_dialled(
    twilio: Simulator, after: House, phone: Handset, number: Number, *, content: str, code: int
) -> None:
    """Twilio's reasons have their codes, the desk's own are said in words."""
    twilio.account.forbidden_regions.add("+7")
    call = await call_of(after, phone, number, dial(content=content))
    await call.ended()
    assert [(alert.code, alert.level) for alert in twilio.alerts] == [(code, "error")]
    assert "simulator" in twilio.alerts[0].message or code
    assert told(after)["DialCallStatus"] == "failed"
    assert len(twilio.calls) == 1


@pytest.mark.parametrize(
    ("whisper", "joined", "speech"),
    [
        ("<Say>A call for you</Say>", True, ["A call for you"]),
        ("<Say>No</Say><Hangup/>", False, ["No"]),
        (
            f"<Dial>{OTHER}</Dial>",
            False,
            ["We are sorry, an application error has occurred. Goodbye."],
        ),
    ],
)
async def test_a_whisper_before_the_conversation(
    twilio: Simulator,
    after: House,
    phone: Handset,
    number: Number,
    callee: Handset,
    *,
    whisper: str,
    joined: bool,
    speech: list[str],
) -> None:
    """Only who was dialled hears it; it may end the call, but not dial again."""
    after.answer("/whisper", f"<Response>{whisper}</Response>")
    content = f'<Number sendDigits="w12" url="/whisper">{CALLEE}</Number>'
    call = await call_of(after, phone, number, dial(content=content))
    other = await callee.next_call()
    if joined:
        await other.joined()
        await other.hang_up()
    await call.ended()
    assert other.transcript[0] == SentDigits("w12")
    assert (other.speech, call.speech) == (speech, ["After"])
    assert told(after)["DialBridged"] == str(joined).lower()
    (request,) = after.at("/whisper")
    assert request.params["CallSid"] == other.sid
    assert request.params["ParentCallSid"] == call.sid
    assert request.params["Direction"] == "outbound-dial"
    is_error = "sorry" in speech[0]
    assert [alert.code for alert in twilio.alerts] == ([13201] if is_error else [])


async def test_the_dialled_call_tells_its_progress(
    twilio: Simulator, after: House, phone: Handset, number: Number, callee: Handset
) -> None:
    """Where the noun asks for it."""
    events = "initiated ringing answered completed"
    content = f'<Number statusCallback="/status" statusCallbackEvent="{events}">{CALLEE}</Number>'
    await call_of(after, phone, number, dial(content=content))
    other = await callee.next_call()
    await other.joined()
    await other.hang_up()
    await twilio.settled()
    assert after.values("/status", "CallStatus") == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    assert set(after.values("/status", "ParentCallSid")) == {twilio.calls[0].sid}


@pytest.mark.parametrize(
    ("attributes", "status"),
    [("", "in-progress"), ('answerOnBridge="true"', "ringing")],
)
async def test_when_the_caller_is_answered(
    after: House,
    phone: Handset,
    number: Number,
    callee: Handset,
    *,
    attributes: str,
    status: str,
) -> None:
    """At once, or with the one who is dialled."""
    callee.behaviour = HandsetBehaviour.RINGS
    call = await call_of(after, phone, number, dial(attributes))
    other = await callee.next_call()
    assert call.status == status
    await other.answer()
    await other.joined()
    assert call.status is CallStatus.IN_PROGRESS
    await call.hang_up()


@pytest.mark.parametrize(
    ("record", "channels"),
    [
        ("record-from-answer", 1),
        ("record-from-ringing-dual", 2),
        ("true", 1),
        ("do-not-record", 0),
    ],
)
async def test_a_conversation_is_recorded(
    twilio: Simulator,
    after: House,
    phone: Handset,
    number: Number,
    callee: Handset,
    *,
    record: str,
    channels: int,
) -> None:
    """And the action is told where."""
    attributes = f'record="{record}" recordingStatusCallback="/recorded"'
    call = await call_of(after, phone, number, dial(attributes))
    other = await callee.next_call()
    await other.joined()
    call.speak("Hello")
    await other.hang_up()
    await twilio.settled()
    assert [item.channels for item in twilio.recordings] == ([channels] if channels else [])
    url = twilio.recordings[0].url if channels else None
    assert after.values("/after", "RecordingUrl") == [url]
    assert after.values("/recorded", "RecordingSource") == ["DialVerb"] * len(twilio.recordings)


async def test_a_call_from_the_house_is_put_through(
    twilio: Simulator, after: House, rest: Rest, phone: Handset, callee: Handset
) -> None:
    """As its own party."""
    twiml = dial().replace("/after", f"{PUBLIC_URL}/after")
    await rest.post("Calls.json", {"To": FROM, "From": TO, "Twiml": twiml})
    call = await phone.next_call()
    other = await callee.next_call()
    await other.joined()
    assert (other.from_, other.to) == (FROM, CALLEE)
    await other.hang_up()
    await call.ended()
    assert call.speech == ["After"]
    assert twilio.alerts == []


async def test_too_many_numbers(
    twilio: Simulator, after: House, phone: Handset, number: Number
) -> None:
    """Ten ring, the rest is left out with a warning."""
    addresses = [f"+1555777{n:04}" for n in range(12)]
    for address in addresses:
        twilio.handset(address).behaviour = HandsetBehaviour.BUSY
    content = "".join(f"<Number>{address}</Number>" for address in addresses)
    call = await call_of(after, phone, number, dial(content=content))
    await call.ended()
    assert len(twilio.calls) == 11
    assert [(alert.code, alert.level) for alert in twilio.alerts] == [(12200, "warning")]


@pytest.mark.parametrize(
    "twiml",
    [
        dial('timeout="0"'),
        dial('record="loud"'),
        dial('callerid="+15550006000"'),
        dial(content=f'<Number loud="1">{CALLEE}</Number>'),
        dial(content=f'<Number statusCallbackEvent="ended">{CALLEE}</Number>'),
        dial(content=f"<Say>no</Say><Number>{CALLEE}</Number>"),
    ],
)
async def test_what_the_schema_does_not_know_is_a_warning(
    twilio: Simulator, after: House, phone: Handset, number: Number, callee: Handset, twiml: str
) -> None:
    """The phone rings all the same."""
    callee.behaviour = HandsetBehaviour.BUSY
    call = await call_of(after, phone, number, twiml)
    await call.ended()
    assert [(alert.code, alert.level) for alert in twilio.alerts] == [(12200, "warning")]
    assert told(after)["DialCallStatus"] == "busy"


def told_nothing(house: House) -> bool:
    """Tell whether the action was not asked yet."""
    return house.at("/after") == []
