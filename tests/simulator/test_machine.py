"""Answering machines: what they record, and how the house is told of them."""

from aiohttp import ClientSession
import pytest

from simulator import (
    Beeped,
    CallStatus,
    Handset,
    HandsetBehaviour,
    HungUp,
    Party,
    Said,
    SentDigits,
    Simulator,
    Spoke,
)

from .house import PUBLIC_URL, House
from .rest import Rest, RestAnswer

FROM, TO = "+15550006000", "+15551234567"
GREETING = "Nobody is at home. Please leave a message after the tone."
SHORT, LONG = "Water!", "There is water in the basement, and the pump does not run any more."


@pytest.fixture
def machine(phone: Handset) -> Handset:
    """Return a phone with an answering machine."""
    phone.behaviour = HandsetBehaviour.MACHINE
    return phone


async def call(rest: Rest, **changes: str) -> RestAnswer:
    """Have the house call."""
    params = {"To": TO, "From": FROM, "Twiml": f"<Response><Say>{SHORT}</Say></Response>"}
    if "Url" in changes:
        del params["Twiml"]
    return await rest.post("Calls.json", params | changes)


@pytest.mark.parametrize(
    ("verbs", "taped"),
    [
        (f"<Say>{SHORT}</Say>", []),
        (f"<Say>{LONG}</Say>", []),
        (f"<Say>{LONG}</Say><Say>{SHORT}</Say>", [SHORT]),
        (f'<Pause length="4"/><Say>{SHORT}</Say>', [SHORT]),
        (f'<Pause length="3"/><Say>{SHORT}</Say>', []),
        (f'<Say loop="9">{SHORT}</Say><Pause length="1"/><Say>{LONG}</Say>', [LONG]),
    ],
)
async def test_a_machine_records_what_comes_after_its_beep(
    twilio: Simulator, rest: Rest, machine: Handset, *, verbs: str, taped: list[str]
) -> None:
    """What is said into its greeting is lost."""
    await call(rest, Twiml=f"<Response>{verbs}</Response>")
    await twilio.settled()
    (heard,) = machine.calls
    assert heard.voicemail == taped
    assert heard.transcript[0] == Spoke(GREETING)
    assert heard.transcript[-1] == HungUp(Party.HOUSE)
    assert heard.status is CallStatus.COMPLETED


@pytest.mark.parametrize(
    ("behaviour", "changes", "answered_by", "milliseconds"),
    [
        (HandsetBehaviour.ANSWERS, {"MachineDetection": "Enable"}, "human", "2000"),
        (HandsetBehaviour.ANSWERS, {"MachineDetection": "DetectMessageEnd"}, "human", "2000"),
        (HandsetBehaviour.MACHINE, {"MachineDetection": "Enable"}, "machine_start", "4000"),
        (
            HandsetBehaviour.MACHINE,
            {"MachineDetection": "DetectMessageEnd"},
            "machine_end_beep",
            "3800",
        ),
        (
            HandsetBehaviour.MACHINE,
            {"MachineDetection": "DetectMessageEnd", "MachineDetectionTimeout": "3"},
            "unknown",
            "3000",
        ),
    ],
)
async def test_who_answered_is_in_the_first_request(
    twilio: Simulator,
    rest: Rest,
    house: House,
    phone: Handset,
    *,
    behaviour: HandsetBehaviour,
    changes: dict[str, str],
    answered_by: str,
    milliseconds: str,
) -> None:
    """The house is asked when it is known; later callbacks and the resource tell it too."""
    phone.behaviour = behaviour
    url = house.answer("/voice", f"<Response><Say>{SHORT}</Say></Response>")
    events = f"{PUBLIC_URL}/status"
    sid = (await call(rest, Url=url, StatusCallback=events, **changes)).body["sid"]
    await twilio.settled()
    (request,) = house.at("/voice")
    assert request.params["AnsweredBy"] == answered_by
    assert request.params["MachineDetectionDuration"] == milliseconds
    assert house.values("/status", "AnsweredBy") == [answered_by]
    assert (await rest.get(f"Calls/{sid}.json")).body["answered_by"] == answered_by


