"""Time that passes as fast as a test wants it to."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Self

from homeassistant.core import HomeAssistant

from custom_components.twilio.outbox.outbox import async_outbox

_MOST_STEPS: Final = 2_000
"""After how many steps what a test waits for will not come true any more."""
_TURNS: Final = 20
"""How many turns of the loop everything has that a moment brings about, and that nobody awaits."""
_DISK_SECONDS: Final = 0.5
"""How long a disk may take that is not said to be slow."""


class PassingTime:
    """Moves the clock of the event loop on: whatever waits for a moment of it, goes on."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Change nothing yet."""
        self._hass = hass
        self._real = hass.loop.time
        self._ahead = 0.0

    def __enter__(self) -> Self:
        """Take the clock over."""
        self._hass.loop.time = lambda: self._real() + self._ahead  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        """Give it back; what is left of the past is not made up for."""
        self._hass.loop.time = self._real  # type: ignore[method-assign]

    async def by(self, seconds: float) -> None:
        """Let so many seconds pass, and all that they bring about end."""
        await self._async_written()
        self._ahead += seconds
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        await self._hass.async_block_till_done(wait_background_tasks=True)

    async def until(self, is_true: Callable[[], bool], step: float = 1.0) -> float:
        """Let time pass second by second until something is true; return how much that took."""
        begun = self._ahead
        for _ in range(_MOST_STEPS):
            if is_true():
                return self._ahead - begun
            await self.by(step)
        raise TimeoutError

    async def _async_written(self) -> None:
        """Give the disk its time, which is real: it would seem slow otherwise."""
        with suppress(TimeoutError):
            async with asyncio.timeout(_DISK_SECONDS):
                await async_outbox(self._hass).writer.async_commit()
