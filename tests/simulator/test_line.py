"""The line between a house and the simulator, and what can be wrong with it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
import socket
from typing import Final
from urllib.parse import urlsplit

from aiohttp import ClientConnectorError, ClientError
import pytest

from simulator import Fault, Hold, Line, Simulator

from .rest import Rest

LONG_ENOUGH: Final = 5.0
A_MOMENT: Final = 0.05
MESSAGE: Final = {"To": "+15551234567", "From": "+15550006000", "Body": "Hi"}

type Trouble = Callable[[Line], Awaitable[None]]


@pytest.fixture
async def line(twilio: Simulator) -> AsyncIterator[Line]:
    """Return a line to the simulator."""
    async with Line(twilio.url) as line:
        yield line


@pytest.fixture
def far(rest: Rest, line: Line) -> Rest:
    """Return a REST client at the near end of the line."""
    rest.url = line.url
    return rest


async def cut(line: Line) -> None:
    """Break it."""
    await line.cut()


async def silence(line: Line) -> None:
    """Let nothing through."""
    await line.silence()


async def silence_answers(line: Line) -> None:
    """Let requests through, and no answer."""
    await line.silence(answers_only=True)


async def slow(line: Line) -> None:
    """Let everything through late."""
    await line.slow(A_MOMENT)


async def never_answered(far: Rest) -> None:
    """Send a message that nobody answers."""
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(A_MOMENT):
            await far.post("Messages.json", MESSAGE)


async def test_a_line_leads_through(twilio: Simulator, line: Line, far: Rest) -> None:
    """As if it were not there."""
    assert line.url != twilio.url
    assert line.is_open
    for count in (1, 2):
        assert (await far.post("Messages.json", MESSAGE)).status == 201
        assert len(twilio.messages) == count
    assert len((await far.get("Messages.json")).body["messages"]) == 2


async def test_a_large_answer_comes_whole(twilio: Simulator, far: Rest) -> None:
    """Whatever fits in no single piece."""
    for _ in range(1000):
        twilio.add_number(f"+1555{len(twilio.numbers):07}")
    answer = await far.get("IncomingPhoneNumbers.json", {"PageSize": "1000"})
    assert len(answer.body["incoming_phone_numbers"]) == 1000


async def test_what_is_cut_refuses(twilio: Simulator, line: Line, far: Rest) -> None:
    """No connection is made, and the same address works once it is mended."""
    assert (await far.get("Balance.json")).status == 200
    address = line.url
    for _ in range(2):
        await line.cut()
        assert not line.is_open
        for _ in range(2):
            with pytest.raises(ClientConnectorError):
                await far.post("Messages.json", MESSAGE)
        assert twilio.messages == []
        await line.mend()
        assert (line.url, line.is_open) == (address, True)
        assert (await far.get("Balance.json")).status == 200


async def test_a_cut_breaks_what_is_under_way(twilio: Simulator, line: Line, far: Rest) -> None:
    """The request has arrived, the answer never does."""
    hold = Hold()
    twilio.faults.add(Fault(hold))
    waiting = asyncio.create_task(far.post("Messages.json", MESSAGE))
    await hold.reached.wait()
    await line.cut()
    with pytest.raises(ClientError):
        await asyncio.wait_for(waiting, LONG_ENOUGH)
    hold.released.set()


@pytest.mark.parametrize("moments", range(8))
async def test_a_cut_breaks_what_has_just_been_made(line: Line, moments: int) -> None:
    """However far the connection got."""
    parts = urlsplit(line.url)
    with socket.create_connection((parts.hostname, parts.port)) as made:
        for _ in range(moments):
            await asyncio.sleep(0)
        await line.cut()
        made.settimeout(LONG_ENOUGH)
        with pytest.raises(ConnectionResetError):
            await asyncio.to_thread(made.recv, 1)


async def test_silence_on_a_new_connection(twilio: Simulator, line: Line, far: Rest) -> None:
    """It is made, and nothing goes through."""
    await line.silence()
    await never_answered(far)
    assert (line.is_open, twilio.requests) == (False, [])


async def test_silence_on_a_connection_that_is_there(
    twilio: Simulator, line: Line, far: Rest
) -> None:
    """It stays, and nothing goes through any more."""
    assert (await far.get("Balance.json")).status == 200
    await line.silence()
    await never_answered(far)
    assert [request.method for request in twilio.requests] == ["GET"]


@pytest.mark.parametrize("is_there", [False, True])
async def test_silence_of_answers(
    twilio: Simulator, line: Line, far: Rest, *, is_there: bool
) -> None:
    """What is asked takes effect, and nobody hears of it."""
    if is_there:
        await far.get("Balance.json")
    await line.silence(answers_only=True)
    await never_answered(far)
    assert len(twilio.messages) == 1


async def test_what_was_swallowed_is_not_made_up_for(
    twilio: Simulator, line: Line, far: Rest
) -> None:
    """A connection of which a part is missing breaks when the line is mended."""
    await line.silence()
    waiting = asyncio.create_task(far.post("Messages.json", MESSAGE))
    await asyncio.sleep(A_MOMENT)
    assert not waiting.done()
    await line.mend()
    with pytest.raises(ClientError):
        await asyncio.wait_for(waiting, LONG_ENOUGH)
    assert twilio.messages == []


async def test_a_connection_that_lost_nothing_goes_on(
    twilio: Simulator, line: Line, far: Rest
) -> None:
    """Nobody who kept quiet notices a silence."""
    hold = Hold()
    twilio.faults.add(Fault(hold))
    waiting = asyncio.create_task(far.post("Messages.json", MESSAGE))
    await hold.reached.wait()
    await line.silence()
    await line.mend()
    hold.released.set()
    assert (await asyncio.wait_for(waiting, LONG_ENOUGH)).status == 201


async def test_a_slow_line_delays_both_ways(line: Line, far: Rest) -> None:
    """By real time; a line that is mended is quick again."""
    loop = asyncio.get_running_loop()
    await line.slow(A_MOMENT)
    start = loop.time()
    assert (await far.get("Balance.json")).status == 200
    assert loop.time() - start >= 2 * A_MOMENT
    await line.mend()
    assert line.delay == 0


@pytest.mark.parametrize("before", [cut, silence, silence_answers, slow])
@pytest.mark.parametrize("after", [cut, silence, silence_answers, slow])
async def test_every_trouble_follows_every_other(
    line: Line, far: Rest, *, before: Trouble, after: Trouble
) -> None:
    """And each can be mended."""
    await before(line)
    await after(line)
    await line.mend()
    assert (await far.get("Balance.json")).status == 200


async def test_nobody_takes_the_port_meanwhile(line: Line) -> None:
    """It stays the line's own."""
    await line.cut()
    port = urlsplit(line.url).port
    with pytest.raises(OSError, match="in use"):
        await asyncio.start_server(lambda *_: None, "127.0.0.1", port, reuse_address=False)


async def test_a_line_to_nobody(line: Line, twilio: Simulator, far: Rest) -> None:
    """Connections break where the other end is not there."""
    await twilio.__aexit__()
    with pytest.raises(ClientError):
        await far.get("Balance.json")
    async with Simulator(port=line.target[1]) as later:
        assert later.url == twilio.url
        assert (await far.get("Balance.json")).status == 200


@pytest.mark.parametrize(
    "address", ["http://192.0.2.1:80", "https://api.twilio.com", "http://127.0.0.1", "nonsense"]
)
def test_a_line_stays_on_this_machine(address: str) -> None:
    """And knows where it leads."""
    with pytest.raises(ValueError, match="port of this machine"):
        Line(address)


def test_a_line_has_no_address_before_it_is_open() -> None:
    """Its port is not known."""
    with pytest.raises(RuntimeError, match="not open yet"):
        _ = Line("http://127.0.0.1:80").url
