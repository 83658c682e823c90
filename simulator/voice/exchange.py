"""The exchange: puts calls through in both directions and keeps the call log."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ..address import is_client
from ..errors import CALL_NOT_IN_PROGRESS, ApiError
from ..handset import HandsetBehaviour, HandsetLine
from ..sids import new_sid
from .call import Call, CallDirection, CallStatus
from .handset_call import Decision, HandsetCall
from .live_call import LiveCall
from .progress import NO_CALLBACKS, CallEvent, Progress, Subscription
from .steps import End, Fetch, Source

if TYPE_CHECKING:
    from datetime import datetime

    from ..desk import Desk
    from ..handset import Handset
    from ..number import Number

SPACING = timedelta(seconds=1)
SECONDS_TO_ANSWER = 2.0
PRICE = "-0.01400"

_OUTCOMES = {
    Decision.ANSWER: CallStatus.IN_PROGRESS,
    Decision.DECLINE: CallStatus.BUSY,
    Decision.RING_OUT: CallStatus.NO_ANSWER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A call that a REST request asks for."""

    to: str
    from_: str
    source: Source
    subscription: Subscription = NO_CALLBACKS
    ring_seconds: int = 60


class Exchange:
    """All calls of the account."""

    def __init__(self, desk: Desk) -> None:
        """Begin with an empty log."""
        self._desk = desk
        self._live: dict[str, LiveCall] = {}
        self._free_at: datetime | None = None
        self.calls: list[Call] = []

    def place(self, order: Order) -> Call:
        """Accept a call to a handset, or to a client; calls start one a second."""
        number = self._desk.numbers.get(order.from_)
        call = self._log(order.to, order.from_, CallDirection.OUTBOUND_API, number)
        phones = self._desk.handsets
        phone = phones.nobody(order.to) if is_client(order.to) else phones.get(order.to)
        live = self._connect(call, phone, order.subscription)
        self._desk.activity.start(self._ring(live, order), f"call {call.sid}")
        return call

    def dial(self, handset: Handset, to: str) -> HandsetCall:
        """Put a handset's call through to a number of the account."""
        number = self._desk.numbers[to]
        call = self._log(to, handset.number, CallDirection.INBOUND, number)
        call.status = CallStatus.RINGING
        call.started = call.created
        subscription, source = NO_CALLBACKS, Fetch(url="")
        if number.is_called_at_url:
            subscription = Subscription(
                url=number.status_callback, method=number.status_callback_method
            )
            source = Fetch(
                url=number.voice_url,
                method=number.voice_method,
                fallback_url=number.voice_fallback_url,
                fallback_method=number.voice_fallback_method,
            )
        live = self._connect(call, handset, subscription)
        handset.add_call(live.phone)
        self._desk.activity.start(self._talk(live, source), f"call {call.sid}")
        return live.phone

    def redirect(self, call: Call, source: Source) -> None:
        """Continue a call that is in progress with another document."""
        if call.status is not CallStatus.IN_PROGRESS:
            raise ApiError(CALL_NOT_IN_PROGRESS)
        self._live[call.sid].interrupt(source)

    async def end(self, call: Call, status: CallStatus) -> None:
        """End a call; one that nobody has answered is canceled."""
        waiting = call.status in (CallStatus.QUEUED, CallStatus.RINGING)
        if call.status.is_final or (status is CallStatus.CANCELED and not waiting):
            raise ApiError(CALL_NOT_IN_PROGRESS)
        live = self._live[call.sid]
        final = CallStatus.CANCELED if waiting else CallStatus.COMPLETED
        if waiting and not call.is_inbound:
            self._finish(live, End(status=final))
        else:
            live.interrupt(End(status=final))
            await live.phone.ended()

    async def _ring(self, live: LiveCall, order: Order) -> None:
        await self._desk.clock.sleep(self._queue())
        call = live.record
        if call.status.is_final:
            return
        call.started = self._desk.clock.now()
        live.progress.tell(CallEvent.INITIATED)
        if live.handset.line is HandsetLine.INVALID:
            self._finish(live, End(status=CallStatus.FAILED))
            return
        if live.handset.behaviour is HandsetBehaviour.BUSY:
            self._finish(live, End(status=CallStatus.BUSY))
            return
        live.change(CallStatus.RINGING)
        if not live.handset.is_off:
            live.handset.add_call(live.phone)
        live.progress.tell(CallEvent.RINGING)
        outcome = _OUTCOMES[await self._decision(live, order.ring_seconds)]
        if call.status.is_final:
            return
        if outcome is not CallStatus.IN_PROGRESS:
            self._finish(live, End(status=outcome))
            return
        live.change(CallStatus.IN_PROGRESS)
        live.progress.tell(CallEvent.ANSWERED)
        await self._talk(live, order.source)

    async def _decision(self, live: LiveCall, ring_seconds: int) -> Decision:
        phone, clock = live.phone, self._desk.clock

        def give_up() -> None:
            phone.decide(Decision.RING_OUT)

        match live.handset.behaviour:
            case HandsetBehaviour.ANSWERS:
                alarm = clock.after(SECONDS_TO_ANSWER, lambda: phone.decide(Decision.ANSWER))
            case HandsetBehaviour.RINGS:
                alarm = clock.alarm(ring_seconds, give_up)
            case _:
                alarm = clock.after(ring_seconds, give_up)
        try:
            return await self._desk.activity.until(phone.decision)
        finally:
            clock.cancel(alarm)

    async def _talk(self, live: LiveCall, source: Source) -> None:
        self._finish(live, await live.run(source))

    def _finish(self, live: LiveCall, end: End) -> None:
        call = live.record
        answered = call.status is CallStatus.IN_PROGRESS
        status = end.status
        if not answered and status is CallStatus.COMPLETED:
            status = CallStatus.NO_ANSWER
        passed = self._desk.clock.now() - (call.started or call.created)
        call.duration = round(max(live.seconds, passed.total_seconds())) if answered else 0
        call.price = PRICE if answered else None
        self._live.pop(call.sid, None)
        live.change(status)
        live.progress.tell(CallEvent.COMPLETED)
        live.phone.decide(Decision.RING_OUT)

    def _queue(self) -> float:
        now = self._desk.clock.now()
        start = max(now, self._free_at or now)
        self._free_at = start + SPACING
        return (start - now).total_seconds()

    def _connect(self, call: Call, handset: Handset, subscription: Subscription) -> LiveCall:
        phone = HandsetCall(call, handset.number, self._desk.bulletin)
        progress = Progress(call, self._desk, subscription)
        live = LiveCall(call, self._desk, handset, phone, progress)
        self._live[call.sid] = live
        return live

    def _log(self, to: str, from_: str, direction: CallDirection, number: Number | None) -> Call:
        now = self._desk.clock.now()
        call = Call(
            sid=new_sid("CA"),
            to=to,
            from_=from_,
            direction=direction,
            number_sid=number.sid if number else None,
            created=now,
            updated=now,
        )
        self.calls.append(call)
        return call
