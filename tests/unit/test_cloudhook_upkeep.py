"""The cloudhook of an account, through all that a cloud goes through."""

from datetime import timedelta
import logging
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.twilio.webhook import async_webhook_address
from simulator import Simulator
from tests.nabu_casa import HOOKS_URL, NabuCasa, log_in, login

from . import HOOK_ID, PUBLIC_URL
from .cloud_house import (
    add,
    cloud_entry,
    delete_hook,
    is_reported,
    log_in_late,
    log_out,
    make_hook,
    set_up_cloud,
    text,
)

LOST = "Nothing reaches Twilio through Home Assistant Cloud"
BACK = "Home Assistant Cloud is back for Twilio"


# aiohttp's client keeps a heartbeat scheduled when its own side closes the connection.
logs_out = pytest.mark.parametrize("expected_lingering_timers", [True])


def said(caplog: pytest.LogCaptureFixture, sentence: str) -> int:
    """Return how often the log says something."""
    return sum(record.getMessage().startswith(sentence) for record in caplog.records)


async def settle(hass: HomeAssistant) -> None:
    """Let everything happen that was set going."""
    await hass.async_block_till_done(wait_background_tasks=True)


async def pass_by(hass: HomeAssistant, duration: timedelta) -> None:
    """Let time pass."""
    async_fire_time_changed(hass, dt_util.utcnow() + duration)
    await settle(hass)


@pytest.fixture
async def relayed(hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator) -> MockConfigEntry:
    """Return an account that is reached through the cloud."""
    twilio.tunnels.open(HOOKS_URL, cloud.hooks_url)
    entry = cloud_entry(twilio)
    await add(hass, entry)
    await cloud.registration(*cloud.hooks)
    return entry


async def test_text_arrives(
    hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator, relayed: MockConfigEntry
) -> None:
    """A new account gets a cloudhook, and what Twilio sends to it; forgeries are refused."""
    url = f"{HOOKS_URL}/{cloud.hooks[0]}"
    assert relayed.data["cloudhook_url"] == async_webhook_address(hass, relayed) == url
    events = async_capture_events(hass, "twilio_data_received")
    assert (await text(twilio, url)).status == 200
    forged = await twilio.forge(url, {"Body": "Boo", "AccountSid": twilio.account.sid})
    assert forged.status == 403
    assert [event.data["Body"] for event in events] == ["ARM"]


async def test_account_without_credentials(
    hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator
) -> None:
    """Its address is there before its credentials are."""
    entry = cloud_entry(twilio, account_sid=None, auth_token=None)
    await add(hass, entry)
    url = entry.data["cloudhook_url"]
    assert url == f"{HOOKS_URL}/{cloud.hooks[0]}"
    twilio.tunnels.open(HOOKS_URL, cloud.hooks_url)
    await cloud.registration(*cloud.hooks)
    assert (await text(twilio, url)).status == 403


async def test_deleted_by_somebody(
    hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator, relayed: MockConfigEntry
) -> None:
    """A line that people call does not die: a new cloudhook takes over at once."""
    await delete_hook(hass, HOOK_ID)
    first, second = cloud.hooks
    assert first != second
    assert relayed.data["cloudhook_url"] == f"{HOOKS_URL}/{second}"
    await cloud.registration(second)
    assert (await text(twilio, relayed.data["cloudhook_url"])).status == 200


