"""What an automation wants said to whoever set it going (`set_conversation_response`)."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Final

from homeassistant.const import EVENT_HOMEASSISTANT_STOP
from homeassistant.core import Event, HomeAssistant, callback

from ..clean_text import clean_text
from ..const import LOGGER
from ..listening.listeners import Run

_NO_VALUE: Final = str(None)
"""What Home Assistant makes of a template without a value."""


def response_of(run: Run) -> str | None:
    """Return what a run that has ended wants said, none where it has nothing to say.

    It has nothing to say that was stopped, that failed, whose text nobody could read, or whose
    template had no value.
    """
    if run.cancelled():
        return None
    if error := run.exception():
        LOGGER.error("What a trigger set going failed", exc_info=error)
        return None
    text = getattr(run.result(), "conversation_response", None)
    said = clean_text(text).strip() if isinstance(text, str) else ""
    return said if said and said != _NO_VALUE else None


async def async_first_response(
    hass: HomeAssistant, runs: Sequence[Run], seconds: float
) -> str | None:
    """Return the response of the first run that ends with one; what runs longer goes on.

    None once all have ended without one, the time is over, or Home Assistant stops.
    """
    stopped = hass.loop.create_future()

    @callback
    def async_stop(_: Event) -> None:
        stopped.set_result(None)

    remove = hass.bus.async_listen(EVENT_HOMEASSISTANT_STOP, async_stop)
    waiting = set(runs)
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while waiting and not stopped.done():
                    await asyncio.wait({*waiting, stopped}, return_when=asyncio.FIRST_COMPLETED)
                    ended = [run for run in runs if run in waiting and run.done()]
                    waiting.difference_update(ended)
                    if response := _first(ended):
                        return response
    finally:
        remove()
    return None


def _first(ended: Iterable[Run]) -> str | None:
    return next((response for run in ended if (response := response_of(run))), None)
