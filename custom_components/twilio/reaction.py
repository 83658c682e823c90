"""What this house does with a request that Twilio signed."""

from collections.abc import Coroutine, Sequence
import time
from typing import Any, Final

from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import Context, HomeAssistant, callback

from .account import Account, TwilioConfigEntry
from .call_answer import HANG_UP, async_answer_call
from .const import CONF_HOOK_ID, EVENT_DATA_RECEIVED
from .listeners import Run, async_listeners
from .missed_messages import MAX_AGE
from .news import news_of
from .occurrences import CallReceived, DigitsReceived, MessageReceived
from .replies import async_reply
from .turns import turn_number
from .webhook import (
    NOTED,
    NOTHING_TO_DO,
    Answer,
    CallStatus,
    Inbound,
    InboundCall,
    InboundMessage,
    MessageStatus,
    Recording,
    Turn,
    VerifiedRequest,
)

_HANG_UP: Final = Answer(twiml=HANG_UP)


@callback
def async_react(
    hass: HomeAssistant, entry: TwilioConfigEntry, request: VerifiedRequest
) -> Answer | Coroutine[Any, Any, Answer]:
    """Tell whoever listens, and return what Twilio is told, or what waits for words on the phone.

    From the first listener on nothing may fail: Twilio would bring the same request again.
    """
    account, inbound = entry.runtime_data, request.inbound
    if not request.is_caught_up:
        account.arrivals.async_note(request)
    if isinstance(inbound, Turn) and account.tracker.has_ended(inbound.call_sid, time.time()):
        return _HANG_UP
    if isinstance(inbound, InboundMessage):
        account.allowance.ledger.hear_from(inbound.from_, time.time())
    news = news_of(account, request)
    context = Context()
    if request.is_for_automations and request.age <= MAX_AGE.total_seconds():
        hass.bus.async_fire(
            EVENT_DATA_RECEIVED,
            {**request.fields, CONF_WEBHOOK_ID: entry.data[CONF_HOOK_ID]},
            context=context,
        )
    runs = async_listeners(hass).async_announce(news, context) if news else ()
    match news:
        case DigitsReceived() if not (runs or request.is_ours or _is_expected(hass, news)):
            # Automations on the raw event may well have understood, and cannot say so.
            return NOTHING_TO_DO
        case CallReceived() | DigitsReceived():
            return _async_say(account, news, runs, turn_number(request.turn))
        case MessageReceived():
            async_reply(hass, entry, news, runs)
    return _usual_answer(inbound)


async def _async_say(
    account: Account, news: CallReceived | DigitsReceived, runs: Sequence[Run], turn: int
) -> Answer:
    """Wait for what somebody on the phone is told."""
    return Answer(twiml=await async_answer_call(account, news, runs, turn))


def _is_expected(hass: HomeAssistant, news: DigitsReceived) -> bool:
    """Tell whether an automation listens to what somebody does on the phone."""
    listeners = async_listeners(hass)
    return bool(listeners.async_expected_input(news.entry_id, news.sender_id, news.party))


def _usual_answer(inbound: Inbound | None) -> Answer:
    """Return what Twilio is told where nobody waits for words."""
    match inbound:
        case MessageStatus() | CallStatus() | Recording():
            return NOTED
        case InboundCall() | Turn():
            return _HANG_UP
    return NOTHING_TO_DO
