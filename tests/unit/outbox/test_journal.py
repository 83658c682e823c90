"""The file of the outbox, on real disks that fill up, fail and lose their power."""

from collections.abc import Iterator
from contextlib import contextmanager
import errno
import os
from pathlib import Path
import resource
import stat
import subprocess
import sys

import pytest

from custom_components.twilio.outbox.changes import Count, Drop, Put, as_line
from custom_components.twilio.outbox.journal import Journal
from custom_components.twilio.outbox.recovery import Recovery

from .entries import an_alert, an_entry

ONE, TWO, THREE = an_entry("one"), an_entry("two"), an_alert("three")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the file is to be."""
    return tmp_path / ".storage" / "twilio.outbox"


@pytest.fixture
def journal(path: Path) -> Journal:
    """Return a journal that has one entry."""
    journal = Journal(path)
    assert journal.read() == Recovery()
    journal.rewrite([ONE], {"sent": 1})
    return journal


def left(path: Path) -> str:
    """Return what the next run would find."""
    recovery = Journal(path).read()
    assert recovery.is_sound
    return " ".join(entry.reference for entry in recovery.entries)


def names(path: Path) -> list[str]:
    """Return the files beside the outbox's, itself included."""
    return sorted(other.name for other in path.parent.iterdir())


@contextmanager
def room(size: int) -> Iterator[None]:
    """Have a disk on which no file can be larger."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_append(journal: Journal, path: Path) -> None:
    """What was appended is read back, together with what was there."""
    journal.append([Put(TWO), Count("sent", 2)])
    journal.append([Put(THREE), Drop("one")])
    recovery = Journal(path).read()
    assert recovery.entries == (TWO, THREE)
    assert recovery.counters == {"sent": 2}
    assert (recovery.lines, recovery.is_sound) == (6, True)
    assert (journal.lines, journal.size) == (6, path.stat().st_size)


def test_going_on(journal: Journal, path: Path) -> None:
    """The next run appends to what it has read."""
    later = Journal(path)
    later.read()
    later.append([Put(TWO)])
    assert left(path) == "one two"
    assert (later.lines, later.size) == (3, path.stat().st_size)


def test_rewrite(journal: Journal, path: Path) -> None:
    """Only what is given is left, and that can be appended to."""
    journal.append([Put(TWO)])
    journal.rewrite([THREE], {})
    assert path.read_bytes() == as_line(Put(THREE))
    journal.append([Put(TWO)])
    assert left(path) == "three two"
    assert names(path) == ["twilio.outbox"]


def test_empty(journal: Journal, path: Path) -> None:
    """An empty file is one that can be appended to, also in the next run."""
    journal.rewrite([], {})
    assert path.read_bytes() == b""
    later = Journal(path)
    assert later.read() == Recovery()
    later.append([Put(TWO)])
    assert left(path) == "two"


def test_nobody_else_reads_it(journal: Journal, path: Path) -> None:
    """The texts and numbers in it are for this house alone, also where a file was there before."""
    path.chmod(0o644)
    new = path.with_name("twilio.outbox.new")
    new.touch(0o644)
    journal.rewrite([ONE], {})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_on_the_disk(
    journal: Journal, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All is synchronized: what is appended, and of a new file both itself and its name."""
    synchronized: list[tuple[str, bool]] = []
    fsync = os.fsync

    def note(file: int) -> None:
        synchronized.append((Path(f"/dev/fd/{file}").readlink().name, path.stat().st_size > size))
        fsync(file)

    size = path.stat().st_size
    monkeypatch.setattr(os, "fsync", note)
    journal.append([Put(TWO)])
    assert synchronized == [("twilio.outbox", True)]
    synchronized.clear()
    size = path.stat().st_size
    journal.rewrite([ONE, TWO, THREE], {})
    assert synchronized == [("twilio.outbox.new", False), (".storage", True)]


def test_full_disk(journal: Journal, path: Path) -> None:
    """What does not fit is cut off again, and something smaller may be appended."""
    before = path.read_bytes()
    small, large = as_line(Drop("one")), as_line(Put(TWO))
    with room(len(before) + len(small)):
        with pytest.raises(OSError, match="File too large") as raised:
            journal.append([Put(TWO)])
        assert raised.value.errno == errno.EFBIG
        assert path.read_bytes() == before
        journal.append([Drop("one")])
    assert path.read_bytes() == before + small
    journal.append([Put(TWO)])
    assert path.read_bytes() == before + small + large


def test_full_disk_for_a_new_file(journal: Journal, path: Path) -> None:
    """What cannot be rewritten stays as it is, without anything beside it."""
    before = path.read_bytes()
    with room(10), pytest.raises(OSError, match="File too large"):
        journal.rewrite([TWO], {})
    assert (path.read_bytes(), names(path)) == (before, ["twilio.outbox"])
    with pytest.raises(OSError, match="Stale"):  # nobody knows any more what is in it
        journal.append([Put(TWO)])
    journal.rewrite([TWO], {})
    assert left(path) == "two"


