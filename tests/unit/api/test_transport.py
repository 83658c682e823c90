"""Requests on their way: as the SDK means them, and to nobody else."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from aiohttp import ClientSession
import pytest
from yarl import URL

from custom_components.twilio.api import (
    OutgoingCall,
    Refused,
    TwilioApi,
    Uncertain,
    Unreachable,
    Unsendable,
)
from custom_components.twilio.api.transport import Transport

from . import CALL, MESSAGE
from .scripted_server import Scripted, ScriptedServer

EMPTY_LIST = '{"incoming_phone_numbers": []}'


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


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda api: api.send_message(replace(MESSAGE, body="\ud83d")), id="text"),
        pytest.param(
            lambda api: api.send_message(
                replace(MESSAGE, media_urls=("https://a.example/\ud83d",))
            ),
            id="media",
        ),
        pytest.param(
            lambda api: api.place_call(OutgoingCall(CALL.to, CALL.from_, url="https://\ud83d")),
            id="address of a call",
        ),
    ],
)
async def test_what_cannot_be_sent(
    api_at: Callable[[str], TwilioApi],
    pauses: list[float],
    ask: Callable[[TwilioApi], Awaitable[object]],
) -> None:
    """Nothing left this house, and nothing ever will: that is no doubt, and nothing to repeat."""
    async with ScriptedServer([Scripted(200)]) as server:
        with pytest.raises(Unsendable) as refused:
            await ask(api_at(server.url))
        assert (server.arrived, pauses, refused.value.is_final) == ([], [], True)


@pytest.mark.parametrize("url", ["http://", "http://[x", "ftp://a.example", "http://\ud83d"])
async def test_base_url_that_is_none(
    api_at: Callable[[str], TwilioApi], pauses: list[float], url: str
) -> None:
    """Nothing can go there."""
    with pytest.raises(Unsendable):
        await api_at(url).send_message(MESSAGE)
    assert pauses == []


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
