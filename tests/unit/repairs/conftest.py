"""What the tests of repairs share."""

from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from . import Screen, add_sender, settle


@pytest.fixture
async def screen(
    hass: HomeAssistant, hass_client: Callable[[], Coroutine[Any, Any, Screen]]
) -> Screen:
    """Return a client of somebody who may mend things."""
    for component in ("repairs", "webhook"):
        assert await async_setup_component(hass, component, {})
    return await hass_client()


@pytest.fixture
async def receiving(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """Return a loaded account whose only number brings everything here."""
    add_sender(hass, entry)
    assert await async_setup_component(hass, "twilio", {})
    await settle(hass)
    return entry
