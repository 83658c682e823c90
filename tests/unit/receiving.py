"""Accounts whose senders receive, and what Twilio was told about their numbers."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from custom_components.twilio.senders import sender_subentry
from simulator import Number, Simulator

from . import WEBHOOK_URL

FRAGMENT: Final = "#rc=3&rp=5xx,ct"
HERE: Final = {
    "sms_url": f"{WEBHOOK_URL}?kind=message{FRAGMENT}",
    "voice_url": f"{WEBHOOK_URL}?kind=call{FRAGMENT}",
    "status_callback": f"{WEBHOOK_URL}?kind=call_status{FRAGMENT}",
}
NOWHERE: Final = {"sms_url": "", "voice_url": "", "status_callback": ""}


def add_senders(
    hass: HomeAssistant, entry: ConfigEntry, *numbers: str, receive: bool = True
) -> None:
    """Add senders as the flow does."""
    for number in numbers:
        settings = {"receive": receive}
        hass.config_entries.async_add_subentry(entry, sender_subentry(number, number, settings))


async def load(hass: HomeAssistant) -> None:
    """Load the accounts, and wait until they have told Twilio what they have to."""
    assert await async_setup_component(hass, "twilio", {})
    await settle(hass)


async def settle(hass: HomeAssistant) -> None:
    """Wait until nothing goes on any more."""
    await hass.async_block_till_done(wait_background_tasks=True)


def urls(number: Number) -> Mapping[str, str]:
    """Return where a number leads."""
    return {name: getattr(number, name) for name in HERE}


def whole(twilio: Simulator) -> list[dict[str, Any]]:
    """Return all that Twilio knows of the numbers, but when they were changed."""
    return [{**asdict(number), "updated": None} for number in twilio.numbers]


def writes(twilio: Simulator) -> list[tuple[str, Mapping[str, str]]]:
    """Return what was written on numbers: the end of the path, and the form."""
    return [
        (request.path.rpartition("/")[2].removesuffix(".json"), dict(request.params))
        for request in twilio.requests
        if request.method == "POST" and "/IncomingPhoneNumbers/" in request.path
    ]
