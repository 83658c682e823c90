"""Where an outbox could be kept: in a log, in Home Assistant's own store, in a database."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
import json
from pathlib import Path
import sqlite3
from typing import Any, Protocol

from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import STORAGE_DIR, Store

from custom_components.twilio.outbox.entry import Entry
from custom_components.twilio.outbox.journal import Journal
from custom_components.twilio.outbox.writer import Writer

_NAME = "outbox"
_VERSION = 1


def _legible(stored: Iterable[Any]) -> Sequence[Entry]:
    """Return the entries that can be read."""
    entries = []
    for entry in stored:
        with suppress(LookupError, TypeError, ValueError):
            entries.append(Entry.from_json(entry))
    return entries


class Storage(Protocol):
    """What keeps entries, and is asked to keep each before anything is done with it."""

    path: Path

    def __init__(self, hass: HomeAssistant) -> None:
        """Use the configuration directory of a house."""

    async def read(self) -> Iterable[Entry]:
        """Return what was kept."""

    async def put(self, entries: Iterable[Entry]) -> None:
        """Keep entries; when this returns, a power cut does not cost them."""

    async def close(self) -> None:
        """Let go of the file."""


class Log:
    """Ours: changes are appended to a file."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Use the configuration directory of a house."""
        self.path = Path(hass.config.path(STORAGE_DIR, f"{_NAME}.log"))
        self._writer = Writer(hass, Journal(self.path))

    async def read(self) -> Iterable[Entry]:
        """Return what was kept."""
        return (await self._writer.async_load()).entries

    async def put(self, entries: Iterable[Entry]) -> None:
        """Append entries."""
        for entry in entries:
            self._writer.put(entry)
        if not await self._writer.async_commit():
            raise OSError(self.path)

    async def close(self) -> None:
        """Let go of the file."""
        await self._writer.async_close()


class HomeAssistantStore:
    """Home Assistant's `Store`: each change writes the whole file anew, atomically."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Use the configuration directory of a house."""
        self._store: Store[dict[str, Any]] = Store(
            hass, _VERSION, f"{_NAME}.store", private=True, atomic_writes=True
        )
        self.path = Path(self._store.path)
        self._entries: dict[str, Mapping[str, Any]] = {}

    async def read(self) -> Iterable[Entry]:
        """Return what was kept."""
        try:
            stored = await self._store.async_load() or {}
        except Exception:  # noqa: BLE001 - what damage of its envelope leads to
            stored = {}
        entries = _legible(stored.get("entries", []))
        self._entries = {entry.reference: entry.as_json() for entry in entries}
        return entries

    async def put(self, entries: Iterable[Entry]) -> None:
        """Write everything."""
        self._entries |= {entry.reference: entry.as_json() for entry in entries}
        await self._store.async_save({"entries": list(self._entries.values())})

    async def close(self) -> None:
        """Let go of the file."""


class Sqlite:
    """SQLite, in a thread of its own, with a log that is synchronized at each change."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Use the configuration directory of a house."""
        self.path = Path(hass.config.path(STORAGE_DIR, f"{_NAME}.db"))
        self._loop = hass.loop
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._database: sqlite3.Connection | None = None

    async def read(self) -> Iterable[Entry]:
        """Return what was kept."""
        return await self._loop.run_in_executor(self._thread, self._read)

    async def put(self, entries: Iterable[Entry]) -> None:
        """Put entries in one transaction."""
        await self._loop.run_in_executor(self._thread, self._put, entries)

    async def close(self) -> None:
        """Let go of the file."""
        await self._loop.run_in_executor(self._thread, self._connection.close)
        self._thread.shutdown()

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._database is None:
            self.path.parent.mkdir(exist_ok=True)
            self._database = sqlite3.connect(self.path)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = FULL")
            self._database.execute(
                "CREATE TABLE IF NOT EXISTS entries (reference TEXT PRIMARY KEY, entry TEXT)"
            )
        return self._database

    def _read(self) -> Iterable[Entry]:
        found = []
        with suppress(sqlite3.DatabaseError):  # what comes before the damage is there all the same
            for (entry,) in self._connection.execute("SELECT entry FROM entries ORDER BY rowid"):
                with suppress(TypeError, ValueError):
                    found.append(json.loads(entry))
        return _legible(found)

    def _put(self, entries: Iterable[Entry]) -> None:
        with self._connection as transaction:
            transaction.executemany(
                "INSERT OR REPLACE INTO entries VALUES (?, ?)",
                [(entry.reference, json.dumps(entry.as_json())) for entry in entries],
            )
