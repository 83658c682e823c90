"""Who is locked after wrong PINs, and for how long."""

import json

import pytest

from custom_components.twilio.commands.lockouts import (
    DAY,
    MOST_FAILURES,
    MOST_KEPT,
    SHORTEST_LOCK,
    Lockouts,
    lock_key,
)
from custom_components.twilio.contacts.contact import ContactChannel

KEY = lock_key("+15551234567", ContactChannel.SMS)
NOW = 1_800_000_000.0


def lock(lockouts: Lockouts, now: float = NOW, monotonic: float = 0.0, key: str = KEY) -> float:
    """Fail until that locks, and return for how long."""
    assert [lockouts.fail(key, now, monotonic) for _ in range(MOST_FAILURES - 1)] == [0.0] * 4
    return lockouts.fail(key, now, monotonic)


def restarted(lockouts: Lockouts) -> Lockouts:
    """Return what is known after a restart."""
    return Lockouts.from_json(json.loads(json.dumps(lockouts.as_json())))


def test_nobody() -> None:
    """Nobody is locked at first."""
    assert Lockouts().remaining(KEY, NOW, 0.0) == 0.0
    assert Lockouts().locked(NOW, 0.0) == {}


def test_fifth_wrong_pin() -> None:
    """The fifth locks, for a quarter of an hour."""
    lockouts = Lockouts()
    assert lock(lockouts) == SHORTEST_LOCK
    assert lockouts.remaining(KEY, NOW, 60.0) == SHORTEST_LOCK - 60
    assert lockouts.locked(NOW, 60.0) == {KEY: SHORTEST_LOCK - 60}
    assert lockouts.remaining(KEY, NOW, SHORTEST_LOCK) == 0.0
    assert lockouts.remaining(KEY, NOW, SHORTEST_LOCK) == 0.0


def test_each_on_its_own() -> None:
    """Another channel, and another number, is not locked."""
    lockouts = Lockouts()
    lock(lockouts)
    for channel in (ContactChannel.CALL, ContactChannel.WHATSAPP):
        assert lockouts.remaining(lock_key("+15551234567", channel), NOW, 0.0) == 0.0
    assert lockouts.remaining(lock_key("+15551234568", ContactChannel.SMS), NOW, 0.0) == 0.0


def test_doubling() -> None:
    """Each lock is twice as long as the one before, up to a day."""
    lockouts, at, seconds = Lockouts(), 0.0, []
    for _ in range(9):
        seconds.append(lock(lockouts, NOW + at, at))
        at += seconds[-1]
    assert seconds == [*(SHORTEST_LOCK * 2**step for step in range(7)), DAY, DAY]


def test_right_pin() -> None:
    """A right PIN forgets the wrong ones, and no step of the locks."""
    lockouts = Lockouts()
    assert not lockouts.succeed(KEY)
    lock(lockouts)
    assert not lockouts.succeed(KEY)
    at = SHORTEST_LOCK
    for _ in range(MOST_FAILURES - 1):
        lockouts.fail(KEY, NOW + at, at)
    assert lockouts.succeed(KEY)
    assert lock(lockouts, NOW + at, at) == 2 * SHORTEST_LOCK


def test_unlock() -> None:
    """Who is let in again begins anew."""
    lockouts = Lockouts()
    lock(lockouts)
    assert lockouts.clear(KEY)
    assert not lockouts.clear(KEY)
    assert lock(lockouts) == SHORTEST_LOCK


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0.9, 4.0), (1.0, 2.0), (2.0, 1.0), (30.0, 1.0)],
)
def test_quiet_days(days: float, expected: float) -> None:
    """A quiet day takes back one step, counted from the end of the last lock."""
    lockouts = Lockouts()
    lock(lockouts)
    at = SHORTEST_LOCK
    lock(lockouts, NOW + at, at)
    at += 2 * SHORTEST_LOCK + days * DAY
    assert lock(lockouts, NOW + at, at) == expected * SHORTEST_LOCK


def test_quiet_day_forgets_failures() -> None:
    """Four wrong PINs of long ago do not count any more."""
    lockouts = Lockouts()
    for _ in range(MOST_FAILURES - 1):
        lockouts.fail(KEY, NOW, 0.0)
    assert lockouts.fail(KEY, NOW + DAY, DAY) == 0.0


@pytest.mark.parametrize("shift", [-1e9, -3600.0, 3600.0, 1e9])
def test_clock_is_set(shift: float) -> None:
    """Whoever sets the clock of the house changes nothing in this run."""
    lockouts = Lockouts()
    lock(lockouts)
    assert lockouts.remaining(KEY, NOW + shift, 60.0) == SHORTEST_LOCK - 60
    assert lockouts.remaining(KEY, NOW + shift, SHORTEST_LOCK + 1) == 0.0


@pytest.mark.parametrize(
    ("later", "left"),
    [
        pytest.param(60.0, SHORTEST_LOCK - 60, id="at once"),
        pytest.param(SHORTEST_LOCK + 1, 0.0, id="when it was over"),
        pytest.param(-1e9, SHORTEST_LOCK, id="with a clock that is behind"),
    ],
)
def test_restart(later: float, left: float) -> None:
    """A lock goes on after a restart, and lasts no longer than it was meant to."""
    lockouts = Lockouts()
    lock(lockouts, monotonic=1000.0)
    again = restarted(lockouts)
    assert again.remaining(KEY, NOW + later, 5.0) == left
    assert again.remaining(KEY, NOW + later, 5.0 + left) == 0.0


def test_restart_keeps_the_steps() -> None:
    """What came before a restart counts on."""
    lockouts = Lockouts()
    lock(lockouts)
    again = restarted(lockouts)
    assert again.remaining(KEY, NOW + SHORTEST_LOCK, 0.0) == 0.0
    assert lock(again, NOW + SHORTEST_LOCK) == 2 * SHORTEST_LOCK


def test_bounded() -> None:
    """What is kept has an end, and the oldest goes first."""
    lockouts = Lockouts()
    for index in range(MOST_KEPT + 1):
        lockouts.fail(str(index), NOW, 0.0)
    assert len(lockouts.as_json()) == MOST_KEPT
    assert "0" not in lockouts.as_json()


def test_lock_is_not_forgotten() -> None:
    """However many others text wrong PINs, nobody who is locked is let in by that."""
    lockouts = Lockouts()
    for _ in range(MOST_FAILURES):
        lockouts.fail(KEY, NOW, 0.0)
    for index in range(MOST_KEPT + 1):
        lockouts.fail(str(index), NOW, 0.0)
    assert lockouts.remaining(KEY, NOW, 0.0) == SHORTEST_LOCK
    assert len(lockouts.as_json()) == MOST_KEPT


@pytest.mark.parametrize("stored", [{KEY: 5}, {KEY: [1, 2]}, {KEY: ["a", 0, 0, 0, 0]}])
def test_damaged(stored: dict[str, object]) -> None:
    """What is no memory of this is refused."""
    with pytest.raises((TypeError, ValueError)):
        Lockouts.from_json(stored)
