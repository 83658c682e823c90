"""The figures of the page on security, worked out from the code."""

import re
from typing import Final

import pytest

from custom_components.twilio.commands.desk import MOST_TRIES
from custom_components.twilio.commands.lockouts import DAY, MOST_FAILURES, SHORTEST_LOCK, Lockouts
from custom_components.twilio.contacts.pin import is_weak

from .page import read_page

PAGE: Final = read_page("security-of-texts")
FORGED: Final = "15551234567_sms"
PERIODS: Final = (1, 30, 365)
"""Days."""


def tries(days: int, *, rests: int = 0) -> int:
    """Return how many PINs a forger tries who never stops, but for days after each 30 tries."""
    lockouts, now, count = Lockouts(), 1e9, 0
    end = now + days * DAY
    while now <= end:
        lockouts.fail(FORGED, now, now)
        count += 1
        now += lockouts.remaining(FORGED, now, now)
        if rests and count % 30 == 0:
            now += rests * DAY
    return count


def chances() -> dict[int, list[float]]:
    """Return the table: by digits, the percentages."""
    rows = re.findall(r"^\| (\d) \|(.+)\|$", PAGE, re.MULTILINE)
    return {
        int(digits): [float(cell.strip().removesuffix(" %")) for cell in cells.split("|")]
        for digits, cells in rows
    }


def test_table() -> None:
    """Each percentage is what so many tries come to."""
    assert list(chances()) == [4, 5, 6]
    for digits, said in chances().items():
        worked_out = [float(f"{100 * tries(days) / 10**digits:.2g}") for days in PERIODS]
        assert said == worked_out


def test_several_contacts() -> None:
    """With four contacts, it is more likely than not that one of four digits is found."""
    assert 1 - (1 - tries(365) / 10**4) ** 4 > 1 / 2 > tries(365) / 10**4
    assert "with four digits more than one half in a year" in PAGE


def test_tries_unseen() -> None:
    """The numbers that nobody counts are as few as is said."""
    assert MOST_TRIES == 20
    assert "nothing is tried unseen but twenty numbers a day" in PAGE
    percent = [100 * 365 * MOST_TRIES / 10**digits for digits in (4, 6)]
    assert "four digits in a year with {:.2g} %, six with {:.2g} %".format(*percent) in PAGE


@pytest.mark.parametrize("pin", ["1234", "9876", "7777", "1212"])
def test_weak_pins(pin: str) -> None:
    """What is said to be refused is."""
    assert pin in PAGE
    assert is_weak(pin)


def test_tries_in_words() -> None:
    """So many on the first day, so many on each later one."""
    first, second, third = (tries(days) for days in (1, 30, 31))
    assert f"gets {first} tries in the first 24 hours, and {third - second} a day" in PAGE


@pytest.mark.parametrize("rests", range(1, 12))
def test_waiting_gains_nothing(rests: int) -> None:
    """Who waits for the lock to be forgotten tries less than who does not."""
    assert tries(365, rests=rests) <= tries(365)


def test_right_pin() -> None:
    """A right PIN gives a forger so many more tries, and no shorter lock."""
    lockouts, tries_more = Lockouts(), MOST_FAILURES - 1
    assert [lockouts.fail(FORGED, 0, 0) for _ in range(MOST_FAILURES)][-1] == SHORTEST_LOCK
    for _ in range(3):
        lockouts.remaining(FORGED, SHORTEST_LOCK, SHORTEST_LOCK)
        lockouts.succeed(FORGED)
        locks = [lockouts.fail(FORGED, SHORTEST_LOCK, SHORTEST_LOCK) for _ in range(tries_more)]
        assert locks == [0.0] * tries_more
    assert lockouts.fail(FORGED, SHORTEST_LOCK, SHORTEST_LOCK) == 2 * SHORTEST_LOCK
    assert "gives him four more tries" in PAGE


def test_locks() -> None:
    """The words on locks are those of the code."""
    minutes = round(SHORTEST_LOCK / 60)
    assert MOST_FAILURES == 5
    assert f"lock that contact on that channel for {minutes} minutes" in PAGE
    lockouts, now, locks = Lockouts(), 1e9, list[float]()
    while len(locks) < 9:
        locks += [lockouts.fail(FORGED, now, now) for _ in range(MOST_FAILURES)][-1:]
        now += locks[-1]
    assert locks == [min(SHORTEST_LOCK * 2**number, DAY) for number in range(9)]
