"""What this house does with a request that Twilio signed."""

import asyncio
import time
from typing import Final

from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers.translation import async_get_exception_message

from .account import TwilioConfigEntry
from .api import KNOWN_CODES
from .const import CONF_HOOK_ID, DOMAIN, EVENT_DATA_RECEIVED, LOGGER
from .greeting import async_fallback, async_greeting
from .senders import RESPONSE_TIMEOUT
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
    if not request.is_caught_up:
        entry.runtime_data.arrivals.async_note(request)
    # First, for an answer that cannot be made would bring the same request again.
    answer = await _async_answer(hass, entry, request)
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


async def _async_answer(
    hass: HomeAssistant, entry: TwilioConfigEntry, request: VerifiedRequest
) -> Answer:
    match request.inbound:
        case InboundCall() as call:
            return Answer(twiml=await _async_answer_call(hass, entry, call))
        case MessageStatus() | CallStatus() | Recording():
            return NOTED
    return NOTHING_TO_DO


async def _async_answer_call(
    hass: HomeAssistant, entry: TwilioConfigEntry, call: InboundCall
) -> str:
    """Return what the caller hears, within the time that the number's sender gives."""
    profile = entry.runtime_data.profile(call.to)
    try:
        async with asyncio.timeout(profile.response_timeout if profile else RESPONSE_TIMEOUT):
            return await async_greeting(hass, profile)
    except Exception:  # noqa: BLE001 - whatever it is, somebody waits on the line
        LOGGER.exception("A call could not be answered, the caller hears the fallback")
        return await async_fallback(hass, profile)


def _log_failure(report: MessageStatus) -> None:
    if report.status in FAILED:
        LOGGER.warning("Message %s is %s: %s", report.message_sid, report.status, _reason(report))


def _reason(report: MessageStatus) -> str:
    """Return why a message failed, in the words of the catalogue where it has them."""
    if report.error_code in KNOWN_CODES:
        return async_get_exception_message(DOMAIN, f"twilio_{report.error_code}")
    return f"Twilio's error {report.error_code}" if report.error_code else "no reason given"
