"""The last records of a kind."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from .records import Record


@dataclass(slots=True)
class RecordLog[R: Record]:
    """So many records at most, oldest first; what has ended makes room first."""

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
            ended = (known for known in self if known.has_ended)
            self.drop((next(ended, None) or next(iter(self))).reference)

    def drop(self, reference: str) -> None:
        """Forget a record, if there is one."""
        if record := self._records.pop(reference, None):
            self._references.pop(record.sid, None)
