"""Calls from the house: the Calls resource and what the phone does."""

import re

from aiohttp import ClientSession
import pytest

from simulator import (
    CallStatus,
    Handset,
    HandsetBehaviour,
    HandsetLine,
    HungUp,
    Party,
    Said,
    Simulator,
)

from .house import PUBLIC_URL, Answer, House
from .rest import Rest, RestAnswer

FROM, TO = "+15550006000", "+15551234567"
HELLO = "<Response><Say>Hello</Say></Response>"
FOREVER = '<Response><Say>Hold</Say><Pause length="0"/><Say loop="0">Music</Say></Response>'


async def test_a_call_is_accepted_in_twilios_shape(twilio: Simulator, rest: Rest) -> None:
    """Every field is there; nothing was dialled yet."""
    answer = await _call(rest)
    assert answer.status == 201
    call = answer.body
    assert re.fullmatch(r"CA[0-9a-f]{32}", call["sid"])
    assert call.pop("date_created") == call.pop("date_updated")
    subresources = call.pop("subresource_uris")
    uri = f"/2010-04-01/Accounts/{twilio.account.sid}/Calls/{call['sid']}"
    assert subresources["recordings"] == f"{uri}/Recordings.json"
    assert call == {
        "account_sid": twilio.account.sid,
        "answered_by": None,
        "api_version": "2010-04-01",
        "caller_name": "",
        "direction": "outbound-api",
        "duration": None,
        "end_time": None,
        "forwarded_from": "",
        "from": FROM,
        "from_formatted": "(555) 000-6000",
        "group_sid": None,
        "parent_call_sid": None,
        "phone_number_sid": twilio.number.sid,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "sid": call["sid"],
        "start_time": None,
        "status": "queued",
        "to": TO,
        "to_formatted": "(555) 123-4567",
        "trunk_sid": None,
        "uri": f"{uri}.json",
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": ""}, 21201),
        ({"From": ""}, 21213),
        ({"To": "5551234567"}, 21217),
        ({"To": "+79161234567"}, 21215),
        ({"From": "MyBrand"}, 21212),
        ({"From": "+15559999999"}, 21210),
        ({"From": "+15550006001"}, 21210),
        ({"Twiml": ""}, 21205),
        ({"Url": "twiml.xml"}, 21205),
        ({"Url": "https://my_house.example/x"}, 21205),
        ({"Twiml": "x" * 4001}, 32018),
        ({"ApplicationSid": "AP" + "0" * 32}, 21218),
        ({"SendDigits": "call me"}, 21206),
        ({"Timeout": "601"}, 20001),
        ({"StatusCallback": "http://10.0.0.7/status"}, 21609),
    ],
)
async def test_refusals(
    twilio: Simulator, rest: Rest, *, changes: dict[str, str], code: int
) -> None:
    """Each mistake has its code, and nobody is called."""
    twilio.account.forbidden_regions.add("+7")
    twilio.add_number("+15550006001", voice=False)
    answer = await _call(rest, events=(), **changes)
    assert (answer.status, answer.code) == (400, code)
    assert twilio.calls == []


async def test_a_verified_number_may_be_the_caller(twilio: Simulator, rest: Rest) -> None:
    """It does not have to belong to the account."""
    twilio.account.verified_callers.add("+15558887777")
    answer = await _call(rest, From="+15558887777")
    assert (answer.status, answer.body["phone_number_sid"]) == (201, None)


async def test_an_answered_call_tells_its_progress(
    twilio: Simulator, rest: Rest, house: House, phone: Handset
) -> None:
    """All four events, numbered and signed; the phone hears the sentence."""
    answer = await _call(rest, events=("initiated", "ringing", "answered", "completed"))
    await twilio.settled()
    told = house.at("/status")
    assert [request.params["CallStatus"] for request in told] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    assert [request.params["SequenceNumber"] for request in told] == ["0", "1", "2", "3"]
    assert all(request.is_signed(twilio.account.auth_token) for request in told)
    assert told[0].params["Direction"] == "outbound-api"
    assert "CallDuration" not in told[2].params
    assert "CallDuration" in told[3].params
    call = await phone.next_call()
    assert call.sid == answer.body["sid"]
    assert call.transcript == [Said("Hello"), HungUp(Party.HOUSE)]
    resource = (await rest.get(f"Calls/{call.sid}.json")).body
    assert (resource["status"], resource["duration"]) == ("completed", "0")
    assert resource["start_time"]
    assert resource["end_time"]


