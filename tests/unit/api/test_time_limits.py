"""Nobody is waited for without end."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
import socket
import sys
from typing import override

from aiohttp import ClientSession, ClientTimeout, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
import pytest

from custom_components.twilio.api import Credentials, TwilioApi, Uncertain, Unreachable, transport
from custom_components.twilio.api.transport import PAUSES
from simulator import Fault, Hold, Simulator

from . import MESSAGE

LONG_ENOUGH = 5.0


async def test_message_without_an_answer_in_time(
    twilio: Simulator, api: TwilioApi, monkeypatch: pytest.MonkeyPatch, pauses: list[float]
) -> None:
    """A Twilio that hangs may still take the message, so there is one attempt."""
    monkeypatch.setattr(transport, "ONCE_TIMEOUT", ClientTimeout(total=0.05))
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
    monkeypatch.setattr(transport, "TIMEOUT", ClientTimeout(total=0.3))
    hold = Hold()
    twilio.faults.add(Fault(hold, "GET"))
    async with asyncio.timeout(LONG_ENOUGH):
        assert len(await api.phone_numbers()) == 1
    hold.released.set()
    assert len(pauses) == 1


def test_time_limits() -> None:
    """Nobody waits for Twilio longer than this, and for a connection much less."""
    for limits, total in ((transport.TIMEOUT, 20), (transport.ONCE_TIMEOUT, 10)):
        assert (limits.total, limits.connect, limits.sock_connect) == (total, 8, 5)
    assert PAUSES == (0.5, 2.0)
    assert transport.ONCE_TIMEOUT.ceil_threshold == 10


@pytest.mark.skipif(sys.platform != "linux", reason="how Linux keeps connections waiting")
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
                    await api_at(f"http://127.0.0.1:{deaf.getsockname()[1]}").check()
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
            await api.check()
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
