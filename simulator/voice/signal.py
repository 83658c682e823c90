"""Something that happens once, and that several wait for."""

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..activity import Activity


class Signal:
    """Fired once; each waiter may give up without disturbing the others."""

    def __init__(self) -> None:
        """Begin without waiters."""
        self._waiters: list[asyncio.Future[None]] = []
        self.is_fired = False

    def fire(self) -> None:
        """Let everybody go on."""
        self.is_fired = True
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()

    async def wait(self, activity: Activity) -> None:
        """Wait until it is fired."""
        if not self.is_fired:
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.append(waiter)
            await activity.until(waiter)
