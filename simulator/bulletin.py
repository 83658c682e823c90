"""News of the desk: whoever waits for a change hears of it."""

import asyncio
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT_TIMEOUT = 5.0


class Bulletin:
    """A place to announce changes and to wait for them."""

    def __init__(self) -> None:
        """Begin without readers."""
        self._waiting: set[asyncio.Future[None]] = set()
        self._readers: set[asyncio.Queue[str | None]] = set()

    def publish(self, topic: str) -> None:
        """Announce that something about a topic, such as a handset's number, has changed."""
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        for reader in self._readers:
            reader.put_nowait(topic)

    async def until[T](
        self, look: Callable[[], T | None], what: str, within: float = DEFAULT_TIMEOUT
    ) -> T:
        """Return the first thing that a look finds, now or after some change, within a time."""
        try:
            async with asyncio.timeout(within):
                while (found := look()) is None:
                    await self._change()
        except TimeoutError as err:
            raise TimeoutError(f"no {what} within {within:g} s") from err
        return found

    def close(self) -> None:
        """End all subscriptions."""
        for reader in self._readers:
            reader.put_nowait(None)

    @contextmanager
    def reading(self) -> Iterator[asyncio.Queue[str | None]]:
        """Subscribe to the topics as they change; None ends the subscription."""
        reader: asyncio.Queue[str | None] = asyncio.Queue()
        self._readers.add(reader)
        try:
            yield reader
        finally:
            self._readers.discard(reader)

    async def _change(self) -> None:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        try:
            await waiter
        finally:
            self._waiting.discard(waiter)
