"""What becomes of the messages and calls of one account."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
import time
from typing import Any

from homeassistant.core import CALLBACK_TYPE, callback

from ..api import AcceptedCall, AcceptedMessage
from ..const import LOGGER
from ..webhook import CallStatus, InboundCall, MessageStatus
from .memory import TrackingMemory
from .progress import CALL, MESSAGE, Progress
from .records import CallRecord, MessageRecord, Record
from .schedule import looked


@dataclass(frozen=True, slots=True)
class Report[R: Record]:
    """What a report of Twilio means."""

    record: R | None
    """What it is about, none where this house did not send it, or has forgotten it."""
    is_news: bool = True
    """Whether this house did not know as much already."""


class Tracker:
    """Ties what Twilio reports to what this house sent; nothing falls back to an earlier status."""

    def __init__(self, memory: TrackingMemory, save: Callable[[], None]) -> None:
        """Go on with a memory; `save` is called after each change of it."""
        self.memory = memory
        self._save = save
        self._listeners: set[Callable[[Record], None]] = set()

    @callback
    def async_listen(self, listener: Callable[[Record], None]) -> CALLBACK_TYPE:
        """Hear of each record that changes, until the returned function is called."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    def records(self) -> Iterator[Record]:
        """Return all that is kept."""
        return self.memory.records()

    def active_calls(self) -> tuple[CallRecord, ...]:
        """Return the calls that go on as far as is known, oldest first."""
        return self.memory.active_calls(time.time())

    def last_message(self, sender: str) -> MessageRecord | None:
        """Return the last message from an address of ours that Twilio took over."""
        return self.memory.last_message(sender)

    def last_to(self, number: str) -> Record | None:
        """Return the last message or call to a number, on any channel, that Twilio took over."""
        return self.memory.last_to(number)

    def failure_rate(self, sender: str) -> float | None:
        """Return how many of a week's messages failed, in percent of those whose end is known."""
        return self.memory.failure_rate(sender, time.time())

    def tag_of_call(self, sid: str) -> str | None:
        """Return by what whoever placed a call wants to know it again."""
        call = self.memory.calls.find(sid)
        return call.tag if call else None

    def call_began(self, sid: str) -> float | None:
        """Return when this house first heard of a call, in seconds since the epoch."""
        call = self.memory.calls.find(sid)
        return call.began if call else None

    def has_ended(self, call_sid: str, now: float) -> bool:
        """Tell whether a call is over for so long that nothing of it can still be under way."""
        return self.memory.has_ended(call_sid, now)

    @callback
    def async_expect(
        self,
        reference: str,
        sender: str,
        party: str,
        tag: str | None,
        *,
        is_call: bool,
        is_reply: bool,
    ) -> None:
        """Know a message or call before Twilio knows of it, as it may from now on."""
        now = time.time()
        if known := self.memory.get(reference):
            self._put(replace(known, began=now, changed=now))
            return
        facts: dict[str, Any] = {
            "reference": reference,
            "sender": sender,
            "party": party,
            "began": now,
            "changed": now,
            "tag": tag,
        }
        if is_call:
            self._put(CallRecord(progress=Progress(CALL), **facts))
        else:
            self._put(MessageRecord(progress=Progress(MESSAGE), is_reply=is_reply, **facts))

    @callback
    def async_drop(self, reference: str) -> None:
        """Forget what Twilio did not take."""
        if record := self.memory.get(reference):
            self.memory.drop(record)
            self._save()

    def reported(self, reference: str) -> Record | None:
        """Return what Twilio has reported on, by our id of it."""
        record = self.memory.get(reference)
        return record if record and record.sid else None

    @callback
    def async_accept(self, reference: str, accepted: AcceptedMessage | AcceptedCall) -> None:
        """Note the SID of a message or call; a report may have been faster.

        What was sent twice is followed twice.
        """
        if (record := self.memory.get(reference)) is None:
            return
        if record.sid not in {"", accepted.sid}:
            record = replace(record, reference=accepted.sid, progress=Progress(record.course))
        progress = record.progress.accepted(accepted.status)
        self._put(replace(record, sid=accepted.sid, progress=progress))

    @callback
    def async_note_call(self, call: InboundCall) -> None:
        """Note that somebody calls."""
        if self.memory.calls.find(call.call_sid):
            return
        now = time.time()
        record = CallRecord(
            reference=call.call_sid,
            sid=call.call_sid,
            sender=call.to,
            party=call.from_,
            began=now,
            changed=now,
            progress=Progress(CALL, "ringing", "ringing"),
            is_inbound=True,
        )
        self._put(record)

    @callback
    def async_hear_of_message(
        self, status: MessageStatus, reference: str | None
    ) -> Report[MessageRecord]:
        """Note how a message fares."""
        record = self.memory.messages.find(status.message_sid, reference)
        progress = record.progress.after(status.status) if record else None
        return self._report(record, progress, sid=status.message_sid, error_code=status.error_code)

    @callback
    def async_hear_of_call(self, status: CallStatus, reference: str | None) -> Report[CallRecord]:
        """Note how a call fares."""
        record = self.memory.calls.find(status.call_sid, reference)
        progress = record.progress.after(status.status, status.sequence) if record else None
        return self._report(record, progress, sid=status.call_sid, duration=status.duration)

    @callback
    def async_bring_back(self) -> None:
        """Go on from now with what has times of the future, of a clock that was wrong."""
        if self.memory.bring_back(time.time()):
            self._save()

    @callback
    def async_note_look(self, record: Record, now: float, *, is_last: bool) -> None:
        """Note that Twilio was asked about a record, which may have changed meanwhile."""
        if current := self.memory.get(record.reference):
            self._put(looked(current, now, is_last=is_last))

    def _report[R: (MessageRecord, CallRecord)](
        self, record: R | None, progress: Progress | None, **facts: Any
    ) -> Report[R]:
        """Take in how far something got, none where that was known, with what else was said."""
        if record is None or progress is None:
            return Report(record, is_news=record is None)
        record = replace(record, progress=progress, changed=time.time(), **facts)
        self._put(record)
        return Report(record)

    def _put(self, record: MessageRecord | CallRecord) -> None:
        self.memory.put(record)
        self._save()
        for listener in tuple(self._listeners):
            try:
                listener(record)
            except Exception:  # noqa: BLE001 - what is shown of it must not keep it from being sent
                LOGGER.exception("What became of a message or call cannot be shown")
