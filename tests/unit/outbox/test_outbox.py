"""What must arrive, from the action to the phone, whatever happens on the way."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Final

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.outbox.entry import State
from custom_components.twilio.outbox.journal import Journal
from custom_components.twilio.outbox.outbox import async_outbox
from simulator import Line, Simulator

from ..actions import results_of, send_message
from ..passing_time import PassingTime
from .entries import an_entry

ANNA: Final = "+15551234567"


def bodies(twilio: Simulator) -> list[str]:
    """Return the texts that Twilio took, in order."""
    return [message.body for message in twilio.messages]


async def test_line_is_cut(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    line: Line,
    time_passes: PassingTime,
) -> None:
    """A text that finds no way waits, and goes out once the line is mended."""
    await line.cut()
    sending = asyncio.create_task(results_of(hass, "send_message", to=ANNA, message="Fire"))
    await time_passes.until(sending.done)
    assert [(one["status"], one["sid"]) for one in sending.result()] == [("waiting", None)]
    await line.mend()
    await time_passes.until(lambda: bool(twilio.messages))
    assert bodies(twilio) == ["Fire"]
    assert async_outbox(hass).counts(account.entry_id).waiting == 0


async def test_sent(hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry) -> None:
    """Nothing is left of what was sent."""
    await send_message(hass, to=ANNA, message="Fire")
    assert bodies(twilio) == ["Fire"]
    assert async_outbox(hass).counts(account.entry_id).waiting == 0


async def test_news_of_what_is_settled(hass: HomeAssistant, outbox_file: Path) -> None:
    """An attempt that ends after its account is gone brings nothing back."""
    outbox, entry = async_outbox(hass), an_entry()
    await outbox.async_load()
    outbox.queue.add(entry, hass.loop.time())
    outbox.async_note(entry)
    assert await outbox.writer.async_commit()
    assert Journal(outbox_file).read().entries == (entry,)
    outbox.async_forget(entry.entry_id)
    outbox.async_note(replace(entry, state=State.TRYING))
    assert await outbox.writer.async_commit()
    assert Journal(outbox_file).read().entries == ()
