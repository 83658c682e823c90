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

PATIENCE_SECONDS: Final = 60.0
"""How long somebody waits: some messages arrive, and nobody ever says so."""


async def outcomes(
    outbox: Outbox, tracker: Tracker, results: Sequence[Result]
) -> tuple[Result, ...]:
    """Return what is known once every message has ended, or after a while.

    What waits in the outbox may still be taken by Twilio meanwhile, or be given up.
    """
    until = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    taken = await asyncio.gather(
        *(_taken(outbox, tracker, result, PATIENCE_SECONDS) for result in results)
    )
    await _ended(tracker, taken, until)
    known = {record.sid: record for record in _records(tracker, taken)}
    return tuple(_outcome(result, known.get(result.sid or "")) for result in taken)


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


async def _ended(tracker: Tracker, results: Sequence[Result], until: float) -> None:
    """Wait until every message that Twilio took has ended, or a second of the loop has come."""
    ended = asyncio.Event()

    def check(_: Record | None = None) -> None:
        if all(record.has_ended for record in _records(tracker, results)):
            ended.set()

    stop_listening = tracker.async_listen(check)
    try:
        check()
        async with asyncio.timeout_at(until):
            await ended.wait()
    except TimeoutError:
        pass  # What is known by now is the answer.
    finally:
        stop_listening()


def _records(tracker: Tracker, results: Sequence[Result]) -> list[MessageRecord]:
    found = (tracker.memory.messages.find(result.sid) for result in results if result.sid)
    return [record for record in found if record]


def _outcome(result: Result, record: MessageRecord | None) -> Result:
    if record is None:
        return result
    error = Undelivered(record.error_code) if record.has_failed else result.error
    return replace(result, status=record.status, error=error)
