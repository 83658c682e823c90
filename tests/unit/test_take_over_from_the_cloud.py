"""Config entries of Home Assistant's own integration that are reached through its cloud."""

from pathlib import Path
import re
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.twilio.entry_data import default_receive_mode
from custom_components.twilio.webhook import async_webhook_address
from simulator import Simulator
from tests.nabu_casa import HOOKS_URL, NabuCasa, log_in

from . import HOOK_ID, PUBLIC_URL
from .cloud_house import make_hook, set_up_cloud, text

RANDOM_ID: Final = re.compile(r"[0-9a-f]{64}")
OLD_HOOK: Final = {
    "webhook_id": HOOK_ID,
    "cloudhook_id": "gAAAAABold",
    "cloudhook_url": f"{HOOKS_URL}/gAAAAABold",
    "managed": True,
}


def relayed_entry(hass: HomeAssistant, twilio: Simulator, **changes: Any) -> MockConfigEntry:
    """Return an entry as Home Assistant's own integration makes it, with the cloud in reach."""
    entry = MockConfigEntry(
        domain="twilio",
        title="Twilio Webhook",
        version=1,
        minor_version=1,
        # The server is not from before: Twilio itself is out of reach.
        data={
            "webhook_id": HOOK_ID,
            "cloudhook": True,
            "api_base_url": twilio.url,
            "region": "us1",
            **changes,
        },
    )
    entry.add_to_hass(hass)
    return entry


async def take_over(hass: HomeAssistant, twilio: Simulator) -> None:
    """Start with the integration in the place of Home Assistant's own, beside YAML."""
    credentials = {"account_sid": twilio.account.sid, "auth_token": twilio.account.auth_token}
    assert await async_setup_component(hass, "twilio", {"twilio": credentials})
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_address_stays(
    hass: HomeAssistant,
    nabu_casa: NabuCasa,
    twilio: Simulator,
    tmp_path: Path,
    cloud_preferences: dict[str, Any],
) -> None:
    """The cloudhook is known before the house is connected, so no first text is refused."""
    nabu_casa.is_open = False
    log_in(tmp_path)
    cloud_preferences["cloudhooks"][HOOK_ID] = OLD_HOOK
    await set_up_cloud(hass, nabu_casa)
    await nabu_casa.refused()
    # An external URL does not make anybody leave the cloud.
    await hass.config.async_update(external_url=PUBLIC_URL)
    entry = relayed_entry(hass, twilio)
    await take_over(hass, twilio)
    assert entry.data["receive_mode"] == "cloud"
    assert entry.data["hook_id"] == HOOK_ID
    assert entry.data["cloudhook"] is False
    assert RANDOM_ID.fullmatch(entry.data["webhook_id"])
    assert entry.data["webhook_id"] != HOOK_ID
    assert async_webhook_address(hass, entry) == OLD_HOOK["cloudhook_url"]
    assert (entry.minor_version, nabu_casa.hooks) == (2, [])


async def test_texts_arrive(hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator) -> None:
    """At the address that the number had before, whether or not anything was restarted."""
    twilio.tunnels.open(HOOKS_URL, cloud.hooks_url)
    url = await make_hook(hass, HOOK_ID, is_managed=True)
    await cloud.registration(*cloud.hooks)
    relayed_entry(hass, twilio)
    events = async_capture_events(hass, "twilio_data_received")
    await take_over(hass, twilio)
    assert (await text(twilio, url)).status == 200
    assert [event.data["webhook_id"] for event in events] == [HOOK_ID]
    assert len(cloud.hooks) == 1


async def test_known_before_it_is_loaded(
    hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator
) -> None:
    """From the moment that its webhook is open, a request that comes early can be verified."""
    url = await make_hook(hass, HOOK_ID, is_managed=True)
    entry = relayed_entry(hass, twilio)
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    await take_over(hass, twilio)
    assert entry.state is ConfigEntryState.NOT_LOADED
    assert entry.data["cloudhook_url"] == url


async def test_logged_out(hass: HomeAssistant, twilio: Simulator) -> None:
    """It stays an account of the cloud, which gives it an address when it is back."""
    entry = relayed_entry(hass, twilio)
    await take_over(hass, twilio)
    assert entry.data["receive_mode"] == "cloud"
    assert async_webhook_address(hass, entry) is None


async def test_entry_that_went_back_and_forth(
    hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator
) -> None:
    """Home Assistant's own integration had it back, and published the id that nobody knew."""
    published = "ef" * 32
    url = await make_hook(hass, published, is_managed=True)
    entry = relayed_entry(
        hass,
        twilio,
        hook_id=HOOK_ID,
        webhook_id=published,
        receive_mode="external",
        cloudhook_url="https://hooks.nabu.example/gone",
    )
    await take_over(hass, twilio)
    assert entry.data["hook_id"] == published
    assert entry.data["cloudhook"] is False
    assert entry.data["webhook_id"] not in {published, HOOK_ID}
    assert entry.data["receive_mode"] == "cloud"
    assert entry.data["cloudhook_url"] == url


async def test_entry_without_an_address(hass: HomeAssistant, twilio: Simulator) -> None:
    """One that lost its id gets a new one, and keeps no other account from being set up."""
    entry = MockConfigEntry(domain="twilio", version=1, minor_version=1, data={})
    entry.add_to_hass(hass)
    await take_over(hass, twilio)
    assert RANDOM_ID.fullmatch(entry.data["hook_id"])
    assert entry.data["receive_mode"] == "none"


@pytest.mark.parametrize(("external_url", "mode"), [(None, "cloud"), (PUBLIC_URL, "external")])
async def test_best_way(
    hass: HomeAssistant, cloud: NabuCasa, external_url: str | None, mode: str
) -> None:
    """The cloud makes everybody reachable, but only an external URL carries pictures."""
    await hass.config.async_update(external_url=external_url)
    assert default_receive_mode(hass) == mode
