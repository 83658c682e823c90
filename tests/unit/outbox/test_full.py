"""An outbox that is full when the house starts."""

import asyncio
from pathlib import Path
from typing import Final

from homeassistant.core import HomeAssistant

from custom_components.twilio.outbox.journal import Journal
from custom_components.twilio.outbox.outbox import async_outbox

from .entries import an_entry

WAITING: Final = 1_200


async def test_start(hass: HomeAssistant, outbox_file: Path) -> None:
    """The house does other things meanwhile, and everything keeps its turn."""
    references = [f"message {number}" for number in range(WAITING)]
    Journal(outbox_file).rewrite(map(an_entry, references), {})
    outbox, seen = async_outbox(hass), list[int]()
    load = hass.async_create_task(outbox.async_load())
    while not load.done():
        seen.append(len(outbox.queue))
        await asyncio.sleep(0)
    assert sorted({*seen}) == [0, 500, 1_000]
    assert [place.entry.reference for place in outbox.places()] == references