def test_full_disk_that_cannot_be_cut(path: Path) -> None:
    """A file that could not be cut to its lines is not appended to before it is rewritten."""
    journal = Journal(path)
    journal.rewrite([], {})
    path.unlink()
    path.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space"):
        journal.append([Put(ONE)])
    path.unlink()
    path.write_bytes(b"")
    with pytest.raises(OSError, match="Stale"):
        journal.append([Put(ONE)])
    journal.rewrite([ONE], {})
    assert left(path) == "one"


@pytest.mark.parametrize("content", [b"", b"something of somebody else\n" * 20, None])
def test_somebody_else_wrote(journal: Journal, path: Path, content: bytes | None) -> None:
    """A file that is not as it was left, or gone, is not appended to: what was in it is missing."""
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(OSError, match=r"Stale|No such file"):
        journal.append([Put(TWO)])
    journal.rewrite([ONE, TWO], {})
    assert left(path) == "one two"


def test_nothing_is_created_by_appending(path: Path) -> None:
    """A file that nobody has read or written is not appended to."""
    with pytest.raises(FileNotFoundError):
        Journal(path).append([Put(ONE)])


def test_torn(journal: Journal, path: Path) -> None:
    """After a power cut in the middle of a line, the file is rewritten; nothing is kept aside."""
    journal.append([Put(TWO)])
    os.truncate(path, journal.size - 5)
    later = Journal(path)
    recovery = later.read()
    assert (recovery.entries, recovery.is_torn) == ((ONE,), True)
    with pytest.raises(OSError, match="Stale"):
        later.append([Put(THREE)])
    later.rewrite(recovery.entries, recovery.counters)
    assert (left(path), names(path)) == ("one", ["twilio.outbox"])


def test_end_of_line_is_missing(journal: Journal, path: Path) -> None:
    """A whole last line is read, but no other is put into the same line."""
    os.truncate(path, journal.size - 1)
    later = Journal(path)
    assert later.read().entries == (ONE,)
    with pytest.raises(OSError, match="Stale"):
        later.append([Put(TWO)])


@pytest.mark.parametrize("has_links", [True, False])
def test_damaged(
    journal: Journal,
    path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    has_links: bool,
) -> None:
    """A damaged file is kept aside once its good lines are in a new one; only the last is."""
    if not has_links:  # as on the file systems of memory cards

        def refuse(_: Path, target: Path) -> None:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), target)

        monkeypatch.setattr(Path, "hardlink_to", refuse)
    for rubbish in (b"rubbish\n", b"other rubbish\n"):
        with path.open("ab") as file:
            file.write(rubbish)
        damaged = path.read_bytes()
        path.chmod(0o644)
        later = Journal(path)
        recovery = later.read()
        assert (len(recovery.entries), recovery.damaged) == (1, 1)
        with pytest.raises(OSError, match="Stale"):
            later.append([Put(TWO)])
        later.rewrite(recovery.entries, recovery.counters)
        assert names(path) == ["twilio.outbox", "twilio.outbox.damaged"]
        aside = path.with_name("twilio.outbox.damaged")
        assert (aside.read_bytes(), stat.S_IMODE(aside.stat().st_mode)) == (damaged, 0o600)
        later.rewrite([], {})
        assert path.with_name("twilio.outbox.damaged").read_bytes() == damaged
        later.rewrite(recovery.entries, {})
    assert left(path) == "one"


def test_unreadable(path: Path) -> None:
    """What the disk does not give is kept aside as well, and does not stand in the way."""
    path.mkdir(parents=True)
    journal = Journal(path)
    recovery = journal.read()
    assert (recovery, recovery.is_sound) == (Recovery(is_unreadable=True), False)
    journal.rewrite([ONE], {})
    assert (left(path), names(path)) == ("one", ["twilio.outbox", "twilio.outbox.damaged"])


def test_no_directory(path: Path) -> None:
    """Without a directory nothing can be written, and that is said."""
    path.parent.touch()
    journal = Journal(path)
    assert journal.read().is_unreadable
    with pytest.raises(FileExistsError):
        journal.rewrite([ONE], {})


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """Whatever was said to be on the disk is there after `kill -9`, and nothing else is damaged."""
    program = Path(__file__).with_name("killed_writer.py")
    process = subprocess.run(  # noqa: S603 - a program of our own
        [sys.executable, program, tmp_path], capture_output=True, text=True, check=False
    )
    assert (process.stderr, process.returncode) == ("", 0)
    assert int(process.stdout) > 20
