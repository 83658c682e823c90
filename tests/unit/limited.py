"""An account with limits, and what goes out under them."""

from typing import Any

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

PHONE = "+15551234567"
HOME = "+15550006000"
LIMITS = {
    "recipients_per_action": 100,
    "messages_per_day": 200,
    "calls_per_day": 60,
    "replies_per_hour": 20,
}


async def send(hass: HomeAssistant, **data: Any) -> None:
    """Send a message by the action."""
    message = {"to": PHONE, "message": "Hello", **data}
    await hass.services.async_call("twilio", "send_message", message, blocking=True)


async def call(hass: HomeAssistant, **data: Any) -> None:
    """Place a call by the action."""
    order = {"to": PHONE, "message": "Hello", **data}
    await hass.services.async_call("twilio", "make_call", order, blocking=True)


async def limit(hass: HomeAssistant, entry: MockConfigEntry, **limits: int) -> None:
    """Change the limits of an account."""
    hass.config_entries.async_update_entry(entry, options={"limits": {**LIMITS, **limits}})
    await hass.async_block_till_done()
