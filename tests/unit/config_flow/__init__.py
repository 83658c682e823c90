"""The flows of an account, as a user goes through them."""

from collections.abc import Mapping
import re
from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigEntry, ConfigFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator

from .. import PUBLIC_URL

SID = "AC" + "51" * 16
OTHER_SID = "AC" + "61" * 16
TOKEN = "a5" * 16
ACCOUNT_URL = "https://api.twilio.com/2010-04-01/Accounts/{}.json"
NUMBERS_URL = "https://api.twilio.com/2010-04-01/Accounts/{}/IncomingPhoneNumbers.json"
RANDOM_ID = re.compile(r"[0-9a-f]{64}")


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


async def to_receive_step(hass: HomeAssistant, twilio: Simulator) -> ConfigFlowResult:
    """Go as far as the credentials are right."""
    flow = await go_on(hass, await start(hass), typed(twilio))
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "receive")
    return flow


async def to_senders_step(
    hass: HomeAssistant, twilio: Simulator, **receiving: str
) -> ConfigFlowResult:
    """Go as far as it is said how Twilio reaches the house: at a public address."""
    receiving = receiving or {"receive_mode": "custom", "public_url": PUBLIC_URL}
    flow = await go_on(hass, await to_receive_step(hass, twilio), receiving)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "senders")
    return flow


async def receive_by(
    hass: HomeAssistant, flow: ConfigFlowResult, user_input: dict[str, Any]
) -> ConfigFlowResult:
    """Fill in how Twilio reaches the house, and take the numbers as they are offered."""
    flow = await go_on(hass, flow, user_input)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "senders")
    return await go_on(hass, flow, {})


async def to_change(hass: HomeAssistant, entry: MockConfigEntry, step: str) -> ConfigFlowResult:
    """Open one of the forms that change an account."""
    flow = await entry.start_reconfigure_flow(hass)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.MENU, "reconfigure")
    assert flow["menu_options"] == ["receive", "credentials"]
    flow = await go_on(hass, flow, {"next_step_id": step})
    assert (flow["type"], flow["step_id"], flow["errors"]) == (FlowResultType.FORM, step, {})
    return flow


async def created(hass: HomeAssistant, flow: ConfigFlowResult) -> ConfigEntry:
    """Return the entry that a flow created, once it has settled."""
    assert flow["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done(wait_background_tasks=True)
    entry: ConfigEntry = flow["result"]
    return entry


def placeholders(flow: ConfigFlowResult) -> Mapping[str, str]:
    """Return what fills the gaps of what a flow says."""
    filled = flow["description_placeholders"]
    assert filled is not None
    return filled


def offered_modes(flow: ConfigFlowResult) -> tuple[list[str], str]:
    """Return the ways to receive that a form offers, and the one that it prefers."""
    schema = flow["data_schema"]
    assert schema
    [(key, selector)] = [item for item in schema.schema.items() if item[0] == "receive_mode"]
    return [str(mode) for mode in selector.config["options"]], str(key.default())


def ticked(flow: ConfigFlowResult) -> dict[str, list[str]]:
    """Return which numbers the lists of a form have ticked before anybody touches them."""
    schema = flow["data_schema"]
    assert schema
    return {str(key): key.default() for key in schema.schema}


def labels(flow: ConfigFlowResult, field: str = "senders") -> list[str]:
    """Return how a form offers numbers."""
    schema = flow["data_schema"]
    assert schema
    [chooser] = [chooser for key, chooser in schema.schema.items() if key == field]
    return [option["label"] for option in chooser.config["options"]]


def suggested(flow: ConfigFlowResult) -> dict[str, Any]:
    """Return what the fields of a form are filled with."""
    schema = flow["data_schema"]
    assert schema
    return {str(key): (key.description or {}).get("suggested_value") for key in schema.schema}
