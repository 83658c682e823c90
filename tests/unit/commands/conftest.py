"""A house that obeys texts."""

from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Simulator

from ..webhook import House
from .house_of_commands import CommandHouse


@pytest.fixture
async def commands(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    outbox_file: Path,
    caplog: pytest.LogCaptureFixture,
) -> CommandHouse:
    """Return a house without contacts, which Twilio reaches."""
    return CommandHouse(hass, twilio, account, hass_storage, outbox_file, caplog)
