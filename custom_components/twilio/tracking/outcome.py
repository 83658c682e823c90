"""What became of messages that somebody waits for."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ..api import Undelivered
from ..delivery import Result
from . import MessageRecord, Record, Tracker

PATIENCE_SECONDS: Final = 60.0
"""How long somebody waits: some messages arrive, and nobody ever says so."""


async def outcomes(tracker: Tracker, results: Sequence[Result]) -> tuple[Result, ...]:
    """Return what is known once every message that Twilio took has ended, or after a while."""
    ended = asyncio.Event()

    def check(_: Record | None = None) -> None:
        if all(record.has_ended for record in _records(tracker, results)):
            ended.set()

    stop_listening = tracker.async_listen(check)
    try:
        check()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await ended.wait()
    except TimeoutError:
        pass  # What is known by now is the answer.
    finally:
        stop_listening()
    known = {record.sid: record for record in _records(tracker, results)}
    return tuple(_outcome(result, known.get(result.sid or "")) for result in results)


def _records(tracker: Tracker, results: Sequence[Result]) -> list[MessageRecord]:
    found = (tracker.memory.messages.find(result.sid) for result in results if result.sid)
    return [record for record in found if record]


def _outcome(result: Result, record: MessageRecord | None) -> Result:
    if record is None:
        return result
    error = Undelivered(record.error_code) if record.has_failed else result.error
    return replace(result, status=record.status, error=error)
