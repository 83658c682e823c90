"""Status callbacks of one call, in order."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..alert import AlertLevel
from ..webhook.callbacks import Callback
from ..webhook.errand import Errand
from .params import progress_params

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from ..desk import Desk
    from ..webhook.delivery import Delivery, Params
    from .call import Call

CALLBACK_REFUSED = 15003


class CallEvent(StrEnum):
    """What a status callback may tell; completed stands for every end."""

    INITIATED = "initiated"
    RINGING = "ringing"
    ANSWERED = "answered"
    COMPLETED = "completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Where a call's progress is told, and which of it."""

    url: str = ""
    method: str = "POST"
    events: frozenset[CallEvent] = frozenset({CallEvent.COMPLETED})


NO_CALLBACKS = Subscription()


class Progress:
    """Tells the house how a call goes, one callback after the other."""

    def __init__(self, call: Call, desk: Desk, subscription: Subscription) -> None:
        """Begin at sequence number 0."""
        self._call = call
        self._desk = desk
        self._sequence = 0
        self._last: asyncio.Task[None] | None = None
        self.subscription = subscription

    def tell(self, event: CallEvent, more: Params = ()) -> None:
        """Tell the house, if it asked for this event; the call itself does not wait."""
        if self.subscription.url and event in self.subscription.events:
            self._start(self._bring(self._errand(event, more), self._last))
        if event is CallEvent.COMPLETED and self._last:
            self._start(self._end(self._last))

    def _errand(self, event: CallEvent, more: Params) -> Errand:
        subscription = self.subscription
        status = event if event is CallEvent.INITIATED else self._call.status
        errand = Errand(
            url=subscription.url,
            method=subscription.method,
            params=progress_params(self._call, self._desk.account.sid, status.value, self._sequence)
            + more,
        )
        self._sequence += 1
        return errand

    def _start(self, work: Coroutine[object, object, None]) -> None:
        self._last = self._desk.activity.start(work, f"callback of {self._call.sid}")

    async def _bring(self, errand: Errand, before: asyncio.Task[None] | None) -> None:
        if before:
            await asyncio.wait({before})
        await self._desk.callbacks.tell(Callback(self._call.sid, errand, self._refused))

    async def _end(self, before: asyncio.Task[None]) -> None:
        await asyncio.wait({before})
        await self._desk.callbacks.end(self._call.sid)

    def _refused(self, delivery: Delivery) -> None:
        self._desk.alert(
            CALLBACK_REFUSED,
            f"Status callback was answered with {delivery.status}",
            level=AlertLevel.WARNING,
            resource_sid=self._call.sid,
            url=self.subscription.url,
        )
