"""A call that is going on: documents are carried out until it ends."""

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ..alert import AlertLevel
from ..twiml import Audio, Instruction, Markup, Nothing, Plain, TwimlError, TwimlProblem, parse
from .call import CallStatus
from .documents import fetch
from .progress import CallEvent
from .steps import End, Inline
from .transcript import HungUp, Party, Played, Said
from .verbs import VERBS

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ..desk import Desk
    from ..handset import Handset
    from .call import Call
    from .handset_call import HandsetCall
    from .progress import Progress
    from .steps import Source, Step
    from .transcript import Heard

APOLOGY = "We are sorry, an application error has occurred. Goodbye."
LONGEST_CALL = 4 * 60 * 60
MOST_DOCUMENTS = 1000


class LiveCall:
    """What the verbs act on."""

    def __init__(
        self, record: Call, desk: Desk, handset: Handset, phone: HandsetCall, progress: Progress
    ) -> None:
        """Take part in a call that is being set up."""
        self.record = record
        self.phone = phone
        self.progress = progress
        self.seconds = 0.0
        self.desk = desk
        self.handset = handset
        self._document_url = ""
        self._next: asyncio.Future[Step] | None = None
        self._pending: Step | None = None
        phone.on_hang_up = lambda: self.interrupt(End(by=Party.PHONE))

    def interrupt(self, step: Step) -> None:
        """Leave the running document at once and continue with something else."""
        if self._next and not self._next.done():
            self._next.set_result(step)
        else:
            self._pending = step

    async def run(self, source: Source) -> End:
        """Carry documents out, one after the other, until the call ends."""
        step: Step = source
        for _ in range(MOST_DOCUMENTS):
            if isinstance(step, End) or self.seconds > LONGEST_CALL:
                break
            step = await self._carry_out(step)
        end = step if isinstance(step, End) else End()
        if self._is_offered and end.status is CallStatus.COMPLETED and end.by is Party.HOUSE:
            self.take()
        self.phone.hear(HungUp(end.by))
        return end

    def take(self) -> None:
        """Answer the call, if the house has not yet."""
        if self._is_offered:
            self.change(CallStatus.IN_PROGRESS)
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
        self.phone.hear(item)
        self.seconds += seconds
        await self.desk.clock.sleep(seconds)

    async def stay(self) -> None:
        """Stay on the line until something interrupts."""
        await self.desk.activity.until(asyncio.get_running_loop().create_future())

    def absolute(self, url: str) -> str:
        """Return a URL of the running document in full; TwiML that came by REST has no base."""
        full = urljoin(self._document_url, url) if url else self._document_url
        if not full.startswith(("http://", "https://")):
            raise TwimlError(TwimlProblem.INVALID_URL, f"Invalid URL format: {url}")
        return full

    def whole_number(self, verb: Element, attribute: str, usual: int) -> int:
        """Return an attribute that is a number, or its usual value with a warning."""
        value = verb.get(attribute, str(usual))
        if not value.isdecimal():
            self.warn(TwimlProblem.SCHEMA_WARNING, f"{verb.tag}: {attribute} is {value!r}")
            return usual
        return int(value)

    def http_method(self, verb: Element, attribute: str) -> str:
        """Return an attribute that is an HTTP method."""
        method = verb.get(attribute, "POST").upper()
        if method not in ("GET", "POST"):
            raise TwimlError(TwimlProblem.INVALID_METHOD, f"{verb.tag}: {attribute} is {method}")
        return method

    def warn(self, code: int, message: str) -> None:
        """Log a warning about the running document; the call goes on."""
        self.desk.alert(
            code,
            message,
            level=AlertLevel.WARNING,
            resource_sid=self.record.sid,
            url=self._document_url,
        )

    @property
    def _is_offered(self) -> bool:
        return self.record.is_inbound and self.record.status is CallStatus.RINGING

    async def _carry_out(self, source: Source) -> Step:
        self._next = asyncio.get_running_loop().create_future()
        if self._pending:
            self._next.set_result(self._pending)
            self._pending = None
        turn = self.desk.activity.start(
            self._turn(source, self._next), f"turn of {self.record.sid}"
        )
        try:
            return await self.desk.activity.until(self._next)
        finally:
            turn.cancel()
            await asyncio.wait({turn})

    async def _turn(self, source: Source, then: asyncio.Future[Step]) -> None:
        try:
            outcome = await self._perform_all(await self._instruction(source))
        except TwimlError as err:
            self.desk.alert(
                err.code, str(err), resource_sid=self.record.sid, url=self._document_url
            )
            self.take()
            await self.hear(Said(APOLOGY))
            outcome = End()
        if not then.done():
            then.set_result(outcome)

    async def _instruction(self, source: Source) -> Instruction:
        if isinstance(source, Inline):
            self._document_url = ""
            return parse(source.document)
        instruction, self._document_url = await fetch(self, source)
        return instruction

    async def _perform_all(self, instruction: Instruction) -> Step:
        match instruction:
            case Plain(text):
                self.take()
                await self.hear(Said(text))
            case Audio(url):
                self.take()
                await self.hear(Played(url))
            case Nothing():
                raise TwimlError(TwimlProblem.PARSE_FAILURE, "Document parse failure: no document")
            case Markup(root):
                for element in root:
                    if step := await self._perform(element):
                        return step
        return End()

    async def _perform(self, element: Element) -> Step | None:
        verb = VERBS.get(element.tag)
        if verb is None:
            self.warn(TwimlProblem.SCHEMA_WARNING, f"Invalid element {element.tag}")
            return None
        for strange in sorted(set(element.keys()) - verb.attributes):
            self.warn(TwimlProblem.SCHEMA_WARNING, f"{verb.name}: invalid attribute {strange}")
        for child in element:
            if child.tag not in verb.children:
                self.warn(TwimlProblem.SCHEMA_WARNING, f"{verb.name}: invalid child {child.tag}")
        if verb.takes_call:
            self.take()
        return await verb.perform(self, element)
