"""The phone of somebody who talks with the house."""

import asyncio
from typing import Any, Final
from xml.etree import ElementTree as ET

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.senders import sender_subentry
from custom_components.twilio.webhook import RequestKind
from simulator import Delivery, HandsetCall, HungUp, Party, Simulator

from . import WEBHOOK_URL
from .webhook import OWNER, REQUESTS

TURN_URL: Final = f"{WEBHOOK_URL}?kind=turn"
GREETING: Final = (
    "Hello. This is the home you called. Nobody can take your call right now. "
    "Please send a text message. Goodbye."
)
RUN: Final = {"action": "test.run"}
WAIT: Final = {"wait_for_trigger": [{"trigger": "event", "event_type": "go_on"}]}


async def add_sender(hass: HomeAssistant, entry: MockConfigEntry, **settings: Any) -> None:
    """Make the account's number a sender."""
    sender = sender_subentry("+15550006000", "Home", settings)
    hass.config_entries.async_add_subentry(entry, sender)
    await hass.async_block_till_done(wait_background_tasks=True)


async def dial(twilio: Simulator) -> HandsetCall:
    """Call the house."""
    return await twilio.handset(OWNER).dial(twilio.number)


async def heard(twilio: Simulator) -> list[str]:
    """Call the house, and return what it says until it hangs up."""
    call = await dial(twilio)
    await call.ended()
    assert call.transcript[-1] == HungUp(by=Party.HOUSE)
    return call.speech


def announce_start(hass: HomeAssistant) -> asyncio.Event:
    """Return what is set once an automation gets as far as its action."""
    started = asyncio.Event()

    async def start(_: object) -> None:
        started.set()

    hass.services.async_register("test", "run", start)
    return started


async def press(twilio: Simulator, url: str = TURN_URL, **fields: str) -> Delivery:
    """Do something on the phone in a call that is nowhere else."""
    return await twilio.deliver(
        url, {**REQUESTS[RequestKind.TURN], "Direction": "inbound"} | fields
    )


def said(twiml: str) -> list[str]:
    """Return what a document says."""
    return [say.text or "" for say in ET.fromstring(twiml).iter("Say")]  # noqa: S314
