"""The one writer of the outbox's file: what is said to be on the disk is, and nothing hangs."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from functools import partial
from pathlib import Path
import threading

from homeassistant.core import HomeAssistant
from homeassistant.util.async_ import get_scheduled_timer_handles
import pytest

from custom_components.twilio.outbox import writer as module
from custom_components.twilio.outbox.changes import Change
from custom_components.twilio.outbox.entry import Entry, State
from custom_components.twilio.outbox.journal import Journal
from custom_components.twilio.outbox.pauses import Pauses
from custom_components.twilio.outbox.recovery import Recovery
from custom_components.twilio.outbox.writer import THREAD, Writer

from .entries import CREATED, an_alert, an_entry

ONE, TWO, THREE = an_entry("one"), an_entry("two"), an_alert("three")
PATIENCE = 10
"""Seconds after which a test has failed."""


class Disk(Journal):
    """A disk that says what is asked of it, and does it only when it may."""

    def __init__(self, path: Path) -> None:
        """Be as fast as any."""
        super().__init__(path)
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.is_asked = threading.Event()
        self.asked: list[str] = []
        self.fault: Exception | None = None

    def append(self, changes: Iterable[Change]) -> None:
        """Append when it may."""
        self._wait(f"append {len(list(changes))}")
        super().append(changes)

    def rewrite(self, entries: Iterable[Entry], counters: Mapping[str, int]) -> None:
        """Rewrite when it may."""
        self._wait(f"rewrite {len(list(entries))}")
        super().rewrite(entries, counters)

    def _wait(self, what: str) -> None:
        self.asked.append(what)
        self.is_asked.set()
        assert self.may_go_on.wait(PATIENCE)
        fault, self.fault = self.fault, None
        if fault:
            raise fault

    def lose(self) -> None:
        """Have no such file any more."""
        self._path.unlink()

    def refuse(self) -> None:
        """Have something in place of the file that cannot be read."""
        self._path.mkdir(parents=True)

    def hang(self) -> None:
        """Take what comes next, and give no answer."""
        self.may_go_on.clear()
        self.is_asked.clear()

    async def async_asked(self) -> None:
        """Wait until something is asked of it."""
        assert await asyncio.to_thread(self.is_asked.wait, PATIENCE)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the file is to be."""
    return tmp_path / ".storage" / "twilio.outbox"


