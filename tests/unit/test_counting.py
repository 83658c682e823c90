"""What counts against the limits of an account, and for how long."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
import time
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.twilio.errors import Failed, InvalidInput
from custom_components.twilio.learned import SAVE_DELAY
from custom_components.twilio.limits import LimitReached
from simulator import OUTAGE, OVERLOAD, Drop, DropPoint, Fault, Refuse, Simulator
from simulator.errors import NOT_FOUND

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


@pytest.mark.parametrize("action", [send, call], ids=["message", "call"])
@pytest.mark.parametrize(
    ("effect", "counts"),
    [
        pytest.param(Refuse(NOT_FOUND), 0, id="refused"),
        pytest.param(OVERLOAD, 0, id="too busy"),
        pytest.param(OUTAGE, 1, id="out of order"),
        pytest.param(Drop(DropPoint.AFTER_ACCEPTING), 1, id="dropped once taken"),
    ],
)
async def test_what_twilio_may_have_taken_counts(
    hass: HomeAssistant,
    account: MockConfigEntry,
    twilio: Simulator,
    pauses: list[float],
    action: Callable[[HomeAssistant], Awaitable[None]],
    effect: Refuse | Drop,
    counts: int,
) -> None:
    """What surely did not go out costs nothing; what may have gone out does."""
    twilio.faults.add(Fault(effect, "POST", times=None))
    with pytest.raises(Failed):
        await action(hass)
    twilio.faults.clear()
    assert sum(account.runtime_data.allowance.ledger.counts(time.time()).values()) == counts
    await action(hass)
    assert sum(account.runtime_data.allowance.ledger.counts(time.time()).values()) == counts + 1
    await twilio.settled()


async def test_what_never_left_the_house_does_not_count(
    hass: HomeAssistant, account: MockConfigEntry, pauses: list[float], unused_tcp_port: int
) -> None:
    """Without a connection nothing went out."""
    url = f"http://127.0.0.1:{unused_tcp_port}"
    hass.config_entries.async_update_entry(account, data={**account.data, "api_base_url": url})
    await hass.async_block_till_done()
    for action in (send, call):
        with pytest.raises(Failed, match="was not reached: Twilio cannot be reached, so nothing"):
            await action(hass, sender=HOME)
    counts = account.runtime_data.allowance.ledger.counts(time.time())
    assert counts == {"messages": 0, "calls": 0}


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
        return len(hass_storage["twilio"]["data"][account.entry_id]["ledger"]["messages"])

    assert await written() == 0
    await send(hass)
    assert await written() == 1
