"""What this house does with a request that Twilio signed."""

import time
from typing import Final

from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers.translation import async_get_exception_message

from .account import TwilioConfigEntry
from .api import KNOWN_CODES
from .const import CONF_HOOK_ID, DOMAIN, EVENT_DATA_RECEIVED, LOGGER
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
    # First, for an answer that cannot be made would bring the same request again.
    answer = await _async_answer(hass, request)
    if isinstance(request.inbound, InboundMessage):
        entry.runtime_data.allowance.ledger.hear_from(request.inbound.from_, time.time())
    if isinstance(request.inbound, MessageStatus):
        _log_failure(request.inbound)
    if request.is_for_automations:
        hass.bus.async_fire(
            EVENT_DATA_RECEIVED,
            {**request.fields, CONF_WEBHOOK_ID: entry.data[CONF_HOOK_ID]},
            context=Context(),
        )
    return answer


async def _async_answer(hass: HomeAssistant, request: VerifiedRequest) -> Answer:
    match request.inbound:
        case InboundCall():
            return Answer(twiml=await async_greeting(hass))
        case MessageStatus() | CallStatus() | Recording():
            return NOTED
    return NOTHING_TO_DO


def _log_failure(report: MessageStatus) -> None:
    if report.status in FAILED:
        LOGGER.warning("Message %s is %s: %s", report.message_sid, report.status, _reason(report))


def _reason(report: MessageStatus) -> str:
    """Return why a message failed, in the words of the catalogue where it has them."""
    if report.error_code in KNOWN_CODES:
        return async_get_exception_message(DOMAIN, f"twilio_{report.error_code}")
    return f"Twilio's error {report.error_code}" if report.error_code else "no reason given"
