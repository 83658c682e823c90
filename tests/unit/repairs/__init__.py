"""Tests of repairs: what is wrong with an account, and what a click mends."""

from typing import Any, Final

from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.senders import sender_subentry
from simulator import DEFAULT_NUMBER

type Screen = TestClient[Any, Any]

SECOND: Final = "+15550006001"
FOREIGN: Final = "https://else.example/sms"


async def settle(hass: HomeAssistant) -> None:
    """Wait for whatever was set going."""
    await hass.async_block_till_done(wait_background_tasks=True)


def add_sender(hass: HomeAssistant, entry: MockConfigEntry, **settings: bool) -> str:
    """Make the first number a sender that receives, and return its id."""
    sender = sender_subentry(DEFAULT_NUMBER, "Home", {"default": True, "receive": True, **settings})
    hass.config_entries.async_add_subentry(entry, sender)
    return sender.subentry_id


async def look_again(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Ask Twilio for the numbers, as happens daily."""
    await entry.runtime_data.numbers.async_refresh()
    await settle(hass)
