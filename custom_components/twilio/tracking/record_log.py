"""The last records of a kind."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from .records import Record
from .schedule import due

WEEK: Final = timedelta(days=7).total_seconds()
"""How long anybody wants to know what became of something."""


@dataclass(slots=True)
class RecordLog[R: Record]:
    """So many records of each direction at most, oldest first.

    What Twilio is not asked about any more, or is a week old, makes room first. Whoever calls this
    house often must not make it forget calls of its own.
    """

    most: int
    _records: dict[str, R] = field(default_factory=dict)
    """By their references."""
    _references: dict[str, str] = field(default_factory=dict)
    """By SID."""

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
        if record.sid:
            self._references[record.sid] = record.reference
        if len(self._records) > self.most:
            self._make_room(record)

    def drop(self, reference: str) -> None:
        """Forget a record, if there is one."""
        if record := self._records.pop(reference, None):
            self._references.pop(record.sid, None)

    def _make_room(self, young: R) -> None:
        peers = [known for known in self if known.is_inbound is young.is_inbound]
        if len(peers) > self.most:
            spent = (known for known in peers if _is_spent(known, young.changed))
            self.drop(next(spent, peers[0]).reference)


def _is_spent(record: Record, now: float) -> bool:
    """Tell whether nobody asks for a record any more."""
    return (bool(record.sid) and due(record) is None) or record.began < now - WEEK
