"""What a house shows: states and events."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from .errors import HouseError

PATIENCE_SECONDS = 20


@dataclass(frozen=True, slots=True)
class State:
    """The state of an entity."""

    entity_id: str
    value: str
    attributes: Mapping[str, Any]

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a state as Home Assistant sends it."""
        return cls(document["entity_id"], document["state"], document["attributes"])


@dataclass(frozen=True, slots=True)
class Event:
    """An event of the bus."""

    event_type: str
    data: Mapping[str, Any]
    context_id: str
    parent_id: str | None

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read an event as Home Assistant sends it."""
        context = document["context"]
        return cls(document["event_type"], document["data"], context["id"], context["parent_id"])


class EventStream:
    """The events of one type, from the moment of the subscription."""

    def __init__(
        self, event_type: str, queue: asyncio.Queue[Any], barrier: Callable[[], Any]
    ) -> None:
        """Read a queue; the barrier returns when everything fired before is in it."""
        self._event_type = event_type
        self._queue = queue
        self._barrier = barrier

    async def next(self, patience: float = PATIENCE_SECONDS) -> Event:
        """Wait for the next event."""
        try:
            async with asyncio.timeout(patience):
                return Event.from_document(await self._queue.get())
        except TimeoutError:
            raise HouseError(f"No {self._event_type} within {patience:g} seconds.") from None

    async def so_far(self) -> tuple[Event, ...]:
        """Return the events that fired until now and were not read yet."""
        await self._barrier()
        events = []
        while not self._queue.empty():
            events.append(Event.from_document(self._queue.get_nowait()))
        return tuple(events)
