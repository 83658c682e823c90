"""The one writer of the outbox's file."""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import LOGGER
from .changes import Change, Count, Drop, Put
from .entry import Entry, State
from .journal import Journal
from .own_thread import async_in_own_thread
from .pauses import Pauses
from .recovery import Recovery

THREAD: Final = "twilio outbox"
PATIENCE: Final = 2.0
"""Seconds that somebody waits for the disk."""
_LAST_PATIENCE: Final = 10.0
"""Seconds that the stop of Home Assistant waits for the disk."""
_SMALL: Final = 1_000_000
"""Bytes up to which a file may be full of what is settled."""


@dataclass(slots=True)
class _Batch:
    """What goes to the disk at once."""

    is_written: asyncio.Future[bool]
    changes: list[Change] = field(default_factory=list)


class Writer:
    """Knows what is to be in the file, and brings it there, all changes of a moment at once.

    Each write has a thread of its own: those of Home Assistant may all be taken by something that
    hangs, and none is kept for the long times in which there is nothing to write.
    """

    def __init__(self, hass: HomeAssistant, journal: Journal) -> None:
        """Touch nothing yet."""
        self._loop = hass.loop
        self._journal = journal
        self._entries: dict[str, Entry] = {}
        self._counters: dict[str, int] = {}
        self._next: _Batch | None = None
        self._current: _Batch | None = None
        self._work: asyncio.Task[None] | None = None
        self._is_loaded = False
        self._is_unwanted = False
        """Whether nobody needs a file in which there is nothing."""
        self._is_behind = False
        """Whether the file may lack something that is no longer in a batch."""
        self._closed = asyncio.Event()
        self._listeners: set[Callable[[], None]] = set()
        self.is_failing = False
        """Whether the disk takes nothing, or takes too long."""
        self.unread: int | None = 0
        """How many lines of an earlier run could not be read, none where that was all of them."""

    @callback
    def async_listen(self, listener: Callable[[], None]) -> CALLBACK_TYPE:
        """Hear when `is_failing` changes, until the returned function is called."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    async def async_load(self) -> Recovery:
        """Read what an earlier run left; nothing is written before."""
        recovery = await async_in_own_thread(THREAD, self._journal.read)
        self._entries = {entry.reference: entry for entry in recovery.entries} | self._entries
        self._counters = {**recovery.counters, **self._counters}
        self._is_behind = not recovery.is_sound
        self.unread = None if recovery.is_unreadable else recovery.damaged
        self._is_loaded = True
        if self._next or self._is_behind:
            self._async_begin()
        return recovery

    @callback
    def put(self, entry: Entry) -> None:
        """Keep an entry, in place of what it was before."""
        self._is_unwanted = False
        self._entries[entry.reference] = entry
        self._async_add(Put(entry))

    @callback
    def drop(self, reference: str) -> None:
        """Forget an entry."""
        if self._entries.pop(reference, None):
            self._async_add(Drop(reference))

    @callback
    def count(self, name: str, total: int) -> None:
        """Keep a number; zero is none."""
        if total:
            self._counters[name] = total
        else:
            self._counters.pop(name, None)
        self._async_add(Count(name, total))

    async def async_commit(self) -> bool:
        """Wait until all of this is on the disk, but not for long; tell whether it is."""
        batch = self._next or self._current
        if self.is_failing or batch is None:
            return not self.is_failing
        done, _ = await asyncio.wait((batch.is_written,), timeout=PATIENCE)
        if not done:
            self._async_note(is_failing=True)
        return bool(done) and batch.is_written.result()

    async def async_remove(self) -> None:
        """Leave no file, unless there is something to keep; wait for that, but not for long."""
        self._is_unwanted = True
        self._next = self._next or _Batch(self._loop.create_future())
        self._async_begin()
        await self.async_commit()

    async def async_remove_damaged(self) -> None:
        """Delete what an earlier run left and nobody can read; raises `OSError`."""
        await async_in_own_thread(THREAD, self._journal.remove_damaged)

    async def async_close(self) -> None:
        """Write what is not written yet, and don't try again what fails from now on."""
        self._closed.set()
        if self._work:
            await asyncio.wait((self._work,), timeout=_LAST_PATIENCE)

    @callback
    def _async_add(self, change: Change) -> None:
        if self._next is None:
            self._next = _Batch(self._loop.create_future())
        self._next.changes.append(change)
        self._async_begin()

    @callback
    def _async_begin(self) -> None:
        if self._is_loaded and self._work is None:
            self._work = self._loop.create_task(self._async_work(), name=THREAD)

    async def _async_work(self) -> None:
        """Write until nothing is left to be written."""
        pauses = Pauses()
        try:
            while self._next or self._is_behind:
                if await self._async_write():
                    pauses.reset()
                elif self._closed.is_set():
                    break
                else:
                    await self._async_pause(pauses.grow())
        finally:
            self._work = None

    async def _async_pause(self, seconds: float) -> None:
        """Wait before another attempt, but not beyond the stop of Home Assistant."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._closed.wait()

    async def _async_write(self) -> bool:
        """Write what there is, and tell whether it is on the disk."""
        batch, self._next = self._next or _Batch(self._loop.create_future()), None
        self._current = batch
        may_append = not self._is_behind and self._is_worth_appending()
        self._is_behind = True
        try:
            if not (may_append and await self._async_append(batch.changes)):
                await self._async_rewrite()
        except Exception as err:  # noqa: BLE001 - whatever it is, it is tried again
            if not self.is_failing:
                LOGGER.warning("The outbox cannot be written: %s", err)
        else:
            self._is_behind = False
        self._current = None
        batch.is_written.set_result(not self._is_behind)
        self._async_note(is_failing=self._is_behind)
        return not self._is_behind

    async def _async_append(self, changes: Iterable[Change]) -> bool:
        """Append changes, and tell whether that was possible."""
        try:
            await async_in_own_thread(THREAD, partial(self._journal.append, changes))
        except OSError:
            return False
        return True

    async def _async_rewrite(self) -> None:
        """Write all that is not settled, or leave no file where that is nothing."""
        entries, counters = tuple(self._entries.values()), dict(self._counters)
        if self._is_unwanted and not (entries or counters):
            await async_in_own_thread(THREAD, self._journal.remove)
        else:
            job = partial(self._journal.rewrite, entries, counters)
            await async_in_own_thread(THREAD, job)

    def _is_worth_appending(self) -> bool:
        """Tell whether the file is whole, and not mostly of what is settled.

        What only stands by must not keep what is settled in the file for as long.
        """
        journal, left = self._journal, len(self._entries)
        is_wasteful = journal.size > _SMALL and journal.lines > 2 * left
        waits = any(entry.state is not State.ACCEPTED for entry in self._entries.values())
        return journal.can_append and waits and not is_wasteful

    @callback
    def _async_note(self, *, is_failing: bool) -> None:
        """Tell whoever listens when the disk fails, and when it does again what it should."""
        if self.is_failing is is_failing:
            return
        self.is_failing = is_failing
        for listener in tuple(self._listeners):
            try:
                listener()
            except Exception:  # noqa: BLE001 - what is shown of it must not keep it from the disk
                LOGGER.exception("The state of the outbox's file cannot be shown")