async def test_a_message_is_left_after_the_beep(
    twilio: Simulator, rest: Rest, house: House, machine: Handset
) -> None:
    """Whoever waits for the end of the greeting is recorded from the first word."""
    url = house.answer("/voice", f"<Response><Say>{LONG}</Say></Response>")
    await call(rest, Url=url, MachineDetection="DetectMessageEnd")
    await twilio.settled()
    assert machine.calls[0].transcript == [
        Spoke(GREETING),
        Beeped(),
        Said(LONG),
        HungUp(Party.HOUSE),
    ]
    assert machine.calls[0].voicemail == [LONG]


async def test_inline_twiml_waits_for_the_detection_but_is_not_told(
    twilio: Simulator, rest: Rest, machine: Handset
) -> None:
    """No request is left to carry it."""
    await call(rest, MachineDetection="DetectMessageEnd")
    await twilio.settled()
    assert machine.calls[0].voicemail == [SHORT]
    assert twilio.calls[0].answered_by == "machine_end_beep"


async def test_tones_and_detection_exclude_each_other(
    twilio: Simulator, rest: Rest, house: House, machine: Handset
) -> None:
    """The tones win."""
    url = house.answer("/voice", f"<Response><Say>{SHORT}</Say></Response>")
    await call(rest, Url=url, MachineDetection="Enable", SendDigits="ww12#")
    await twilio.settled()
    assert machine.calls[0].transcript[:2] == [Spoke(GREETING), SentDigits("ww12#")]
    assert "AnsweredBy" not in house.at("/voice")[0].params
    assert twilio.calls[0].answered_by is None


async def test_tones_come_first(twilio: Simulator, rest: Rest, phone: Handset) -> None:
    """Before the house says anything."""
    await call(rest, SendDigits="1w2")
    await twilio.settled()
    assert phone.calls[0].transcript == [SentDigits("1w2"), Said(SHORT), HungUp(Party.HOUSE)]


@pytest.mark.parametrize(
    ("behaviour", "seconds", "told"),
    [
        (HandsetBehaviour.ANSWERS, 2, [("human", "2000")]),
        (HandsetBehaviour.MACHINE, 4, [("machine_end_beep", "3800")]),
        (HandsetBehaviour.MACHINE, 3, []),
    ],
)
async def test_detection_while_the_call_goes_on(
    by_hand: Simulator,
    session: ClientSession,
    house: House,
    *,
    behaviour: HandsetBehaviour,
    seconds: int,
    told: list[tuple[str, str]],
) -> None:
    """The document starts at once; who answered comes by a callback of its own."""
    by_hand.handset(TO).behaviour = behaviour
    url = house.answer("/voice", '<Response><Say>Wait</Say><Pause length="60"/></Response>')
    callback = f"{PUBLIC_URL}/amd"
    await call(
        Rest(session, by_hand),
        Url=url,
        MachineDetection="DetectMessageEnd",
        AsyncAmd="true",
        AsyncAmdStatusCallback=callback,
    )
    await by_hand.settled()
    by_hand.clock.advance(2)
    await by_hand.settled()
    assert "AnsweredBy" not in house.at("/voice")[0].params
    by_hand.clock.advance(seconds)
    await by_hand.settled()
    names = ("AnsweredBy", "MachineDetectionDuration")
    requests = house.at("/amd")
    assert [tuple(r.params[name] for name in names) for r in requests] == told
    assert [r.params["CallSid"] for r in requests] == [by_hand.calls[0].sid] * len(told)
    assert all(r.is_signed(by_hand.account.auth_token) for r in requests)


async def test_a_call_that_has_ended_is_not_judged(
    by_hand: Simulator, session: ClientSession, house: House
) -> None:
    """Nobody wants to know any more."""
    phone = by_hand.handset(TO)
    phone.behaviour = HandsetBehaviour.MACHINE
    await call(
        Rest(session, by_hand),
        MachineDetection="Enable",
        AsyncAmd="true",
        AsyncAmdStatusCallback=f"{PUBLIC_URL}/amd",
    )
    await by_hand.settled()
    by_hand.clock.advance(2)
    await by_hand.settled()
    by_hand.clock.advance(1)
    await phone.calls[0].ended()
    by_hand.clock.advance(60)
    await by_hand.settled()
    assert house.at("/amd") == []
    assert Beeped() not in phone.calls[0].transcript


