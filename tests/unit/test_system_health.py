"""What the system health page tells of Twilio."""

import asyncio
from datetime import timedelta
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, get_system_health_info

from custom_components.twilio.api import Credentials, Region
from simulator import Simulator
from tests.meta.repository import english

from . import HOOK_ID
from .actions import make_call, send_message
from .outbox.waiting import be_busy


async def health(hass: HomeAssistant) -> dict[str, Any]:
    """Return what the page shows, once all is looked at."""
    assert await async_setup_component(hass, "system_health", {})
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    info = await get_system_health_info(hass, "twilio")
    return {
        key: await value if asyncio.iscoroutine(value) else value for key, value in info.items()
    }


async def test_account(hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry) -> None:
    """One account, of which Twilio has not been heard yet."""
    found = await health(hass)
    assert found == {
        "accounts": 1,
        "receive_mode": "…5151 custom",
        "webhook_address": "1/1",
        "last_reached": None,
        "messages_today": "0/200",
        "calls_today": "0/60",
        "outbox": "0",
        "can_reach_server": "ok",
    }
    assert found.keys() == english()["system_health"]["info"].keys()


async def test_several_accounts(
    hass: HomeAssistant,
    twilio: Simulator,
    house: object,
    account: MockConfigEntry,
    other_account: MockConfigEntry,
) -> None:
    """Each has its part, besides what is said once; nothing is a secret."""
    MockConfigEntry(
        domain="twilio",
        data={"hook_id": "0d" * 32, "webhook_id": "0e" * 32, "cloudhook": False},
    ).add_to_hass(hass)
    hass.config_entries.async_update_entry(
        other_account, data={**other_account.data, "receive_mode": "none"}
    )
    for _ in range(2):
        await send_message(
            hass, to="+15551234567", message="Hello", config_entry_id=account.entry_id
        )
    await make_call(
        hass, to="+15551234567", message="Hello", config_entry_id=other_account.entry_id
    )
    delivery = await twilio.handset("+15551230001").text("Hello", to=twilio.number.address)
    assert delivery.status == 200
    found = await health(hass)
    assert dt_util.utcnow() - timedelta(minutes=1) < found.pop("last_reached") < dt_util.utcnow()
    assert found == {
        "accounts": 3,
        "receive_mode": "…5151 custom, …6161 none, … None",
        "webhook_address": "1/3",
        "messages_today": "2/200, 0/200",
        "calls_today": "0/60, 1/60",
        "outbox": "0, 0",
        "can_reach_server": "ok",
    }
    text = str(found)
    assert HOOK_ID not in text
    assert twilio.account.sid not in text


async def test_what_waits(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What Twilio does not take is counted."""
    be_busy(twilio, monkeypatch)
    await send_message(hass, to="+15551234567", message="Hello")
    await make_call(hass, to="+15551234567", message="Hello")
    assert (await health(hass))["outbox"] == "2"


async def test_twilio_out_of_reach(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    other_account: MockConfigEntry,
    other_twilio: Simulator,
) -> None:
    """One server that cannot be reached is enough to say so."""
    assert await hass.config_entries.async_unload(account.entry_id)
    await other_twilio.__aexit__()
    found = await health(hass)
    assert found["can_reach_server"] == {"type": "failed", "error": "unreachable"}
    assert (found["accounts"], found["messages_today"]) == (2, "0/200")


async def test_no_account(hass: HomeAssistant) -> None:
    """Nothing to look at."""
    found = await health(hass)
    assert (found["accounts"], found["receive_mode"], found["webhook_address"]) == (0, "", "0/0")
    assert (found["last_reached"], found["messages_today"]) == (None, "")


@pytest.mark.parametrize(
    ("region", "base_url", "server"),
    [
        (Region.US1, None, "https://api.twilio.com"),
        (Region.IE1, None, "https://api.dublin.ie1.twilio.com"),
        (Region.AU1, None, "https://api.sydney.au1.twilio.com"),
        (Region.IE1, "http://127.0.0.1:1", "http://127.0.0.1:1"),
    ],
)
def test_servers(region: Region, base_url: str | None, server: str) -> None:
    """The server is the one that all requests go to."""
    assert Credentials("AC", "x", region=region, api_base_url=base_url).server == server
