"""The last records of a kind."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from .records import Record
from .schedule import due

WEEK: Final = timedelta(days=7).total_seconds()
"""How long anybody wants to know what became of something."""
DAY: Final = timedelta(days=1).total_seconds()
"""After so long nobody waits any more for Twilio to take something."""


@dataclass(slots=True)
class RecordLog[R: Record]:
    """So many records of each direction at most, oldest first.

    What Twilio is not asked about any more, or is a week old, makes room first. Whoever calls this
    house often must not make it forget calls of its own. What Twilio may be about to take, or has
    taken without saying so, takes no room, for nothing else tells whose report comes.
    """

    most: int
    _records: dict[str, R] = field(default_factory=dict)
    """By their references."""
    _references: dict[str, str] = field(default_factory=dict)
    """By SID."""
    _nameless: dict[str, None] = field(default_factory=dict)
    """References of those whose SID is not known."""
    _counts: Counter[bool] = field(default_factory=Counter)
    """How many have a SID, inbound or not."""

    def __iter__(self) -> Iterator[R]:
        """Return the records, oldest first."""
        return iter(self._records.values())

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._records)

    def get(self, reference: str) -> R | None:
        """Return the record of a reference."""
        return self._records.get(reference)

    def find(self, sid: str, reference: str | None = None) -> R | None:
        """Return the record of a SID, or the one of a reference whose SID is not known yet."""
        if known := self._references.get(sid):
            return self._records[known]
        record = self._records.get(reference or "")
        return record if record and not record.sid else None

    def put(self, record: R) -> None:
        """Keep a record in the place of what was known of it, or as the youngest."""
        self._records[record.reference] = record
        if not record.sid:
            self._nameless[record.reference] = None
            self._forget_nameless(record.changed)
        elif record.sid not in self._references:
            self._nameless.pop(record.reference, None)
            self._references[record.sid] = record.reference
            self._counts[record.is_inbound] += 1
            self._make_room(record)

    def drop(self, reference: str) -> None:
        """Forget a record, if there is one."""
        if (record := self._records.pop(reference, None)) is None:
            return
        self._nameless.pop(reference, None)
        if self._references.pop(record.sid, None):
            self._counts[record.is_inbound] -= 1

    def _make_room(self, young: R) -> None:
        if self._counts[young.is_inbound] > self.most:
            spent = (known for known in self._peers(young) if _is_spent(known, young.changed))
            self.drop((next(spent, None) or next(self._peers(young))).reference)

    def _peers(self, young: R) -> Iterator[R]:
        """Return the others that have a SID, in about the order in which they began."""
        for reference in self._references.values():
            known = self._records[reference]
            if known is not young and known.is_inbound is young.is_inbound:
                yield known

    def _forget_nameless(self, now: float) -> None:
        oldest = self._records[next(iter(self._nameless))]
        if len(self._nameless) > self.most and oldest.began < now - DAY:
            self.drop(oldest.reference)


def _is_spent(record: Record, now: float) -> bool:
    """Tell whether nobody asks for a record any more."""
    return due(record) is None or record.began < now - WEEK
