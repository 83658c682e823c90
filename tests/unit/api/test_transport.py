"""What happens to a request on its way: repeats, time limits, and where credentials go."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
import socket
from typing import override

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
import pytest
from yarl import URL

from custom_components.twilio.api import (
    Credentials,
    OutgoingMessage,
    Refused,
    TwilioApi,
    Uncertain,
    Unreachable,
    transport,
)
from custom_components.twilio.api.transport import LONGEST_PAUSE, PAUSES, Transport
from simulator import (
    BREAKDOWN,
    OUTAGE,
    OVERLOAD,
    Drop,
    DropPoint,
    Fault,
    Hold,
    Refuse,
    Simulator,
)

from .scripted_server import Scripted, ScriptedServer

PHONE = "+15551234567"
MESSAGE = OutgoingMessage(PHONE, "Hello", from_="+15550006000")
ATTEMPTS = 3
LONG_ENOUGH = 5.0
EMPTY_LIST = '{"incoming_phone_numbers": []}'


def outgoing(twilio: Simulator) -> list[str]:
    """Return what the simulator has taken on, by body."""
    return [message.body for message in twilio.messages if not message.is_inbound]


def statuses(twilio: Simulator) -> list[int | None]:
    """Return how each request was answered, none where the connection was cut."""
    return [request.status for request in twilio.requests]


@pytest.mark.parametrize(
    ("effect", "answered"),
    [
        pytest.param(OVERLOAD, [429, 201], id="too many requests"),
        pytest.param(OVERLOAD, [429, 429, 201], id="too many requests twice"),
    ],
)
async def test_message_is_repeated_where_twilio_took_nothing(
    twilio: Simulator, api: TwilioApi, pauses: list[float], effect: Refuse, answered: list[int]
) -> None:
    """429 means that the request was never processed, so it is sent again, and taken once."""
    twilio.faults.add(Fault(effect, "POST", times=len(answered) - 1))
    accepted = await api.send_message(MESSAGE)
    assert (accepted.status, outgoing(twilio), statuses(twilio)) == ("queued", ["Hello"], answered)
    assert len(pauses) == len(answered) - 1


async def test_message_is_given_up_where_twilio_stays_busy(
    twilio: Simulator, api: TwilioApi, pauses: list[float]
) -> None:
    """The last answer is what the caller hears."""
    twilio.faults.add(Fault(OVERLOAD, "POST", times=None))
    with pytest.raises(Refused) as refused:
        await api.send_message(MESSAGE)
    assert (refused.value.status, refused.value.code) == (429, 20429)
    assert (outgoing(twilio), statuses(twilio)) == ([], [429] * ATTEMPTS)
    assert len(pauses) == ATTEMPTS - 1


@pytest.mark.parametrize(
    ("effect", "answered", "taken", "status"),
    [
        pytest.param(BREAKDOWN, 500, [], 500, id="500"),
        pytest.param(OUTAGE, 503, [], 503, id="503"),
        pytest.param(Drop(DropPoint.BEFORE_READING), None, [], None, id="dropped unread"),
        pytest.param(
            Drop(DropPoint.AFTER_ACCEPTING), None, ["Hello"], None, id="dropped once taken"
        ),
    ],
)
async def test_message_is_not_repeated_where_twilio_may_have_acted(
    twilio: Simulator,
    api: TwilioApi,
    pauses: list[float],
    effect: Refuse | Drop,
    answered: int | None,
    taken: list[str],
    status: int | None,
) -> None:
    """A second POST could be a second message, so there is none."""
    twilio.faults.add(Fault(effect, "POST", times=None))
    with pytest.raises(Uncertain) as uncertain:
        await api.send_message(MESSAGE)
    assert uncertain.value.status == status
    assert (statuses(twilio), outgoing(twilio), pauses) == ([answered], taken, [])


@pytest.mark.parametrize(
    ("effect", "answered"),
    [
        pytest.param(OVERLOAD, 429, id="429"),
        pytest.param(BREAKDOWN, 500, id="500"),
        pytest.param(OUTAGE, 503, id="503"),
        pytest.param(Drop(DropPoint.BEFORE_READING), None, id="dropped unread"),
        pytest.param(Drop(DropPoint.AFTER_ACCEPTING), None, id="dropped once answered"),
    ],
)
async def test_question_is_repeated(
    twilio: Simulator,
    api: TwilioApi,
    pauses: list[float],
    effect: Refuse | Drop,
    answered: int | None,
) -> None:
    """A GET changes nothing, so whatever happens to it, it is sent again."""
    twilio.faults.add(Fault(effect, "GET", times=2))
    numbers = await api.phone_numbers()
    assert [number.number for number in numbers] == ["+15550006000"]
    assert statuses(twilio) == [answered, answered, 200]
    # A connection that breaks is replaced by the session itself, at once.
    assert len(pauses) == (1 if answered is None else 2)


async def test_question_is_given_up(twilio: Simulator, api: TwilioApi, pauses: list[float]) -> None:
    """A Twilio that is out of order for longer is not asked for ever."""
    twilio.faults.add(Fault(OUTAGE, times=None))
    with pytest.raises(Uncertain) as uncertain:
        await api.phone_numbers()
    assert (uncertain.value.status, statuses(twilio)) == (503, [503] * ATTEMPTS)


async def test_message_is_repeated_where_no_connection_was_made(
    api_at: Callable[[str], TwilioApi], monkeypatch: pytest.MonkeyPatch, unused_tcp_port: int
) -> None:
    """A refused connection is tried again, and what then goes through goes through once."""
    twilio = Simulator(port=unused_tcp_port)
    waited: list[float] = []

    async def open_meanwhile(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == len(PAUSES):
            await twilio.__aenter__()

    monkeypatch.setattr(transport, "asyncio", _Clock(open_meanwhile))
    try:
        await api_at(f"http://127.0.0.1:{unused_tcp_port}").send_message(MESSAGE)
        assert (outgoing(twilio), statuses(twilio)) == (["Hello"], [201])
    finally:
        await twilio.__aexit__()
    assert len(waited) == len(PAUSES)


class _Clock:
    """What the transport needs of asyncio."""

    def __init__(self, sleep: object) -> None:
        self.sleep = sleep


async def test_message_is_given_up_where_no_connection_is_made(
    api_at: Callable[[str], TwilioApi], pauses: list[float], unused_tcp_port: int
) -> None:
    """Twilio has seen nothing, and the caller is told so."""
    with pytest.raises(Unreachable) as unreachable:
        await api_at(f"http://127.0.0.1:{unused_tcp_port}").send_message(MESSAGE)
    assert unreachable.value.translation_key == "unreachable"
    assert len(pauses) == len(PAUSES)


@pytest.mark.parametrize(
    ("header", "least"),
    [
        pytest.param((), 0.5, id="none"),
        pytest.param((("Retry-After", "0"),), 0.5, id="at once"),
        pytest.param((("Retry-After", "1"),), 1.0, id="a second"),
        pytest.param((("Retry-After", "3600"),), LONGEST_PAUSE, id="an hour"),
        pytest.param((("Retry-After", "9" * 400),), LONGEST_PAUSE, id="beyond all numbers"),
        pytest.param((("Retry-After", "-1"),), 0.5, id="the past"),
        pytest.param((("Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT"),), 0.5, id="a date"),
    ],
)
async def test_pause_follows_the_answer(
    session: ClientSession,
    pauses: list[float],
    header: tuple[tuple[str, str], ...],
    least: float,
) -> None:
    """Twilio's wish counts within reason; chance spreads those who wait by up to a half."""
    answers = [Scripted(429, headers=header), Scripted(429), Scripted(201, "{}")]
    async with ScriptedServer(answers) as server:
        answer = await Transport(session, server.url).request("POST", "https://api.twilio.com/x")
    assert answer.status_code == 201
    first, second = pauses
    assert least <= first <= least * 1.5
    assert 2.0 <= second <= 3.0


