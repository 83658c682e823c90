"""Adding an account: how Twilio reaches the house."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest

from simulator import Simulator

from .. import PUBLIC_URL
from . import (
    RANDOM_ID,
    SID,
    TOKEN,
    created,
    go_on,
    offered_modes,
    placeholders,
    receive_by,
    suggested,
    to_receive_step,
)


async def test_account_that_only_sends(hass: HomeAssistant, twilio: Simulator) -> None:
    """Two credentials are enough."""
    flow = await to_receive_step(hass, twilio)
    assert flow["description_placeholders"] == {"external_url": "-"}
    assert offered_modes(flow) == (["custom", "none"], "none")
    flow = await receive_by(hass, flow, {"receive_mode": "none"})
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
    assert flow["description_placeholders"] == {"webhook_url": "", "numbers": "", "trial": ""}


@pytest.mark.parametrize(
    "typed",
    [
        f" {PUBLIC_URL}/ ",
        f"{PUBLIC_URL}/api/webhook/abc#rc=3",
        f"{PUBLIC_URL}/auth/authorize?response_type=code",
        f"{PUBLIC_URL}/config/integrations/dashboard",
        f"{PUBLIC_URL}/dashboard-hall/0",
        f"{PUBLIC_URL}/home/overview",
        f"{PUBLIC_URL}/lovelace",
    ],
)
async def test_account_at_a_public_address(
    hass: HomeAssistant, twilio: Simulator, typed: str
) -> None:
    """An address of one's own is kept, and the whole webhook address is shown."""
    flow = await to_receive_step(hass, twilio)
    flow = await receive_by(hass, flow, {"receive_mode": "custom", "public_url": typed})
    entry = await created(hass, flow)
    assert (entry.data["receive_mode"], entry.data["public_url"]) == ("custom", PUBLIC_URL)
    hook_id = entry.data["hook_id"]
    assert flow["description"] == "receiving"
    assert flow["description_placeholders"] == {
        "webhook_url": f"{PUBLIC_URL}/api/webhook/{hook_id}#rc=3&rp=5xx,ct",
        "numbers": "+15550006000",
        "trial": "",
    }


async def test_address_that_nobody_uses(hass: HomeAssistant, twilio: Simulator) -> None:
    """Whoever enters an address and overlooks the choice above it is told."""
    flow = await to_receive_step(hass, twilio)
    flow = await go_on(hass, flow, {"receive_mode": "none", "public_url": f" {PUBLIC_URL} "})
    assert (flow["step_id"], flow["errors"]) == ("receive", {"public_url": "public_url_unused"})
    flow = await receive_by(hass, flow, {"receive_mode": "custom", "public_url": PUBLIC_URL})
    assert (await created(hass, flow)).data["public_url"] == PUBLIC_URL


async def test_account_at_the_external_url(hass: HomeAssistant, twilio: Simulator) -> None:
    """The external URL is preferred where Twilio can use it, and not copied."""
    await hass.config.async_update(external_url=f"{PUBLIC_URL}:8443")
    flow = await to_receive_step(hass, twilio)
    assert flow["description_placeholders"] == {"external_url": f"{PUBLIC_URL}:8443"}
    assert offered_modes(flow) == (["external", "custom", "none"], "external")
    flow = await receive_by(hass, flow, {"receive_mode": "external"})
    entry = await created(hass, flow)
    assert entry.data["receive_mode"] == "external"
    assert "public_url" not in entry.data
    hook_id = entry.data["hook_id"]
    assert placeholders(flow)["webhook_url"] == (
        f"{PUBLIC_URL}:8443/api/webhook/{hook_id}#rc=3&rp=5xx,ct"
    )


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
    flow = await receive_by(hass, flow, {"receive_mode": "external"})
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
    flow = await receive_by(hass, flow, {"receive_mode": "custom", "public_url": PUBLIC_URL})
    assert (await created(hass, flow)).data["public_url"] == PUBLIC_URL


async def test_public_address_that_was_left_out(hass: HomeAssistant, twilio: Simulator) -> None:
    """An empty field is left out by the frontend."""
    flow = await go_on(hass, await to_receive_step(hass, twilio), {"receive_mode": "custom"})
    assert flow["errors"] == {"public_url": "public_url_required"}