@pytest.mark.parametrize("events", [("ringing completed",), ("ringing", "completed")])
async def test_events_may_be_repeated_or_in_one_text(
    twilio: Simulator, rest: Rest, house: House, *, events: tuple[str, ...]
) -> None:
    """Both spellings are in the wild."""
    await _call(rest, events=events)
    await twilio.settled()
    assert house.values("/status", "CallStatus") == ["ringing", "completed"]


@pytest.mark.parametrize(
    ("behaviour", "line", "status"),
    [
        (HandsetBehaviour.BUSY, HandsetLine.MOBILE, "busy"),
        (HandsetBehaviour.NO_ANSWER, HandsetLine.MOBILE, "no-answer"),
        (HandsetBehaviour.OFF, HandsetLine.MOBILE, "no-answer"),
        (HandsetBehaviour.ANSWERS, HandsetLine.INVALID, "failed"),
        (HandsetBehaviour.ANSWERS, HandsetLine.LANDLINE, "completed"),
    ],
)
async def test_how_calls_end(
    twilio: Simulator,
    rest: Rest,
    house: House,
    phone: Handset,
    *,
    behaviour: HandsetBehaviour,
    line: HandsetLine,
    status: str,
) -> None:
    """By default only the end is told, whatever it is."""
    phone.behaviour, phone.line = behaviour, line
    await _call(rest, StatusCallback=f"{PUBLIC_URL}/status")
    await twilio.settled()
    assert house.values("/status", "CallStatus") == [status]
    assert twilio.calls[0].status == status


async def test_a_ringing_phone_waits_for_somebody(
    twilio: Simulator, rest: Rest, phone: Handset
) -> None:
    """Answer, and hear; the same call is not answered twice."""
    phone.behaviour = HandsetBehaviour.RINGS
    await _call(rest, Twiml=FOREVER)
    call = await phone.next_call()
    assert (call.is_ringing, call.status) == (True, CallStatus.RINGING)
    await call.answer()
    await call.said("Music")
    with pytest.raises(RuntimeError, match="does not ring"):
        await call.answer()
    await call.hang_up()
    assert call.transcript[-1] == HungUp(Party.PHONE)
    assert call.status is CallStatus.COMPLETED


async def test_a_ringing_phone_is_declined(rest: Rest, phone: Handset) -> None:
    """The house gets a busy signal."""
    phone.behaviour = HandsetBehaviour.RINGS
    await _call(rest)
    call = await phone.next_call()
    await call.hang_up()
    assert call.status is CallStatus.BUSY


async def test_a_ringing_phone_rings_out(rest: Rest, phone: Handset) -> None:
    """Without anybody waiting for it."""
    phone.behaviour = HandsetBehaviour.RINGS
    await _call(rest)
    await phone.let_ring_out()
    assert phone.calls[0].status is CallStatus.NO_ANSWER


async def test_a_ringing_phone_rings_out_by_the_clock(
    twilio: Simulator, rest: Rest, phone: Handset
) -> None:
    """After the ring time that the house asked for."""
    phone.behaviour = HandsetBehaviour.RINGS
    await _call(rest, Timeout="20")
    call = await phone.next_call()
    twilio.clock.advance(19)
    await twilio.settled()
    assert call.is_ringing
    twilio.clock.advance(1)
    assert await call.ended() is CallStatus.NO_ANSWER


async def test_twiml_may_come_from_the_house(
    twilio: Simulator, rest: Rest, house: House, phone: Handset
) -> None:
    """The URL goes before inline TwiML; the request says that the call is in progress."""
    url = house.answer("/twiml", "<Response><Say>Fetched</Say></Response>")
    await _call(rest, Url=url)
    await twilio.settled()
    assert phone.calls[0].speech == ["Fetched"]
    (request,) = house.at("/twiml")
    assert request.params["CallStatus"] == "in-progress"
    assert request.params["Direction"] == "outbound-api"
    assert "StirVerstat" not in request.params
    assert request.is_signed(twilio.account.auth_token)


async def test_inline_twiml_has_no_base(twilio: Simulator, rest: Rest, phone: Handset) -> None:
    """Relative URLs lead nowhere."""
    await _call(rest, Twiml="<Response><Redirect>/more</Redirect></Response>")
    await twilio.settled()
    assert [alert.code for alert in twilio.alerts] == [11100]
    assert "application error" in phone.calls[0].speech[0]


