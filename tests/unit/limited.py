"""An account with limits, and what goes out under them."""

from typing import Any

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

PHONE = "+15551234567"
HOME = "+15550006000"
LIMITS = {
    "recipients_per_action": 100,
    "recipients_without_service": 20,
    "messages_per_hour": 120,
    "messages_per_day": 200,
    "calls_per_hour": 30,
    "calls_per_day": 60,
    "replies_per_hour": 20,
}
TO_ONE = {
    "messages_to_one_per_hour": 60,
    "messages_to_one_per_day": 120,
    "calls_to_one_per_hour": 15,
    "calls_to_one_per_day": 30,
}
OF_ALERTS = {
    "alert_messages_per_hour": 200,
    "alert_messages_per_day": 400,
    "alert_calls_per_hour": 100,
    "alert_calls_per_day": 200,
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
    """Change limits of an account; the others are what they are at first."""
    sections = {"limits": LIMITS, "recipient_limits": TO_ONE, "alert_limits": OF_ALERTS}
    options = {
        section: {**defaults, **{name: limits[name] for name in defaults.keys() & limits.keys()}}
        for section, defaults in sections.items()
    }
    hass.config_entries.async_update_entry(entry, options={**entry.options, **options})
    await hass.async_block_till_done()
