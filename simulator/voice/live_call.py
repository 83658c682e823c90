"""A call that is going on: documents are carried out until it ends."""

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ..alert import AlertLevel
from ..handset import HandsetBehaviour
from ..twiml import TwimlError, TwimlProblem
from ..webhook.errand import Errand
from .call import CallStatus
from .documents import perform
from .ear import Ear
from .handset_call import HandsetCall
from .machine import AnsweringMachine
from .order import LONGEST_CALL
from .params import call_params
from .progress import CallEvent, Progress
from .signal import Signal
from .steps import End
from .transcript import HungUp, Party
from .turns import Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from xml.etree.ElementTree import Element

    from ..desk import Desk
    from ..handset import Handset
    from ..webhook.delivery import Params
    from .call import Call
    from .ear import Input
    from .exchange import Exchange
    from .progress import Subscription
    from .recorder import Recorder
    from .steps import Fetch, Source, Step
    from .transcript import Heard


class LiveCall:
    """What the verbs act on."""

    def __init__(
        self, record: Call, handset: Handset, exchange: Exchange, subscription: Subscription
    ) -> None:
        """Take part in a call that is being set up."""
        desk = exchange.desk
        self.record = record
        self.desk: Desk = desk
        self.handset = handset
        self.exchange = exchange
        self.phone = HandsetCall(record, handset.number, desk.bulletin)
        self.progress = Progress(record, desk, subscription)
        self.recorders: list[Recorder] = []
        self.machine: AnsweringMachine | None = None
        self.seconds = 0.0
        self.longest = LONGEST_CALL
        self.document_url = ""
        self.turns = Turns(self)
        self.farewell: Fetch | None = None
        self.ended = Signal()
        self.on_end: Callable[[], None] = lambda: None
        self._answered: datetime | None = None
        self.phone.on_hang_up = lambda: self.interrupt(End(by=Party.PHONE))

    @property
    def is_over(self) -> bool:
        """Tell whether the call has ended."""
        return self.record.status.is_final

    @property
    def is_hung_up(self) -> bool:
        """Tell whether the person on the phone has ended the call."""
        step = self.turns.interruption
        return isinstance(step, End) and step.by is Party.PHONE

    @property
    def elapsed(self) -> float:
        """Return for how many seconds people have been talking, or would have."""
        since = self._answered or self.desk.clock.now()
        return max(self.seconds, (self.desk.clock.now() - since).total_seconds())

    @property
    def duration(self) -> int:
        """Return the length of the call, so far or at its end; 0 before it is answered."""
        if self.record.duration is not None:
            return self.record.duration
        return round(self.elapsed) if self._answered else 0

    def interrupt(self, step: Step) -> None:
        """Leave the running document at once and continue with something else."""
        self.turns.interrupt(step)

    async def run(self, source: Source) -> End:
        """Carry documents out, one after the other, until the call ends."""
        end = await self.turns.run(source)
        if self._is_offered and end.status is CallStatus.COMPLETED and end.by is Party.HOUSE:
            self.take()
        self.phone.hear(HungUp(end.by))
        return end

    def take(self) -> None:
        """Answer the call, if the house has not yet."""
        if self._is_offered:
            self.answer()

    def answer(self) -> None:
        """Begin to talk; a machine greets."""
        self.seconds = 0
        self._answered = self.desk.clock.now()
        self.change(CallStatus.IN_PROGRESS)
        if self.handset.behaviour is HandsetBehaviour.MACHINE and not self.record.is_inbound:
            self.machine = AnsweringMachine(self)
        self.progress.tell(CallEvent.ANSWERED)

    def change(self, status: CallStatus) -> None:
        """Move the call to another status."""
        now = self.desk.clock.now()
        self.record.status = status
        self.record.updated = now
        if status.is_final:
            self.record.ended = now
        self.desk.bulletin.publish(self.handset.number)

    async def hear(self, item: Heard, seconds: float = 0) -> None:
        """Let the person on the phone hear something for a while."""
        if self.machine:
            self.machine.listen()
        self.phone.hear(item)
        await self.pass_time(seconds)

    async def pass_time(self, seconds: float) -> None:
        """Let time go by; no call lasts longer than it may."""
        self.seconds += seconds
        if self.seconds > self.longest:
            self.interrupt(End())
        await self.desk.clock.sleep(seconds)
        if self.machine:
            self.machine.listen()

    @property
    def recorded(self) -> Params:
        """Return what is said of the recording of the whole call, when there is one."""
        whole = [r for r in self.recorders if r.is_of_whole_call]
        return whole[0].params if whole else ()

    def say_farewell(self) -> None:
        """Tell the house what the person on the phone left behind by hanging up."""
        if self.farewell:
            params = call_params(self.record, self.desk.account.sid, self.handset.verstat)
            params += self.farewell.params
            self.tell(Errand(url=self.farewell.url, method=self.farewell.method, params=params))

    @contextmanager
    def listening(self, kinds: frozenset[type[Input]]) -> Iterator[Ear]:
        """Listen to the phone."""
        ear = Ear(self.desk, self.handset.number, kinds, has_person=self.machine is None)
        self.phone.ear = ear
        self.desk.bulletin.publish(self.handset.number)
        try:
            yield ear
        finally:
            self.phone.ear = None

    async def stay(self) -> None:
        """Stay on the line until something interrupts."""
        await self.desk.activity.until(asyncio.get_running_loop().create_future())

    def tell(self, errand: Errand) -> None:
        """Send a request whose answer does not matter to the call."""
        self.desk.activity.start(self._bring(errand), f"errand of {self.record.sid}")

    def absolute(self, url: str) -> str:
        """Return a URL of the running document in full; TwiML that came by REST has no base."""
        full = urljoin(self.document_url, url) if url else self.document_url
        if not full.startswith(("http://", "https://")):
            raise TwimlError(TwimlProblem.INVALID_URL, f"Invalid URL format: {url}")
        return full

    def warn(self, code: int, message: str) -> None:
        """Log a warning about the running document; the call goes on."""
        self.desk.alert(
            code,
            message,
            level=AlertLevel.WARNING,
            resource_sid=self.record.sid,
            url=self.document_url,
        )

    async def perform(self, element: Element) -> Step | None:
        """Carry an element out."""
        return await perform(self, element)

    @property
    def _is_offered(self) -> bool:
        return self.record.is_inbound and self.record.status is CallStatus.RINGING

    async def _bring(self, errand: Errand) -> None:
        await self.desk.courier.bring(errand)
