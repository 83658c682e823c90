"""Faults on demand, as a client of the REST API meets them."""

import asyncio
from datetime import timedelta
from email.utils import parsedate_to_datetime

from aiohttp import ClientError, ClientSession
import pytest

from simulator import (
    BREAKDOWN,
    LATE_BREAKDOWN,
    OUTAGE,
    OVERLOAD,
    Drop,
    DropPoint,
    Fault,
    Hang,
    Hold,
    Latency,
    Refuse,
    Simulator,
)
from simulator.errors import AUTHENTICATE, TOO_MANY_REQUESTS

from .rest import Rest

MESSAGE = {"To": "+15551234567", "From": "+15550006000", "Body": "Hi"}


@pytest.mark.parametrize(
    ("refuse", "status", "code", "retry_after"),
    [(OVERLOAD, 429, 20429, "1"), (OUTAGE, 503, 20503, None), (BREAKDOWN, 500, 20500, None)],
)
async def test_a_refusal_strikes_once_and_changes_nothing(
    twilio: Simulator,
    rest: Rest,
    *,
    refuse: Refuse,
    status: int,
    code: int,
    retry_after: str | None,
) -> None:
    """The next request is handled."""
    twilio.faults.add(Fault(refuse))
    answer = await rest.post("Messages.json", MESSAGE)
    assert (answer.status, answer.code) == (status, code)
    assert answer.headers.get("Retry-After") == retry_after
    assert twilio.messages == []
    assert (await rest.post("Messages.json", MESSAGE)).status == 201


@pytest.mark.parametrize(
    ("when", "accepted", "params"),
    [(DropPoint.BEFORE_READING, 0, 0), (DropPoint.AFTER_ACCEPTING, 1, 3)],
)
async def test_a_cut_connection_is_as_ambiguous_as_in_life(
    twilio: Simulator, rest: Rest, *, when: DropPoint, accepted: int, params: int
) -> None:
    """The client sees the same; the message was accepted or not."""
    twilio.faults.add(Fault(Drop(when)))
    with pytest.raises(ClientError):
        await rest.post("Messages.json", MESSAGE)
    assert len(twilio.messages) == accepted
    assert twilio.requests[-1].status is None
    assert len(twilio.requests[-1].params) == params


async def test_a_late_breakdown_has_taken_effect(twilio: Simulator, rest: Rest) -> None:
    """The answer says one thing, the log another."""
    twilio.faults.add(Fault(LATE_BREAKDOWN))
    answer = await rest.post("Messages.json", MESSAGE)
    assert (answer.status, answer.code) == (500, 20500)
    assert [message.body for message in twilio.messages] == ["Hi"]
    assert [request.status for request in twilio.requests] == [500]


async def test_a_wish_may_be_a_date(twilio: Simulator, rest: Rest) -> None:
    """By Twilio's own clock."""
    twilio.date_skew = -7200
    twilio.faults.add(Fault(Refuse(TOO_MANY_REQUESTS, retry_after=9, as_date=True)))
    answer = await rest.post("Messages.json", MESSAGE)
    until, now = (parsedate_to_datetime(answer.headers[name]) for name in ("Retry-After", "Date"))
    assert timedelta(seconds=8) <= until - now <= timedelta(seconds=10)


async def test_a_date_of_no_wish(twilio: Simulator, rest: Rest) -> None:
    """Who wishes nothing sends no date either."""
    twilio.faults.add(Fault(Refuse(TOO_MANY_REQUESTS, as_date=True)))
    assert "Retry-After" not in (await rest.post("Messages.json", MESSAGE)).headers


async def test_credentials_that_are_bad_for_a_while(twilio: Simulator, rest: Rest) -> None:
    """Only while it lasts."""
    twilio.faults.add(Fault(Refuse(AUTHENTICATE), times=2))
    for status in (401, 401, 201):
        assert (await rest.post("Messages.json", MESSAGE)).status == status