async def test_hanging_up_during_the_detection(
    by_hand: Simulator, session: ClientSession, house: House
) -> None:
    """The house is never asked."""
    phone = by_hand.handset(TO)
    url = house.answer("/voice", f"<Response><Say>{SHORT}</Say></Response>")
    await call(Rest(session, by_hand), Url=url, MachineDetection="Enable")
    await by_hand.settled()
    by_hand.clock.advance(2)
    heard = await phone.next_call()
    await by_hand.settled()
    assert heard.status is CallStatus.IN_PROGRESS
    await heard.hang_up()
    assert heard.transcript == [HungUp(Party.PHONE)]
    assert house.at("/voice") == []


async def test_a_machine_waits_for_its_beep(by_hand: Simulator, session: ClientSession) -> None:
    """In its own time."""
    phone = by_hand.handset(TO)
    phone.behaviour = HandsetBehaviour.MACHINE
    twiml = '<Response><Say loop="0">Water</Say></Response>'
    await call(Rest(session, by_hand), Twiml=twiml)
    await by_hand.settled()
    by_hand.clock.advance(2)
    heard = await phone.next_call()
    await by_hand.settled()
    by_hand.clock.advance(3)
    await by_hand.settled()
    assert Beeped() not in heard.transcript
    by_hand.clock.advance(1)
    await by_hand.settled()
    assert heard.transcript[-1] == Beeped()
    await heard.hang_up()


async def test_a_machine_presses_no_keys(
    twilio: Simulator, rest: Rest, house: House, machine: Handset
) -> None:
    """A question falls through without anybody's doing."""
    url = house.answer(
        "/voice",
        "<Response><Gather><Say>Press 1</Say></Gather><Say>Goodbye</Say></Response>",
    )
    await call(rest, Url=url)
    await twilio.settled()
    assert machine.calls[0].speech == ["Press 1", "Goodbye"]
    assert machine.calls[0].voicemail == ["Goodbye"]


@pytest.mark.parametrize(
    "changes",
    [
        {"MachineDetection": "perhaps"},
        {"MachineDetection": "Enable", "MachineDetectionTimeout": "60"},
        {"MachineDetection": "Enable", "AsyncAmd": "maybe"},
    ],
)
async def test_refusals(twilio: Simulator, rest: Rest, changes: dict[str, str]) -> None:
    """Nobody is called."""
    answer = await call(rest, **changes)
    assert (answer.status, answer.code, twilio.calls) == (400, 20001, [])


async def test_a_machine_that_calls_is_none(
    twilio: Simulator, house: House, machine: Handset
) -> None:
    """Whoever dials is a person."""
    twilio.number.voice_url = house.answer("/voice", f"<Response><Say>{SHORT}</Say></Response>")
    heard = await machine.dial(twilio.number)
    await heard.ended()
    assert heard.transcript == [Said(SHORT), HungUp(Party.HOUSE)]


async def test_a_program_reads_the_machine(
    twilio: Simulator, session: ClientSession, rest: Rest, machine: Handset
) -> None:
    """From another process, which also chooses the greeting."""
    path = f"{twilio.url}/simulator/handsets/{TO}"
    async with session.patch(path, json={"greeting": "Beep?"}) as response:
        assert (await response.json())["greeting"] == "Beep?"
    await call(rest, MachineDetection="DetectMessageEnd")
    await twilio.settled()
    async with session.get(f"{path}/calls/{machine.calls[0].sid}") as response:
        shown = await response.json()
    assert (shown["answered_by"], shown["voicemail"]) == ("machine_end_beep", [SHORT])
    kinds = ["spoke", "beeped", "said", "hung_up"]
    assert [item["type"] for item in shown["transcript"]] == kinds
