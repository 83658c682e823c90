"""Adding and changing an account that is reached through Home Assistant Cloud."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator
from tests.nabu_casa import HOOKS_URL, NabuCasa

from .. import HOOK_ID, PUBLIC_URL
from ..cloud_house import log_out
from . import (
    created,
    go_on,
    offered_modes,
    placeholders,
    receive_by,
    suggested,
    ticked,
    to_change,
    to_receive_step,
    to_senders_step,
)

HOME = "+15550006000"
BY_CLOUD = {"receive_mode": "cloud"}


async def test_account_at_the_cloud(
    hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator
) -> None:
    """Without a URL of its own, a house at the cloud gets a cloudhook, and numbers point there."""
    flow = await to_receive_step(hass, twilio)
    assert offered_modes(flow) == (["cloud", "custom", "none"], "cloud")
    flow = await go_on(hass, flow, BY_CLOUD)
    assert flow["step_id"] == "senders"
    assert ticked(flow) == {"senders": [HOME], "receive_on": [HOME]}
    # An abandoned flow leaves nothing behind.
    assert cloud.hooks == []
    flow = await go_on(hass, flow, {})
    entry = await created(hass, flow)
    [hook] = cloud.hooks
    assert entry.data["receive_mode"] == "cloud"
    assert entry.data["cloudhook_url"] == f"{HOOKS_URL}/{hook}"
    assert "public_url" not in entry.data
    assert flow["description"] == "receiving"
    assert placeholders(flow)["webhook_url"] == (f"{HOOKS_URL}/{hook}#rc=3&rp=5xx,ct")


async def test_cloud_beside_an_external_url(
    hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator
) -> None:
    """Who has both gets what carries pictures, too."""
    await hass.config.async_update(external_url=PUBLIC_URL)
    flow = await to_receive_step(hass, twilio)
    assert offered_modes(flow) == (["cloud", "external", "custom", "none"], "external")


async def test_refusal_of_the_cloud(
    hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator
) -> None:
    """Without a cloudhook there is no account; what was typed waits for the next try."""
    twilio.add_number("+15550006001")
    flow = await to_senders_step(hass, twilio, **BY_CLOUD)
    cloud.refuses = True
    chosen = {"senders": [HOME], "receive_on": [HOME]}
    flow = await go_on(hass, flow, chosen)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "receive")
    assert flow["errors"] == {"base": "cloud_not_connected"}
    assert suggested(flow)["receive_mode"] == "cloud"
    assert hass.config_entries.async_entries("twilio") == []

    cloud.refuses = False
    flow = await go_on(hass, flow, BY_CLOUD)
    assert suggested(flow) == chosen
    entry = await created(hass, await go_on(hass, flow, chosen))
    assert [subentry.unique_id for subentry in entry.subentries.values()] == [HOME]


# aiohttp's client keeps a heartbeat scheduled when its own side closes the connection.
@pytest.mark.parametrize("expected_lingering_timers", [True])
async def test_logged_out_in_the_middle(
    hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator
) -> None:
    """The cloud is not offered any more, and another way leads on."""
    flow = await to_senders_step(hass, twilio, **BY_CLOUD)
    await log_out(hass)
    flow = await go_on(hass, flow, {})
    assert (flow["step_id"], flow["errors"]) == ("receive", {"base": "cloud_not_connected"})
    assert offered_modes(flow) == (["custom", "none"], "none")
    assert suggested(flow)["receive_mode"] is None
    entry = await created(hass, await receive_by(hass, flow, {"receive_mode": "none"}))
    assert (entry.data["receive_mode"], cloud.hooks) == ("none", [])


async def test_cloud_as_the_new_way(
    hass: HomeAssistant, cloud: NabuCasa, account: MockConfigEntry
) -> None:
    """An account can move to the cloud, and back again."""
    flow = await go_on(hass, await to_change(hass, account, "receive"), BY_CLOUD)
    await hass.async_block_till_done()
    [hook] = cloud.hooks
    assert flow["reason"] == "reconfigure_successful"
    assert flow["description_placeholders"] == {"webhook_url": f"{HOOKS_URL}/{hook}#rc=3&rp=5xx,ct"}
    assert account.data["receive_mode"] == "cloud"
    assert account.data["cloudhook_url"] == f"{HOOKS_URL}/{hook}"
    assert (account.data["hook_id"], "public_url" in account.data) == (HOOK_ID, False)

    flow = await to_change(hass, account, "receive")
    assert suggested(flow) == {**BY_CLOUD, "public_url": None}
    flow = await go_on(hass, flow, {"receive_mode": "custom", "public_url": PUBLIC_URL})
    await hass.async_block_till_done()
    assert flow["reason"] == "reconfigure_successful"
    # Twilio still reports there what becomes of messages: it goes later.
    assert account.data["cloudhook_url"] == f"{HOOKS_URL}/{hook}"


async def test_cloud_that_refuses_to_be_the_new_way(
    hass: HomeAssistant, cloud: NabuCasa, account: MockConfigEntry
) -> None:
    """What does not work changes nothing."""
    cloud.refuses = True
    flow = await go_on(hass, await to_change(hass, account, "receive"), BY_CLOUD)
    assert (flow["step_id"], flow["errors"]) == ("receive", {"base": "cloud_not_connected"})
    assert (account.data["receive_mode"], "cloudhook_url" in account.data) == ("custom", False)
