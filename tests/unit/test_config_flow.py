"""Adding an account, and giving it new credentials."""

from collections.abc import Callable, Coroutine
import re
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.config_entries import (
    SOURCE_IMPORT,
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryState,
    ConfigFlowResult,
)
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker
from syrupy.assertion import SnapshotAssertion

from simulator import OUTAGE, AccountSettings, AccountStatus, Fault, Simulator

from . import HOOK_ID, PUBLIC_URL

SID = "AC" + "51" * 16
OTHER_SID = "AC" + "61" * 16
TOKEN = "a5" * 16
NUMBERS_URL = "https://api.twilio.com/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json"
RANDOM_ID = re.compile(r"[0-9a-f]{64}")

type MakeClient = Callable[[], Coroutine[Any, Any, TestClient[Any, Any]]]


def typed(twilio: Simulator, **advanced: str) -> dict[str, Any]:
    """Return what somebody with an account at the simulator types."""
    return {
        "account_sid": twilio.account.sid,
        "auth_token": twilio.account.auth_token,
        "advanced": {"region": "us1", "api_base_url": twilio.url, **advanced},
    }


async def start(hass: HomeAssistant) -> ConfigFlowResult:
    """Open the form of a new account."""
    return await hass.config_entries.flow.async_init("twilio", context={"source": SOURCE_USER})


async def go_on(
    hass: HomeAssistant, flow: ConfigFlowResult, user_input: dict[str, Any]
) -> ConfigFlowResult:
    """Fill a form in."""
    return await hass.config_entries.flow.async_configure(flow["flow_id"], user_input)


async def frontend(hass: HomeAssistant, hass_client: MakeClient) -> TestClient[Any, Any]:
    """Return a client that does what the frontend does; what serves it comes before it."""
    for component in ("config", "webhook"):
        assert await async_setup_component(hass, component, {})
    return await hass_client()


async def to_receive_step(hass: HomeAssistant, twilio: Simulator) -> ConfigFlowResult:
    """Go as far as the credentials are right."""
    flow = await go_on(hass, await start(hass), typed(twilio))
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "receive")
    return flow


