"""Gather: keys and speech in a call, and what the house is told of them."""

from aiohttp import ClientSession
import pytest

from simulator import (
    CallStatus,
    Handset,
    HandsetBehaviour,
    HandsetCall,
    Heard,
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


def gather(attributes: str = "", *, prompt: str = "<Say>Press 5</Say>") -> str:
    """Return TwiML that asks, and says so when nothing was heard."""
    return (
        f'<Response><Gather action="/turn" {attributes}>{prompt}</Gather>'
        "<Say>Nothing heard</Say></Response>"
    )


async def call_of(house: House, phone: Handset, number: Number, twiml: str) -> HandsetCall:
    """Call the house, which asks and then repeats what it heard."""
    number.voice_url = house.answer("/voice", twiml)
    house.answer("/turn", "<Response><Say>Thanks</Say></Response>")
    call = await phone.dial(number)
    await call.listening()
    if "<Say>" in twiml.partition("</Gather>")[0]:
        await call.said("")
    return call


def heard_at(house: House, path: str = "/turn") -> list[dict[str, str]]:
    """Return what each request to a path said of keys and speech."""
    names = ("msg", "Digits", "FinishedOnKey", "SpeechResult", "Confidence")
    return [
        {name: request.params[name] for name in names if name in request.params}
        for request in house.at(path)
    ]


def digits(keys: str, finished_on: str = "") -> list[dict[str, str]]:
    """Return what the house is told of keys."""
    return [{"msg": "Gather End", "Digits": keys, "FinishedOnKey": finished_on}]


@pytest.mark.parametrize(
    ("attributes", "pressed", "told"),
    [
        ('numDigits="1"', "5", digits("5")),
        ('numDigits="4"', "123456", digits("1234")),
        ("", "12#", digits("12", "#")),
        ("", "*0#", digits("*0", "#")),
        ('finishOnKey="*"', "1#2*", digits("1#2", "*")),
        ('finishOnKey="" numDigits="3"', "1##", digits("1##")),
        ('finishOnKey="#" numDigits="2"', "1#", digits("1", "#")),
        ('input="dtmf speech" numDigits="1"', "7", digits("7")),
        ('input="speech dtmf" numDigits="1"', "7", digits("7")),
    ],
)
async def test_keys_are_told(
    house: House,
    phone: Handset,
    number: Number,
    *,
    attributes: str,
    pressed: str,
    told: list[dict[str, str]],
) -> None:
    """As soon as there are enough, or the finishing key comes, which is told apart."""
    call = await call_of(house, phone, number, gather(attributes))
    call.press(pressed)
    await call.ended()
    assert call.transcript == [Said("Press 5"), Pressed(pressed), Said("Thanks"), END]
    assert heard_at(house) == told


async def test_a_turn_is_asked_in_twilios_words(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """Signed, at the absolute address, with the call in progress."""
    call = await call_of(house, phone, number, gather('numDigits="1"'))
    call.press("5")
    await call.ended()
    (request,) = house.at("/turn")
    assert request.is_signed(twilio.account.auth_token)
    assert request.url == f"{PUBLIC_URL}/turn"
    told = ("CallSid", "CallStatus", "Direction", "From", "To", "AccountSid")
    assert {name: request.params[name] for name in told} == {
        "CallSid": call.sid,
        "CallStatus": "in-progress",
        "Direction": "inbound",
        "From": FROM,
        "To": TO,
        "AccountSid": twilio.account.sid,
    }
    assert "StirVerstat" in request.params
    assert twilio.alerts == []


@pytest.mark.parametrize(
    ("attributes", "pressed", "told"),
    [
        ("", "", []),
        ("", "#", []),
        ('actionOnEmptyResult="true"', "", digits("")),
        ('actionOnEmptyResult="true"', "#", digits("")),
        ('actionOnEmptyResult="false"', "", []),
        ("", "12", digits("12")),
        ('input="speech"', "12#", []),
    ],
)
async def test_silence(
    house: House,
    phone: Handset,
    number: Number,
    *,
    attributes: str,
    pressed: str,
    told: list[dict[str, str]],
) -> None:
    """Falls through to the next verb, unless the house wants to hear of it, or keys came."""
    call = await call_of(house, phone, number, gather(attributes))
    if pressed:
        call.press(pressed)
    if "#" not in pressed or "speech" in attributes:
        await call.keep_silent()
    await call.ended()
    assert heard_at(house) == told
    assert call.speech == ["Press 5", "Thanks" if told else "Nothing heard"]


@pytest.mark.parametrize("patience", [3, 5])
async def test_silence_takes_its_time(by_hand: Simulator, house: House, patience: int) -> None:
    """The time starts again with each key, and after the prompt."""
    phone = by_hand.handset(FROM)
    call = await call_of(house, phone, by_hand.number, gather(f'timeout="{patience}"', prompt=""))
    await by_hand.settled()
    by_hand.clock.advance(patience - 1)
    call.press("1")
    await by_hand.settled()
    by_hand.clock.advance(patience - 1)
    await by_hand.settled()
    assert heard_at(house) == []
    by_hand.clock.advance(1)
    await call.said("Thanks")
    assert heard_at(house) == digits("1")


async def test_the_time_starts_after_the_prompt(by_hand: Simulator, house: House) -> None:
    """Not with it."""
    prompt = '<Say>Hello</Say><Pause length="20"/>'
    phone = by_hand.handset(FROM)
    call = await call_of(house, phone, by_hand.number, gather(prompt=prompt))
    await by_hand.settled()
    for seconds, speech in ((1, ["Hello"]), (20, ["Hello"]), (4, ["Hello"])):
        by_hand.clock.advance(seconds)
        await by_hand.settled()
        assert call.speech == speech
    by_hand.clock.advance(1)
    await call.said("Nothing heard")


async def test_a_key_interrupts_the_prompt(by_hand: Simulator, house: House) -> None:
    """What was still to be said is not."""
    prompt = "<Say>First a long sentence</Say><Say>Then another</Say>"
    phone = by_hand.handset(FROM)
    call = await call_of(house, phone, by_hand.number, gather('numDigits="1"', prompt=prompt))
    await by_hand.settled()
    call.press("5")
    await call.said("Thanks")
    assert call.speech == ["First a long sentence", "Thanks"]


async def test_a_prompt_that_nothing_interrupts(by_hand: Simulator, house: House) -> None:
    """Keys are kept for later."""
    prompt = "<Say>First</Say><Say>Then</Say>"
    attributes = 'numDigits="1" bargeIn="false"'
    phone = by_hand.handset(FROM)
    call = await call_of(house, phone, by_hand.number, gather(attributes, prompt=prompt))
    await by_hand.settled()
    call.press("5")
    for _ in range(2):
        by_hand.clock.advance(1)
        await by_hand.settled()
    assert call.speech == ["First", "Then", "Thanks"]


async def test_music_without_end_is_interrupted(
    house: House, phone: Handset, number: Number
) -> None:
    """A prompt may loop for ever."""
    prompt = '<Play loop="0">/music.mp3</Play>'
    call = await call_of(house, phone, number, gather('numDigits="1"', prompt=prompt))
    call.press("5")
    await call.ended()
    assert heard_at(house) == digits("5")


@pytest.mark.parametrize(
    "first",
    ["<Pause/>", "<Say>Wait</Say>", '<Say loop="0">Wait</Say>', "<Redirect>/held</Redirect>"],
)
async def test_keys_outside_of_a_gather_are_lost(
    by_hand: Simulator, house: House, *, first: str
) -> None:
    """Only who listens hears."""
    by_hand.number.voice_url = house.answer("/voice", f"<Response>{first}</Response>")
    house.answer("/held", '<Response><Pause length="9"/></Response>')
    call = await by_hand.handset(FROM).dial(by_hand.number)
    await by_hand.settled()
    call.press("5")
    await by_hand.settled()
    assert heard_at(house) == []
    assert Pressed("5") in call.transcript


@pytest.mark.parametrize(
    ("attributes", "sentences", "told"),
    [
        ('input="speech"', ["open the gate"], ("open the gate", "0.9")),
        ('input="dtmf speech"', ["open", "the gate"], ("open the gate", "0.9")),
        ('input="speech" speechTimeout="auto"', ["yes"], ("yes", "0.9")),
        ('input="speech" speechTimeout="2" speechModel="phone_call"', ["no"], ("no", "0.9")),
        ('input="dtmf"', ["open the gate"], None),
        ("", ["open the gate"], None),
    ],
)
async def test_speech_is_told(
    twilio: Simulator,
    house: House,
    phone: Handset,
    number: Number,
    *,
    attributes: str,
    sentences: list[str],
    told: tuple[str, str] | None,
) -> None:
    """With how sure the recognition is; where only keys count, it is not heard."""
    call = await call_of(house, phone, number, gather(attributes))
    for sentence in sentences:
        call.speak(sentence)
    if told is None:
        await call.keep_silent()
    await call.ended()
    names = ("SpeechResult", "Confidence")
    assert heard_at(house) == ([dict(zip(names, told, strict=True))] if told else [])
    assert call.transcript[1 : 1 + len(sentences)] == [Spoke(text) for text in sentences]
    assert twilio.alerts == []


async def test_keys_after_speech_do_not_count(house: House, phone: Handset, number: Number) -> None:
    """What comes first decides, also about doubt."""
    call = await call_of(house, phone, number, gather('input="dtmf speech" numDigits="1"'))
    call.speak("open", confidence=0.4)
    call.press("5")
    call.speak("sesame", confidence=0.8)
    await call.ended()
    assert heard_at(house) == [{"SpeechResult": "open sesame", "Confidence": "0.4"}]


async def test_speech_after_keys_does_not_count(
    house: House, phone: Handset, number: Number
) -> None:
    """Likewise."""
    call = await call_of(house, phone, number, gather('input="dtmf speech"'))
    call.press("1")
    call.speak("open")
    call.press("2#")
    await call.ended()
    assert heard_at(house) == digits("12", "#")


async def test_speech_ends_after_a_silence(by_hand: Simulator, house: House) -> None:
    """Which the house chose."""
    attributes = 'input="speech" speechTimeout="3" timeout="9"'
    phone = by_hand.handset(FROM)
    call = await call_of(house, phone, by_hand.number, gather(attributes, prompt=""))
    await by_hand.settled()
    call.speak("open")
    await by_hand.settled()
    by_hand.clock.advance(2)
    await by_hand.settled()
    assert heard_at(house) == []
    by_hand.clock.advance(1)
    await call.said("Thanks")
    assert [item["SpeechResult"] for item in heard_at(house)] == ["open"]


async def test_partial_results(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """Are told by the way; the answer does not matter."""
    attributes = 'input="speech" partialResultCallback="/partial"'
    call = await call_of(house, phone, number, gather(attributes))
    house.answer("/partial", "nonsense")
    call.speak("open")
    call.speak("sesame")
    await twilio.settled()
    assert house.values("/partial", "UnstableSpeechResult") == ["open", "open sesame"]
    assert house.values("/partial", "SequenceNumber") == ["0", "1"]
    assert call.speech == ["Press 5", "Thanks"]


@pytest.mark.parametrize(
    ("attributes", "method"),
    [("", "POST"), ('method="GET"', "GET"), ('method="post"', "POST")],
)
async def test_without_an_action_the_document_is_asked_again(
    house: House, phone: Handset, number: Number, *, attributes: str, method: str
) -> None:
    """A loop, unless the document looks at the digits."""
    twiml = f'<Response><Gather numDigits="1" {attributes}><Say>Press</Say></Gather></Response>'
    number.voice_url = house.answer("/voice?x=1", twiml)
    house.answer("/voice", twiml, "<Response><Say>Thanks</Say></Response>")
    call = await phone.dial(number)
    await call.said("Press")
    call.press("5")
    await call.ended()
    first, second = house.at("/voice")
    assert (second.method, second.params["Digits"]) == (method, "5")
    assert second.url.startswith(first.url)


@pytest.mark.parametrize(
    ("attributes", "code", "heard"),
    [
        ('action="/turn"', 11100, [APOLOGY]),
        ('action="turn"', 11100, [APOLOGY]),
        ("", 11100, [Said("Press"), Pressed("5"), APOLOGY]),
        (f'action="{PUBLIC_URL}/turn" method="PUT"', 13210, [APOLOGY]),
        (f'action="{PUBLIC_URL}/turn"', None, [Said("Press"), Pressed("5"), Said("Thanks")]),
    ],
)
async def test_twiml_that_came_by_rest_has_no_address_of_its_own(
    twilio: Simulator,
    house: House,
    rest: Rest,
    phone: Handset,
    *,
    attributes: str,
    code: int | None,
    heard: list[Heard],
) -> None:
    """So its actions are absolute, or the call ends with an apology."""
    house.answer("/turn", "<Response><Say>Thanks</Say></Response>")
    twiml = (
        f'<Response><Gather numDigits="1" {attributes}><Say>Press</Say></Gather>'
        "<Say>Nothing</Say></Response>"
    )
    await rest.post("Calls.json", {"To": FROM, "From": TO, "Twiml": twiml})
    call = await phone.next_call()
    if Pressed("5") in heard:
        await call.said("Press")
        call.press("5")
    await call.ended()
    assert call.transcript == [*heard, END]
    assert [alert.code for alert in twilio.alerts] == ([code] if code else [])


@pytest.mark.parametrize(
    ("attributes", "code"),
    [
        ('numDigits="many"', 12200),
        ('numDigits="0"', 12200),
        ('timeout="soon"', 12200),
        ('finishOnKey="##"', 12200),
        ('input="voice"', 12200),
        ('bargeIn="perhaps"', 12200),
        ('actionOnEmptyResult="1"', 12200),
        ('numdigits="1"', 12200),
        (f'input="speech" hints="{",".join(["gate"] * 501)}"', 12200),
        (f'input="speech" hints="{"a" * 101}"', 12200),
        ('input="speech" speechTimeout="a while"', 13327),
        ('input="speech" speechTimeout="0"', 13327),
        ('input="speech" speechTimeout="auto" speechModel="phone_call"', 13327),
    ],
)
async def test_attributes_that_make_no_sense(
    twilio: Simulator, house: House, phone: Handset, number: Number, *, attributes: str, code: int
) -> None:
    """Are a warning, and their usual value counts."""
    call = await call_of(house, phone, number, gather(attributes))
    call.press("1#")
    await call.keep_silent() if "speech" in attributes else None
    await call.ended()
    assert [(alert.code, alert.level) for alert in twilio.alerts] == [(code, "warning")]
    assert heard_at(house) == ([] if "speech" in attributes else digits("1", "#"))


@pytest.mark.parametrize(
    ("prompt", "speech"),
    [
        ("<Say>Press</Say><Hangup/>", ["Press"]),
        ("<Say>Press</Say><Gather/>", ["Press"]),
        ("<Say>Press</Say><Say volume='11'>loud</Say>", ["Press", "loud"]),
        ("<Shout>Press</Shout>", []),
    ],
)
async def test_strange_prompts(
    twilio: Simulator,
    house: House,
    phone: Handset,
    number: Number,
    *,
    prompt: str,
    speech: list[str],
) -> None:
    """Only words, sounds and pauses are nested; the rest is left out with a warning."""
    call = await call_of(house, phone, number, gather('numDigits="1"', prompt=prompt))
    await twilio.settled()
    call.press("5")
    await call.ended()
    assert call.speech == [*speech, "Thanks"]
    assert [(alert.code, alert.level) for alert in twilio.alerts] == [(12200, "warning")]


async def test_an_unknown_speech_model_fails_the_gather(
    twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """The next verb comes at once."""
    number.voice_url = house.answer("/voice", gather('speechModel="parrot"'))
    call = await phone.dial(number)
    await call.ended()
    assert call.speech == ["Nothing heard"]
    assert [alert.code for alert in twilio.alerts] == [13334]


async def test_a_broken_prompt_ends_the_call(twilio: Simulator, rest: Rest, phone: Handset) -> None:
    """As it would anywhere else in the document."""
    action = f"{PUBLIC_URL}/turn"
    twiml = f'<Response><Gather action="{action}"><Play>/bell.mp3</Play></Gather></Response>'
    await rest.post("Calls.json", {"To": FROM, "From": TO, "Twiml": twiml})
    call = await phone.next_call()
    await call.ended()
    assert call.transcript == [APOLOGY, END]
    assert [alert.code for alert in twilio.alerts] == [11100]


@pytest.mark.parametrize("attributes", ['numDigits="2"', 'input="speech"'])
async def test_hanging_up_in_a_gather(
    house: House, phone: Handset, number: Number, *, attributes: str
) -> None:
    """Nobody is told what was typed so far."""
    call = await call_of(house, phone, number, gather(attributes))
    call.press("1")
    await call.hang_up()
    assert call.status is CallStatus.COMPLETED
    assert heard_at(house) == []
    assert call.transcript[-1] == HungUp(Party.PHONE)
    with pytest.raises(RuntimeError, match="is over"):
        call.press("2")
    with pytest.raises(RuntimeError, match="is over"):
        call.speak("hello?")


@pytest.mark.parametrize("update", ["Twiml", "Url", "Status"])
async def test_a_call_update_interrupts_a_gather(
    house: House, rest: Rest, phone: Handset, number: Number, *, update: str
) -> None:
    """And what was typed so far is forgotten."""
    call = await call_of(house, phone, number, gather('numDigits="2"'))
    call.press("1")
    url = house.answer("/other", "<Response><Say>Changed</Say></Response>")
    values = {
        "Twiml": "<Response><Say>Changed</Say></Response>",
        "Url": url,
        "Status": "completed",
    }
    answer = await rest.post(f"Calls/{call.sid}.json", {update: values[update]})
    assert answer.status == 200
    await call.ended()
    assert call.speech == ["Press 5"] + (["Changed"] if update != "Status" else [])
    assert heard_at(house) == []


async def test_a_dialogue(house: House, phone: Handset, number: Number) -> None:
    """Turn by turn, each sentence once."""
    number.voice_url = house.answer("/voice", gather('numDigits="1"'))
    house.answer("/turn", gather('numDigits="1"'), "<Response><Say>Enough</Say></Response>")
    call = await phone.dial(number)
    await call.said("Press 5")
    call.press("1")
    await call.said("Press 5", times=2)
    call.press("2")
    await call.ended()
    assert house.values("/turn", "Digits") == ["1", "2"]
    assert call.transcript == [
        Said("Press 5"),
        Pressed("1"),
        Said("Press 5"),
        Pressed("2"),
        Said("Enough"),
        END,
    ]


async def test_a_call_from_the_house_asks_too(
    twilio: Simulator, house: House, rest: Rest, phone: Handset
) -> None:
    """Both directions run the same."""
    phone.behaviour = HandsetBehaviour.RINGS
    house.answer("/turn", "<Response><Say>Thanks</Say></Response>")
    url = house.answer("/voice", gather('numDigits="1"'))
    await rest.post("Calls.json", {"To": FROM, "From": TO, "Url": url})
    call = await phone.next_call()
    await call.answer()
    await call.said("Press 5")
    call.press("5")
    await call.ended()
    (request,) = house.at("/turn")
    assert request.params["Direction"] == "outbound-api"
    assert request.params["Digits"] == "5"
    assert twilio.alerts == []


async def test_a_program_types_and_speaks(
    session: ClientSession, twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """From another process."""
    asked = gather('input="dtmf speech" numDigits="1"')
    call = await call_of(house, phone, number, asked)
    house.answer("/turn", asked, asked, "<Response><Say>Thanks</Say></Response>")
    path = f"{twilio.url}/simulator/handsets/{FROM}/calls/{call.sid}"
    for act, body in (
        ("press", {"digits": "5"}),
        ("speak", {"text": "open", "confidence": 0.5}),
        ("keep_silent", {}),
    ):
        await call.listening()
        async with session.post(f"{path}/{act}?timeout=5", json=body) as response:
            assert response.status == 200
        await twilio.settled()
    await call.ended()
    assert house.values("/turn", "Digits") == ["5", None]
    assert house.values("/turn", "Confidence") == [None, "0.5"]
    for act, body in (
        ("press", {"digits": "5"}),
        ("speak", {"text": "hello?"}),
        ("keep_silent", {}),
    ):
        async with session.post(f"{path}/{act}", json=body) as response:
            assert response.status == 409


async def test_hanging_up_in_a_prompt(by_hand: Simulator, house: House) -> None:
    """Nothing more is said."""
    phone = by_hand.handset(FROM)
    prompt = "<Say>First a long sentence</Say><Say>Then another</Say>"
    call = await call_of(house, phone, by_hand.number, gather(prompt=prompt))
    await call.hang_up()
    by_hand.clock.advance(60)
    await by_hand.settled()
    assert call.transcript == [Said("First a long sentence"), HungUp(Party.PHONE)]
    assert heard_at(house) == []


@pytest.mark.parametrize(
    ("kinds", "hears"), [("dtmf", False), ("speech", True), ("dtmf speech", True)]
)
async def test_what_the_house_hears(
    session: ClientSession,
    twilio: Simulator,
    house: House,
    phone: Handset,
    number: Number,
    kinds: str,
    *,
    hears: bool,
) -> None:
    """The phone knows whether words are heard, or keys only; a call that is over hears nothing."""
    call = await call_of(house, phone, number, gather(f'input="{kinds}"'))
    await call.listening()
    url = f"{twilio.url}/simulator/handsets/{FROM}/calls/{call.sid}"
    for expected in (hears, False):
        async with session.get(url) as response:
            assert (await response.json())["hears_speech"] is expected
        await call.hang_up()


async def test_the_house_stops_listening(
    session: ClientSession, twilio: Simulator, house: House, phone: Handset, number: Number
) -> None:
    """With the end of the gather."""
    music = '<Say loop="0">Music</Say>'
    call = await call_of(house, phone, number, gather('numDigits="1"'))
    house.answer("/turn", f"<Response>{music}</Response>")
    url = f"{twilio.url}/simulator/handsets/{FROM}/calls/{call.sid}"
    for expected in (True, False):
        async with session.get(url) as response:
            assert (await response.json())["listened_to"] is expected
        if expected:
            call.press("5")
            await call.said("Music")
    call.press("6")
    with pytest.raises(TimeoutError, match="waiting of the house"):
        await call.keep_silent(within=0)
    await call.hang_up()
    assert house.values("/turn", "Digits") == ["5"]
