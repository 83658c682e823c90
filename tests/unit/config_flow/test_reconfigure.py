"""Changing how Twilio reaches the house."""

from typing import Any

from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator

from .. import HOOK_ID, PUBLIC_URL
from . import go_on, offered_modes, suggested, to_change


async def test_new_way_to_receive(
    hass: HomeAssistant, house: TestClient[Any, Any], twilio: Simulator, account: MockConfigEntry
) -> None:
    """The address changes without an interruption, and what to enter at Twilio is shown."""
    before = dict(account.data)
    runtime_data = account.runtime_data
    flow = await to_change(hass, account, "receive")
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
    flow = await to_change(hass, account, "receive")
    assert offered_modes(flow) == (["external", "custom", "none"], "external")
    flow = await go_on(hass, flow, {"receive_mode": "external", "public_url": PUBLIC_URL})
    assert flow["reason"] == "reconfigure_successful"
    assert flow["description_placeholders"] == {
        "webhook_url": f"{PUBLIC_URL}/api/webhook/{HOOK_ID}#rc=3&rp=5xx,ct"
    }
    assert account.data["receive_mode"] == "external"
    assert "public_url" not in account.data


async def test_no_way_to_receive_any_more(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """A house may stop receiving."""
    flow = await to_change(hass, account, "receive")
    # The form was filled with the address, which most leave there.
    flow = await go_on(hass, flow, {"receive_mode": "none", "public_url": PUBLIC_URL})
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
    flow = await go_on(hass, await to_change(hass, account, "receive"), user_input)
    assert (flow["step_id"], flow["errors"]) == ("receive", {"public_url": error})
    assert suggested(flow) == user_input
    assert dict(account.data) == before
    flow = await go_on(hass, flow, {"receive_mode": "custom", "public_url": "https://x.example"})
    assert flow["reason"] == "reconfigure_successful"
