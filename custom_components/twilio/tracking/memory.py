"""What is known of an account's messages and calls, beyond a restart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import chain
from typing import Any, Final, Self

from ..const import LOGGER
from .record_log import WEEK, RecordLog
from .records import CallRecord, MessageRecord, Record

MOST_MESSAGES: Final = 500
MOST_CALLS: Final = 200
"""Of each direction."""

LONGEST_CALL: Final = timedelta(hours=4).total_seconds()
"""How long a call goes on at Twilio, unless somebody asked for longer."""
LAST_WORDS: Final = 15.0
"""Seconds in which requests of a call may come that were made before its end."""


@dataclass(slots=True)
class TrackingMemory:
    """What has to outlive a restart."""

    messages: RecordLog[MessageRecord] = field(default_factory=lambda: RecordLog(MOST_MESSAGES))
    calls: RecordLog[CallRecord] = field(default_factory=lambda: RecordLog(MOST_CALLS))

    def put(self, record: MessageRecord | CallRecord) -> None:
        """Keep a record, in the place of what was known before."""
        if isinstance(record, MessageRecord):
            self.messages.put(record)
        else:
            self.calls.put(record)

    def drop(self, record: Record) -> None:
        """Forget a record."""
        self.messages.drop(record.reference)
        self.calls.drop(record.reference)

    def get(self, reference: str) -> MessageRecord | CallRecord | None:
        """Return the record of a reference."""
        return self.messages.get(reference) or self.calls.get(reference)

    def records(self) -> Iterator[Record]:
        """Return all that is kept."""
        return chain(self.messages, self.calls)

    def bring_back(self, now: float) -> bool:
        """Take times of the future for now: the clock has been set back. Tell if there were any."""
        early = [
            record
            for record in (*self.messages, *self.calls)
            if max(record.began, record.changed) > now
        ]
        for record in early:
            began, changed = min(record.began, now), min(record.changed, now)
            self.put(replace(record, began=began, changed=changed))
        return bool(early)

    def active_calls(self, now: float) -> tuple[CallRecord, ...]:
        """Return the calls that go on as far as is known, oldest first."""
        earliest = now - LONGEST_CALL
        return tuple(call for call in self.calls if call.is_open and call.changed > earliest)

    def last_message(self, sender: str) -> MessageRecord | None:
        """Return the last message from an address of ours that Twilio took over."""
        sent = (message for message in self.messages if message.sender == sender and message.sid)
        return max(sent, key=lambda message: message.began, default=None)

    def last_to(self, number: str) -> Record | None:
        """Return the last message or call to a number, on any channel, that Twilio took over."""
        sent = (
            record
            for record in self.records()
            if record.sid and not record.is_inbound and record.number == number
        )
        return max(sent, key=lambda record: record.began, default=None)

    def failure_rate(self, sender: str, now: float) -> float | None:
        """Return how many of a week's messages failed, in percent of those whose end is known."""
        failed = [
            message.has_failed
            for message in self.messages
            if message.sender == sender
            and message.began > now - WEEK
            and (message.has_failed or message.has_arrived)
        ]
        return 100 * sum(failed) / len(failed) if failed else None

    def has_ended(self, call_sid: str, now: float) -> bool:
        """Tell whether a call is over for so long that nothing of it can still be under way."""
        call = self.calls.find(call_sid)
        return call is not None and call.has_ended and now - call.changed >= LAST_WORDS

    def counts(self) -> dict[str, int]:
        """Return how many are kept, and of how many the end is not known."""
        return {
            "messages": len(self.messages),
            "open_messages": sum(not message.has_ended for message in self.messages),
            "calls": len(self.calls),
            "open_calls": sum(not call.has_ended for call in self.calls),
        }

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "messages": [record.as_json() for record in self.messages],
            "calls": [record.as_json() for record in self.calls],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned, without the records that cannot be read.

        Raises `TypeError` where there are no records at all.
        """
        memory, unread = cls(), 0
        for kind, name in ((MessageRecord, "messages"), (CallRecord, "calls")):
            for record in stored.get(name, ()):
                try:
                    memory.put(kind.from_json(record))
                except LookupError, TypeError, ValueError:
                    unread += 1
        if unread:
            LOGGER.warning("What became of %s messages or calls cannot be read", unread)
        return memory
