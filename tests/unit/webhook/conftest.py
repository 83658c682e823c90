"""What the tests of the webhook share."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_test_home_assistant,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator import Simulator
from tests.nabu_casa import NabuCasa, log_in

from .. import HOOK_ID, PUBLIC_URL
from ..cloud_house import set_up_cloud
from . import CLOUDHOOK, RAW_EVENT

type Restart = Callable[[], AbstractAsyncContextManager[HomeAssistant]]


@pytest.fixture
def events(hass: HomeAssistant) -> list[Event[dict[str, Any]]]:
    """Return the raw events that automations get, as they come."""
    events: list[Event[dict[str, Any]]] = async_capture_events(hass, RAW_EVENT)
    return events


@pytest.fixture
def restart(
    hass: HomeAssistant,
    account: MockConfigEntry,
    twilio: Simulator,
    aiohttp_client: ClientSessionGenerator,
) -> Restart:
    """Return a way to stop the house and to start it again, with what is on its disk."""

    @asynccontextmanager
    async def restart() -> AsyncIterator[HomeAssistant]:
        await hass.async_block_till_done()
        await hass.async_stop(force=True)
        async with async_test_home_assistant() as house:
            # What the fixture for custom integrations does for the first house.
            house.data.pop(DATA_CUSTOM_COMPONENTS)
            MockConfigEntry(
                domain=account.domain,
                entry_id=account.entry_id,
                unique_id=account.unique_id,
                minor_version=account.minor_version,
                data=account.data,
            ).add_to_hass(house)
            assert await async_setup_component(house, "twilio", {})
            await house.async_block_till_done(wait_background_tasks=True)
            client = await aiohttp_client(house.http.app)
            twilio.tunnels.open(PUBLIC_URL, f"http://127.0.0.1:{client.port}")
            yield house
            await house.async_block_till_done(wait_background_tasks=True)
            await house.async_stop(force=True)

    return restart


@pytest.fixture
async def cloudhook(
    hass: HomeAssistant, nabu_casa: NabuCasa, tmp_path: Path, cloud_preferences: dict[str, Any]
) -> str:
    """Return the address in the cloud of an account that is set up after it."""
    nabu_casa.is_open = False
    hook = {"webhook_id": HOOK_ID, "cloudhook_id": "gAAAAABkXyZ_-a", "cloudhook_url": CLOUDHOOK}
    cloud_preferences["cloudhooks"][HOOK_ID] = hook
    log_in(tmp_path)
    await set_up_cloud(hass, nabu_casa)
    await nabu_casa.refused()
    return CLOUDHOOK