@pytest.fixture
def disk(path: Path) -> Disk:
    """Return a disk with nothing on it."""
    return Disk(path)


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again at once what failed."""
    monkeypatch.setattr(module, "Pauses", partial(Pauses, first=0.01, longest=0.01))


@pytest.fixture
async def writer(hass: HomeAssistant, disk: Disk) -> AsyncIterator[Writer]:
    """Return a writer that has read what there is."""
    writer = Writer(hass, disk)
    await writer.async_load()
    yield writer
    disk.may_go_on.set()
    await writer.async_close()


def names(directory: Path) -> list[str]:
    """Return the files of a directory, which may be missing."""
    return sorted(path.name for path in directory.glob("*"))


def left(path: Path) -> tuple[Entry, ...]:
    """Return what the next run would find."""
    recovery = Journal(path).read()
    assert recovery.is_sound
    return recovery.entries


async def test_commit(writer: Writer, path: Path) -> None:
    """What is committed is on the disk: what was put, changed, counted and not dropped."""
    writer.put(ONE)
    writer.put(TWO)
    writer.count("sent", 1)
    assert await writer.async_commit()
    assert Journal(path).read().entries == (ONE, TWO)
    trying = an_entry("one", state=State.TRYING, tried=CREATED)
    writer.put(trying)
    writer.drop("two")
    writer.drop("never put")
    writer.count("sent", 2)
    assert await writer.async_commit()
    recovery = Journal(path).read()
    assert (recovery.entries, recovery.counters) == ((trying,), {"sent": 2})


async def test_nothing_to_commit(writer: Writer, disk: Disk, path: Path) -> None:
    """A house that sends nothing writes nothing."""
    assert await writer.async_commit()
    writer.drop("never put")
    assert await writer.async_commit()
    assert (disk.asked, names(path.parent)) == ([], [])


async def test_next_run(hass: HomeAssistant, writer: Writer, path: Path) -> None:
    """The next run goes on with what the one before left."""
    writer.put(ONE)
    writer.count("sent", 1)
    await writer.async_close()
    later = Writer(hass, Journal(path))
    recovery = await later.async_load()
    assert (recovery.entries, recovery.counters) == ((ONE,), {"sent": 1})
    later.put(TWO)
    await later.async_close()
    assert left(path) == (ONE, TWO)


async def test_before_loading(hass: HomeAssistant, writer: Writer, disk: Disk, path: Path) -> None:
    """What is put before the file is read does not overwrite what is in it, nor the other way."""
    writer.put(ONE)
    writer.count("sent", 1)
    writer.count("failed", 1)
    await writer.async_close()
    later_disk = Disk(path)
    later = Writer(hass, later_disk)
    later.put(TWO)
    later.count("failed", 2)
    await asyncio.sleep(0)
    assert later_disk.asked == []
    assert (await later.async_load()).entries == (ONE,)
    assert await later.async_commit()
    later_disk.lose()
    later.put(THREE)
    assert await later.async_commit()
    recovery = Journal(path).read()
    assert recovery.entries == (ONE, TWO, THREE)
    assert recovery.counters == {"sent": 1, "failed": 2}


async def test_forgotten_counter(hass: HomeAssistant, writer: Writer, disk: Disk) -> None:
    """A counter that is zero takes no place."""
    writer.put(ONE)
    writer.count("sent", 5)
    writer.count("sent", 0)
    writer.count("failed", 0)
    await writer.async_close()
    assert disk.read().counters == {}
    writer.drop("one")
    await writer.async_close()
    assert disk.size == 0


async def test_all_of_a_moment_at_once(writer: Writer, disk: Disk, path: Path) -> None:
    """However much comes in one moment, and while the disk is busy, each is one write."""
    writer.put(ONE)
    assert await writer.async_commit()
    disk.asked.clear()
    disk.hang()
    for number in range(100):
        writer.put(an_entry(str(number)))
    await disk.async_asked()
    for number in range(100, 200):
        writer.put(an_entry(str(number)))
        await asyncio.sleep(0)
    committing = [asyncio.create_task(writer.async_commit()) for _ in range(10)]
    disk.may_go_on.set()
    assert await asyncio.gather(*committing) == [True] * 10
    assert disk.asked == ["append 100", "append 100"]
    assert len(left(path)) == 201


async def test_commit_waits_for_what_is_being_written(writer: Writer, disk: Disk) -> None:
    """What is on its way to the disk is not there yet."""
    disk.hang()
    writer.put(ONE)
    await disk.async_asked()
    committing = asyncio.create_task(writer.async_commit())
    await asyncio.sleep(0)
    assert not committing.done()
    disk.may_go_on.set()
    assert await committing


async def test_cancelled_commit(writer: Writer, disk: Disk, path: Path) -> None:
    """Who gives up waiting stops neither the disk nor others who wait."""
    disk.hang()
    writer.put(ONE)
    first, second = (asyncio.create_task(writer.async_commit()) for _ in range(2))
    await disk.async_asked()
    first.cancel()
    await asyncio.wait([first])
    disk.may_go_on.set()
    assert (first.cancelled(), await second, left(path)) == (True, True, (ONE,))


async def test_slow_disk(
    writer: Writer, disk: Disk, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits long for a disk that hangs, the next not at all; what it has later is safe."""
    heard: list[bool] = []
    stop_listening = writer.async_listen(lambda: heard.append(writer.is_failing))
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    disk.hang()
    writer.put(ONE)
    assert not await writer.async_commit()
    assert (writer.is_failing, heard) == (True, [True])
    monkeypatch.setattr(module, "PATIENCE", PATIENCE)
    writer.put(THREE)
    assert not await writer.async_commit()
    disk.may_go_on.set()
    await writer.async_close()
    assert (writer.is_failing, heard) == (False, [True, False])
    assert left(path) == (ONE, THREE)
    stop_listening()


