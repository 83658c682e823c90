"""The exchange: puts calls through in both directions and keeps the call log."""

from datetime import timedelta
from typing import TYPE_CHECKING

from ..address import is_client
from ..errors import CALL_NOT_IN_PROGRESS, ApiError
from ..handset import HandsetBehaviour, HandsetLine
from ..sids import new_sid
from .call import Call, CallDirection, CallStatus
from .handset_call import Decision
from .live_call import LiveCall
from .progress import NO_CALLBACKS, CallEvent, Subscription
from .recorder import Recorder
from .ringing import decision
from .steps import End, Fetch

if TYPE_CHECKING:
    from datetime import datetime

    from ..desk import Desk
    from ..handset import Handset
    from ..number import Number
    from .handset_call import HandsetCall
    from .order import Order
    from .steps import Source

SPACING = timedelta(seconds=1)
PRICE = "-0.01400"
CANNOT_BE_CALLED = 13224

_OUTCOMES = {
    Decision.ANSWER: CallStatus.IN_PROGRESS,
    Decision.DECLINE: CallStatus.BUSY,
    Decision.RING_OUT: CallStatus.NO_ANSWER,
}


class Exchange:
    """All calls of the account."""

    def __init__(self, desk: Desk) -> None:
        """Begin with an empty log."""
        self.desk = desk
        self._live: dict[str, LiveCall] = {}
        self._free_at: datetime | None = None
        self.calls: list[Call] = []

    def place(self, order: Order) -> Call:
        """Accept a call to a handset, or to a client; calls start one a second."""
        live = self._begin(order, CallDirection.OUTBOUND_API)
        self.desk.activity.start(self._ring(live, order, self._queue()), f"call {live.record.sid}")
        return live.record

    def extend(self, parent: LiveCall, order: Order) -> LiveCall:
        """Call somebody whom a caller is to be put through to."""
        live = self._begin(order, CallDirection.OUTBOUND_DIAL)
        live.record.parent_sid = parent.record.sid
        self.desk.activity.start(self._ring(live, order, 0), f"call {live.record.sid}")
        return live

    def dial(self, handset: Handset, to: str) -> HandsetCall:
        """Put a handset's call through to a number of the account."""
        number = self.desk.numbers[to]
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
        self.desk.activity.start(self._talk(live, source), f"call {call.sid}")
        return live.phone

    def live(self, call: Call) -> LiveCall:
        """Return a call that is in progress."""
        if call.status is not CallStatus.IN_PROGRESS:
            raise ApiError(CALL_NOT_IN_PROGRESS)
        return self._live[call.sid]

    async def end(self, call: Call, status: CallStatus) -> None:
        """End a call; one that nobody has answered is canceled."""
        waiting = call.status in (CallStatus.QUEUED, CallStatus.RINGING)
        if call.status.is_final or (status is CallStatus.CANCELED and not waiting):
            raise ApiError(CALL_NOT_IN_PROGRESS)
        live = self._live[call.sid]
        self.drop(live)
        await live.phone.ended()

    def drop(self, live: LiveCall) -> None:
        """End a call, if it has not ended yet, without waiting for its end."""
        call = live.record
        if call.status.is_final:
            return
        answered = call.status is CallStatus.IN_PROGRESS
        end = End(status=CallStatus.COMPLETED if answered else CallStatus.CANCELED)
        if answered or call.is_inbound:
            live.interrupt(end)
        else:
            self._finish(live, end)

    def _begin(self, order: Order, direction: CallDirection) -> LiveCall:
        phones, to = self.desk.handsets, order.to
        number = self.desk.numbers.get(order.from_)
        call = self._log(to, order.from_, direction, number)
        phone = phones.nobody(to) if is_client(to) else phones.get(to)
        live = self._connect(call, phone, order.subscription)
        live.longest = order.longest
        return live

    async def _ring(self, live: LiveCall, order: Order, delay: float) -> None:
        await self.desk.clock.sleep(delay)
        call = live.record
        if call.status.is_final:
            return
        call.started = self.desk.clock.now()
        live.progress.tell(CallEvent.INITIATED)
        if live.handset.line is HandsetLine.INVALID:
            call.error_code = CANNOT_BE_CALLED
            self._finish(live, End(status=CallStatus.FAILED))
            return
        if live.handset.behaviour is HandsetBehaviour.BUSY:
            self._finish(live, End(status=CallStatus.BUSY))
            return
        live.change(CallStatus.RINGING)
        if not live.handset.is_off:
            live.handset.add_call(live.phone)
        live.progress.tell(CallEvent.RINGING)
        outcome = _OUTCOMES[await decision(live, order.ring_seconds)]
        if call.status.is_final:
            return
        if outcome is not CallStatus.IN_PROGRESS:
            self._finish(live, End(status=outcome))
            return
        live.answer()
        if order.recording:
            Recorder.start(live, order.recording)
        limit = self.desk.clock.alarm(order.longest, lambda: live.interrupt(End()))
        await self._talk(live, order.opening)
        self.desk.clock.cancel(limit)

    async def _talk(self, live: LiveCall, source: Source) -> None:
        self._finish(live, await live.run(source))

    def _finish(self, live: LiveCall, end: End) -> None:
        call = live.record
        answered = call.status is CallStatus.IN_PROGRESS
        status = end.status
        if not answered and status is CallStatus.COMPLETED:
            status = CallStatus.NO_ANSWER
        call.duration = live.duration
        call.price = PRICE if answered else None
        for recorder in live.recorders:
            recorder.stop()
        self._live.pop(call.sid, None)
        live.change(status)
        live.say_farewell()
        live.progress.tell(CallEvent.COMPLETED, live.recorded)
        live.phone.decide(Decision.RING_OUT)
        live.ended.fire()
        live.on_end()

    def _queue(self) -> float:
        now = self.desk.clock.now()
        start = max(now, self._free_at or now)
        self._free_at = start + SPACING
        return (start - now).total_seconds()

    def _connect(self, call: Call, handset: Handset, subscription: Subscription) -> LiveCall:
        live = LiveCall(call, handset, self, subscription)
        self._live[call.sid] = live
        return live

    def _log(self, to: str, from_: str, direction: CallDirection, number: Number | None) -> Call:
        now = self.desk.clock.now()
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
