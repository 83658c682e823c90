"""Config entries that Home Assistant's own integration made, and what becomes of them."""

from collections.abc import Callable, Coroutine
import re
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_REAUTH,
    ConfigEntryDisabler,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from simulator import sign

from . import HOOK_ID, PUBLIC_URL, WEBHOOK_URL

SID = "AC" + "51" * 16
TOKEN = "a5" * 16
YAML = {"twilio": {"account_sid": SID, "auth_token": TOKEN}}
NUMBERS_URL = f"https://api.twilio.com/2010-04-01/Accounts/{SID}/IncomingPhoneNumbers.json"
RANDOM_ID = re.compile(r"[0-9a-f]{64}")

type MakeClient = Callable[[], Coroutine[Any, Any, TestClient[Any, Any]]]


def core_entry(hass: HomeAssistant, **changes: Any) -> MockConfigEntry:
    """Return an entry as Home Assistant's own integration makes it."""
    entry = MockConfigEntry(
        domain="twilio",
        title="Twilio Webhook",
        version=1,
        minor_version=1,
        data={"webhook_id": HOOK_ID, "cloudhook": False},
        **changes,
    )
    entry.add_to_hass(hass)
    return entry


async def set_up(hass: HomeAssistant, config: dict[str, Any] | None = None) -> None:
    """Start the integration."""
    assert await async_setup_component(hass, "twilio", config or {})
    await hass.async_block_till_done(wait_background_tasks=True)


async def unsigned(house: TestClient[Any, Any], hook_id: str) -> int:
    """Return how an unsigned request is answered; Home Assistant says 200 for no webhook."""
    return (await house.post(f"/api/webhook/{hook_id}", data={"Body": "ARM SV"})).status


def assert_taken_over(entry: MockConfigEntry, receive_mode: str) -> None:
    """Check that the address is kept, where Home Assistant's own integration does not look."""
    assert entry.data["hook_id"] == HOOK_ID
    assert RANDOM_ID.fullmatch(entry.data["webhook_id"])
    assert entry.data["webhook_id"] != HOOK_ID
    assert entry.data["cloudhook"] is False
    assert entry.data["receive_mode"] == receive_mode
    assert (entry.version, entry.minor_version) == (1, 2)


@pytest.fixture(autouse=True)
def numbers_at_twilio(aioclient_mock: AiohttpClientMocker) -> None:
    """Let Twilio know the account; no other request leaves the house."""
    aioclient_mock.get(NUMBERS_URL, json={"incoming_phone_numbers": []})


@pytest.mark.parametrize(
    ("external_url", "receive_mode"), [(None, "none"), (PUBLIC_URL, "external")]
)
async def test_entry_without_credentials(
    hass: HomeAssistant,
    hass_client_no_auth: MakeClient,
    socket_enabled: None,
    external_url: str | None,
    receive_mode: str,
) -> None:
    """It is loaded, turns every request away, and asks for credentials."""
    await hass.config.async_update(external_url=external_url)
    entry = core_entry(hass)
    events = async_capture_events(hass, "twilio_data_received")
    await set_up(hass)
    assert entry.state is ConfigEntryState.LOADED
    assert_taken_over(entry, receive_mode)
    assert (entry.title, entry.unique_id) == ("Twilio Webhook", None)
    [flow] = hass.config_entries.flow.async_progress_by_handler("twilio")
    assert flow["context"]["source"] == SOURCE_REAUTH
    assert flow["context"]["entry_id"] == entry.entry_id

    house = await hass_client_no_auth()
    for key in ("", TOKEN):
        params = {"AccountSid": SID, "Body": "ARM SV"}
        signature = sign(key, WEBHOOK_URL, tuple(params.items())) if key else ""
        answer = await house.post(
            f"/api/webhook/{HOOK_ID}", data=params, headers={"X-Twilio-Signature": signature}
        )
        assert answer.status == 403
    # Nobody serves the id that Home Assistant's own integration would serve unchecked.
    assert await unsigned(house, entry.data["webhook_id"]) == 200
    assert events == []

    with pytest.raises(
        ServiceValidationError,
        match=r"Twilio Webhook has no credentials yet\. Open the integration and enter them",
    ):
        await hass.services.async_call(
            "twilio", "send_message", {"to": "+15551234567", "message": "Hello"}, blocking=True
        )


