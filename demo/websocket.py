"""Home Assistant's websocket interface."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any, Self

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from .errors import HouseError, HouseRefusedError

ANSWER_SECONDS = 30
LARGEST_MESSAGE = 16 * 1024 * 1024


class WebSocketClient:
    """Sends commands over one connection and hands out what is subscribed to."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        """Read from an authenticated connection."""
        self._socket = socket
        self._ids = count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._queues: dict[int, asyncio.Queue[Any]] = {}
        self._reader = asyncio.create_task(self._read(), name=f"read {type(self).__name__}")

    @classmethod
    async def connect(cls, session: ClientSession, url: str, token: str) -> Self:
        """Open a connection and authenticate."""
        socket = await session.ws_connect(
            f"{url}/api/websocket", max_msg_size=LARGEST_MESSAGE, heartbeat=30
        )
        await socket.receive_json(timeout=ANSWER_SECONDS)
        await socket.send_json({"type": "auth", "access_token": token})
        greeting = await socket.receive_json(timeout=ANSWER_SECONDS)
        if greeting["type"] != "auth_ok":
            await socket.close()
            raise HouseError(f"Home Assistant refused the token: {greeting.get('message')}")
        return cls(socket)

    async def close(self) -> None:
        """Close the connection; commands still waiting fail."""
        self._reader.cancel()
        with suppress(asyncio.CancelledError):
            await self._reader
        await self._socket.close()

    async def call(self, command: str, **fields: object) -> Any:
        """Send a command and return its result."""
        return await self._send(next(self._ids), command, fields)

    @asynccontextmanager
    async def subscribe(self, command: str, **fields: object) -> AsyncIterator[asyncio.Queue[Any]]:
        """Subscribe by a command; what it reports arrives in the queue, in order."""
        number = next(self._ids)
        queue = self._queues[number] = asyncio.Queue()
        try:
            await self._send(number, command, fields)
            yield queue
        finally:
            del self._queues[number]
            if not self._reader.done():
                with suppress(HouseError):
                    await self.call("unsubscribe_events", subscription=number)

    async def _send(self, number: int, command: str, fields: dict[str, object]) -> Any:
        """Send a command under a number and wait for the answer."""
        if self._reader.done():
            raise HouseError("The connection to Home Assistant is closed.")
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            await self._socket.send_json({"id": number, "type": command, **fields})
            async with asyncio.timeout(ANSWER_SECONDS):
                return await answer
        except ConnectionError as error:
            raise HouseError("The connection to Home Assistant broke.") from error
        finally:
            del self._answers[number]

    async def _read(self) -> None:
        """Hand what arrives to those who wait, until the connection ends."""
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    self._hand_out(message.json())
        finally:
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(HouseError("The connection to Home Assistant ended."))

    def _hand_out(self, message: Any) -> None:
        """Give a message to the command or the subscription it belongs to."""
        number = message.get("id")
        if message["type"] == "event" and (queue := self._queues.get(number)) is not None:
            queue.put_nowait(message["event"])
        elif (answer := self._answers.get(number)) is not None and not answer.done():
            if message["type"] == "pong" or message.get("success"):
                answer.set_result(message.get("result"))
            elif message["type"] == "result":
                error = message["error"]
                answer.set_exception(HouseRefusedError(error["code"], error["message"]))
