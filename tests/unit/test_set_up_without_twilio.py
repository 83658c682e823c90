"""A house starts with its accounts, whatever Twilio says or does not say."""

import asyncio
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.outbox.outbox import async_outbox
from simulator import OUTAGE, AccountStatus, Fault, Hold, Simulator

from .repair import issues_of

PHONE = "+15551234567"
MESSAGE = {"to": PHONE, "message": "Hello"}


async def send(hass: HomeAssistant, **data: Any) -> None:
    """Send a message by the action."""
    await hass.services.async_call("twilio", "send_message", {**MESSAGE, **data}, blocking=True)


async def test_set_up_while_twilio_hangs(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """An account is loaded before Twilio has said a word."""
    hold = Hold()
    twilio.faults.add(Fault(hold, times=None))
    async with asyncio.timeout(5):
        assert await async_setup_component(hass, "twilio", {})
    assert entry.state is ConfigEntryState.LOADED
    numbers = entry.runtime_data.numbers
    assert not numbers.owns("+15550006000")
    hold.released.set()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert numbers.owns("+15550006000")


async def test_unload_while_twilio_hangs(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """An account does not wait for Twilio in order to go, either."""
    hold = Hold()
    twilio.faults.add(Fault(hold, times=None))
    async with asyncio.timeout(5):
        assert await async_setup_component(hass, "twilio", {})
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    hold.released.set()


async def test_set_up_while_twilio_is_out_of_order(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    pauses: list[float],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The numbers are asked for again when they are needed."""
    twilio.faults.add(Fault(OUTAGE, times=3))
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    assert caplog.text.count("Twilio does not answer for Twilio") == 1
    await send(hass)
    assert [message.from_ for message in twilio.messages] == ["+15550006000"]


async def test_set_up_without_internet(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    pauses: list[float],
    unused_tcp_port: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A house without internet starts with its accounts."""
    url = f"http://127.0.0.1:{unused_tcp_port}"
    hass.config_entries.async_update_entry(entry, data={**entry.data, "api_base_url": url})
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    assert caplog.text.count("Twilio does not answer for Twilio") == 1


async def test_set_up_with_a_wrong_token(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """Twilio's word on the credentials does not close the webhook of a house."""
    twilio.account.auth_token = "b6" * 16
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (entry.state, entry.runtime_data.numbers.known) == (ConfigEntryState.LOADED, None)


@pytest.mark.usefixtures("nobody_waits")
async def test_set_up_of_a_suspended_account(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """A suspended account is loaded; what it is to send waits for better days."""
    twilio.account.status = AccountStatus.SUSPENDED
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    await send(hass, sender="+15550006000")
    await hass.async_block_till_done()
    assert async_outbox(hass).counts(entry.entry_id).waiting == 1
    assert "account_not_active" in issues_of(hass, entry)