async def created(hass: HomeAssistant, flow: ConfigFlowResult) -> ConfigEntry:
    """Return the entry that a flow created, once it has settled."""
    assert flow["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done(wait_background_tasks=True)
    entry: ConfigEntry = flow["result"]
    return entry


def offered_modes(flow: ConfigFlowResult) -> tuple[list[str], str]:
    """Return the ways to receive that a form offers, and the one that it prefers."""
    schema = flow["data_schema"]
    assert schema
    [(key, selector)] = [item for item in schema.schema.items() if item[0] == "receive_mode"]
    return [str(mode) for mode in selector.config["options"]], str(key.default())


def suggested(flow: ConfigFlowResult) -> dict[str, Any]:
    """Return what the fields of a form are filled with."""
    schema = flow["data_schema"]
    assert schema
    return {str(key): (key.description or {}).get("suggested_value") for key in schema.schema}


async def test_form(hass: HomeAssistant) -> None:
    """Two credentials are asked for, and where to find them is said."""
    flow = await start(hass)
    assert (flow["type"], flow["step_id"], flow["errors"]) == (FlowResultType.FORM, "user", {})
    assert flow["description_placeholders"] == {"console_url": "https://console.twilio.com"}


async def test_account_that_only_sends(hass: HomeAssistant, twilio: Simulator) -> None:
    """Two credentials are enough."""
    flow = await to_receive_step(hass, twilio)
    assert flow["description_placeholders"] == {"external_url": "-"}
    assert offered_modes(flow) == (["custom", "none"], "none")
    flow = await go_on(hass, flow, {"receive_mode": "none"})
    entry = await created(hass, flow)
    data = dict(entry.data)
    hook_id, webhook_id = data.pop("hook_id"), data.pop("webhook_id")
    assert data == {
        "account_sid": SID,
        "auth_token": TOKEN,
        "region": "us1",
        "api_base_url": twilio.url,
        "cloudhook": False,
        "receive_mode": "none",
    }
    assert RANDOM_ID.fullmatch(hook_id)
    assert RANDOM_ID.fullmatch(webhook_id)
    assert hook_id != webhook_id
    assert (entry.title, entry.unique_id) == ("Twilio (…5151)", SID)
    assert (entry.version, entry.minor_version) == (1, 2)
    assert entry.state is ConfigEntryState.LOADED
    assert flow["description"] == "sending_only"
    assert flow["description_placeholders"] == {"webhook_url": ""}


async def test_account_at_a_public_address(hass: HomeAssistant, twilio: Simulator) -> None:
    """An address of one's own is kept, and the whole webhook address is shown."""
    flow = await to_receive_step(hass, twilio)
    flow = await go_on(hass, flow, {"receive_mode": "custom", "public_url": f" {PUBLIC_URL}/ "})
    entry = await created(hass, flow)
    assert (entry.data["receive_mode"], entry.data["public_url"]) == ("custom", PUBLIC_URL)
    hook_id = entry.data["hook_id"]
    assert flow["description"] == "webhook"
    assert flow["description_placeholders"] == {
        "webhook_url": f"{PUBLIC_URL}/api/webhook/{hook_id}#rc=3&rp=5xx,ct"
    }


async def test_account_at_the_external_url(hass: HomeAssistant, twilio: Simulator) -> None:
    """The external URL is preferred where Twilio can use it, and not copied."""
    await hass.config.async_update(external_url=f"{PUBLIC_URL}:8443")
    flow = await to_receive_step(hass, twilio)
    assert flow["description_placeholders"] == {"external_url": f"{PUBLIC_URL}:8443"}
    assert offered_modes(flow) == (["external", "custom", "none"], "external")
    flow = await go_on(hass, flow, {"receive_mode": "external"})
    entry = await created(hass, flow)
    assert entry.data["receive_mode"] == "external"
    assert "public_url" not in entry.data
    hook_id = entry.data["hook_id"]
    assert flow["description_placeholders"] == {
        "webhook_url": f"{PUBLIC_URL}:8443/api/webhook/{hook_id}#rc=3&rp=5xx,ct"
    }


async def test_external_url_that_twilio_cannot_use(hass: HomeAssistant, twilio: Simulator) -> None:
    """An address without encryption is no way in."""
    await hass.config.async_update(external_url="http://house.example")
    flow = await to_receive_step(hass, twilio)
    assert flow["description_placeholders"] == {"external_url": "-"}
    assert offered_modes(flow) == (["custom", "none"], "none")
    with pytest.raises(InvalidData):
        await go_on(hass, flow, {"receive_mode": "external"})


async def test_external_url_that_goes_away_meanwhile(
    hass: HomeAssistant, twilio: Simulator
) -> None:
    """An account is added all the same."""
    await hass.config.async_update(external_url=PUBLIC_URL)
    flow = await to_receive_step(hass, twilio)
    await hass.config.async_update(external_url=None)
    flow = await go_on(hass, flow, {"receive_mode": "external"})
    entry = await created(hass, flow)
    assert (entry.data["receive_mode"], flow["description"]) == ("external", "sending_only")


@pytest.mark.parametrize(
    ("public_url", "error"),
    [
        ("", "public_url_required"),
        (" ", "public_url_required"),
        ("http://house.example", "invalid_public_url"),
        ("https://user:word@house.example", "invalid_public_url"),
        ("https://house.example?a=b", "invalid_public_url"),
        ("https://house.example#a", "invalid_public_url"),
        ("https://my_house.example", "invalid_public_url"),
        ("house.example", "invalid_public_url"),
    ],
)
async def test_public_address_that_twilio_cannot_use(
    hass: HomeAssistant, twilio: Simulator, public_url: str, error: str
) -> None:
    """What is wrong is said at the field, what was typed stays, and it can be mended."""
    flow = await to_receive_step(hass, twilio)
    user_input = {"receive_mode": "custom", "public_url": public_url}
    flow = await go_on(hass, flow, user_input)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "receive")
    assert flow["errors"] == {"public_url": error}
    assert suggested(flow) == user_input
    flow = await go_on(hass, flow, {"receive_mode": "custom", "public_url": PUBLIC_URL})
    assert (await created(hass, flow)).data["public_url"] == PUBLIC_URL


