"""What is left of the entries of a file that was cut off, or of which one bit is another."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
import logging
from tempfile import TemporaryDirectory
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from custom_components.twilio.outbox.entry import Entry

from .figures import Comparison, Series
from .storages import Storage
from .waiting import waiting

ENTRIES: Final = 100
PLACES: Final = 97
"""At how many places of a file it is damaged: not always the same of an entry."""

type Damage = Callable[[bytes, int], bytes]


@dataclass(frozen=True, slots=True)
class Rest:
    """What was read of a damaged file."""

    right: int
    """How many entries are as they were."""
    wrong: int
    """How many are believed although they are not."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that is read off all rests of one kind of damage."""

    what: str
    damage: Damage
    read: Callable[[Rest], int]


def _cut(content: bytes, at: int) -> bytes:
    return content[:at]


def _flip(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


FIGURES = (
    Figure("left of 100, the file cut off", _cut, lambda rest: rest.right),
    Figure("left of 100, one bit flipped", _flip, lambda rest: rest.right),
    Figure("believed though wrong, one bit flipped", _flip, lambda rest: rest.wrong),
)


async def measure(ours: type[Storage], rivals: Mapping[str, type[Storage]]) -> list[Comparison]:
    """Damage a file of each storage at places all over it, and read what is left."""
    found: dict[tuple[str, Damage], Sequence[Rest]] = {
        (name, damage): await _rests(kind, damage)
        for name, kind in {"": ours, **rivals}.items()
        for damage in (_cut, _flip)
    }

    def mean(name: str, figure: Figure) -> Series:
        rests = found[name, figure.damage]
        return Series((sum(map(figure.read, rests)) / len(rests),))

    return [
        Comparison(
            what=figure.what,
            unit="",
            ours=mean("", figure),
            rival_name=name,
            rival=mean(name, figure),
        )
        for name in rivals
        for figure in FIGURES
    ]


async def _rests(kind: type[Storage], damage: Damage) -> Sequence[Rest]:
    """Read the file of a storage once for each place where it is damaged."""
    entries = waiting(ENTRIES)
    with TemporaryDirectory(prefix="benchmark-") as directory, _quiet():
        hass = HomeAssistant(directory)
        await ir.async_load(hass, read_only=True)
        storage = kind(hass)
        await storage.read()
        await storage.put(entries)
        await storage.close()
        content = storage.path.read_bytes()
        rests = []
        for place in range(PLACES):
            storage.path.write_bytes(damage(content, len(content) * place // PLACES))
            rests.append(_compare(await _read(kind(hass)), entries))
        await hass.async_stop(force=True)
    return rests


async def _read(storage: Storage) -> Iterable[Entry]:
    entries = await storage.read()
    await storage.close()
    return entries


def _compare(found: Iterable[Entry], entries: Iterable[Entry]) -> Rest:
    contents = {entry.reference: entry.content for entry in entries}
    is_right = [contents.get(entry.reference) == entry.content for entry in found]
    return Rest(right=sum(is_right), wrong=len(is_right) - sum(is_right))


@contextmanager
def _quiet() -> Iterator[None]:
    """Have nobody complain about what is damaged on purpose."""
    logging.disable()
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
