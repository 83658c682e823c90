"""Giving an account new credentials, or its first ones."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from simulator import AccountSettings, Simulator

from .. import HOOK_ID
from . import NUMBERS_URL, OTHER_SID, SID, TOKEN, go_on, suggested


async def test_new_token(hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry) -> None:
    """A new token is tried, stored and used at once, without an interruption."""
    new_token = "b6" * 16
    twilio.account.auth_token = new_token
    runtime_data = account.runtime_data
    flow = await account.start_reauth_flow(hass)
    assert (flow["step_id"], flow["errors"]) == ("reauth_confirm", {})
    assert flow["description_placeholders"]["account"] == "Twilio"
    assert suggested(flow) == {"account_sid": SID, "auth_token": None}

    flow = await go_on(hass, flow, {"account_sid": SID, "auth_token": TOKEN})
    assert (flow["step_id"], flow["errors"]) == ("reauth_confirm", {"base": "invalid_auth"})

    before = dict(account.data)
    flow = await go_on(hass, flow, {"account_sid": SID, "auth_token": f" {new_token} "})
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    await hass.async_block_till_done()
    assert dict(account.data) == {**before, "auth_token": new_token}
    assert (account.unique_id, account.title) == (SID, "Twilio")
    assert account.runtime_data is runtime_data
    await hass.services.async_call(
        "twilio", "send_message", {"to": "+15551234567", "message": "Hello"}, blocking=True
    )
    assert [message.body for message in twilio.messages] == ["Hello"]


@pytest.mark.parametrize(
    ("user_input", "errors"),
    [
        pytest.param(
            {"account_sid": "AC1", "auth_token": TOKEN},
            {"account_sid": "invalid_account_sid"},
            id="no Account SID",
        ),
        pytest.param(
            {"account_sid": SID, "auth_token": "b6" * 16},
            {"base": "invalid_auth"},
            id="wrong token",
        ),
    ],
)
async def test_wrong_new_credentials(
    hass: HomeAssistant,
    account: MockConfigEntry,
    user_input: dict[str, str],
    errors: dict[str, str],
) -> None:
    """Nothing is stored that does not work."""
    before = dict(account.data)
    flow = await go_on(hass, await account.start_reauth_flow(hass), user_input)
    assert (flow["type"], flow["errors"]) == (FlowResultType.FORM, errors)
    assert dict(account.data) == before


async def test_token_left_empty(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """An empty field does not stand for the token that was rejected."""
    flow = await go_on(
        hass, await account.start_reauth_flow(hass), {"account_sid": SID, "auth_token": " "}
    )
    assert (flow["type"], flow["errors"]) == (FlowResultType.FORM, {"auth_token": "invalid_auth"})
    assert account.data["auth_token"] == TOKEN


@pytest.fixture
def account_with_key(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> MockConfigEntry:
    """Return an account whose API key was deleted at Twilio."""
    key = {"api_key_sid": "SK" + "99" * 16, "api_key_secret": "deleted"}
    hass.config_entries.async_update_entry(account, data={**account.data, **key})
    return account


async def test_new_key(
    hass: HomeAssistant, twilio: Simulator, account_with_key: MockConfigEntry
) -> None:
    """A key can be replaced by another one."""
    flow = await account_with_key.start_reauth_flow(hass)
    assert suggested(flow) == {
        "account_sid": SID,
        "auth_token": None,
        "api_key_sid": "SK" + "99" * 16,
        "api_key_secret": None,
    }
    settings = twilio.account.settings
    user_input = {"account_sid": SID, "auth_token": TOKEN, "api_key_sid": settings.api_key_sid}
    flow = await go_on(hass, flow, {**user_input, "api_key_secret": "wrong"})
    assert flow["errors"] == {"base": "invalid_api_key"}
    flow = await go_on(hass, flow, {**user_input, "api_key_secret": settings.api_key_secret})
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    assert account_with_key.data["api_key_sid"] == settings.api_key_sid
    assert account_with_key.data["api_key_secret"] == settings.api_key_secret


async def test_key_that_is_given_up(hass: HomeAssistant, account_with_key: MockConfigEntry) -> None:
    """Without a key, the account goes on with its token."""
    flow = await go_on(
        hass,
        await account_with_key.start_reauth_flow(hass),
        {"account_sid": SID, "auth_token": TOKEN},
    )
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    assert {"api_key_sid", "api_key_secret"}.isdisjoint(account_with_key.data)


async def test_credentials_of_another_account(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """An entry stays the account that it is."""
    before = dict(account.data)
    async with Simulator(account=AccountSettings(sid=OTHER_SID)) as other:
        hass.config_entries.async_update_entry(account, data={**before, "api_base_url": other.url})
        flow = await go_on(
            hass,
            await account.start_reauth_flow(hass),
            {"account_sid": OTHER_SID, "auth_token": TOKEN},
        )
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "wrong_account")
    assert (account.data["account_sid"], account.unique_id) == (SID, SID)


@pytest.fixture
def core_entry(hass: HomeAssistant) -> MockConfigEntry:
    """Return an entry of Home Assistant's own integration."""
    entry = MockConfigEntry(
        domain="twilio",
        title="Twilio Webhook",
        data={"webhook_id": HOOK_ID, "cloudhook": False},
    )
    entry.add_to_hass(hass)
    return entry


async def test_first_credentials_of_a_taken_over_entry(
    hass: HomeAssistant, core_entry: MockConfigEntry, aioclient_mock: AiohttpClientMocker
) -> None:
    """An entry without credentials asks for some, becomes that account and is loaded."""
    aioclient_mock.get(NUMBERS_URL.format(SID), json={"incoming_phone_numbers": []})
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done()
    [flow] = hass.config_entries.flow.async_progress_by_handler("twilio")
    assert (flow["step_id"], flow["context"]["source"]) == ("reauth_confirm", "reauth")
    result = await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"account_sid": SID, "auth_token": TOKEN}
    )
    assert (result["type"], result["reason"]) == (FlowResultType.ABORT, "reauth_successful")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (core_entry.unique_id, core_entry.state) == (SID, ConfigEntryState.LOADED)
    assert (core_entry.data["auth_token"], core_entry.data["hook_id"]) == (TOKEN, HOOK_ID)
    assert core_entry.title == "Twilio (…5151)"
    assert core_entry.runtime_data.numbers.known == ()


async def test_taken_over_entry_does_not_become_a_known_account(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, core_entry: MockConfigEntry
) -> None:
    """Two entries never are one account."""
    hass.config_entries.async_update_entry(
        core_entry, data={**core_entry.data, "api_base_url": twilio.url}
    )
    flow = await core_entry.start_reauth_flow(hass)
    flow = await go_on(hass, flow, {"account_sid": SID, "auth_token": TOKEN})
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert (core_entry.unique_id, "auth_token" in core_entry.data) == (None, False)
