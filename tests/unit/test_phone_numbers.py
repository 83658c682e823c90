"""The numbers of an account, learned whenever Twilio can be asked."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.twilio.phone_numbers import FIRST_PAUSE, LONGEST_PAUSE
from simulator import OUTAGE, Fault, Hold, Simulator

HOME = "+15550006000"
MESSAGE = {"to": "+15551234567", "message": "Hello"}


async def set_up(hass: HomeAssistant) -> None:
    """Start the house."""
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)


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
    warnings = [record for record in caplog.records if record.levelname == "WARNING"]
    assert len([record for record in warnings if "unknown for now" in record.message]) == 1

    twilio.faults.clear()
    await later(hass, freezer, LONGEST_PAUSE)
    assert numbers.owns(HOME)
    asked = len(twilio.requests)
    await later(hass, freezer, timedelta(days=1))
    assert len(twilio.requests) == asked


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
