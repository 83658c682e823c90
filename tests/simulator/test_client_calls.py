"""Calls from the house to a name, under which no browser and no app is registered."""

from aiohttp import ClientSession
import pytest

from simulator import Simulator

from .house import PUBLIC_URL, House
from .rest import Rest, RestAnswer

TO, FROM = "client:nobody_42", "client:home_assistant"
EVENTS = ("initiated", "ringing", "answered", "completed")


async def call(rest: Rest, *events: str, **changes: str) -> RestAnswer:
    """Call a name."""
    params = {"To": TO, "From": FROM, "Twiml": "<Response><Hangup/></Response>"} | changes
    told = {"StatusCallback": f"{PUBLIC_URL}/status"} if events else {}
    pairs = [*params.items(), *told.items(), *(("StatusCallbackEvent", e) for e in events)]
    return await rest.post("Calls.json", pairs)


async def test_nobody_answers(twilio: Simulator, rest: Rest, house: House) -> None:
    """The call is taken and reported, costs nothing, and no phone comes into being for it."""
    answer = await call(rest, *EVENTS)
    assert (answer.status, answer.body["to"], answer.body["from"]) == (201, TO, FROM)
    assert answer.body["phone_number_sid"] is None
    await twilio.settled()
    told = house.at("/status")
    assert [request.params["CallStatus"] for request in told] == [
        "initiated",
        "ringing",
        "no-answer",
    ]
    assert all(request.is_signed(twilio.account.auth_token) for request in told)
    assert (told[0].params["To"], told[0].params["From"]) == (TO, FROM)
    assert told[0].params["CallSid"] == answer.body["sid"]
    assert (twilio.calls[0].status, twilio.calls[0].price) == ("no-answer", None)
    assert list(twilio.handsets) == []


async def test_only_what_was_asked_for_is_told(twilio: Simulator, rest: Rest, house: House) -> None:
    """As with any call."""
    await call(rest, "initiated", "completed")
    await twilio.settled()
    assert house.values("/status", "CallStatus") == ["initiated", "no-answer"]


async def test_it_is_ended_before_its_time(
    by_hand: Simulator, session: ClientSession, house: House
) -> None:
    """By a REST update; afterwards it is over."""
    rest = Rest(session, by_hand)
    sid = (await call(rest, *EVENTS, Timeout="5")).body["sid"]
    await by_hand.settled()
    assert by_hand.calls[0].status == "ringing"
    answer = await rest.post(f"Calls/{sid}.json", {"Status": "completed"})
    assert answer.body["status"] == "canceled"
    await by_hand.settled()
    assert house.values("/status", "CallStatus") == ["initiated", "ringing", "canceled"]
    assert (await rest.post(f"Calls/{sid}.json", {"Status": "completed"})).code == 21220


async def test_it_ends_with_its_ring_time(by_hand: Simulator, session: ClientSession) -> None:
    """Which the house chose."""
    await call(Rest(session, by_hand), Timeout="5")
    await by_hand.settled()
    by_hand.clock.advance(4)
    await by_hand.settled()
    assert by_hand.calls[0].status == "ringing"
    by_hand.clock.advance(1)
    await by_hand.settled()
    assert by_hand.calls[0].status == "no-answer"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": "client:"}, 21217),
        ({"To": "client:not-a-name"}, 21217),
        ({"From": "client:not-a-name"}, 21212),
        ({"To": "+15551234567"}, 21212),
    ],
    ids=["no name", "hyphen", "caller with a hyphen", "a name calls a number"],
)
async def test_refusals(
    twilio: Simulator, rest: Rest, *, changes: dict[str, str], code: int
) -> None:
    """Names have letters, digits and underscores, and a name calls names only."""
    answer = await call(rest, **changes)
    assert (answer.status, answer.code, twilio.calls) == (400, code, [])


async def test_a_number_may_call_a_name(twilio: Simulator, rest: Rest) -> None:
    """Its own number is as good a caller as a name."""
    answer = await call(rest, From=twilio.number.address)
    assert (answer.status, answer.body["phone_number_sid"]) == (201, twilio.number.sid)