@pytest.mark.parametrize("takes_effect", [False, True])
async def test_a_request_that_hangs(twilio: Simulator, rest: Rest, *, takes_effect: bool) -> None:
    """Not a byte comes back, whether it has taken effect or not."""
    hang = Hang(takes_effect=takes_effect)
    twilio.faults.add(Fault(hang))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await rest.post("Messages.json", MESSAGE)
    assert hang.reached.is_set()
    assert len(twilio.messages) == takes_effect
    [request] = twilio.requests
    assert (request.status, len(request.params)) == (None, 3)


@pytest.mark.parametrize("takes_effect", [False, True])
async def test_a_request_that_hangs_is_released(
    twilio: Simulator, rest: Rest, *, takes_effect: bool
) -> None:
    """What took effect is answered late, the rest never."""
    hang = Hang(takes_effect=takes_effect)
    twilio.faults.add(Fault(hang))
    waiting = asyncio.create_task(rest.post("Messages.json", MESSAGE))
    await hang.reached.wait()
    twilio.faults.release()
    if takes_effect:
        assert (await waiting).status == 201
    else:
        with pytest.raises(ClientError):
            await waiting


async def test_the_end_lets_go_of_everything(session: ClientSession) -> None:
    """Nothing hangs longer than the simulator lives."""
    async with Simulator() as twilio:
        hang, hold = Hang(), Hold()
        rest = Rest(session, twilio)
        twilio.faults.add(Fault(hang))
        twilio.faults.add(Fault(hold))
        waiting = [asyncio.create_task(rest.post("Messages.json", MESSAGE)) for _ in range(2)]
        await hang.reached.wait()
        await hold.reached.wait()
    ends = await asyncio.gather(*waiting, return_exceptions=True)
    assert any(isinstance(end, ClientError) for end in ends)


async def test_a_fault_waits_for_its_request(twilio: Simulator, rest: Rest) -> None:
    """Method and path must match; the oldest fault goes first; all can be disarmed."""
    twilio.faults.add(Fault(BREAKDOWN, method="POST", path="Messages", times=2))
    assert (await rest.get("Messages.json")).status == 200
    assert (await rest.post("Calls.json", {})).status == 400
    for status in (500, 500, 201):
        assert (await rest.post("Messages.json", MESSAGE)).status == status
    twilio.faults.add(Fault(OUTAGE, times=None))
    for _ in range(3):
        assert (await rest.get("Balance.json")).status == 503
    assert len(twilio.faults) == 1
    twilio.faults.clear()
    assert (await rest.get("Balance.json")).status == 200


async def test_latency_delays(twilio: Simulator, rest: Rest) -> None:
    """By real time."""
    twilio.faults.add(Fault(Latency(0.05)))
    loop = asyncio.get_running_loop()
    start = loop.time()
    assert (await rest.get("Balance.json")).status == 200
    assert loop.time() - start >= 0.05


async def test_a_held_request_waits_for_its_release(twilio: Simulator, rest: Rest) -> None:
    """And counts as being in flight."""
    hold = Hold()
    twilio.faults.add(Fault(hold))
    waiting = asyncio.create_task(rest.get("Balance.json"))
    await hold.reached.wait()
    busy = await rest.get("Balance.json")
    assert busy.headers["Twilio-Concurrent-Requests"] == "2"
    hold.released.set()
    assert (await waiting).status == 200


async def test_too_many_at_once_are_refused(session: ClientSession) -> None:
    """Never processed, and safe to repeat."""
    async with Simulator(most_at_once=100) as twilio:
        twilio.most_at_once = 1
        assert twilio.most_at_once == 1
        rest, hold = Rest(session, twilio), Hold()
        twilio.faults.add(Fault(hold))
        waiting = asyncio.create_task(rest.post("Messages.json", MESSAGE))
        await hold.reached.wait()
        answer = await rest.post("Messages.json", MESSAGE)
        assert (answer.status, answer.code) == (429, 20429)
        assert answer.headers["Retry-After"] == "1"
        hold.released.set()
        assert (await waiting).status == 201
        assert len(twilio.messages) == 1