async def test_public_address_that_was_left_out(hass: HomeAssistant, twilio: Simulator) -> None:
    """An empty field is left out by the frontend."""
    flow = await go_on(hass, await to_receive_step(hass, twilio), {"receive_mode": "custom"})
    assert flow["errors"] == {"public_url": "public_url_required"}


async def test_public_address_that_is_not_asked_for(hass: HomeAssistant, twilio: Simulator) -> None:
    """An address beside another choice counts for nothing."""
    flow = await to_receive_step(hass, twilio)
    flow = await go_on(hass, flow, {"receive_mode": "none", "public_url": "nonsense"})
    assert "public_url" not in (await created(hass, flow)).data


@pytest.mark.parametrize(
    ("change", "errors"),
    [
        pytest.param(
            {"account_sid": "AC1"}, {"account_sid": "invalid_account_sid"}, id="no Account SID"
        ),
        pytest.param({"auth_token": " "}, {"auth_token": "invalid_auth"}, id="no token"),
        pytest.param({"auth_token": "b6" * 16}, {"base": "invalid_auth"}, id="wrong token"),
        pytest.param({"account_sid": OTHER_SID}, {"base": "invalid_auth"}, id="wrong account"),
        pytest.param(
            {"advanced": {"region": "us1", "api_base_url": "http://twilio.example"}},
            {"base": "invalid_api_base_url"},
            id="unsafe server",
        ),
    ],
)
async def test_wrong_credentials(
    hass: HomeAssistant, twilio: Simulator, change: dict[str, Any], errors: dict[str, str]
) -> None:
    """What is wrong is said, and right credentials go on from there."""
    flow = await go_on(hass, await start(hass), {**typed(twilio), **change})
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "user")
    assert flow["errors"] == errors
    flow = await go_on(hass, flow, typed(twilio))
    assert flow["step_id"] == "receive"
    flow = await go_on(hass, flow, {"receive_mode": "none"})
    assert (await created(hass, flow)).unique_id == SID


@pytest.mark.parametrize(
    ("advanced", "errors"),
    [
        pytest.param({"api_key_sid": "SK1"}, {"base": "invalid_api_key"}, id="half a key"),
        pytest.param(
            {"api_key_sid": "SK" + "52" * 16, "api_key_secret": "wrong"},
            {"base": "invalid_api_key"},
            id="wrong secret",
        ),
    ],
)
async def test_wrong_key(
    hass: HomeAssistant, twilio: Simulator, advanced: dict[str, str], errors: dict[str, str]
) -> None:
    """A key is tried too, and the form can be sent again without it."""
    flow = await go_on(hass, await start(hass), typed(twilio, **advanced))
    assert (flow["step_id"], flow["errors"]) == ("user", errors)
    flow = await go_on(hass, flow, typed(twilio, api_key_sid="", api_key_secret=""))
    assert flow["step_id"] == "receive"


async def test_key(hass: HomeAssistant, twilio: Simulator) -> None:
    """With a key, the account sends by it, and keeps the token for signatures."""
    settings = twilio.account.settings
    flow = await go_on(
        hass,
        await start(hass),
        typed(twilio, api_key_sid=settings.api_key_sid, api_key_secret=settings.api_key_secret),
    )
    entry = await created(hass, await go_on(hass, flow, {"receive_mode": "none"}))
    assert entry.data["auth_token"] == TOKEN
    assert entry.data["api_key_sid"] == settings.api_key_sid
    assert entry.data["api_key_secret"] == settings.api_key_secret
    # Tried with the token, tried with the key, loaded with the key.
    assert [request.user for request in twilio.requests] == [
        SID,
        settings.api_key_sid,
        settings.api_key_sid,
    ]


