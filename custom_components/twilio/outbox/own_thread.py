"""A thread for one job."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Thread


async def async_in_own_thread[T](name: str, job: Callable[[], T]) -> T:
    """Do something that may block, whatever blocks the threads of Home Assistant.

    The stop of Home Assistant does not wait for it.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(outcome: T | None, error: BaseException | None) -> None:
        thread.join()  # which has nothing left to do
        if done.cancelled():
            return
        if error:
            done.set_exception(error)
        else:
            done.set_result(outcome)  # type: ignore[arg-type] # a job's own None is meant, too

    def run() -> None:
        outcome, error = None, None
        try:
            outcome = job()
        except BaseException as err:  # noqa: BLE001 - whoever waits for it hears of it
            error = err
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, outcome, error)

    thread = Thread(target=run, name=name, daemon=True)
    thread.start()
    return await done
