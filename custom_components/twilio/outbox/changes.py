"""What changes in the outbox, as lines of its file: a checksum, and JSON in ASCII."""

from dataclasses import dataclass
import json
from typing import Any
from zlib import crc32

from .entry import Entry


@dataclass(frozen=True, slots=True)
class Put:
    """An entry is new, or is different now."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Drop:
    """An entry is settled."""

    reference: str


@dataclass(frozen=True, slots=True)
class Count:
    """Something was counted."""

    name: str
    total: int


type Change = Put | Drop | Count


def as_line(change: Change) -> bytes:
    """Return a change as it is stored, with its end of line."""
    text = json.dumps(_stored(change), separators=(",", ":")).encode()
    return b"%08x %s\n" % (crc32(text), text)


def from_line(line: bytes) -> Change:
    """Read a line, without its end; raises `LookupError`, `TypeError` or `ValueError`."""
    checksum, _, text = line.partition(b" ")
    if checksum != b"%08x" % crc32(text):
        raise ValueError("checksum")
    match json.loads(text):
        case {"put": entry}:
            return Put(Entry.from_json(entry))
        case {"drop": str(reference)}:
            return Drop(reference)
        case {"count": [str(name), int(total)]}:
            return Count(name, total)
    raise ValueError("kind of change")


def _stored(change: Change) -> dict[str, Any]:
    match change:
        case Put(entry):
            return {"put": entry.as_json()}
        case Drop(reference):
            return {"drop": reference}
    return {"count": [change.name, change.total]}
