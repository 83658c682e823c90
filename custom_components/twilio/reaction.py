"""What this house does with a request that Twilio signed."""

from collections.abc import Coroutine
from functools import partial
import time
from typing import Any

from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import Context, HomeAssistant, callback

from .account import Account, TwilioConfigEntry
from .answers.call_answer import async_answer_call
from .answers.correspondence import async_correspondence
from .answers.replies import async_reply
from .answers.turns import TurnState
from .commands.hearing import Hearing
from .const import CONF_HOOK_ID, EVENT_DATA_RECEIVED
from .contacts.stranger_news import async_note_stranger
from .listening.listeners import async_listeners
from .listening.news import news_of
from .listening.occurrences import CallReceived, DigitsReceived, MessageReceived
from .missed.missed_messages import MAX_AGE
from .webhook import (
    HANG_UP,
    NOTED,
    NOTHING_TO_DO,
    SAME_BODY_SECONDS,
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
    if _comes_too_late(account, request, time.time()):
        return HANG_UP
    if isinstance(inbound, InboundMessage):
        account.allowance.ledger.hear_from(inbound.from_, time.time())
        Hearing(hass, entry, request, partial(_async_tell, hass, entry)).async_begin(inbound)
        return NOTHING_TO_DO
    news = news_of(account, request)
    context = Context()
    _async_fire(hass, entry, request, context)
    runs = async_listeners(hass).async_announce(news, context) if news else ()
    match news:
        case DigitsReceived() if not (runs or request.is_ours or _is_expected(hass, news)):
            # Automations on the raw event may well have understood, and cannot say so.
            return NOTHING_TO_DO
        case CallReceived() | DigitsReceived():
            return async_answer_call(account, news, runs, TurnState.of(request.turn))
    return _usual_answer(inbound)


@callback
def _async_tell(
    hass: HomeAssistant,
    entry: TwilioConfigEntry,
    account: Account,
    request: VerifiedRequest,
    message: MessageReceived,
    context: Context,
) -> None:
    """Tell whoever listens of a text, which holds no PIN any more."""
    async_correspondence(hass).async_note(context, message)
    _async_fire(hass, entry, request, context)
    runs = async_listeners(hass).async_announce(message, context)
    async_note_stranger(account, message)
    async_reply(hass, entry, message, runs)


@callback
def _async_fire(
    hass: HomeAssistant, entry: TwilioConfigEntry, request: VerifiedRequest, context: Context
) -> None:
    """Fire the raw event of what automations may act on."""
    if request.is_for_automations and request.age <= MAX_AGE.total_seconds():
        hass.bus.async_fire(
            EVENT_DATA_RECEIVED,
            {**request.fields, CONF_WEBHOOK_ID: entry.data[CONF_HOOK_ID]},
            context=context,
        )


def _comes_too_late(account: Account, request: VerifiedRequest, now: float) -> bool:
    """Tell whether a call asks that is over, or asks again for how it begins.

    Somebody may have captured the request: it stays signed for ever.
    """
    tracker = account.tracker
    match request.inbound:
        case Turn(call_sid=sid):
            return tracker.has_ended(sid, now) or not TurnState.of(request.turn).is_possible(now)
        case InboundCall(call_sid=sid):
            # TwiML of a user's own may lead a call back to its beginning, ours does not.
            began = tracker.call_began(sid) if request.is_ours else None
            is_known = began is not None and now - began > SAME_BODY_SECONDS
            return is_known or tracker.has_ended(sid, now)
    return False


def _is_expected(hass: HomeAssistant, news: DigitsReceived) -> bool:
    """Tell whether an automation listens to what somebody does on the phone."""
    listeners = async_listeners(hass)
    expected = listeners.async_expected_input(
        news.entry_id, news.sender_id, news.party, news.tag, is_placed=not news.is_inbound
    )
    return bool(expected)


def _usual_answer(inbound: Inbound | None) -> Answer:
    """Return what Twilio is told where nobody waits for words."""
    match inbound:
        case MessageStatus() | CallStatus() | Recording():
            return NOTED
        case InboundCall() | Turn():
            return HANG_UP
    return NOTHING_TO_DO
