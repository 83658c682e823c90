"""What takes long is played at the same time, each in a house of its own."""

import asyncio
from contextlib import AbstractAsyncContextManager
from typing import Any


class Plays:
    """What is being played, or was and can be looked at."""

    def __init__(self) -> None:
        """Begin with none."""
        self._is_over = asyncio.Event()
        self._outcomes: dict[str, asyncio.Future[Any]] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, name: str, play: AbstractAsyncContextManager[Any]) -> None:
        """Play something; its houses stay until all is over."""
        outcome = self._outcomes[name] = asyncio.get_running_loop().create_future()
        self._tasks.append(asyncio.create_task(self._hold(play, outcome), name=name))

    async def outcome(self, name: str) -> Any:
        """Return what came of a play once it has been played; raises what stopped it."""
        return await asyncio.shield(self._outcomes[name])

    async def end(self) -> None:
        """Close all houses."""
        self._is_over.set()
        await asyncio.gather(*self._tasks)

    async def _hold(
        self, play: AbstractAsyncContextManager[Any], outcome: asyncio.Future[Any]
    ) -> None:
        try:
            async with play as value:
                outcome.set_result(value)
                await self._is_over.wait()
        except Exception as error:
            if outcome.done():
                raise
            outcome.set_exception(error)
