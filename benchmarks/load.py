"""Requests over loopback, as fast as a few connections carry them."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter

from demo.ports import LOOPBACK

PATIENCE_SECONDS = 60


class UnexpectedAnswerError(Exception):
    """An answer that no measurement may count."""


@dataclass(frozen=True, slots=True)
class Load:
    """How fast a webhook answered."""

    seconds: float
    latencies: tuple[float, ...] = field(repr=False)
    processor: float = 0.0
    """Seconds that the house's processor worked for it, which no other program makes longer."""

    @property
    def rate(self) -> float:
        """Requests per second."""
        return len(self.latencies) / self.seconds

    @property
    def work(self) -> float:
        """Seconds of the processor for each request."""
        return self.processor / len(self.latencies)

    @property
    def p99(self) -> float:
        """The seconds in which 99 of 100 requests were answered."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]


class Caller(asyncio.Protocol):
    """One connection that sends a request as soon as the one before is answered.

    Written by hand: a client of as many lines as the server would be measured along with it.
    """

    def __init__(self, requests: Iterator[bytes]) -> None:
        """Take requests from where the other connections take theirs."""
        self._requests = requests
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._sent_at = 0.0
        self.latencies: list[float] = []
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be ready to begin."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what TCP gives
        self._transport = transport

    def begin(self) -> None:
        """Send the next request, or end when there is none."""
        assert self._transport is not None  # noqa: S101 - connected before
        if (request := next(self._requests, None)) is None:
            self._transport.close()
            self.done.set_result(None)
            return
        self._sent_at = perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Go on once the answer is complete."""
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        if not end or len(body) < _content_length(head):
            return
        self.latencies.append(perf_counter() - self._sent_at)
        if not head.startswith(b"HTTP/1.1 200 "):
            self._fail(head.partition(b"\r\n")[0].decode())
            return
        self._received = b""
        self.begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell when the house hung up."""
        self._fail(str(exc) if exc else "the connection was closed")

    def _fail(self, reason: str) -> None:
        if not self.done.done():
            self.done.set_exception(UnexpectedAnswerError(reason))


def _content_length(head: bytes) -> int:
    """Return how long the body of an answer is."""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


async def fire(port: int, requests: Sequence[bytes], connections: int) -> Load:
    """Send all requests, each connection one at a time."""
    loop = asyncio.get_running_loop()
    waiting = iter(requests)
    callers = [
        (await loop.create_connection(lambda: Caller(waiting), LOOPBACK, port))[1]
        for _ in range(connections)
    ]
    async with asyncio.timeout(PATIENCE_SECONDS):
        began = perf_counter()
        for caller in callers:
            caller.begin()
        await asyncio.gather(*(caller.done for caller in callers))
        seconds = perf_counter() - began
    return Load(seconds, tuple(latency for caller in callers for latency in caller.latencies))
