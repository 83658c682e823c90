"""The line between a house and the simulator: it can break, fall silent, be slow, and be mended."""

import asyncio
from enum import Enum, auto
import socket
import struct
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlsplit

from .webhook.tunnels import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# An end that is thrown away says so at once, whatever it had still to say.
_NO_LINGERING: Final = struct.pack("ii", 1, 0)
_CHUNK: Final = 65536
_UNTIL_HEARD: Final = 4
"""After how many turns of the event loop both ends know that a connection is broken."""


class _State(Enum):
    OPEN = auto()
    CUT = auto()
    SILENT = auto()
    WITHOUT_ANSWERS = auto()


class Line:
    """A loopback address that leads to another one, through whatever is wrong with the line."""

    def __init__(self, to: str) -> None:
        """Lead to the base address of a server on this machine."""
        parts = urlsplit(to)
        if parts.hostname is None or parts.port is None or not is_loopback(parts.hostname):
            raise ValueError(f"a line leads to a port of this machine, not to {to}")
        self.target = parts.hostname, parts.port
        self.delay = 0.0
        self._state = _State.OPEN
        self._place: socket.socket | None = None
        self._ear: socket.socket | None = None
        self._connections: set[_Connection] = set()

    async def __aenter__(self) -> Self:
        """Open it on a free port."""
        self._place = _bound(0)
        self._listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it for good."""
        await self.cut()
        if self._place:
            self._place.close()

    @property
    def url(self) -> str:
        """Return its base address, which stays the same."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def is_open(self) -> bool:
        """Tell whether what is sent gets through, and the answer too."""
        return self._state is _State.OPEN

    @property
    def loses_requests(self) -> bool:
        """Tell whether what the house sends is swallowed."""
        return self._state is _State.SILENT

    @property
    def loses_answers(self) -> bool:
        """Tell whether what the house would hear is swallowed."""
        return self._state in (_State.SILENT, _State.WITHOUT_ANSWERS)

    async def cut(self) -> None:
        """Break all connections; new ones are refused."""
        self._state = _State.CUT
        if self._ear:
            asyncio.get_running_loop().remove_reader(self._ear)
            self._ear.close()
            self._ear = None
        await _break(self._connections)

    async def silence(self, *, answers_only: bool = False) -> None:
        """Keep connections, take new ones, and swallow everything, or only what comes back."""
        self._state = _State.WITHOUT_ANSWERS if answers_only else _State.SILENT
        self._listen()

    async def slow(self, seconds: float) -> None:
        """Pass everything on, each piece so many real seconds late in either direction."""
        await self.mend()
        self.delay = seconds

    async def mend(self) -> None:
        """Pass everything on at once; connections of which something was swallowed break."""
        self._state = _State.OPEN
        self.delay = 0.0
        await _break(one for one in self._connections if one.has_lost)
        self._listen()

    @property
    def _port(self) -> int:
        if self._place is None:
            raise RuntimeError("the line is not open yet")
        port: int = self._place.getsockname()[1]
        return port

    def _listen(self) -> None:
        if self._ear is None:
            # The place is bound all the time, so that nobody else takes the port meanwhile.
            self._ear = _bound(self._port)
            self._ear.listen()
            asyncio.get_running_loop().add_reader(self._ear, self._accept, self._ear)

    def _accept(self, ear: socket.socket) -> None:
        try:
            house, _ = ear.accept()
        except OSError:
            # Who knocked has gone.
            return
        connection = _Connection(self, house)
        self._connections.add(connection)
        connection.task.add_done_callback(lambda _: self._connections.discard(connection))


class _Connection:
    """One connection of the house, and the one that is made on its behalf."""

    def __init__(self, line: Line, house: socket.socket) -> None:
        house.setblocking(False)  # noqa: FBT003 - as sockets have it
        self._line = line
        self._house = house
        self._ends = [house]
        self.has_lost = False
        self.task = asyncio.create_task(self._carry())
        self.task.add_done_callback(self._close)

    def abort(self) -> None:
        """Break both ends."""
        self._let_nothing_linger()
        self.task.cancel()

    async def _carry(self) -> None:
        """Carry both directions until both are done, or one breaks."""
        line, house = self._line, self._house
        try:
            if line.loses_requests:
                await self._swallow()
                return
            server = socket.socket(socket.AF_INET6 if ":" in line.target[0] else socket.AF_INET)
            server.setblocking(False)  # noqa: FBT003
            self._ends.append(server)
            await asyncio.get_running_loop().sock_connect(server, line.target)
            async with asyncio.TaskGroup() as directions:
                directions.create_task(self._pass(house, server, lambda: line.loses_requests))
                directions.create_task(self._pass(server, house, lambda: line.loses_answers))
        except* OSError:
            self._let_nothing_linger()

    async def _pass(
        self, source: socket.socket, target: socket.socket, is_lost: Callable[[], bool]
    ) -> None:
        loop = asyncio.get_running_loop()
        while data := await loop.sock_recv(source, _CHUNK):
            await asyncio.sleep(self._line.delay)
            if is_lost():
                self.has_lost = True
            else:
                await loop.sock_sendall(target, data)
        # The end of a connection is something to hear, too.
        if is_lost():
            self.has_lost = True
        else:
            target.shutdown(socket.SHUT_WR)

    async def _swallow(self) -> None:
        self.has_lost = True
        while await asyncio.get_running_loop().sock_recv(self._house, _CHUNK):
            pass

    def _let_nothing_linger(self) -> None:
        for end in self._ends:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGERING)

    def _close(self, _: asyncio.Task[None]) -> None:
        for end in self._ends:
            end.close()


async def _break(connections: Iterable[_Connection]) -> None:
    """Break connections, and wait until they are."""
    broken = tuple(connections)
    for connection in broken:
        connection.abort()
    await asyncio.gather(*(connection.task for connection in broken), return_exceptions=True)
    # An end in this very process hears of it before anything else is sent.
    for _ in range(_UNTIL_HEARD):
        await asyncio.sleep(0)


def _bound(port: int) -> socket.socket:
    """Return a socket at a loopback port that others of this line may share, 0 for a free one."""
    bound = socket.socket()
    bound.setblocking(False)  # noqa: FBT003
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound
