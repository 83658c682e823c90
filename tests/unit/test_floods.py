"""Many strangers at once: what is handled once stays handled once."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from aiohttp.test_utils import TestClient
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
)

from custom_components.twilio.webhook import shelf
from simulator import Simulator

from . import PUBLIC_URL
from .receiving import add_senders, load, settle
from .webhook import OWNER, RAW_EVENT, STRANGER


async def look(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Let ten minutes go by, after which the house looks for what it missed."""
    freezer.tick(timedelta(minutes=10))
    async_fire_time_changed(hass)
    await settle(hass)


@pytest.mark.parametrize("most", [20_000, 3])
async def test_flood(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    hass_client_no_auth: Callable[[], Coroutine[Any, Any, TestClient[Any, Any]]],
    twilio: Simulator,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
) -> None:
    """A text is not fetched again from Twilio's log because others came after it.

    Not even where these are more than this house can remember.
    """
    monkeypatch.setattr(shelf, "REMEMBERED", 2)
    monkeypatch.setattr(shelf, "MOST_REMEMBERED", most)
    freezer.move_to(entry.created_at)
    add_senders(hass, entry, twilio.number.address)
    await load(hass)
    client = await hass_client_no_auth()
    twilio.tunnels.open(PUBLIC_URL, f"http://127.0.0.1:{client.port}")
    events = async_capture_events(hass, RAW_EVENT)
    await look(hass, freezer)
    freezer.tick(60)
    await twilio.handset(OWNER).text("Toggle the gate", to=twilio.number)
    for index in range(6):
        freezer.tick(1)
        await twilio.handset(STRANGER).text(f"{index}", to=twilio.number)
    for _ in range(2):
        await look(hass, freezer)
    assert [event.data["Body"] for event in events] == ["Toggle the gate", *"012345"]
