"""What happens one after the other, in the order in which it came."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Lane:
    """Those who wait for one another."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    length: int = 0


@dataclass(slots=True)
class Lanes:
    """A lane for each key; where nobody is before one, nobody waits."""

    _lanes: dict[str, _Lane] = field(default_factory=dict)

    def length(self, key: str) -> int:
        """Return how many are in a lane."""
        lane = self._lanes.get(key)
        return lane.length if lane else 0

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Wait for one's turn, and let the next one go at the end."""
        lane = self._lanes.setdefault(key, _Lane())
        lane.length += 1
        try:
            async with lane.lock:
                yield
        finally:
            lane.length -= 1
            if not lane.length:
                del self._lanes[key]
