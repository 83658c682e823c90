"""The numbers of an account, learned whenever Twilio can be asked."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.twilio.numbers.phone_numbers import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    PERIOD,
    SPREAD,
)
from simulator import OUTAGE, Fault, Hold, Simulator

HOME = "+15550006000"
MESSAGE = {"to": "+15551234567", "message": "Hello"}


async def set_up(hass: HomeAssistant) -> None:
    """Start the house."""
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)


def said(caplog: pytest.LogCaptureFixture, about: str) -> list[str]:
    """Return what the log says of something, debugging aside."""
    return [
        record.getMessage()
        for record in caplog.records
        if about in record.getMessage() and record.levelname != "DEBUG"
    ]


async def later(hass: HomeAssistant, freezer: FrozenDateTimeFactory, passed: timedelta) -> None:
    """Let time go by."""
    freezer.tick(passed)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_asked_until_answered(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    pauses: list[float],
    freezer: FrozenDateTimeFactory,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Less and less often, until Twilio has answered once; the log says it once."""
    twilio.faults.add(Fault(OUTAGE, times=None))
    await set_up(hass)
    numbers = entry.runtime_data.numbers
    pause = FIRST_PAUSE
    for _ in range(7):
        asked = len(twilio.requests)
        await later(hass, freezer, pause - timedelta(seconds=2))
        assert len(twilio.requests) == asked
        await later(hass, freezer, timedelta(seconds=2))
        assert len(twilio.requests) > asked
        pause = min(pause * 2, LONGEST_PAUSE)
    assert (pause, numbers.known) == (LONGEST_PAUSE, None)
    assert said(caplog, "for Twilio") == [
        "Twilio does not answer for Twilio; this is said again only when it is back"
    ]

    twilio.faults.clear()
    await later(hass, freezer, LONGEST_PAUSE)
    assert numbers.owns(HOME)
    assert said(caplog, "for Twilio")[1:] == ["Twilio answers again for Twilio"]
    assert said(caplog, "the numbers of Twilio") == []


async def test_asked_daily(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """A number that is bought is known a day later, and a little more: not all ask at once."""
    await set_up(hass)
    twilio.add_number("+15550006001")
    periods = set()
    for _ in range(3):
        asked = len(twilio.requests)
        await later(hass, freezer, PERIOD - timedelta(seconds=2))
        assert len(twilio.requests) == asked
        periods.add(entry.runtime_data.numbers.update_interval)
        await later(hass, freezer, SPREAD + timedelta(seconds=4))
        assert len(twilio.requests) == asked + 1
    assert entry.runtime_data.numbers.owns("+15550006001")
    assert len(periods) == 3
    assert all(PERIOD <= period <= PERIOD + SPREAD for period in periods)


async def test_asked_at_once_with_new_credentials(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """Whoever enters the right token does not wait for the next attempt."""
    twilio.account.auth_token = "c7" * 16
    await set_up(hass)
    assert entry.runtime_data.numbers.known is None
    hass.config_entries.async_update_entry(entry, data={**entry.data, "auth_token": "c7" * 16})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.runtime_data.numbers.owns(HOME)
    asked = len(twilio.requests)
    hass.config_entries.async_update_entry(entry, title="Home")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(twilio.requests) == asked


async def test_more_numbers_than_a_page(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """All of them, in Twilio's order: the newest first."""
    for index in range(60):
        twilio.add_number(f"+155500070{index:02}")
    await set_up(hass)
    numbers = entry.runtime_data.numbers.known
    assert [number.number for number in numbers] == [
        number.address for number in reversed(twilio.numbers)
    ]
    assert len(numbers) == 61


async def test_not_asked_once_unloaded(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    pauses: list[float],
    freezer: FrozenDateTimeFactory,
) -> None:
    """An account that is gone asks no more."""
    twilio.faults.add(Fault(OUTAGE, times=None))
    await set_up(hass)
    assert await hass.config_entries.async_unload(entry.entry_id)
    asked = len(twilio.requests)
    await later(hass, freezer, LONGEST_PAUSE)
    assert len(twilio.requests) == asked


async def test_not_asked_once_unloaded_meanwhile(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    pauses: list[float],
    freezer: FrozenDateTimeFactory,
) -> None:
    """Nor does one that goes while Twilio is being asked for the second time."""
    twilio.faults.add(Fault(OUTAGE, times=3))
    await set_up(hass)
    hold = Hold()
    twilio.faults.add(Fault(hold))
    twilio.account.auth_token = "c7" * 16
    freezer.tick(FIRST_PAUSE)
    async_fire_time_changed(hass)
    assert await hass.config_entries.async_unload(entry.entry_id)
    hold.released.set()
    await hass.async_block_till_done(wait_background_tasks=True)
    asked = len(twilio.requests)
    await later(hass, freezer, LONGEST_PAUSE)
    assert len(twilio.requests) == asked
    assert hass.config_entries.flow.async_progress() == []


async def test_number_bought_a_minute_ago(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Where no known number can send, Twilio is asked for new ones."""
    async with Simulator(numbers=()) as empty:
        hass.config_entries.async_update_entry(
            account, data={**account.data, "api_base_url": empty.url}
        )
        assert await hass.config_entries.async_reload(account.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        assert account.runtime_data.numbers.known == ()
        empty.add_number("+15550006001")
        await hass.services.async_call("twilio", "send_message", MESSAGE, blocking=True)
        assert [message.from_ for message in empty.messages] == ["+15550006001"]


async def test_known_numbers_are_not_asked_for(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Sending takes one request."""
    asked = len(twilio.requests)
    await hass.services.async_call("twilio", "send_message", MESSAGE, blocking=True)
    assert [request.method for request in twilio.requests[asked:]] == ["POST"]
