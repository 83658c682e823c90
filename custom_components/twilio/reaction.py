"""What this house does with a request that Twilio signed."""

import time
from typing import Final

from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import Context, HomeAssistant

from .account import TwilioConfigEntry
from .const import CONF_HOOK_ID, EVENT_DATA_RECEIVED, LOGGER
from .greeting import async_greeting
from .webhook import (
    NOTED,
    NOTHING_TO_DO,
    Answer,
    CallStatus,
    InboundCall,
    InboundMessage,
    MessageStatus,
    Recording,
    VerifiedRequest,
)

FAILED: Final = frozenset({"failed", "undelivered"})
"""How a message ends that did not arrive."""


async def async_react(
    hass: HomeAssistant, entry: TwilioConfigEntry, request: VerifiedRequest
) -> Answer:
    """Tell whoever listens, and return what Twilio is told."""
    if request.is_for_automations:
        hass.bus.async_fire(
            EVENT_DATA_RECEIVED,
            {**request.fields, CONF_WEBHOOK_ID: entry.data[CONF_HOOK_ID]},
            context=Context(),
        )
    match request.inbound:
        case InboundMessage(from_=from_):
            entry.runtime_data.ledger.hear_from(from_, time.time())
        case InboundCall():
            return Answer(twiml=await async_greeting(hass))
        case MessageStatus(status=status) as report:
            if status in FAILED:
                LOGGER.warning("Message %s is %s (%s)", *_told(report))
            return NOTED
        case CallStatus() | Recording():
            return NOTED
    return NOTHING_TO_DO


def _told(report: MessageStatus) -> tuple[str, str, str]:
    return report.message_sid, report.status, str(report.error_code or "no reason given")
