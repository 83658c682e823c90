"""Status callbacks of one call, in order."""

import asyncio
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..alert import AlertLevel
from ..webhook.errand import Errand
from .params import progress_params

if TYPE_CHECKING:
    from ..desk import Desk
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

    def tell(self, event: CallEvent) -> None:
        """Tell the house, if it asked for this event; the call itself does not wait."""
        subscription = self.subscription
        if not subscription.url or event not in subscription.events:
            return
        status = event if event is CallEvent.INITIATED else self._call.status
        errand = Errand(
            url=subscription.url,
            method=subscription.method,
            params=progress_params(
                self._call, self._desk.account.sid, status.value, self._sequence
            ),
        )
        self._sequence += 1
        self._last = self._desk.activity.start(
            self._bring(errand, self._last), f"callback of {self._call.sid}"
        )

    async def _bring(self, errand: Errand, before: asyncio.Task[None] | None) -> None:
        if before:
            await asyncio.wait({before})
        delivery = await self._desk.courier.bring(errand)
        if not delivery.succeeded:
            self._desk.alert(
                CALLBACK_REFUSED,
                f"Status callback was answered with {delivery.status}",
                level=AlertLevel.WARNING,
                resource_sid=self._call.sid,
                url=errand.url,
            )
