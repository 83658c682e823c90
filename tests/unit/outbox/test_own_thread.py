"""Jobs in threads of their own."""

import asyncio
from functools import partial
import threading

import pytest

from custom_components.twilio.outbox.own_thread import async_in_own_thread

NAME = "a job"


async def test_outcome() -> None:
    """What a job returns comes back, and so does what it raises."""
    assert await async_in_own_thread(NAME, partial(divmod, 7, 2)) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        await async_in_own_thread(NAME, partial(divmod, 7, 0))


async def test_nothing_is_kept() -> None:
    """The thread ends with its job, and neither Python nor the house waits for it."""
    thread = await async_in_own_thread(NAME, threading.current_thread)
    assert (thread.name, thread.daemon, thread.is_alive()) == (NAME, True, False)


async def test_nobody_waits_any_more(caplog: pytest.LogCaptureFixture) -> None:
    """A job goes on whose caller has given up; its outcome is nobody's."""
    may_end = threading.Event()
    threads: list[threading.Thread] = []

    def job() -> None:
        threads.append(threading.current_thread())
        may_end.wait(10)

    waiting = asyncio.create_task(async_in_own_thread(NAME, job))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert waiting.cancelled()
    may_end.set()
    for thread in threads:
        await asyncio.to_thread(thread.join, 10)
        assert not thread.is_alive()
    await asyncio.sleep(0)
    assert caplog.text == ""


def test_loop_is_gone() -> None:
    """A job may end after the event loop has."""
    may_end = threading.Event()
    threads: list[threading.Thread] = []

    def job() -> None:
        threads.append(threading.current_thread())
        may_end.wait(10)

    async def give_up() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await async_in_own_thread(NAME, job)

    asyncio.run(give_up())
    may_end.set()
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()