async def test_all_threads_of_the_house_are_taken(
    hass: HomeAssistant, writer: Writer, path: Path
) -> None:
    """Something else that hangs does not keep an alert from the disk."""
    may_end = threading.Event()
    taken = [hass.async_add_executor_job(may_end.wait, PATIENCE) for _ in range(100)]
    writer.put(THREE)
    assert await writer.async_commit()
    assert not any(job.done() for job in taken)
    may_end.set()
    await asyncio.wait(taken)
    assert left(path) == (THREE,)


async def test_failing_disk(
    writer: Writer, disk: Disk, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What the disk did not take is written once it does, and it is said once that it did not."""
    writer.put(ONE)
    assert await writer.async_commit()
    heard = asyncio.Queue[bool]()
    writer.async_listen(lambda: heard.put_nowait(writer.is_failing))
    directory = path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.touch()  # a file where the directory was: nothing can be written
    writer.put(TWO)
    assert not await writer.async_commit()
    assert await heard.get()
    writer.drop("one")
    writer.put(THREE)
    assert not await writer.async_commit()
    disk.is_asked.clear()
    await disk.async_asked()  # it is tried again by itself
    path.parent.unlink()
    directory.rename(path.parent)
    assert not await heard.get()
    assert left(path) == (TWO, THREE)
    assert await writer.async_commit()
    warnings = [record for record in caplog.records if record.levelname == "WARNING"]
    assert [record.getMessage().partition(":")[0] for record in warnings] == [
        "The outbox cannot be written"
    ]


async def test_any_other_fault(writer: Writer, disk: Disk, path: Path) -> None:
    """Whatever goes wrong is made up for: no entry is lost for another."""
    writer.put(ONE)
    assert await writer.async_commit()
    disk.fault = MemoryError()
    writer.put(TWO)
    assert not await writer.async_commit()
    writer.put(THREE)
    await writer.async_close()
    assert left(path) == (ONE, TWO, THREE)
    assert disk.asked == ["rewrite 1", "append 1", "rewrite 3"]


async def test_file_is_gone(writer: Writer, disk: Disk, path: Path) -> None:
    """A file that somebody removed is written anew with all that waits, and nobody is alarmed."""
    writer.put(ONE)
    assert await writer.async_commit()
    disk.lose()
    writer.put(TWO)
    assert await writer.async_commit()
    assert (left(path), writer.is_failing) == ((ONE, TWO), False)
    assert disk.asked == ["rewrite 1", "append 1", "rewrite 2"]


async def test_listener_that_fails(
    writer: Writer, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """What cannot be shown of a failure does not make it one."""

    def fail() -> None:
        raise ZeroDivisionError

    writer.async_listen(fail)
    path.parent.touch()
    writer.put(ONE)
    assert not await writer.async_commit()
    path.parent.unlink()
    await writer.async_close()
    assert left(path) == (ONE,)
    assert "ZeroDivisionError" in caplog.text


async def test_stop_while_the_disk_fails(writer: Writer, disk: Disk, path: Path) -> None:
    """The stop of the house tries once more, and waits for nothing else."""
    path.parent.touch()
    writer.put(ONE)
    assert not await writer.async_commit()
    await writer.async_close()
    tried = len(disk.asked)
    path.parent.unlink()
    await writer.async_close()
    assert len(disk.asked) == tried
    writer.put(TWO)  # what ends after the stop is written all the same
    assert await writer.async_commit() is False  # as far as anybody knows
    await writer.async_close()
    assert left(path) == (ONE, TWO)


async def test_stop_while_the_disk_hangs(
    writer: Writer, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The house stops, whatever the disk does."""
    with monkeypatch.context() as patch:
        patch.setattr(module, "_LAST_PATIENCE", 0.01)
        disk.hang()
        writer.put(ONE)
        await disk.async_asked()
        await writer.async_close()
    assert disk.asked == ["rewrite 1"]


@pytest.mark.parametrize(
    ("rubbish", "beside"),
    [
        pytest.param(b"rubbish\n", ["twilio.outbox", "twilio.outbox.damaged"], id="damaged"),
        pytest.param(b"rubbish", ["twilio.outbox"], id="torn"),
    ],
)
async def test_damaged_file(
    hass: HomeAssistant, writer: Writer, path: Path, rubbish: bytes, beside: list[str]
) -> None:
    """A file that is not sound is replaced at once, by what could be read of it."""
    writer.put(ONE)
    await writer.async_close()
    with path.open("ab") as file:
        file.write(rubbish)
    later = Writer(hass, Journal(path))
    recovery = await later.async_load()
    await later.async_close()
    assert not recovery.is_sound
    assert left(path) == recovery.entries
    assert names(path.parent) == beside


async def test_nothing_is_left(writer: Writer, disk: Disk, path: Path) -> None:
    """Once all is settled, no text and no number is in the file any more."""
    for entry in (ONE, TWO):
        writer.put(entry)
        await writer.async_commit()
    writer.drop("one")
    writer.drop("two")
    assert await writer.async_commit()
    assert disk.size == 0
    assert left(path) == ()


async def test_mostly_settled(
    writer: Writer, disk: Disk, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is large, and mostly of what is settled, is rewritten; a small one is not."""
    writer.put(ONE)
    assert await writer.async_commit()
    for _ in range(9):
        writer.put(ONE)
        assert await writer.async_commit()
    assert disk.asked == ["rewrite 1", *["append 1"] * 9]
    monkeypatch.setattr(module, "_SMALL", 1_000)
    writer.put(TWO)
    assert await writer.async_commit()
    assert (disk.asked[-1], disk.lines) == ("rewrite 2", 2)
    for _ in range(3):
        writer.put(TWO)
        assert await writer.async_commit()
    assert disk.asked[-3:] == ["append 1"] * 3
    writer.put(TWO)
    assert await writer.async_commit()
    assert disk.asked[-1] == "rewrite 2"
    assert left(path) == (ONE, TWO)


def pending_timers(hass: HomeAssistant) -> list[asyncio.TimerHandle]:
    """Return what the event loop would wake up for."""
    return [timer for timer in get_scheduled_timer_handles(hass.loop) if not timer.cancelled()]


async def test_idle(hass: HomeAssistant, writer: Writer) -> None:
    """An outbox in which nothing changes has no thread, no task, and no timer."""
    timers = pending_timers(hass)
    writer.put(ONE)
    assert await writer.async_commit()
    await writer.async_close()
    assert THREAD not in {thread.name for thread in threading.enumerate()}
    assert THREAD not in {task.get_name() for task in asyncio.all_tasks()}
    assert pending_timers(hass) == timers


async def test_unreadable_file(hass: HomeAssistant, disk: Disk, path: Path) -> None:
    """What the disk does not give is kept aside, and nothing new is kept from it."""
    disk.refuse()
    writer = Writer(hass, Journal(path))
    assert await writer.async_load() == Recovery(is_unreadable=True)
    writer.put(ONE)
    assert await writer.async_commit()
    await writer.async_close()
    assert left(path) == (ONE,)


async def test_order_of_changes(writer: Writer, path: Path) -> None:
    """Whatever is put and dropped in one moment, the last of it counts."""
    writer.put(ONE)
    writer.put(TWO)
    writer.drop("one")
    writer.put(ONE)
    writer.drop("two")
    assert await writer.async_commit()
    assert left(path) == (ONE,)


async def test_remove(writer: Writer, disk: Disk, path: Path) -> None:
    """No file is left, until there is something to keep again."""
    writer.put(ONE)
    assert await writer.async_commit()
    path.with_name("twilio.outbox.damaged").write_text("of an earlier time")
    disk.hang()
    writer.put(TWO)
    await disk.async_asked()
    writer.drop("one")
    writer.drop("two")
    removal = asyncio.create_task(writer.async_remove())
    await asyncio.sleep(0)
    disk.may_go_on.set()
    await removal
    assert names(path.parent) == []
    writer.put(THREE)
    assert await writer.async_commit()
    assert left(path) == (THREE,)
    writer.drop("three")
    assert await writer.async_commit()
    assert names(path.parent) == ["twilio.outbox"]


@pytest.mark.parametrize("is_counted", [True, False])
async def test_remove_too_early(writer: Writer, path: Path, *, is_counted: bool) -> None:
    """What there is to keep is kept."""
    if is_counted:
        writer.count("sent", 1)
    else:
        writer.put(ONE)
    await writer.async_remove()
    assert names(path.parent) == ["twilio.outbox"]
    assert left(path) == (() if is_counted else (ONE,))
    assert Journal(path).read().counters == ({"sent": 1} if is_counted else {})
