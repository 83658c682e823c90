"""What goes on in the background, so that a test can wait until nothing does."""

import asyncio
from collections.abc import Coroutine


class Activity:
    """Background tasks, each either busy or parked until somebody acts."""

    def __init__(self) -> None:
        """Begin with nothing going on."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._parked: dict[asyncio.Task[object], asyncio.Future[object]] = {}
        self._watchers: set[asyncio.Future[None]] = set()

    def start(self, work: Coroutine[object, object, None], name: str) -> asyncio.Task[None]:
        """Run work in the background."""
        task = asyncio.get_running_loop().create_task(work, name=f"simulator {name}")
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    async def until[T](self, future: asyncio.Future[T]) -> T:
        """Wait for something that only a person, a test or another task brings about."""
        task: asyncio.Task[object] | None = asyncio.current_task()
        if task is None:
            raise RuntimeError("only a task can be parked")
        self._parked[task] = future  # type: ignore[assignment] # only ever asked whether it is done
        self._changed()
        try:
            return await future
        finally:
            del self._parked[task]

    async def settled(self) -> None:
        """Wait until every task has ended or is parked."""
        while any(self._is_busy(task) for task in self._tasks):
            watcher = asyncio.get_running_loop().create_future()
            self._watchers.add(watcher)
            try:
                await watcher
            finally:
                self._watchers.discard(watcher)

    async def close(self) -> None:
        """End whatever still goes on."""
        while self._tasks:
            tasks = set(self._tasks)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            self._tasks -= tasks

    def _is_busy(self, task: asyncio.Task[None]) -> bool:
        if task.done():
            return False
        parked_on = self._parked.get(task)
        return parked_on is None or parked_on.done()

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._changed()
        if not task.cancelled() and (error := task.exception()):
            asyncio.get_running_loop().call_exception_handler(
                {"message": f"{task.get_name()} failed", "exception": error, "task": task}
            )

    def _changed(self) -> None:
        for watcher in self._watchers:
            if not watcher.done():
                watcher.set_result(None)
