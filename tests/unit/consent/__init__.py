"""Tests of who wants to hear from the house: texts, refusals, and what is done with them."""

from typing import Any, Final

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.senders import sender_subentry
from simulator import Delivery, Simulator
from simulator.messaging.message import MessageDirection

ANNA: Final = "+15551234567"
BEN: Final = "+15551234568"
HOUSE: Final = "+15550006000"
SECOND: Final = "+15550006001"


async def settle(hass: HomeAssistant, twilio: Simulator) -> None:
    """Wait until whatever was set going has arrived."""
    await hass.async_block_till_done(wait_background_tasks=True)
    await twilio.settled()
    await hass.async_block_till_done(wait_background_tasks=True)


async def write(
    hass: HomeAssistant, twilio: Simulator, body: str, *, from_: str = ANNA, to: str = HOUSE
) -> Delivery:
    """Text the house, and wait for what comes of it."""
    delivery = await twilio.handset(from_).text(body, to=to)
    await settle(hass, twilio)
    return delivery


async def add_sender(
    hass: HomeAssistant, entry: MockConfigEntry, address: str, **settings: Any
) -> None:
    """Add a sender, named as its address."""
    hass.config_entries.async_add_subentry(entry, sender_subentry(address, address, settings))
    await hass.async_block_till_done(wait_background_tasks=True)


def got(twilio: Simulator, number: str = ANNA) -> list[tuple[str, str]]:
    """Return what somebody got of this house, and not of Twilio itself: from whom, and what."""
    by_us = MessageDirection.OUTBOUND_API
    ours = {message.sid for message in twilio.messages if message.direction is by_us}
    inbox = twilio.handset(number).inbox
    return [(text.from_, text.body) for text in inbox if text.sid in ours]
