"""What it costs to keep a message on disk before it is sent, and what damage costs."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, thread_time

from homeassistant.core import HomeAssistant

from custom_components.twilio.outbox.entry import Entry

from . import damage
from .figures import Comparison, Goal, Series
from .storages import HomeAssistantStore, Log, Sqlite, Storage
from .waiting import waiting

RIVALS: dict[str, type[Storage]] = {"Home Assistant's store": HomeAssistantStore, "SQLite": Sqlite}
ROUNDS = 5
WAITING = 10_000
CHANGES = 10
MILLI, MEGA = 1e-3, 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a storage took, in seconds and bytes."""

    empty: float
    full: float
    busy: float
    hundred: float
    five_hundred: float
    read: float
    size: float


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that is read off each cost."""

    what: str
    unit: str
    read: Callable[[Cost], float]
    goal: Goal | None = None


AT_ONCE = Goal(
    1.0,
    is_least=False,
    unit="s",
    price="Each entry is checked before it is believed.",
)
FIGURES = (
    Figure("a change, nothing else waiting", "ms", lambda cost: cost.empty / MILLI),
    Figure("a change, 10,000 waiting", "ms", lambda cost: cost.full / MILLI),
    Figure("… event loop busy for it", "ms", lambda cost: cost.busy / MILLI),
    Figure("100 changes at once, 10,000 waiting", "ms", lambda cost: cost.hundred / MILLI),
    Figure("500 changes at once, 10,000 waiting", "ms", lambda cost: cost.five_hundred / MILLI),
    Figure("reading 10,000", "s", lambda cost: cost.read, AT_ONCE),
    Figure("size of the file, 10,000 waiting", "MB", lambda cost: cost.size / MEGA),
)


async def measure(rounds: int) -> list[Comparison]:
    """Use all storages by turns, each on an empty disk."""
    kinds: dict[str, type[Storage]] = {"": Log, **RIVALS}
    costs: dict[str, list[Cost]] = {name: [] for name in kinds}
    for _ in range(rounds):
        for name, kind in kinds.items():
            costs[name].append(await _cost(kind))
    return [
        Comparison(
            what=figure.what,
            unit=figure.unit,
            ours=_series(figure, costs[""]),
            rival_name=name,
            rival=_series(figure, costs[name]),
            goal=figure.goal,
        )
        for name in RIVALS
        for figure in FIGURES
    ] + await damage.measure(Log, RIVALS)


def _series(figure: Figure, costs: Iterable[Cost]) -> Series:
    return Series(tuple(map(figure.read, costs)))


async def _cost(kind: type[Storage]) -> Cost:
    """Fill a storage, change what is in it, and read it again."""
    entries = waiting(WAITING)
    with TemporaryDirectory(prefix="benchmark-") as directory:
        hass = HomeAssistant(directory)
        storage = kind(hass)
        await storage.read()
        empty = [await _put(storage, [entry]) for entry in waiting(CHANGES)]
        await storage.put(entries)
        full = [await _put(storage, [entry]) for entry in entries[:CHANGES]]
        hundred = await _put(storage, entries[:100])
        five_hundred = await _put(storage, entries[:500])
        await storage.close()
        size = storage.path.stat().st_size
        reader = kind(hass)
        began = perf_counter()
        await reader.read()
        read = perf_counter() - began
        await reader.close()
        await hass.async_stop(force=True)
    return Cost(
        empty=median(put.seconds for put in empty),
        full=median(put.seconds for put in full),
        busy=median(put.busy for put in full),
        hundred=hundred.seconds,
        five_hundred=five_hundred.seconds,
        read=read,
        size=size,
    )


@dataclass(frozen=True, slots=True)
class _Put:
    """How long it took until entries were on the disk, and how long the event loop worked."""

    seconds: float
    busy: float


async def _put(storage: Storage, entries: Sequence[Entry]) -> _Put:
    began, began_work = perf_counter(), thread_time()
    await storage.put(entries)
    return _Put(perf_counter() - began, thread_time() - began_work)