@pytest.mark.parametrize(
    ("status", "attempts"), [(400, 1), (401, 1), (404, 1), (429, 2), (499, 1), (500, 2), (599, 2)]
)
async def test_which_answers_to_a_question_are_final(
    session: ClientSession, pauses: list[float], status: int, attempts: int
) -> None:
    """Only what may be different the next time is asked again."""
    async with ScriptedServer([Scripted(status), Scripted(200, "done")]) as server:
        answer = await Transport(session, server.url).request("GET", "https://api.twilio.com/x")
        assert len(server.arrived) == attempts
    assert answer.status_code == (status if attempts == 1 else 200)
    assert len(pauses) == attempts - 1


async def test_message_without_an_answer_in_time(
    twilio: Simulator, api: TwilioApi, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    """A Twilio that hangs may still take the message, so there is one attempt."""
    monkeypatch.setattr(transport, "TIMEOUT", ClientTimeout(total=0.05))
    hold = Hold()
    twilio.faults.add(Fault(hold, "POST", times=None))
    async with asyncio.timeout(LONG_ENOUGH):
        with pytest.raises(Uncertain) as uncertain:
            await api.send_message(MESSAGE)
    hold.released.set()
    assert (uncertain.value.status, pauses) == (None, [])


async def test_question_without_an_answer_in_time(
    twilio: Simulator, api: TwilioApi, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    """A question that got stuck is asked again."""
    monkeypatch.setattr(transport, "TIMEOUT", ClientTimeout(total=0.05))
    hold = Hold()
    twilio.faults.add(Fault(hold, "GET", times=2))
    async with asyncio.timeout(LONG_ENOUGH):
        assert len(await api.phone_numbers()) == 1
    hold.released.set()
    assert len(pauses) == 2


def test_time_limits() -> None:
    """Nobody waits for Twilio longer than this, and for a connection much less."""
    limits = transport.TIMEOUT
    assert (limits.total, limits.connect, limits.sock_connect) == (20, 8, 5)
    assert PAUSES == (0.5, 2.0)


async def test_connection_that_is_not_made_in_time(
    api_at: Callable[[str], TwilioApi], monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    """A host that does not pick up has seen nothing."""
    monkeypatch.setattr(transport, "TIMEOUT", ClientTimeout(total=20, sock_connect=0.05))
    # A full queue of connections: the kernel lets further ones wait.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as deaf:
        waiting = [socket.socket() for _ in range(4)]
        try:
            for client in waiting:
                client.settimeout(0)
                client.connect_ex(deaf.getsockname())
            async with asyncio.timeout(LONG_ENOUGH):
                with pytest.raises(Unreachable):
                    await api_at(f"http://127.0.0.1:{deaf.getsockname()[1]}").send_message(MESSAGE)
        finally:
            for client in waiting:
                client.close()
    assert len(pauses) == len(PAUSES)


class _SilentNameServer(AbstractResolver):
    """Answers nobody."""

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return await asyncio.Future()

    @override
    async def close(self) -> None:
        pass


async def test_name_server_that_does_not_answer_in_time(
    credentials: Credentials, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    """Without an address for the name, Twilio has seen nothing."""
    monkeypatch.setattr(transport, "TIMEOUT", ClientTimeout(total=20, connect=0.05))
    async with (
        asyncio.timeout(LONG_ENOUGH),
        ClientSession(connector=TCPConnector(resolver=_SilentNameServer())) as session,
    ):
        api = TwilioApi(session, replace(credentials, api_base_url="http://twilio.example"))
        with pytest.raises(Unreachable):
            await api.send_message(MESSAGE)
    assert len(pauses) == len(PAUSES)


async def test_session_that_is_closed(
    twilio: Simulator, credentials: Credentials, pauses: list[float]
) -> None:
    """While Home Assistant stops, nothing is sent any more."""
    session = ClientSession()
    await session.close()
    with pytest.raises(Unreachable):
        await TwilioApi(session, credentials).send_message(MESSAGE)
    assert twilio.requests == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_redirect_is_not_followed(
    session: ClientSession, api_at: Callable[[str], TwilioApi], status: int
) -> None:
    """Credentials and messages stay with the host that they were meant for."""
    async with ScriptedServer([Scripted(200, EMPTY_LIST)]) as elsewhere:
        answer = Scripted(status, headers=(("Location", f"{elsewhere.url}/stolen"),))
        async with ScriptedServer([answer]) as server:
            api = api_at(server.url)
            for request in (api.send_message(MESSAGE), api.phone_numbers()):
                with pytest.raises(Refused) as refused:
                    await request
                assert refused.value.status == status
            with pytest.raises(Uncertain):
                await api.account_state()
            assert len(server.arrived) == 3
        assert elsewhere.arrived == []


@pytest.mark.parametrize(
    "uri",
    [
        "http://api.twilio.com/x",
        "https://api.twilio.com.example/x",
        "https://twilio.com/x",
        "https://evil-twilio.com/x",
        "https://house.example/api.twilio.com",
        "https:x@house.example/",
        "ftp://api.twilio.com/x",
        "x",
        "",
    ],
)
async def test_request_goes_to_twilio_or_nowhere(
    session: ClientSession, pauses: list[float], uri: str
) -> None:
    """No answer of a list can lead the credentials somewhere else."""
    with pytest.raises(Unreachable):
        await Transport(session).request("GET", uri, auth=("user", "password"))
    assert pauses == []


@pytest.mark.parametrize(
    ("uri", "arrives_at"),
    [
        ("https://api.twilio.com/2010-04-01/x.json", "/base/2010-04-01/x.json"),
        ("https://api.twilio.com/x?Page=1&To=%2B1", "/base/x?Page=1&To=%2B1"),
        ("https://house.example/x", "/base/x"),
        ("https:@house.example/x", "/base/@house.example/x"),
        ("//house.example/x", "/base/x"),
    ],
)
@pytest.mark.parametrize("slash", ["", "/"])
async def test_base_url_takes_the_place_of_any_host(
    session: ClientSession, uri: str, arrives_at: str, slash: str
) -> None:
    """With a server of one's own, nothing goes anywhere else."""
    async with ScriptedServer([Scripted(200)]) as server:
        await Transport(session, f"{server.url}/base{slash}").request("GET", uri)
        assert [arrived.path for arrived in server.arrived] == [arrives_at]


async def test_request_as_the_sdk_means_it(session: ClientSession) -> None:
    """Parameters, fields, headers and credentials arrive as the SDK gave them."""
    async with ScriptedServer([Scripted(200, "answer", (("X-Told", "yes"),))]) as server:
        answer = await Transport(session, server.url).request(
            "POST",
            "https://api.twilio.com/x",
            params={"Page": 1, "Nothing": None},
            data={"To": "+1", "MediaUrl": ["a", "b"]},
            headers={"Content-Type": "application/x-www-form-urlencoded", "X-Asked": "ä"},
            auth=("user", "pässword"),
        )
        [arrived] = server.arrived
    assert (answer.status_code, answer.text, answer.headers["X-Told"]) == (200, "answer", "yes")
    assert URL(arrived.path).query == {"Page": "1"}
    assert arrived.body == "To=%2B1&MediaUrl=a&MediaUrl=b"
    assert arrived.headers["Authorization"] == "Basic dXNlcjpww6Rzc3dvcmQ="
    assert arrived.headers["X-Asked"] == "ä"


async def test_request_in_json(session: ClientSession) -> None:
    """Where the SDK says JSON, it is JSON, and without credentials there are none."""
    async with ScriptedServer([Scripted(200)]) as server:
        await Transport(session, server.url).request(
            "POST",
            "https://api.twilio.com/x",
            data={"types": {"a": 1}},
            headers={"Content-Type": "application/json"},
        )
        [arrived] = server.arrived
    assert arrived.body == '{"types": {"a": 1}}'
    assert "Authorization" not in arrived.headers


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"HTTP/1.1 banana\r\n\r\n", id="no HTTP"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", id="cut off"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
            b"Content-Length: 2\r\n\r\n\xff\xfe",
            id="no text",
        ),
    ],
)
async def test_answer_that_cannot_be_read(
    api_at: Callable[[str], TwilioApi], pauses: list[float], answer: bytes
) -> None:
    """It was an answer, so Twilio may have acted: one attempt."""
    asked = 0

    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(Uncertain):
            await api_at(f"http://127.0.0.1:{port}").send_message(MESSAGE)
    assert (asked, pauses) == (1, [])
