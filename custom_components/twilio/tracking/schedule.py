"""When Twilio is asked what became of something, where its reports stay away."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from operator import itemgetter
from typing import Final

from .records import Record

LOOKS: Final = tuple(
    after.total_seconds()
    for after in (
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=4),
        timedelta(hours=24),
    )
)
"""Seconds since it began, of the first to the last look; after that it is left as it is."""


def due(record: Record) -> float | None:
    """Return when to look, in seconds since the epoch; none where there is nothing to see."""
    if not record.is_open or record.looks >= len(LOOKS):
        return None
    return record.began + LOOKS[record.looks]


def next_due(records: Iterable[Record]) -> float | None:
    """Return when to look at the first of them."""
    return min((at for record in records if (at := due(record)) is not None), default=None)


def due_records(records: Iterable[Record], now: float) -> list[Record]:
    """Return what to look at, what waits longest first."""
    found = [(at, record) for record in records if (at := due(record)) is not None and at <= now]
    return [record for _, record in sorted(found, key=itemgetter(0))]


def looked[R: Record](record: R, now: float, *, is_last: bool = False) -> R:
    """Return a record after a look; looks that were missed meanwhile are not made up for."""
    passed = bisect_right(LOOKS, now - record.began)
    return replace(record, looks=len(LOOKS) if is_last else max(passed, record.looks + 1))
