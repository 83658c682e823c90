"""Faults on demand, as a client of the REST API meets them."""

import asyncio

from aiohttp import ClientError, ClientSession
import pytest

from simulator import (
    BREAKDOWN,
    OUTAGE,
    OVERLOAD,
    Drop,
    DropPoint,
    Fault,
    Hold,
    Latency,
    Refuse,
    Simulator,
)

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
    async with Simulator(most_at_once=1) as twilio:
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
