"""What a bug report gets to see."""

from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from syrupy.assertion import SnapshotAssertion

from simulator import Simulator

from . import HOOK_ID, PUBLIC_URL

type MakeClient = Callable[[], Coroutine[Any, Any, TestClient[Any, Any]]]

OPTIONS = {
    "limits": {"messages_per_day": 5},
    "signing": {"secondary_auth_token": "b6" * 16, "shared_key_secret": "SharedKeySecret"},
}


@pytest.fixture
async def busy_account(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> MockConfigEntry:
    """Return an account with everything that could be given away."""
    twilio.add_number("+15550006001", mms=False, voice=False)
    settings = twilio.account.settings
    hass.config_entries.async_update_entry(
        entry,
        data={
            **entry.data,
            "api_key_sid": settings.api_key_sid,
            "api_key_secret": settings.api_key_secret,
            "cloudhook_url": "https://hooks.nabu.casa/cloudhook-secret",
        },
        options=OPTIONS,
    )
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    await hass.services.async_call(
        "twilio", "send_message", {"to": "+15551234567", "message": "Hello"}, blocking=True
    )
    return entry


async def test_diagnostics(
    hass: HomeAssistant,
    hass_client: MakeClient,
    busy_account: MockConfigEntry,
    snapshot: SnapshotAssertion,
) -> None:
    """They tell the state of an account."""
    assert await get_diagnostics_for_config_entry(hass, hass_client, busy_account) == snapshot


async def test_no_secret_leaves_the_house(
    hass: HomeAssistant, hass_client: MakeClient, twilio: Simulator, busy_account: MockConfigEntry
) -> None:
    """The whole file, as it is downloaded, holds neither a secret nor a number."""
    assert await async_setup_component(hass, "diagnostics", {})
    client = await hass_client()
    answer = await client.get(f"/api/diagnostics/config_entry/{busy_account.entry_id}")
    assert answer.status == 200
    file = await answer.text()
    settings = twilio.account.settings
    private = {
        "Account SID": settings.sid,
        "Auth Token": settings.auth_token,
        "key SID": settings.api_key_sid,
        "key secret": settings.api_key_secret,
        "second token": "b6" * 16,
        "SharedKey": "SharedKeySecret",
        "hook": HOOK_ID,
        "webhook": "cd" * 32,
        "cloudhook": "cloudhook-secret",
        "public URL": PUBLIC_URL,
        "server": twilio.url,
        "first number": "+15550006000",
        "second number": "+15550006001",
        "somebody's number": "+15551234567",
        "a message": "Hello",
    }
    assert {name for name, text in private.items() if text in file} == set()
    assert "messages_per_day" in file


async def test_diagnostics_of_an_account_that_is_not_loaded(
    hass: HomeAssistant, hass_client: MakeClient, busy_account: MockConfigEntry
) -> None:
    """What does not work is what a report is about."""
    assert await hass.config_entries.async_unload(busy_account.entry_id)
    found = await get_diagnostics_for_config_entry(hass, hass_client, busy_account)
    assert (found["numbers"], found["sent"], found["is_reachable"]) == (None, None, True)


async def test_diagnostics_of_an_account_without_credentials(
    hass: HomeAssistant, hass_client: MakeClient, snapshot: SnapshotAssertion
) -> None:
    """An entry taken over from Home Assistant's own integration has little to tell."""
    entry = MockConfigEntry(domain="twilio", data={"webhook_id": HOOK_ID, "cloudhook": False})
    entry.add_to_hass(hass)
    assert await async_setup_component(hass, "twilio", {})
    assert await get_diagnostics_for_config_entry(hass, hass_client, entry) == snapshot


async def test_diagnostics_while_twilio_is_silent(
    hass: HomeAssistant, hass_client: MakeClient, account: MockConfigEntry
) -> None:
    """Numbers that nobody knows yet are none."""
    account.runtime_data.numbers.known = None
    found = await get_diagnostics_for_config_entry(hass, hass_client, account)
    assert (found["numbers"], found["sent"]) == ([], {"messages": 0, "calls": 0})
