"""What waits no longer than it is of use, and what the time is by then."""

import asyncio
from pathlib import Path
import time
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.outbox.journal import Journal
from custom_components.twilio.outbox.outbox import async_outbox
from simulator import Fault, Line, Refuse, Simulator
from simulator.errors import SERVICE_UNAVAILABLE, TOO_MANY_REQUESTS

from ..actions import results_of, send_message
from ..passing_time import PassingTime
from .entries import an_entry
from .waiting import ANNA, BEN

MESSAGES: Final = "/Messages.json"
SIX_HOURS: Final = 6 * 3600
TWO_MINUTES: Final = 120


def outcome(hass: HomeAssistant, account: MockConfigEntry) -> tuple[int, int]:
    """Return how much waits and how much was given up."""
    counts = async_outbox(hass).counts(account.entry_id)
    return counts.waiting, counts.given_up


async def wait_in_vain(hass: HomeAssistant, time_passes: PassingTime, **data: Any) -> None:
    """Have a text wait."""
    sending = asyncio.create_task(results_of(hass, "send_message", message="Fire", **data))
    await time_passes.until(sending.done)
    (result,) = sending.result()
    assert result["status"] == "waiting"


@pytest.mark.parametrize("is_alert", [True, False])
@pytest.mark.parametrize("recipients", [1, 5])
async def test_several(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    storage: Path,
    time_passes: PassingTime,
    recipients: int,
    *,
    is_alert: bool,
) -> None:
    """Where several expire at once, giving up one of them lets none of the others out."""
    left = [
        an_entry(
            f"{number:032x}",
            to=f"+1555123{number % recipients:04}",
            entry_id=entry.entry_id,
            created=time.time() - 4200,
            is_alert=is_alert,
        )
        for number in range(5)
    ]
    Journal(storage).rewrite(left, {})
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    await time_passes.by(TWO_MINUTES)
    assert (twilio.messages, outcome(hass, entry)) == ([], (0, 5))
    await async_outbox(hass).writer.async_commit()
    assert Journal(storage).read().entries == ()


@pytest.mark.parametrize("to", [[ANNA] * 5, [f"+1555123{number:04}" for number in range(5)]])
async def test_several_of_this_run(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    line: Line,
    time_passes: PassingTime,
    to: list[str],
) -> None:
    """The same where the line is mended in the moment in which they expire."""
    await line.cut()
    for one in to:
        await wait_in_vain(hass, time_passes, to=one)
    await line.mend()
    await time_passes.by(3700)
    await time_passes.by(TWO_MINUTES)
    assert (twilio.messages, outcome(hass, account)) == ([], (0, 5))


@pytest.mark.usefixtures("pauses")
async def test_date_that_is_known_later(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    storage: Path,
    line: Line,
    time_passes: PassingTime,
) -> None:
    """Once the time is known, so is when something was asked for that waits since before."""
    await line.cut()
    assert await async_setup_component(hass, "twilio", {})
    await wait_in_vain(hass, time_passes, to=ANNA, sender="+15550006000")
    await async_outbox(hass).writer.async_commit()
    (undated,) = Journal(storage).read().entries
    assert not undated.is_dated

    await time_passes.by(TWO_MINUTES)
    twilio.faults.add(Fault(Refuse(TOO_MANY_REQUESTS, retry_after=600), "POST", MESSAGES))
    await line.mend()
    await time_passes.until(lambda: any(request.method == "POST" for request in twilio.requests))
    await async_outbox(hass).writer.async_commit()
    (dated,) = Journal(storage).read().entries
    assert dated.is_dated
    # The clock of the wall did not move while the other one did.
    assert time.time() - 200 <= dated.created <= time.time() - TWO_MINUTES


async def test_machine_that_slept(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    line: Line,
    time_passes: PassingTime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was of use before six hours of sleep is not sent after them."""
    await send_message(hass, to=BEN, message="Good night")
    await line.cut()
    await wait_in_vain(hass, time_passes, to=ANNA)
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + SIX_HOURS)
    twilio.date_skew = SIX_HOURS
    await line.mend()
    await time_passes.until(lambda: not outcome(hass, account)[0])
    await time_passes.by(TWO_MINUTES)
    assert [message.body for message in twilio.messages] == ["Good night"]
    assert outcome(hass, account) == (0, 1)


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize("refusal", [None, Refuse(SERVICE_UNAVAILABLE), Refuse(TOO_MANY_REQUESTS)])
async def test_clock_that_was_set(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    line: Line,
    time_passes: PassingTime,
    monkeypatch: pytest.MonkeyPatch,
    refusal: Refuse | None,
) -> None:
    """Where only the clock of the house jumps, nothing expires, and nothing waits for long."""
    await send_message(hass, to=BEN, message="Good night")
    await line.cut()
    await wait_in_vain(hass, time_passes, to=ANNA)
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + SIX_HOURS)
    if refusal:
        twilio.faults.add(Fault(refusal, "GET", MESSAGES, times=3))
    await line.mend()
    assert await time_passes.until(lambda: not outcome(hass, account)[0]) <= 60
    assert [message.body for message in twilio.messages] == ["Good night", "Fire"]
    assert outcome(hass, account) == (0, 0)
