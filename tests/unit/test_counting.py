"""What counts against the limits of an account, and for how long."""

from datetime import timedelta
import time
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.twilio.errors import InvalidInput
from custom_components.twilio.learned import SAVE_DELAY
from custom_components.twilio.limits import LimitReached
from simulator import Simulator

from .limited import HOME, call, limit, send


async def test_what_the_house_refuses_does_not_count(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator
) -> None:
    """Mistakes use nothing up."""
    await limit(hass, account, messages_per_day=1)
    for _ in range(3):
        with pytest.raises(InvalidInput):
            await send(hass, to=HOME)
    await send(hass)
    assert len(twilio.messages) == 1


async def test_counts_outlive_a_reload(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator
) -> None:
    """A reload is no way around a limit."""
    await limit(hass, account, messages_per_day=1)
    await send(hass)
    assert await hass.config_entries.async_reload(account.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    with pytest.raises(LimitReached):
        await send(hass)
    assert len(twilio.messages) == 1


async def test_counts_outlive_a_restart(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    entry: MockConfigEntry,
    twilio: Simulator,
) -> None:
    """What an earlier run sent still counts."""
    hass_storage["twilio"] = {
        "version": 1,
        "data": {entry.entry_id: {"ledger": {"messages": [time.time() - 60], "calls": []}}},
    }
    hass.config_entries.async_update_entry(entry, options={"limits": {"messages_per_day": 1}})
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    with pytest.raises(LimitReached):
        await send(hass)
    await call(hass)
    assert twilio.messages == []
    await twilio.settled()


async def test_counts_are_written_down(
    hass: HomeAssistant,
    account: MockConfigEntry,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
) -> None:
    """Each message is on disk soon, also before a house that stops by surprise."""

    async def written() -> int:
        freezer.tick(timedelta(seconds=SAVE_DELAY + 1))
        async_fire_time_changed(hass)
        await hass.async_block_till_done()
        return len(hass_storage["twilio"]["data"][account.entry_id]["ledger"]["bookings"])

    assert await written() == 0
    await send(hass)
    assert await written() == 1
