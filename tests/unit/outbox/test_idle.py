"""What an outbox costs in which nothing waits: nothing."""

import asyncio
import threading

from homeassistant.core import HassJob, HomeAssistant
from homeassistant.util.async_ import get_scheduled_timer_handles
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio import outbox
from custom_components.twilio.outbox.outbox import async_outbox
from simulator import Line, Simulator

from ..actions import send_message
from ..passing_time import PassingTime
from .waiting import ANNA


def awake(hass: HomeAssistant) -> list[str]:
    """Return what of the outbox would work sooner or later, without anything happening."""
    jobs = [
        getattr(argument, "target", argument)
        for timer in get_scheduled_timer_handles(hass.loop)
        if not timer.cancelled()
        for argument in (timer._callback, *(timer._args or ()))  # type: ignore[attr-defined]
        if callable(argument) or isinstance(argument, HassJob)
    ]
    return [
        *(str(job) for job in jobs if getattr(job, "__module__", "").startswith(outbox.__name__)),
        *(task.get_name() for task in asyncio.all_tasks() if "outbox" in task.get_name().lower()),
        *(thread.name for thread in threading.enumerate() if "outbox" in thread.name.lower()),
    ]


async def written(hass: HomeAssistant) -> None:
    """Wait until all is on the disk, and nobody writes any more."""
    assert await async_outbox(hass).writer.async_commit()
    await asyncio.sleep(0)


async def test_nothing_was_sent(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """A house that never sends anything has no outbox to speak of, nor a file of it."""
    assert awake(hass) == []
    assert async_outbox(hass).counts(account.entry_id).waiting == 0


@pytest.mark.usefixtures("nobody_waits")
async def test_all_was_sent(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    line: Line,
    time_passes: PassingTime,
) -> None:
    """While something waits there is a timer; once Twilio has it, there is none any more."""
    await line.cut()
    await send_message(hass, to=ANNA, message="The cellar is wet")
    await hass.async_block_till_done()
    await written(hass)
    assert awake(hass) != []
    await line.mend()
    await time_passes.until(lambda: len(twilio.messages) > 0)
    await time_passes.by(5)  # those who look at it have looked
    await written(hass)
    assert awake(hass) == []
