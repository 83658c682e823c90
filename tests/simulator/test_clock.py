"""The three kinds of time, and what goes on in it."""

import asyncio
from datetime import timedelta

import pytest

from simulator.activity import Activity
from simulator.clock import Clock


async def test_time_turned_by_hand_stands_still() -> None:
    """Alarms ring in their order, each once, and a cancelled one never."""
    clock = Clock(Activity(), by_hand=True)
    rung: list[str] = []
    clock.alarm(2, lambda: rung.append("second"))
    clock.alarm(1, lambda: rung.append("first"))
    clock.cancel(clock.alarm(1, lambda: rung.append("never")))
    before = clock.now()
    clock.advance(0.5)
    assert (clock.now() - before).total_seconds() == 0.5
    assert rung == []
    clock.advance(2)
    clock.advance(2)
    assert rung == ["first", "second"]


async def test_instant_time_does_not_wait() -> None:
    """What is due later comes when the clock is advanced."""
    clock = Clock(Activity())
    rung: list[str] = []
    clock.after(60, lambda: rung.append("after"))
    clock.alarm(60, lambda: rung.append("alarm"))
    await clock.sleep(3600)
    assert rung == ["after"]
    clock.advance(60)
    assert rung == ["after", "alarm"]


async def test_running_time_rings_by_itself() -> None:
    """So many simulated seconds pass in a real one; none after closing."""
    clock = Clock(Activity(), speed=1000)
    rung = asyncio.Event()
    clock.alarm(10, rung.set)
    await clock.sleep(1)
    async with asyncio.timeout(5):
        await rung.wait()
    rung.clear()
    clock.alarm(1, rung.set)
    clock.close()
    await asyncio.sleep(0.01)
    assert not rung.is_set()


async def test_a_skew_is_told_and_moves_nothing() -> None:
    """A clock that goes wrong makes nothing due."""
    clock = Clock(Activity(), by_hand=True)
    rung: list[str] = []
    clock.alarm(60, lambda: rung.append("alarm"))
    before = clock.now()
    clock.skew = timedelta(hours=1)
    assert clock.now() - before == timedelta(hours=1)
    clock.advance(59)
    assert rung == []
    clock.advance(1)
    assert rung == ["alarm"]


async def test_settling_waits_for_the_busy_and_not_for_the_parked() -> None:
    """A parked task whose moment has come is busy again at once."""
    activity, done = Activity(), []
    person: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def work() -> None:
        await asyncio.sleep(0)
        done.append(await activity.until(person))

    activity.start(work(), "work")
    await activity.settled()
    assert done == []
    person.set_result("answered")
    await activity.settled()
    assert done == ["answered"]
    await activity.close()


async def test_failures_are_not_swallowed() -> None:
    """The loop's exception handler hears of them."""
    heard: list[str] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: heard.append(context["message"]))

    async def fail() -> None:
        raise RuntimeError

    activity = Activity()
    activity.start(fail(), "work")
    await activity.settled()
    await asyncio.sleep(0)
    loop.set_exception_handler(None)
    assert heard == ["simulator work failed"]


@pytest.mark.parametrize("speed", [0, 1000])
async def test_sleeping_no_time_still_lets_others_go_on(speed: float) -> None:
    """A loop of pauses never blocks the event loop."""
    clock = Clock(Activity(), speed=speed)
    others: list[int] = []
    asyncio.get_running_loop().call_soon(others.append, 1)
    await clock.sleep(0)
    assert others == [1]
