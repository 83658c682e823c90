"""Status callbacks: in order, or as mean as Twilio's own can be."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..activity import Activity
    from .courier import Courier
    from .delivery import Delivery
    from .errand import Errand


class CallbackOrder(StrEnum):
    """When and how often the house is told of a status."""

    IN_ORDER = "in_order"
    REVERSED = "reversed"
    TWICE = "twice"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Callback:
    """A status of a message or a call that the house is to hear of."""

    sid: str
    errand: Errand
    refused: Callable[[Delivery], None]


class Callbacks:
    """Tells the house of statuses; reversed ones wait for the end of their message or call.

    Those of one message or call come one after the other, and it does not wait for them.
    """

    def __init__(self, courier: Courier, activity: Activity) -> None:
        """Tell everything at once and in order."""
        self.order = CallbackOrder.IN_ORDER
        self._courier = courier
        self._activity = activity
        self._kept: dict[str, list[Callback]] = {}
        self._last: dict[str, asyncio.Task[None]] = {}

    def tell(self, callback: Callback) -> None:
        """Tell of a status, now, later, twice or never."""
        match self.order:
            case CallbackOrder.REVERSED:
                self._kept.setdefault(callback.sid, []).append(callback)
            case CallbackOrder.IN_ORDER:
                self._start(callback)
            case CallbackOrder.TWICE:
                self._start(callback, is_repeated=True)
            case CallbackOrder.NEVER:
                pass

    def end(self, sid: str) -> None:
        """Tell what was kept of a message or call of which no more will come."""
        for callback in reversed(self._kept.pop(sid, [])):
            self._start(callback)

    def _start(self, callback: Callback, *, is_repeated: bool = False) -> None:
        sid = callback.sid

        def forget(task: asyncio.Task[None]) -> None:
            if self._last.get(sid) is task:
                del self._last[sid]

        bringing = self._bring(callback, self._last.get(sid), is_repeated=is_repeated)
        task = self._last[sid] = self._activity.start(bringing, f"callback of {sid}")
        task.add_done_callback(forget)

    async def _bring(
        self, callback: Callback, before: asyncio.Task[None] | None, *, is_repeated: bool
    ) -> None:
        if before:
            await asyncio.wait({before})
        delivery = await self._courier.bring(callback.errand)
        if not delivery.succeeded:
            callback.refused(delivery)
        if is_repeated:
            await self._courier.repeat(delivery)