async def test_a_live_call_takes_other_twiml_at_once(
    twilio: Simulator, rest: Rest, phone: Handset
) -> None:
    """Whatever was going on is left."""
    sid = (await _call(rest, Twiml=FOREVER)).body["sid"]
    call = await phone.next_call()
    await call.said("Music")
    answer = await rest.post(f"Calls/{sid}.json", {"Twiml": HELLO})
    assert (answer.status, answer.body["status"]) == (200, "in-progress")
    assert await call.ended() is CallStatus.COMPLETED
    assert call.speech == ["Hold", "Music", "Hello"]


async def test_a_live_call_is_redirected_to_a_url(rest: Rest, house: House, phone: Handset) -> None:
    """The house is asked again."""
    url = house.answer("/twiml", HELLO)
    sid = (await _call(rest, Twiml=FOREVER)).body["sid"]
    call = await phone.next_call()
    await call.said("Music")
    await rest.post(f"Calls/{sid}.json", {"Url": url})
    await call.ended()
    assert call.speech[-1] == "Hello"


@pytest.mark.parametrize(
    ("status", "final"), [("completed", CallStatus.COMPLETED), ("canceled", None)]
)
async def test_a_live_call_is_completed_but_not_canceled(
    rest: Rest, phone: Handset, *, status: str, final: CallStatus | None
) -> None:
    """Canceling is for calls that nobody took."""
    sid = (await _call(rest, Twiml=FOREVER)).body["sid"]
    call = await phone.next_call()
    await call.said("Music")
    answer = await rest.post(f"Calls/{sid}.json", {"Status": status})
    if final is None:
        assert answer.code == 21220
    else:
        assert (answer.status, answer.body["status"]) == (200, final)
        assert call.transcript[-1] == HungUp(Party.HOUSE)


@pytest.mark.parametrize("status", ["completed", "canceled"])
async def test_a_ringing_call_is_canceled(
    twilio: Simulator, rest: Rest, phone: Handset, *, status: str
) -> None:
    """Other TwiML is for calls that somebody took."""
    phone.behaviour = HandsetBehaviour.RINGS
    sid = (await _call(rest)).body["sid"]
    call = await phone.next_call()
    assert (await rest.post(f"Calls/{sid}.json", {"Twiml": HELLO})).code == 21220
    answer = await rest.post(f"Calls/{sid}.json", {"Status": status})
    assert answer.body["status"] == "canceled"
    await twilio.settled()
    assert (call.status, call.transcript) == (CallStatus.CANCELED, [])


async def test_a_call_that_ended_stays_so(twilio: Simulator, rest: Rest) -> None:
    """It can only be deleted."""
    sid = (await _call(rest)).body["sid"]
    await twilio.settled()
    for params in ({"Twiml": HELLO}, {"Status": "completed"}, {"Status": "canceled"}):
        assert (await rest.post(f"Calls/{sid}.json", params)).code == 21220
    assert (await rest.post(f"Calls/{sid}.json", {"Status": "busy"})).code == 20001
    assert (await rest.delete(f"Calls/{sid}.json")).status == 204
    assert (await rest.get(f"Calls/{sid}.json")).code == 20404


async def test_calls_start_one_a_second(session: ClientSession, by_hand: Simulator) -> None:
    """The others queue; they have no start time and pass no date filter."""
    rest = Rest(session, by_hand)
    for _ in range(3):
        await _call(rest)
    await by_hand.settled()
    assert [call.status for call in by_hand.calls] == ["ringing", "queued", "queued"]
    today = f"{by_hand.clock.now():%Y-%m-%d}"
    assert await _sids(rest, {"StartTime": today}) == [by_hand.calls[0].sid]
    assert len(await _sids(rest, {})) == 3
    by_hand.clock.advance(1)
    await by_hand.settled()
    assert [call.status for call in by_hand.calls] == ["ringing", "ringing", "queued"]
    queued = by_hand.calls[2].sid
    await rest.post(f"Calls/{queued}.json", {"Status": "canceled"})
    by_hand.clock.advance(60)
    await by_hand.settled()
    assert [call.status for call in by_hand.calls] == ["in-progress", "in-progress", "canceled"]


