"""What is on its way to Twilio, whichever account it is of and whether that is loaded."""

from asyncio import Task
from collections.abc import Coroutine
from typing import Any

from homeassistant.core import CoreState, HomeAssistant, callback


class Attempts:
    """Requests that end by themselves: a reload does not stop them."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Begin with none."""
        self._hass = hass
        self._tasks: set[Task[None]] = set()

    @callback
    def async_begin(self, attempt: Coroutine[Any, Any, None]) -> None:
        """Have one go on; Home Assistant's start does not wait for it."""
        is_running = self._hass.state is CoreState.running
        create = (
            self._hass.async_create_task if is_running else self._hass.async_create_background_task
        )
        task = create(attempt, "Twilio outbox")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @callback
    def async_cancel(self) -> None:
        """Let go what still hangs: the file says that it was tried."""
        for task in tuple(self._tasks):
            task.cancel()
