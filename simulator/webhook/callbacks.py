"""Status callbacks: in order, or as mean as Twilio's own can be."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

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
    """Tells the house of statuses; reversed ones wait for the end of their message or call."""

    def __init__(self, courier: Courier) -> None:
        """Tell everything at once and in order."""
        self.order = CallbackOrder.IN_ORDER
        self._courier = courier
        self._kept: dict[str, list[Callback]] = {}

    async def tell(self, callback: Callback) -> None:
        """Tell of a status, now, later, twice or never."""
        match self.order:
            case CallbackOrder.REVERSED:
                self._kept.setdefault(callback.sid, []).append(callback)
            case CallbackOrder.IN_ORDER | CallbackOrder.TWICE:
                await self._bring(callback)
            case CallbackOrder.NEVER:
                pass

    async def end(self, sid: str) -> None:
        """Tell what was kept of a message or call of which no more will come."""
        for callback in reversed(self._kept.pop(sid, [])):
            await self._bring(callback)

    async def _bring(self, callback: Callback) -> None:
        delivery = await self._courier.bring(callback.errand)
        if not delivery.succeeded:
            callback.refused(delivery)
        if self.order is CallbackOrder.TWICE:
            await self._courier.repeat(delivery)
