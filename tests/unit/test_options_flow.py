"""What an account may do, and further keys that Twilio may sign with."""

from collections.abc import Callable, Coroutine
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.config_entries import ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.limits import LimitReached
from custom_components.twilio.runaway import Pace
from simulator import Simulator, sign

from . import WEBHOOK_URL
from .limited import LIMITS, OF_ALERTS, TO_ONE

DEFAULTS = LIMITS
ALL = {**LIMITS, **TO_ONE, **OF_ALERTS}
SECOND_TOKEN = "b6" * 16
SHARED_KEY = "SharedKeySecret"

type MakeClient = Callable[[], Coroutine[Any, Any, TestClient[Any, Any]]]


async def open_form(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Open the options of an account."""
    flow: ConfigFlowResult = await hass.config_entries.options.async_init(entry.entry_id)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "init")
    return flow


async def choose(
    hass: HomeAssistant, entry: MockConfigEntry, limits: dict[str, Any], **signing: str
) -> ConfigFlowResult:
    """Fill the options of an account in."""
    flow = await open_form(hass, entry)
    result: ConfigFlowResult = await hass.config_entries.options.async_configure(
        flow["flow_id"], {"limits": limits, "signing": signing}
    )
    await hass.async_block_till_done()
    return result


def suggested(flow: ConfigFlowResult) -> dict[str, dict[str, Any]]:
    """Return what the sections of a form are filled with."""
    schema = flow["data_schema"]
    assert schema
    return {
        str(name): {
            str(key): (key.description or {}).get("suggested_value")
            for key in section.schema.schema
        }
        for name, section in schema.schema.items()
        if name != "countries"
    }


async def test_options_of_a_new_account(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """A form that is sent as it is changes nothing."""
    await open_form(hass, account)
    result = await choose(hass, account, {})
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert account.options == {"limits": DEFAULTS, "signing": {}}
    assert account.runtime_data.allowance.ledger.limits == ALL


async def test_changed_options(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """What was chosen holds at once, and is shown the next time."""
    runtime_data = account.runtime_data
    limits = {**DEFAULTS, "messages_per_day": 1_000.0, "calls_per_day": 2.9}
    await choose(
        hass, account, limits, secondary_auth_token=f" {SECOND_TOKEN}\n", shared_key_secret=" "
    )
    expected = {**DEFAULTS, "messages_per_day": 1_000, "calls_per_day": 2}
    assert account.options == {
        "limits": expected,
        "signing": {"secondary_auth_token": SECOND_TOKEN},
    }
    assert account.runtime_data is runtime_data
    assert runtime_data.allowance.ledger.limits == {**ALL, **expected}
    shown = suggested(await open_form(hass, account))
    assert shown["limits"] == expected
    assert shown["signing"] == {"secondary_auth_token": SECOND_TOKEN, "shared_key_secret": None}


async def test_all_options(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Each section holds at once, is kept, and is shown the next time."""
    flow = await open_form(hass, account)
    chosen = {
        "countries": ["DE", "XK"],
        "limits": {**LIMITS, "messages_per_hour": 7},
        "recipient_limits": {**TO_ONE, "calls_to_one_per_day": 8},
        "alert_limits": {**OF_ALERTS, "alert_calls_per_hour": 9},
        "runaway": {"times": 10, "minutes": 11},
        "rates": {"calls_per_second": 2.5},
        "signing": {"shared_key_secret": SHARED_KEY},
    }
    await hass.config_entries.options.async_configure(flow["flow_id"], chosen)
    await hass.async_block_till_done()
    assert account.options == chosen
    allowance = account.runtime_data.allowance
    assert allowance.ledger.limits == {
        **ALL,
        "messages_per_hour": 7,
        "calls_to_one_per_day": 8,
        "alert_calls_per_hour": 9,
    }
    assert allowance.ledger.brake.pace == Pace(10, 11)
    assert account.runtime_data.calls_per_second == 2.5
    schema = (await open_form(hass, account))["data_schema"]
    assert schema
    countries = next(key for key in schema.schema if key == "countries")
    assert countries.description == {"suggested_value": ["DE", "XK"]}
    assert suggested(await open_form(hass, account)) == {
        name: values for name, values in chosen.items() if name != "countries"
    } | {"signing": {"secondary_auth_token": None, "shared_key_secret": SHARED_KEY}}


@pytest.mark.parametrize(
    ("section", "values"),
    [
        ("countries", ["XX"]),
        ("countries", "DE"),
        ("recipient_limits", {"calls_to_one_per_day": 0}),
        ("alert_limits", {"alert_calls_per_day": 10_001}),
        ("runaway", {"times": 0}),
        ("runaway", {"minutes": 61}),
        ("rates", {"calls_per_second": 0}),
        ("rates", {"calls_per_second": 101}),
    ],
)
async def test_option_that_is_none(
    hass: HomeAssistant, account: MockConfigEntry, section: str, values: object
) -> None:
    """What makes no sense is refused by the form."""
    flow = await open_form(hass, account)
    with pytest.raises(InvalidData):
        await hass.config_entries.options.async_configure(
            flow["flow_id"], {"limits": {}, "signing": {}, section: values}
        )
    assert account.options == {}


async def test_key_that_is_taken_back(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """A field left empty removes its key."""
    await choose(hass, account, DEFAULTS, secondary_auth_token=SECOND_TOKEN)
    await choose(hass, account, DEFAULTS)
    assert account.options == {"limits": DEFAULTS, "signing": {}}


@pytest.mark.parametrize("count", [0, -1, 10_001, "many", None])
async def test_limit_that_is_none(
    hass: HomeAssistant, account: MockConfigEntry, count: object
) -> None:
    """A limit is at least one and at most ten thousand."""
    with pytest.raises(InvalidData):
        await choose(hass, account, {**DEFAULTS, "messages_per_day": count})
    assert account.options == {}


async def test_limit_takes_effect(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
) -> None:
    """A new limit stops sending, a higher one frees it and takes the warning back."""
    message = {"to": "+15551234567", "message": "Hello"}
    issue_id = f"limit_messages_per_day_{account.entry_id}"

    await choose(hass, account, {**DEFAULTS, "messages_per_day": 1})
    await hass.services.async_call("twilio", "send_message", message, blocking=True)
    with pytest.raises(
        LimitReached,
        match=r"The limit of messages within 24 hours \(1\) is reached\. "
        r"The options of the integration change it",
    ):
        await hass.services.async_call("twilio", "send_message", message, blocking=True)
    issue = issue_registry.async_get_issue("twilio", issue_id)
    assert issue
    assert issue.translation_key == "limit_messages_per_day"
    assert issue.translation_placeholders
    assert issue.translation_placeholders["allowed"] == "1"

    await choose(hass, account, {**DEFAULTS, "messages_per_day": 2})
    assert issue_registry.async_get_issue("twilio", issue_id) is None
    await hass.services.async_call("twilio", "send_message", message, blocking=True)
    assert len(twilio.messages) == 2


@pytest.mark.parametrize(
    ("signing", "accepted"),
    [
        pytest.param({}, {"token": 200, "second": 403}, id="token"),
        pytest.param(
            {"secondary_auth_token": SECOND_TOKEN}, {"token": 200, "second": 200}, id="two tokens"
        ),
        pytest.param(
            {"shared_key_secret": SHARED_KEY}, {"token": 403, "second": 403}, id="shared key"
        ),
    ],
)
async def test_keys_take_effect(
    hass: HomeAssistant,
    house: TestClient[Any, Any],
    twilio: Simulator,
    account: MockConfigEntry,
    signing: dict[str, str],
    accepted: dict[str, int],
) -> None:
    """What may sign follows the options, without a reload."""
    await choose(hass, account, DEFAULTS, **signing)
    tokens = {"token": twilio.account.auth_token, "second": SECOND_TOKEN}
    answered = {}
    for index, (name, token) in enumerate(tokens.items()):
        params = (("AccountSid", twilio.account.sid), ("Index", str(index)))
        signature = sign(token, WEBHOOK_URL, params)
        answered[name] = (await twilio.forge(WEBHOOK_URL, params, signature)).status
    assert answered == accepted


async def test_over_rest(
    hass: HomeAssistant, hass_client: MakeClient, account: MockConfigEntry
) -> None:
    """The frontend's own way: numbers of JSON, and an untouched section as an empty one."""
    assert await async_setup_component(hass, "config", {})
    client = await hass_client()
    path = "/api/config/config_entries/options/flow"
    form = await (await client.post(path, json={"handler": account.entry_id})).json()
    countries, *sections = form["data_schema"]
    assert countries["name"] == "countries"
    assert countries["selector"]["select"]["multiple"]
    assert {"value": "DE", "label": "Germany"} in countries["selector"]["select"]["options"]
    assert [(field["name"], field["type"], field["expanded"]) for field in sections] == [
        ("limits", "expandable", True),
        ("recipient_limits", "expandable", False),
        ("alert_limits", "expandable", False),
        ("runaway", "expandable", False),
        ("rates", "expandable", False),
        ("signing", "expandable", False),
    ]
    limits = {field["name"]: field["default"] for field in sections[0]["schema"]}
    assert limits == DEFAULTS
    answer = await client.post(
        f"{path}/{form['flow_id']}", json={"limits": {**limits, "calls_per_day": 7}, "signing": {}}
    )
    assert (await answer.json())["type"] == "create_entry"
    assert account.options == {"limits": {**DEFAULTS, "calls_per_day": 7}, "signing": {}}
