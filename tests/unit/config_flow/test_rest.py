"""Adding an account over Home Assistant's REST API, as the frontend does."""

from collections.abc import Callable, Coroutine
import re
from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.test_util.aiohttp import AiohttpClientMocker
from syrupy.assertion import SnapshotAssertion

from .. import PUBLIC_URL
from . import ACCOUNT_URL, NUMBERS_URL, SID, TOKEN

type MakeClient = Callable[[], Coroutine[Any, Any, TestClient[Any, Any]]]


async def frontend(hass: HomeAssistant, hass_client: MakeClient) -> TestClient[Any, Any]:
    """Return a client that does what the frontend does; what serves it comes before it."""
    for component in ("config", "webhook"):
        assert await async_setup_component(hass, component, {})
    return await hass_client()


async def test_over_rest(
    hass: HomeAssistant,
    hass_client: MakeClient,
    socket_enabled: None,
    aioclient_mock: AiohttpClientMocker,
    snapshot: SnapshotAssertion,
) -> None:
    """The frontend's own way: forms as JSON, and sections left out where nobody opened them."""
    number = {
        "sid": "PN" + "51" * 16,
        "phone_number": "+15550006000",
        "friendly_name": "Home",
        "capabilities": {"sms": True, "mms": False, "voice": True},
    }
    numbers = {"incoming_phone_numbers": [number]}
    aioclient_mock.get(NUMBERS_URL.format(SID), json=numbers)
    aioclient_mock.get(ACCOUNT_URL.format(SID), json={"status": "active", "type": "Full"})
    # What else is looked up, this key may not look at.
    aioclient_mock.get(re.compile("https://(messaging|routes).twilio.com/"), status=401)
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
    form = await (await client.post(path, json=user_input)).json()
    assert (form["type"], form["step_id"], form["errors"]) == ("form", "senders", {})
    assert form["data_schema"] == snapshot(name="senders")
    chosen = {"senders": ["+15550006000"], "receive_on": []}
    result = await (await client.post(path, json=chosen)).json()
    assert (result["type"], result["title"]) == ("create_entry", "Twilio (…5151)")
    assert TOKEN not in str(result)
    await hass.async_block_till_done(wait_background_tasks=True)
    [entry] = hass.config_entries.async_entries("twilio")
    assert entry.state is ConfigEntryState.LOADED
    assert [subentry.title for subentry in entry.subentries.values()] == ["Home"]
    asked = {url.host for _, url, _, _ in aioclient_mock.mock_calls}
    assert asked <= {"api.twilio.com", "messaging.twilio.com", "routes.twilio.com"}


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