async def test_pasted_white_space(hass: HomeAssistant, twilio: Simulator) -> None:
    """White space around credentials is nobody's mistake."""
    user_input = {**typed(twilio), "account_sid": f" {SID}\n", "auth_token": f"\t{TOKEN} "}
    flow = await go_on(hass, await start(hass), user_input)
    entry = await created(hass, await go_on(hass, flow, {"receive_mode": "none"}))
    assert (entry.data["account_sid"], entry.data["auth_token"]) == (SID, TOKEN)


async def test_twilio_out_of_order(
    hass: HomeAssistant, twilio: Simulator, pauses: list[float]
) -> None:
    """Credentials that cannot be tried are not called wrong."""
    twilio.faults.add(Fault(OUTAGE, times=3))
    flow = await go_on(hass, await start(hass), typed(twilio))
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": "cannot_connect"})
    flow = await go_on(hass, flow, typed(twilio))
    assert flow["step_id"] == "receive"


async def test_suspended_account(hass: HomeAssistant, twilio: Simulator) -> None:
    """A suspended account is named as that."""
    twilio.account.status = AccountStatus.SUSPENDED
    flow = await go_on(hass, await start(hass), typed(twilio))
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": "account_not_active"})


async def test_same_account_again(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """An account is there once."""
    flow = await go_on(hass, await start(hass), typed(twilio))
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert hass.config_entries.async_entries("twilio") == [account]


async def test_same_account_at_the_same_time(hass: HomeAssistant, twilio: Simulator) -> None:
    """Two windows with one account make one entry."""
    first = await to_receive_step(hass, twilio)
    second = await go_on(hass, await start(hass), typed(twilio))
    assert (second["type"], second["reason"]) == (FlowResultType.ABORT, "already_in_progress")
    await created(hass, await go_on(hass, first, {"receive_mode": "none"}))
    assert len(hass.config_entries.async_entries("twilio")) == 1


async def test_second_account(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Another account is another entry with another address."""
    async with Simulator(account=AccountSettings(sid=OTHER_SID)) as other:
        flow = await to_receive_step(hass, other)
        entry = await created(hass, await go_on(hass, flow, {"receive_mode": "none"}))
    assert (entry.unique_id, entry.title) == (OTHER_SID, "Twilio (…6161)")
    assert entry.data["hook_id"] != HOOK_ID
    assert len(hass.config_entries.async_entries("twilio")) == 2


async def test_over_rest(
    hass: HomeAssistant,
    hass_client: MakeClient,
    socket_enabled: None,
    aioclient_mock: AiohttpClientMocker,
    snapshot: SnapshotAssertion,
) -> None:
    """The frontend's own way: forms as JSON, and sections left out where nobody opened them."""
    aioclient_mock.get(NUMBERS_URL.format(SID), json={"incoming_phone_numbers": []})
    client = await frontend(hass, hass_client)
    path = "/api/config/config_entries/flow"
    form = await (await client.post(path, json={"handler": "twilio"})).json()
    assert form["data_schema"] == snapshot(name="user")
    path = f"{path}/{form['flow_id']}"
    user_input = {"account_sid": SID, "auth_token": TOKEN}
    form = await (await client.post(path, json=user_input)).json()
    assert (form["type"], form["step_id"], form["errors"]) == ("form", "receive", {})
    assert form["data_schema"] == snapshot(name="receive")
    user_input = {"receive_mode": "custom", "public_url": PUBLIC_URL}
    result = await (await client.post(path, json=user_input)).json()
    assert (result["type"], result["title"]) == ("create_entry", "Twilio (…5151)")
    assert TOKEN not in str(result)
    await hass.async_block_till_done(wait_background_tasks=True)
    [entry] = hass.config_entries.async_entries("twilio")
    assert entry.state is ConfigEntryState.LOADED
    assert {url.host for _, url, _, _ in aioclient_mock.mock_calls} == {"api.twilio.com"}


@pytest.mark.parametrize(
    ("user_input", "status"),
    [
        pytest.param({"account_sid": SID}, 400, id="no token"),
        pytest.param({"account_sid": 7, "auth_token": TOKEN}, 400, id="a number as SID"),
        pytest.param(
            {"account_sid": SID, "auth_token": TOKEN, "advanced": {"region": "xx1"}},
            400,
            id="unknown region",
        ),
        pytest.param(
            {"account_sid": SID, "auth_token": TOKEN, "advanced": None}, 400, id="null section"
        ),
        pytest.param(
            {"account_sid": SID, "auth_token": TOKEN, "extra": "x"}, 400, id="unknown field"
        ),
        pytest.param(
            {"account_sid": "x", "auth_token": TOKEN, "advanced": {}}, 200, id="empty section"
        ),
    ],
)
async def test_odd_input_over_rest(
    hass: HomeAssistant,
    hass_client: MakeClient,
    socket_enabled: None,
    user_input: dict[str, Any],
    status: int,
) -> None:
    """What no form would send is refused before anything is tried."""
    client = await frontend(hass, hass_client)
    path = "/api/config/config_entries/flow"
    form = await (await client.post(path, json={"handler": "twilio"})).json()
    answer = await client.post(f"{path}/{form['flow_id']}", json=user_input)
    assert answer.status == status


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (
            "error",
            {
                "account_not_active",
                "cannot_connect",
                "invalid_account_sid",
                "invalid_api_base_url",
                "invalid_api_key",
                "invalid_auth",
                "invalid_public_url",
                "public_url_required",
            },
        ),
        (
            "abort",
            {
                "already_configured",
                "already_in_progress",
                "reauth_successful",
                "reconfigure_successful",
                "sending_only",
                "wrong_account",
            },
        ),
        ("create_entry", {"sending_only", "webhook"}),
    ],
)
async def test_every_outcome_has_words(hass: HomeAssistant, kind: str, keys: set[str]) -> None:
    """Whatever a flow of these tests ends in, the frontend can say it, and nothing besides."""
    prefix = f"component.twilio.config.{kind}."
    words = await async_get_translations(hass, "en", "config", ["twilio"])
    assert {key.removeprefix(prefix) for key in words if key.startswith(prefix)} == keys


