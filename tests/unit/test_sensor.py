"""What the device of an account tells of its connection with Twilio."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.cloud import async_delete_cloudhook
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
    mock_restore_cache_with_extra_data,
    snapshot_platform,
)
from syrupy.assertion import SnapshotAssertion

from simulator import Simulator
from tests.nabu_casa import HOOKS_URL, NabuCasa

from . import HOOK_ID, WEBHOOK_URL
from .cloud_house import add, cloud_entry
from .device import (
    ACCOUNT_ID,
    LAST_REACHED,
    ROUND_TRIP,
    WEBHOOK_ADDRESS,
    add_account,
    load,
    press,
    value,
)
from .webhook import OWNER, House

FRAGMENT = "#rc=3&rp=5xx,ct"


async def test_sensors(
    hass: HomeAssistant,
    twilio: Simulator,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There are four, and they are described."""
    add_account(hass, twilio)
    await load(hass, monkeypatch, [Platform.SENSOR])
    await snapshot_platform(hass, entity_registry, snapshot, ACCOUNT_ID)


def address(hass: HomeAssistant) -> tuple[str, str | None]:
    """Return what the sensor shows, and what is there to be copied."""
    state = hass.states.get(WEBHOOK_ADDRESS)
    assert state
    return state.state, state.attributes.get("url")


async def test_webhook_address(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """It is what one sets on a number by hand, and follows every change without a reload."""
    account_object = account.runtime_data
    path = f"/api/webhook/{HOOK_ID}"
    assert address(hass) == ("house.example", f"{WEBHOOK_URL}{FRAGMENT}")
    hass.config_entries.async_update_entry(
        account, data={**account.data, "public_url": "https://other.example/base/"}
    )
    await hass.async_block_till_done()
    assert address(hass) == ("other.example", f"https://other.example/base{path}{FRAGMENT}")
    hass.config_entries.async_update_entry(
        account, data={**account.data, "receive_mode": "external"}
    )
    await hass.async_block_till_done()
    assert address(hass) == ("unknown", None)
    await hass.config.async_update(external_url="https://house.example:8443")
    await hass.async_block_till_done()
    assert address(hass) == ("house.example", f"https://house.example:8443{path}{FRAGMENT}")
    assert account.runtime_data is account_object


async def test_webhook_address_in_the_cloud(
    hass: HomeAssistant, twilio: Simulator, cloud: NabuCasa
) -> None:
    """It is the cloudhook, and that of a new one where somebody has deleted it."""
    twilio.tunnels.open(HOOKS_URL, cloud.hooks_url)
    await add(hass, cloud_entry(twilio))
    await cloud.registration(*cloud.hooks)
    assert address(hass)[1] == f"{HOOKS_URL}/{cloud.hooks[0]}{FRAGMENT}"
    await press(hass)
    assert float(value(hass, ROUND_TRIP)) > 0
    await async_delete_cloudhook(hass, HOOK_ID)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert address(hass)[1] == f"{HOOKS_URL}/{cloud.hooks[1]}{FRAGMENT}"


async def test_last_reached(
    hass: HomeAssistant, twilio: Simulator, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """Whatever Twilio signed counts, once; what somebody else sent does not."""
    phone = twilio.handset(OWNER)
    freezer.move_to("2026-11-20T10:00:00+00:00")
    delivery = await phone.text("Hello", to=twilio.number)
    assert value(hass, LAST_REACHED) == "2026-11-20T10:00:00+00:00"
    freezer.tick(timedelta(minutes=1, seconds=1))
    async_fire_time_changed(hass)
    assert (await twilio.repeat(delivery)).status == 200
    assert (await twilio.forge(delivery.url, dict(delivery.params))).status == 403
    assert value(hass, LAST_REACHED) == "2026-11-20T10:00:00+00:00"
    await phone.dial(twilio.number)
    await twilio.settled()
    assert value(hass, LAST_REACHED) == "2026-11-20T10:01:01+00:00"


async def test_last_reached_in_a_flood(
    hass: HomeAssistant, twilio: Simulator, house: House, freezer: FrozenDateTimeFactory
) -> None:
    """The first is shown at once, the others together once in a while."""
    changes = async_capture_events(hass, "state_changed")
    phone = twilio.handset(OWNER)
    freezer.move_to("2026-11-20T10:00:00+00:00")

    def shown() -> list[str]:
        return [
            event.data["new_state"].state[11:19]
            for event in changes
            if event.data["entity_id"] == LAST_REACHED
        ]

    for _ in range(5):
        await phone.text("Hello", to=twilio.number)
        freezer.tick(1)
    assert shown() == ["10:00:00"]
    freezer.move_to("2026-11-20T10:01:01+00:00")
    async_fire_time_changed(hass)
    assert shown() == ["10:00:00", "10:00:04"]
    freezer.move_to("2026-11-20T10:02:02+00:00")
    async_fire_time_changed(hass)
    assert shown() == ["10:00:00", "10:00:04"]
    await phone.text("Hello", to=twilio.number)
    assert shown() == ["10:00:00", "10:00:04", "10:02:02"]


async def test_unloading_in_a_pause(
    hass: HomeAssistant, twilio: Simulator, house: House, account: MockConfigEntry
) -> None:
    """What was to be shown later is not waited for, and known again after the reload."""
    phone = twilio.handset(OWNER)
    await phone.text("Hello", to=twilio.number)
    assert await hass.config_entries.async_unload(account.entry_id)
    assert value(hass, LAST_REACHED) == "unavailable"
    assert await hass.config_entries.async_setup(account.entry_id)
    assert value(hass, LAST_REACHED) == account.runtime_data.arrivals.last.isoformat(
        timespec="seconds"
    )


async def test_sensors_after_a_restart(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    hass_storage: dict[str, dict[str, object]],
) -> None:
    """What was known before is known again."""
    hass_storage["twilio"] = {
        "version": 1,
        "minor_version": 1,
        "key": "twilio",
        "data": {entry.entry_id: {"webhook": {"last_reached": 1_790_000_000.5}}},
    }
    measured = {"native_value": 321.5, "native_unit_of_measurement": "ms"}
    mock_restore_cache_with_extra_data(hass, [(State(ROUND_TRIP, "321.5"), measured)])
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert value(hass, LAST_REACHED) == "2026-09-21T14:13:20+00:00"
    assert value(hass, ROUND_TRIP) == "321.5"


async def test_last_reached_is_kept(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    account: MockConfigEntry,
    hass_storage: dict[str, dict[str, dict[str, dict[str, dict[str, float]]]]],
    freezer: FrozenDateTimeFactory,
) -> None:
    """It is written soon after."""
    freezer.move_to("2026-11-20T10:00:00+00:00")
    await twilio.handset(OWNER).text("Hello", to=twilio.number)
    freezer.tick(60)
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    stored = hass_storage["twilio"]["data"][account.entry_id]
    assert stored["webhook"]["last_reached"] == 1_795_168_800.0
