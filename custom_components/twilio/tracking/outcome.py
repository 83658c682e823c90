"""What became of messages that somebody waits for."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from homeassistant.exceptions import HomeAssistantError

from ..api import Undelivered
from ..delivery import NOT_SENT, WAITING, Result
from ..outbox.submission import Submission
from . import MessageRecord, Record, Tracker

if TYPE_CHECKING:
    from ..outbox.outbox import Outbox
    from ..outbox.place import Place

PATIENCE_SECONDS: Final = 60.0
"""How long somebody waits: some messages arrive, and nobody ever says so."""


async def outcomes(
    outbox: Outbox, tracker: Tracker, results: Sequence[Result]
) -> tuple[Result, ...]:
    """Return what is known once every message has ended, or after a while.

    What waits in the outbox may still be taken by Twilio meanwhile, or be given up; what does not
    arrive may go another way.
    """
    until = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    taken = await asyncio.gather(
        *(_taken(outbox, tracker, result, PATIENCE_SECONDS) for result in results)
    )
    await _ended(outbox, tracker, taken, until)
    return tuple(_outcome(outbox, result, _last(outbox, tracker, result)) for result in taken)


async def _taken(outbox: Outbox, tracker: Tracker, result: Result, seconds: float) -> Result:
    """Return what Twilio says in time of something that waited."""
    if result.status != WAITING or result.reference is None:
        return result
    try:
        accepted = await outbox.async_await(result.reference, seconds)
    except HomeAssistantError as err:
        return replace(result, status=NOT_SENT, error=err)
    if accepted:
        taken = Result.of(result.to, Submission(result.reference, accepted))
        return replace(taken, asked=result.asked)
    if record := tracker.reported(result.reference):
        return replace(result, sid=record.sid, status=record.status)
    return result


async def _ended(outbox: Outbox, tracker: Tracker, results: Sequence[Result], until: float) -> None:
    """Wait until every message that Twilio took has ended, or a second of the loop has come."""
    news = asyncio.Event()

    def note(_: Record | None = None) -> None:
        news.set()

    stop_listening = (tracker.async_listen(note), outbox.async_listen(note))
    try:
        async with asyncio.timeout_at(until):
            # Looked at only once all have heard of the news: one of them may send it another way.
            while not _have_ended(outbox, tracker, results):
                news.clear()
                await news.wait()
    except TimeoutError:
        pass  # What is known by now is the answer.
    finally:
        for stop in stop_listening:
            stop()


def _have_ended(outbox: Outbox, tracker: Tracker, results: Sequence[Result]) -> bool:
    last = (_last(outbox, tracker, result) for result in results)
    return all(record.has_ended and not _waiting(outbox, record) for record in last if record)


def _last(outbox: Outbox, tracker: Tracker, result: Result) -> MessageRecord | None:
    """Return what is known of a message on the last way that it went."""
    messages = tracker.memory.messages
    record = messages.find(result.sid) if result.sid else None
    while record and (successor := outbox.standby.successor(record.reference)):
        if (following := messages.get(successor)) is None:
            break
        record = following
    return record


def _waiting(outbox: Outbox, record: MessageRecord) -> Place | None:
    """Return where a message that did not arrive waits to go another way."""
    successor = outbox.standby.successor(record.reference)
    return None if successor is None else outbox.queue.get(successor)


def _outcome(outbox: Outbox, result: Result, record: MessageRecord | None) -> Result:
    if record is None:
        return result
    if place := _waiting(outbox, record):
        to = place.entry.content.to
        return replace(result, to=to, sid=None, status=WAITING, error=None)
    error = Undelivered(record.error_code) if record.has_failed else result.error
    sid, status = record.sid or None, record.status or WAITING
    return replace(result, to=record.party, sid=sid, status=status, error=error)