async def test_import(hass: HomeAssistant, aioclient_mock: AiohttpClientMocker) -> None:
    """What worked as YAML is taken over, whatever Twilio says of it now."""
    aioclient_mock.get(NUMBERS_URL.format(SID), status=401, json={"code": 20003})
    flow = await hass.config_entries.flow.async_init(
        "twilio",
        context={"source": SOURCE_IMPORT},
        data={"account_sid": f" {SID} ", "auth_token": TOKEN},
    )
    entry = await created(hass, flow)
    assert (entry.unique_id, entry.title) == (SID, "Twilio (…5151)")
    data = dict(entry.data)
    assert RANDOM_ID.fullmatch(data.pop("hook_id"))
    assert RANDOM_ID.fullmatch(data.pop("webhook_id"))
    assert data == {
        "account_sid": SID,
        "auth_token": TOKEN,
        "cloudhook": False,
        "receive_mode": "none",
    }


async def test_import_into_a_house_with_an_external_url(
    hass: HomeAssistant, aioclient_mock: AiohttpClientMocker
) -> None:
    """What is imported can receive, too, where that needs nothing more."""
    aioclient_mock.get(NUMBERS_URL.format(SID), json={"incoming_phone_numbers": []})
    await hass.config.async_update(external_url=PUBLIC_URL)
    flow = await hass.config_entries.flow.async_init(
        "twilio",
        context={"source": SOURCE_IMPORT},
        data={"account_sid": SID, "auth_token": TOKEN},
    )
    assert (await created(hass, flow)).data["receive_mode"] == "external"


