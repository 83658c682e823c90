"""When the run of Home Assistant before this one ended."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
import time

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, State
import pytest
from pytest_homeassistant_custom_component.common import mock_restore_cache

from custom_components.twilio.missed.last_run import (
    async_end_of_last_run,
    async_note_last_run,
    end_of_last_run,
)


@pytest.mark.parametrize(
    ("seen", "end"),
    [
        pytest.param((), 100, id="nothing was seen"),
        pytest.param((20, 90, 30), 90, id="the last that was seen"),
        pytest.param((90, 100), 100, id="at this very moment"),
        pytest.param((90, 101), 90, id="an entity of this run is gone already"),
        pytest.param((500, 501), 501, id="the clock was wrong at this start"),
    ],
)
def test_end(seen: Sequence[float], end: float) -> None:
    """It is when entities were last seen, before this start."""
    assert end_of_last_run(seen, 100) == end


async def test_noted(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """It is what Home Assistant stored at its stop, not what it stores in this run."""
    now = datetime.now(UTC)
    freezer.move_to(now - timedelta(days=2))
    mock_restore_cache(hass, [State("light.hall", "on")])
    freezer.move_to(now)
    async_note_last_run(hass)
    assert async_end_of_last_run(hass) == pytest.approx((now - timedelta(days=2)).timestamp())
    mock_restore_cache(hass, [State("light.hall", "on")])
    assert async_end_of_last_run(hass) == pytest.approx((now - timedelta(days=2)).timestamp())


async def test_first_run(hass: HomeAssistant) -> None:
    """Where nothing is stored, it is before this test, and in this process."""
    async_note_last_run(hass)
    assert time.time() - 3600 * 6 < async_end_of_last_run(hass) < time.time()
