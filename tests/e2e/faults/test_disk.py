"""A house whose disk is full or slow, or whose file is damaged."""

from collections.abc import Callable
from pathlib import Path

import pytest

from demo.observation import PATIENCE_SECONDS

from .errands import Errand, Errands, arrived, kept, often
from .household import Household, until
from .outage import expect_arrivals, let_wait


async def test_disk_that_is_full(home: Household, errands: Errands) -> None:
    """Everything is sent all the same, and a repair says what is wrong as long as it is."""
    home.break_down("disk_full")
    errands.start()
    await expect_arrivals(home, errands)
    assert await until(lambda: is_told(home), PATIENCE_SECONDS)
    home.repair("disk_full")
    assert await until(lambda: is_not_told(home), PATIENCE_SECONDS)


async def test_disk_that_was_full(home: Household, errands: Errands) -> None:
    """What was only remembered is kept as soon as there is room, and outlives the power."""
    home.break_down("disk_full")
    await let_wait(home, errands)
    assert kept(home.file, errands.all) == set()
    home.repair("disk_full")
    everything = {one for errand in errands.all for one in errand.each}
    assert await until(lambda: kept(home.file, errands.all) == everything, PATIENCE_SECONDS)
    await home.lose_power()
    await home.stage.line.mend()
    await expect_arrivals(home, errands)


async def test_disk_that_is_slow(home: Household, errands: Errands) -> None:
    """Nothing waits longer for the disk than two seconds."""
    home.break_down("disk_slow")
    errands.start()
    await expect_arrivals(home, errands)
    home.repair("disk_slow")
    assert await until(lambda: is_not_told(home), PATIENCE_SECONDS)


async def is_told(home: Household) -> bool:
    """Tell whether a repair says that the outbox cannot be written."""
    return "outbox_not_written" in await home.repairs()


async def is_not_told(home: Household) -> bool:
    """Tell whether no repair says so."""
    return not await is_told(home)


def tear(file: Path) -> None:
    """End in the middle of a line, as a power cut may leave it."""
    file.write_bytes(file.read_bytes() + file.read_bytes().splitlines()[0][:-20])


def cut_short(file: Path) -> None:
    """Lose the last line, all but its beginning."""
    *lines, last = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines, last[:20]]))


def flip(file: Path) -> None:
    """Change a byte in all that is said of one window."""
    file.write_bytes(file.read_bytes().replace(b"Window 1", b"Wincow 1"))


def litter(file: Path) -> None:
    """Put something into the middle that is no text at all."""
    lines = file.read_bytes().splitlines(keepends=True)
    lines.insert(len(lines) // 2, bytes(range(256)) * 4 + b"\n")
    file.write_bytes(b"".join(lines))


def spoil(file: Path) -> None:
    """Leave nothing that can be read."""
    file.write_bytes(bytes(range(255, -1, -1)) * 16)


@pytest.mark.parametrize(
    ("damage", "is_kept"),
    [(tear, False), (cut_short, False), (flip, True), (litter, True), (spoil, True)],
)
async def test_file_that_is_damaged(
    home: Household, errands: Errands, damage: Callable[[Path], None], *, is_kept: bool
) -> None:
    """Only what was said in the damaged lines is lost; what is asked for then goes out.

    The file is kept for somebody to look at, unless it only ends in the middle of a line.
    """
    aside = home.file.with_name("twilio.outbox.damaged")
    aside.unlink(missing_ok=True)
    if is_kept:
        # An ordinary text of which the file may have said more is looked for, for a minute.
        errands.all = tuple(errand for errand in errands.all if errand.is_alert)
    await let_wait(home, errands)
    whole = set()

    def harm() -> None:
        damage(home.file)
        whole.update(kept(home.file, errands.all))

    await home.lose_power(harm)
    again = Errands(home.stage, (Errand(to=errands.all[0].to, words="The siren sounds."),))
    again.start()
    await home.stage.line.mend()
    await expect_arrivals(home, again)
    await home.stage.twilio.settled()
    found = arrived(home.stage.twilio)
    assert {one for errand in errands.all for one in errand.each if found[one]} == whole
    assert often(errands.all, home.stage.twilio) == {}
    assert aside.exists() is is_kept
