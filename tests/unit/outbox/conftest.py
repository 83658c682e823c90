"""A house whose line to Twilio can break."""

from collections.abc import AsyncIterator
from pathlib import Path

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Line, Simulator

from .. import entry_data


@pytest.fixture
async def line(twilio: Simulator) -> AsyncIterator[Line]:
    """Return the line between the house and Twilio."""
    async with Line(twilio.url) as line:
        yield line


@pytest.fixture
def entry(hass: HomeAssistant, twilio: Simulator, line: Line) -> MockConfigEntry:
    """Return an account at the other end of the line, not loaded yet."""
    entry = MockConfigEntry(
        domain="twilio",
        title="Twilio",
        unique_id=twilio.account.sid,
        version=1,
        minor_version=2,
        data=entry_data(twilio) | {"api_base_url": line.url},
    )
    entry.add_to_hass(hass)
    return entry


@pytest.fixture
def storage(outbox_file: Path) -> Path:
    """Return the file of the outbox."""
    return outbox_file