async def test_lists_may_lag(session: ClientSession, by_hand: Simulator) -> None:
    """With a lag, a new call is readable at once, but listed later."""
    by_hand.list_lag = 30
    rest = Rest(session, by_hand)
    sid = (await _call(rest)).body["sid"]
    assert await _sids(rest, {}) == []
    assert (await rest.get(f"Calls/{sid}.json")).body["sid"] == sid
    by_hand.clock.advance(30)
    assert await _sids(rest, {}) == [sid]


async def test_lists_are_filtered(twilio: Simulator, rest: Rest, phone: Handset) -> None:
    """By party, status and day, the newest first."""
    incoming = await phone.dial(twilio.number)
    await incoming.ended()
    outgoing = (await _call(rest)).body["sid"]
    twilio.handset("+15557654321").behaviour = HandsetBehaviour.BUSY
    busy = (await _call(rest, To="+15557654321")).body["sid"]
    await twilio.settled()
    assert await _sids(rest, {}) == [busy, outgoing, incoming.sid]
    assert await _sids(rest, {"To": FROM}) == [incoming.sid]
    assert await _sids(rest, {"From": FROM, "Status": "busy"}) == [busy]
    assert await _sids(rest, {"EndTime<": "2020-01-01"}) == []
    twilio.calls[-1].parent_sid = incoming.sid
    assert await _sids(rest, {"ParentCallSid": incoming.sid}) == [busy]


@pytest.mark.parametrize(
    ("status", "final"),
    [("completed", CallStatus.CANCELED), ("canceled", CallStatus.CANCELED)],
)
async def test_an_inbound_call_is_ended_before_it_was_taken(
    by_hand: Simulator, session: ClientSession, house: House, *, status: str, final: CallStatus
) -> None:
    """Its caller hears nothing but the end; a call that goes on is not deleted."""
    rest = Rest(session, by_hand)
    by_hand.number.voice_url = house.answer("/voice", '<Response><Pause length="9"/></Response>')
    call = await by_hand.handset(TO).dial(by_hand.number)
    await by_hand.settled()
    assert (await rest.delete(f"Calls/{call.sid}.json")).code == 20009
    answer = await rest.post(f"Calls/{call.sid}.json", {"Status": status})
    assert answer.body["status"] == final
    assert call.transcript[-1] == HungUp(Party.HOUSE)


async def test_url_and_twiml_exclude_each_other_on_a_live_call(
    rest: Rest, house: House, phone: Handset
) -> None:
    """Though on a new one the URL goes first."""
    sid = (await _call(rest, Twiml=FOREVER)).body["sid"]
    call = await phone.next_call()
    await call.said("Music")
    params = {"Twiml": HELLO, "Url": house.answer("/twiml", HELLO)}
    assert (await rest.post(f"Calls/{sid}.json", params)).code == 21205


async def test_a_refused_callback_is_a_warning(twilio: Simulator, rest: Rest, house: House) -> None:
    """The call does not mind."""
    house.answer("/status", Answer(status=404))
    await _call(rest, StatusCallback=f"{PUBLIC_URL}/status")
    await twilio.settled()
    assert [(alert.code, alert.level) for alert in twilio.alerts] == [(15003, "warning")]
    assert twilio.calls[0].status is CallStatus.COMPLETED


async def test_a_phone_that_is_off_never_rings(
    twilio: Simulator, rest: Rest, phone: Handset
) -> None:
    """The house hears it ring all the same."""
    phone.behaviour = HandsetBehaviour.OFF
    await _call(rest)
    await twilio.settled()
    assert phone.calls == []


async def test_a_failing_document_apologises(
    twilio: Simulator, rest: Rest, house: House, phone: Handset
) -> None:
    """Outbound as well."""
    await _call(rest, Url=house.answer("/twiml", Answer(status=503)))
    await twilio.settled()
    assert [alert.code for alert in twilio.alerts] == [11200]
    assert len(phone.calls[0].speech) == 1


async def _call(rest: Rest, *, events: tuple[str, ...] = (), **changes: str) -> RestAnswer:
    params = {"To": TO, "From": FROM, "Twiml": HELLO} | changes
    if events:
        params["StatusCallback"] = f"{PUBLIC_URL}/status"
    pairs = [*params.items(), *(("StatusCallbackEvent", event) for event in events)]
    return await rest.post("Calls.json", pairs)


async def _sids(rest: Rest, params: dict[str, str]) -> list[str]:
    return [call["sid"] for call in (await rest.get("Calls.json", params)).body["calls"]]
