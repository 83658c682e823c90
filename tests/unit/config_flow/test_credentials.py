"""Changing the credentials of an account that works."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker

from simulator import OUTAGE, AccountSettings, Fault, Simulator
from simulator.faults import Hold

from . import ACCOUNT_URL, NUMBERS_URL, OTHER_SID, SID, TOKEN, go_on, to_change

NEW_TOKEN = "b6" * 16


def changes(twilio: Simulator, **advanced: str) -> dict[str, Any]:
    """Return what somebody types who changes only what is advanced."""
    return {
        "account_sid": SID,
        "advanced": {"region": "us1", "api_base_url": twilio.url, **advanced},
    }


async def test_what_is_shown(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Secrets are not."""
    settings = twilio.account.settings
    key = {"api_key_sid": settings.api_key_sid, "api_key_secret": settings.api_key_secret}
    hass.config_entries.async_update_entry(account, data={**account.data, **key})
    flow = await to_change(hass, account, "credentials")
    assert flow["description_placeholders"] == {"account": "Twilio"}
    schema = flow["data_schema"]
    assert schema
    shown = {
        str(key): (key.description or {}).get("suggested_value")
        for fields in (schema.schema, schema.schema["advanced"].schema.schema)
        for key in fields
        if key != "advanced"
    }
    assert shown == {
        "account_sid": SID,
        "auth_token": None,
        "api_key_sid": settings.api_key_sid,
        "api_key_secret": None,
        "region": "us1",
        "api_base_url": twilio.url,
    }


async def test_key_that_is_added_and_taken_back(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A key can be added, kept and given up without entering anything else again."""
    before, runtime_data = dict(account.data), account.runtime_data
    settings = twilio.account.settings
    key = {"api_key_sid": settings.api_key_sid, "api_key_secret": settings.api_key_secret}
    flow = await go_on(hass, await to_change(hass, account, "credentials"), changes(twilio, **key))
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "credentials_changed")
    assert dict(account.data) == {**before, **key}

    typed = changes(twilio, api_key_sid=settings.api_key_sid)
    flow = await go_on(hass, await to_change(hass, account, "credentials"), typed)
    assert flow["reason"] == "credentials_changed"
    assert dict(account.data) == {**before, **key}

    flow = await go_on(hass, await to_change(hass, account, "credentials"), changes(twilio))
    assert flow["reason"] == "credentials_changed"
    assert dict(account.data) == before
    await hass.async_block_till_done()
    assert account.runtime_data is runtime_data


async def test_new_token(hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry) -> None:
    """A new token is tried, stored and used."""
    before = dict(account.data)
    twilio.account.auth_token = NEW_TOKEN
    user_input = {**changes(twilio), "auth_token": f" {NEW_TOKEN}"}
    flow = await go_on(hass, await to_change(hass, account, "credentials"), user_input)
    assert flow["reason"] == "credentials_changed"
    assert dict(account.data) == {**before, "auth_token": NEW_TOKEN}


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        pytest.param({"auth_token": "c7" * 16}, {"base": "invalid_auth"}, id="wrong token"),
        pytest.param(
            {"account_sid": "AC1"}, {"account_sid": "invalid_account_sid"}, id="no Account SID"
        ),
        pytest.param(
            {"account_sid": OTHER_SID}, {"auth_token": "invalid_auth"}, id="token of another SID"
        ),
        pytest.param(
            {"advanced": {"api_key_sid": "SK" + "52" * 16, "api_base_url": "{url}"}},
            {"base": "invalid_api_key"},
            id="key without a secret",
        ),
        pytest.param(
            {"advanced": {"api_base_url": "http://twilio.example"}, "auth_token": TOKEN},
            {"base": "invalid_api_base_url"},
            id="unsafe server",
        ),
    ],
)
async def test_credentials_that_do_not_work(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    typed: dict[str, Any],
    errors: dict[str, str],
) -> None:
    """Nothing changes before the credentials work, and what was typed can be mended."""
    before = dict(account.data)
    advanced = {
        name: text.format(url=twilio.url) for name, text in typed.get("advanced", {}).items()
    }
    user_input = {**changes(twilio), **typed}
    if advanced:
        user_input["advanced"] = advanced
    flow = await go_on(hass, await to_change(hass, account, "credentials"), user_input)
    assert (flow["step_id"], flow["errors"]) == ("credentials", errors)
    assert dict(account.data) == before
    flow = await go_on(hass, flow, changes(twilio))
    assert flow["reason"] == "credentials_changed"


async def test_secret_does_not_follow_to_another_server(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A secret goes only where somebody sent it who has it."""
    async with Simulator() as other:
        user_input = changes(other)
        flow = await go_on(hass, await to_change(hass, account, "credentials"), user_input)
        assert flow["errors"] == {"auth_token": "invalid_auth"}
        assert other.requests == []
        flow = await go_on(hass, flow, {**user_input, "auth_token": TOKEN})
        assert flow["reason"] == "credentials_changed"
        assert account.data["api_base_url"] == other.url


async def test_other_account(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """An entry stays the account that it is."""
    before = dict(account.data)
    async with Simulator(account=AccountSettings(sid=OTHER_SID)) as other:
        user_input = {**changes(other), "account_sid": OTHER_SID, "auth_token": TOKEN}
        flow = await go_on(hass, await to_change(hass, account, "credentials"), user_input)
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "wrong_account")
    assert dict(account.data) == before


async def test_twilio_out_of_order(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, pauses: list[float]
) -> None:
    """Credentials that cannot be tried are not taken."""
    twilio.faults.add(Fault(OUTAGE, times=3))
    flow = await go_on(hass, await to_change(hass, account, "credentials"), changes(twilio))
    assert (flow["step_id"], flow["errors"]) == ("credentials", {"base": "cannot_connect"})


async def test_what_comes_while_credentials_are_tried(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator
) -> None:
    """What else of the entry changed meanwhile stays changed."""
    flow = await to_change(hass, account, "credentials")
    hold = Hold()
    twilio.faults.add(Fault(hold))
    trying = hass.async_create_task(go_on(hass, flow, changes(twilio)))
    await hold.reached.wait()
    hass.config_entries.async_update_entry(account, data={**account.data, "receive_mode": "none"})
    hold.released.set()
    assert (await trying)["reason"] == "credentials_changed"
    assert account.data["receive_mode"] == "none"


async def test_first_credentials(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker, socket_enabled: None
) -> None:
    """An entry of Home Assistant's own integration can get them here, too."""
    aioclient_mock.get(NUMBERS_URL.format(SID), json={"incoming_phone_numbers": []})
    aioclient_mock.get(ACCOUNT_URL.format(SID), json={"status": "active", "type": "Full"})
    entry = MockConfigEntry(
        domain="twilio", title="Twilio", data={"webhook_id": "ab" * 32, "cloudhook": False}
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    flow = await to_change(hass, entry, "credentials")
    user_input = {"account_sid": SID, "auth_token": TOKEN, "advanced": {}}
    flow = await go_on(hass, flow, user_input)
    assert flow["reason"] == "credentials_changed"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (entry.unique_id, entry.title) == (SID, "Twilio (…5151)")
    assert (entry.data["auth_token"], entry.data["hook_id"]) == (TOKEN, "ab" * 32)