@logs_out
async def test_logged_out_and_in(
    hass: HomeAssistant,
    cloud: NabuCasa,
    twilio: Simulator,
    relayed: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is said once that nothing arrives; whoever comes back finds the same address."""
    caplog.set_level(logging.INFO)
    url = relayed.data["cloudhook_url"]
    await log_out(hass)
    assert "cloudhook_url" not in relayed.data
    assert async_webhook_address(hass, relayed) is None
    assert is_reported(hass, relayed)
    await hass.config_entries.async_reload(relayed.entry_id)
    assert is_reported(hass, relayed)
    assert said(caplog, LOST) == 1

    await log_in_late(hass, cloud)
    assert relayed.data["cloudhook_url"] == url
    assert len(cloud.hooks) == 1
    assert not is_reported(hass, relayed)
    assert said(caplog, BACK) == 1
    assert (await text(twilio, url)).status == 200


async def test_logged_out_without_a_connection(
    hass: HomeAssistant,
    cloud: NabuCasa,
    relayed: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nobody disconnects then; it is noticed all the same, and said once."""
    house = await hass_client()
    cloud.is_open = False
    await cloud.disconnect()
    await cloud.disconnected()
    await settle(hass)
    assert not is_reported(hass, relayed)
    assert "cloudhook_url" in relayed.data
    assert (await house.post("/api/cloud/logout")).status == 200
    await settle(hass)
    assert is_reported(hass, relayed)
    assert "cloudhook_url" not in relayed.data
    assert said(caplog, LOST) == 1


@logs_out
async def test_somebody_else_logs_in(
    hass: HomeAssistant, cloud: NabuCasa, relayed: MockConfigEntry
) -> None:
    """Another customer gets another address."""
    await log_out(hass)
    await log_in_late(hass, cloud, "somebody else")
    assert relayed.data["cloudhook_url"] == f"{HOOKS_URL}/{cloud.hooks[1]}"
    await log_out(hass)


async def test_refused_at_first(
    hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    """The cloud is asked again every five minutes, and complained of once."""
    cloud.refuses = True
    entry = cloud_entry(twilio)
    await add(hass, entry)
    await pass_by(hass, timedelta(minutes=6))
    assert "cloudhook_url" not in entry.data
    warnings = [record for record in caplog.records if "has no address" in record.message]
    assert [record.levelname for record in warnings] == ["WARNING", "DEBUG"]
    cloud.refuses = False
    await pass_by(hass, timedelta(minutes=12))
    assert entry.data["cloudhook_url"] == f"{HOOKS_URL}/{cloud.hooks[0]}"
    assert not is_reported(hass, entry)


@pytest.mark.parametrize(
    "tokens",
    [
        pytest.param(None, id="logged out"),
        pytest.param(login(expires="2020-01-01"), id="subscription ended"),
    ],
)
async def test_out_of_the_cloud_at_the_start(
    hass: HomeAssistant,
    nabu_casa: NabuCasa,
    twilio: Simulator,
    tmp_path: Path,
    cloud_preferences: dict[str, Any],
    tokens: dict[str, str] | None,
) -> None:
    """It is said as soon as Home Assistant runs, not while the cloud renews its login."""
    if tokens:
        log_in(tmp_path, tokens)
    await set_up_cloud(hass, nabu_casa)
    hass.set_state(CoreState.starting)
    entry = cloud_entry(twilio)
    await add(hass, entry)
    assert not is_reported(hass, entry)
    await hass.async_start()
    await settle(hass)
    assert is_reported(hass, entry)


async def test_house_without_cloud(hass: HomeAssistant, twilio: Simulator) -> None:
    """It is reported; the address that the cloud gave is no address any more."""
    entry = cloud_entry(twilio, cloudhook_url=f"{HOOKS_URL}/old")
    await add(hass, entry)
    assert is_reported(hass, entry)
    assert "cloudhook_url" not in entry.data
    await hass.config_entries.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    assert not is_reported(hass, entry)


async def test_restored_backup(hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator) -> None:
    """An address that the cloud does not know gives way to one that it does."""
    entry = cloud_entry(twilio, cloudhook_url=f"{HOOKS_URL}/old")
    await add(hass, entry)
    assert entry.data["cloudhook_url"] == f"{HOOKS_URL}/{cloud.hooks[0]}"


def leave_cloud(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Choose another way to be reached, as the reconfiguration does."""
    data = {**entry.data, "receive_mode": "custom", "public_url": PUBLIC_URL}
    hass.config_entries.async_update_entry(entry, data=data)


async def test_given_up(
    hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator, relayed: MockConfigEntry
) -> None:
    """After the account left the cloud, its cloudhook works for a day more."""
    url = relayed.data["cloudhook_url"]
    leave_cloud(hass, relayed)
    await settle(hass)
    await pass_by(hass, timedelta(hours=23))
    assert relayed.data["cloudhook_url"] == url
    assert (await text(twilio, url)).status == 200
    await pass_by(hass, timedelta(hours=25))
    assert "cloudhook_url" not in relayed.data
    await cloud.registration()
    await pass_by(hass, timedelta(hours=50))
    assert len(cloud.hooks) == 1


async def test_kept_for_a_number(
    hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator, relayed: MockConfigEntry
) -> None:
    """As long as a number points to it, a cloudhook that nobody wants any more stays."""
    url = relayed.data["cloudhook_url"]
    twilio.number.voice_url = f"{url}?kind=call#rc=3"
    await relayed.runtime_data.numbers.async_ask()
    leave_cloud(hass, relayed)
    await settle(hass)
    await pass_by(hass, timedelta(hours=25))
    assert relayed.data["cloudhook_url"] == url
    twilio.number.voice_url = f"{PUBLIC_URL}/api/webhook/{HOOK_ID}"
    await relayed.runtime_data.numbers.async_ask()
    await pass_by(hass, timedelta(hours=50))
    assert "cloudhook_url" not in relayed.data
    await cloud.registration()


async def test_kept_while_nobody_knows(
    hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator
) -> None:
    """An account whose numbers are unknown gives nothing up."""
    entry = cloud_entry(twilio, account_sid=None, auth_token=None)
    await add(hass, entry)
    leave_cloud(hass, entry)
    await settle(hass)
    await pass_by(hass, timedelta(hours=25))
    assert entry.data["cloudhook_url"] == f"{HOOKS_URL}/{cloud.hooks[0]}"


async def test_back_in_time(hass: HomeAssistant, cloud: NabuCasa, relayed: MockConfigEntry) -> None:
    """Whoever returns to the cloud within the day goes on with the same cloudhook."""
    url = relayed.data["cloudhook_url"]
    leave_cloud(hass, relayed)
    await settle(hass)
    hass.config_entries.async_update_entry(relayed, data={**relayed.data, "receive_mode": "cloud"})
    await settle(hass)
    await pass_by(hass, timedelta(hours=25))
    assert relayed.data["cloudhook_url"] == url
    await cloud.registration(*cloud.hooks)


async def test_made_by_the_user(
    hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A cloudhook that was made on the page of the cloud works, and is its maker's to delete."""
    twilio.tunnels.open(HOOKS_URL, cloud.hooks_url)
    url = await make_hook(hass, HOOK_ID, is_managed=False)
    await cloud.registration(*cloud.hooks)
    assert account.data["cloudhook_url"] == url
    assert (await text(twilio, url)).status == 200
    await pass_by(hass, timedelta(hours=25))
    assert account.data["cloudhook_url"] == url
    await delete_hook(hass, HOOK_ID)
    assert "cloudhook_url" not in account.data


async def test_unloaded(hass: HomeAssistant, cloud: NabuCasa, relayed: MockConfigEntry) -> None:
    """It stays while the account is unloaded or disabled: Twilio knows its address."""
    before = dict(relayed.data)
    assert await hass.config_entries.async_unload(relayed.entry_id)
    await hass.config_entries.async_set_disabled_by(relayed.entry_id, ConfigEntryDisabler.USER)
    await settle(hass)
    assert cloud.registered == frozenset(cloud.hooks)
    await hass.config_entries.async_set_disabled_by(relayed.entry_id, None)
    await settle(hass)
    assert dict(relayed.data) == before
    assert len(cloud.hooks) == 1


async def test_removed(hass: HomeAssistant, cloud: NabuCasa, relayed: MockConfigEntry) -> None:
    """It goes with the account."""
    await hass.config_entries.async_remove(relayed.entry_id)
    await cloud.registration()
    assert len(cloud.hooks) == 1
