"""The connection to Twilio's API, of which the log tells when it changes."""

import logging

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.errors import Failed
from simulator import BREAKDOWN, OUTAGE, OVERLOAD, Drop, DropPoint, Fault, Refuse, Simulator
from simulator.errors import NOT_PERMITTED
from simulator.faults import Effect

from .actions import make_call, send_message

LOST = "Twilio does not answer for Twilio; this is said again only when it is back"
BACK = "Twilio answers again for Twilio"


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Return what the log said of the connection."""
    return [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.getMessage() in (LOST, BACK)
    ]


async def fail(hass: HomeAssistant) -> None:
    """Send a message that does not get through."""
    with pytest.raises(Failed):
        await send_message(hass, to="+15551234567", message="Hello")


@pytest.mark.parametrize(
    "effect", [OUTAGE, BREAKDOWN, Drop(), Drop(DropPoint.AFTER_ACCEPTING)], ids=repr
)
async def test_lost_and_back(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    pauses: list[float],
    caplog: pytest.LogCaptureFixture,
    freezer: FrozenDateTimeFactory,
    effect: Effect,
) -> None:
    """Whatever is asked meanwhile, there is one line for each."""
    reachability = account.runtime_data.reachability
    assert reachability.is_reached
    twilio.faults.add(Fault(effect, times=None))
    lost = dt_util.utcnow()
    await fail(hass)
    freezer.tick(60)
    await fail(hass)
    with pytest.raises(Failed):
        await make_call(hass, to="+15551234567", message="Hello")
    with pytest.raises(Failed):
        await account.runtime_data.numbers.async_ask()
    assert told(caplog) == [("WARNING", LOST)]
    assert (reachability.is_reached, reachability.lost_since) == (False, lost)

    twilio.faults.clear()
    for _ in range(2):
        await send_message(hass, to="+15551234567", message="Hello")
    assert told(caplog) == [("WARNING", LOST), ("INFO", BACK)]
    assert (reachability.is_reached, reachability.lost_since) == (True, None)


@pytest.mark.parametrize("effect", [Refuse(NOT_PERMITTED), OVERLOAD], ids=repr)
async def test_refusals_are_answers(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    pauses: list[float],
    caplog: pytest.LogCaptureFixture,
    effect: Effect,
) -> None:
    """Who says no is there, and ends an outage."""
    twilio.faults.add(Fault(effect, times=3))
    await fail(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert told(caplog) == []

    twilio.faults.clear()
    twilio.faults.add(Fault(OUTAGE))
    await fail(hass)
    twilio.faults.add(Fault(effect, times=3))
    await fail(hass)
    assert told(caplog) == [("WARNING", LOST), ("INFO", BACK)]


async def test_attempt_that_fails(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    pauses: list[float],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What another attempt mends is nothing to tell."""
    twilio.faults.add(Fault(OUTAGE, times=2))
    await account.runtime_data.numbers.async_ask()
    assert told(caplog) == []


async def test_lost_from_the_start(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    pauses: list[float],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An account that loads without Twilio says so in one line."""
    twilio.faults.add(Fault(OUTAGE, times=None))
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    twilio.faults.clear()
    await entry.runtime_data.numbers.async_refresh()
    twilio.faults.add(Fault(Refuse(NOT_PERMITTED), times=2))
    await entry.runtime_data.numbers.async_refresh()
    lines = [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.WARNING and record.name.startswith("custom_components.twilio")
    ]
    assert lines[0] == LOST
    [refusal] = lines[1:]
    assert refusal.startswith("Error fetching the numbers of Twilio data: Twilio did not accept")


async def test_house_that_stops(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The end of the house's own session says nothing of Twilio."""
    account.runtime_data.api._session.detach()
    with pytest.raises(Failed):
        await account.runtime_data.numbers.async_ask()
    assert told(caplog) == []