async def test_import_of_a_known_account(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """An entry is never overwritten."""
    before = dict(account.data)
    flow = await hass.config_entries.flow.async_init(
        "twilio",
        context={"source": SOURCE_IMPORT},
        data={"account_sid": SID, "auth_token": "b6" * 16},
    )
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert dict(account.data) == before


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


async def test_new_way_to_receive(
    hass: HomeAssistant, house: TestClient[Any, Any], twilio: Simulator, account: MockConfigEntry
) -> None:
    """The address changes without an interruption, and what to enter at Twilio is shown."""
    before = dict(account.data)
    runtime_data = account.runtime_data
    flow = await account.start_reconfigure_flow(hass)
    assert (flow["type"], flow["step_id"], flow["errors"]) == (
        FlowResultType.FORM,
        "reconfigure",
        {},
    )
    assert suggested(flow) == {"receive_mode": "custom", "public_url": PUBLIC_URL}
    flow = await go_on(
        hass, flow, {"receive_mode": "custom", "public_url": "https://new.example:8443/"}
    )
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "reconfigure_successful")
    assert flow["description_placeholders"] == {
        "webhook_url": f"https://new.example:8443/api/webhook/{HOOK_ID}#rc=3&rp=5xx,ct"
    }
    await hass.async_block_till_done()
    assert dict(account.data) == {**before, "public_url": "https://new.example:8443"}
    assert account.runtime_data is runtime_data
    # Numbers at Twilio follow one by one: the former address still counts.
    twilio.tunnels.open("https://new.example:8443", f"http://127.0.0.1:{house.port}")
    phone = twilio.handset("+15551234567")
    for base in (PUBLIC_URL, "https://new.example:8443"):
        twilio.number.sms_url = f"{base}/api/webhook/{HOOK_ID}"
        assert (await phone.text("ARM SV", to=twilio.number)).status == 200


async def test_external_url_as_the_new_way(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """An address of one's own is forgotten where it is not used."""
    await hass.config.async_update(external_url=PUBLIC_URL)
    flow = await account.start_reconfigure_flow(hass)
    assert offered_modes(flow) == (["external", "custom", "none"], "external")
    flow = await go_on(hass, flow, {"receive_mode": "external", "public_url": "https://x.example"})
    assert flow["reason"] == "reconfigure_successful"
    assert flow["description_placeholders"] == {
        "webhook_url": f"{PUBLIC_URL}/api/webhook/{HOOK_ID}#rc=3&rp=5xx,ct"
    }
    assert account.data["receive_mode"] == "external"
    assert "public_url" not in account.data


async def test_no_way_to_receive_any_more(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """A house may stop receiving."""
    flow = await go_on(hass, await account.start_reconfigure_flow(hass), {"receive_mode": "none"})
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "sending_only")
    assert account.data["receive_mode"] == "none"
    assert "public_url" not in account.data


@pytest.mark.parametrize(
    ("public_url", "error"),
    [("", "public_url_required"), ("http://house.example", "invalid_public_url")],
)
async def test_new_address_that_twilio_cannot_use(
    hass: HomeAssistant, account: MockConfigEntry, public_url: str, error: str
) -> None:
    """A wrong address changes nothing and can be mended."""
    before = dict(account.data)
    user_input = {"receive_mode": "custom", "public_url": public_url}
    flow = await go_on(hass, await account.start_reconfigure_flow(hass), user_input)
    assert (flow["step_id"], flow["errors"]) == ("reconfigure", {"public_url": error})
    assert suggested(flow) == user_input
    assert dict(account.data) == before
    flow = await go_on(hass, flow, {"receive_mode": "custom", "public_url": "https://x.example"})
    assert flow["reason"] == "reconfigure_successful"


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