async def test_entry_without_credentials_unloads(hass: HomeAssistant) -> None:
    """It goes like any other."""
    entry = core_entry(hass)
    await set_up(hass)
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    assert await hass.config_entries.async_remove(entry.entry_id)
    await hass.async_block_till_done()
    assert hass.config_entries.flow.async_progress() == []


async def test_entry_beside_yaml(
    hass: HomeAssistant, hass_client_no_auth: MakeClient, socket_enabled: None
) -> None:
    """With credentials in YAML, it works without a word, at the address that it had."""
    await hass.config.async_update(external_url=PUBLIC_URL)
    entry = core_entry(hass)
    events = async_capture_events(hass, "twilio_data_received")
    await set_up(hass, YAML)
    assert hass.config_entries.async_entries("twilio") == [entry]
    assert entry.state is ConfigEntryState.LOADED
    assert_taken_over(entry, "external")
    assert (entry.data["account_sid"], entry.data["auth_token"]) == (SID, TOKEN)
    assert (entry.title, entry.unique_id) == ("Twilio (…5151)", SID)
    assert hass.config_entries.flow.async_progress() == []

    house = await hass_client_no_auth()
    params = {"AccountSid": SID, "Body": "ARM SV", "MessageSid": "SM" + "0" * 32}
    params |= {"From": "+15551234567", "To": "+15550006000", "NumMedia": "0"}
    signature = sign(TOKEN, WEBHOOK_URL, tuple(params.items()))
    answer = await house.post(
        f"/api/webhook/{HOOK_ID}", data=params, headers={"X-Twilio-Signature": signature}
    )
    assert answer.status == 200
    assert [event.data["webhook_id"] for event in events] == [HOOK_ID]


async def test_entry_that_is_up_to_date(hass: HomeAssistant) -> None:
    """What was taken over once is left alone from then on."""
    entry = core_entry(hass)
    await set_up(hass, YAML)
    before = dict(entry.data)
    await hass.config.async_update(external_url=PUBLIC_URL)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert dict(entry.data) == before


async def test_disabled_entry(hass: HomeAssistant) -> None:
    """It is taken over without being opened, and opens when it is enabled."""
    await set_up(hass)
    entry = core_entry(hass, disabled_by=ConfigEntryDisabler.USER)
    assert entry.minor_version == 1
    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    assert_taken_over(entry, "none")


async def test_disabled_entry_at_the_start(
    hass: HomeAssistant, hass_client_no_auth: MakeClient, socket_enabled: None
) -> None:
    """It is taken over with the others, and stays closed."""
    entry = core_entry(hass, disabled_by=ConfigEntryDisabler.USER)
    await set_up(hass)
    assert entry.state is ConfigEntryState.NOT_LOADED
    assert_taken_over(entry, "none")
    house = await hass_client_no_auth()
    assert await unsigned(house, HOOK_ID) == 200
    await hass.config_entries.async_set_disabled_by(entry.entry_id, None)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await unsigned(house, HOOK_ID) == 403


async def test_disabled_entry_beside_yaml(hass: HomeAssistant) -> None:
    """YAML does not lose its account to an entry that somebody switched off."""
    disabled = core_entry(hass, disabled_by=ConfigEntryDisabler.USER)
    await set_up(hass, YAML)
    assert "account_sid" not in disabled.data
    [entry] = hass.config_entries.async_loaded_entries("twilio")
    assert (entry.unique_id, entry.data["auth_token"]) == (SID, TOKEN)


async def test_ignored_entry(hass: HomeAssistant) -> None:
    """A flow that somebody chose to ignore is no account."""
    ignored = MockConfigEntry(
        domain="twilio", source=SOURCE_IGNORE, unique_id="AC" + "61" * 16, data={}
    )
    ignored.add_to_hass(hass)
    await set_up(hass, YAML)
    assert dict(ignored.data) == {}
    [entry] = hass.config_entries.async_loaded_entries("twilio")
    assert entry.unique_id == SID


async def test_entry_of_a_later_version(hass: HomeAssistant) -> None:
    """After a step back to this version, an account is still there."""
    entry = MockConfigEntry(
        domain="twilio",
        unique_id=SID,
        version=1,
        minor_version=9,
        data={"account_sid": SID, "auth_token": TOKEN, "hook_id": HOOK_ID, "later": True},
    )
    entry.add_to_hass(hass)
    await set_up(hass)
    assert entry.state is ConfigEntryState.LOADED
    assert (entry.minor_version, entry.data["later"]) == (9, True)
