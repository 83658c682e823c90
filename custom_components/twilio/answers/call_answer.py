"""What somebody on the phone hears: what automations say, else what this house says itself."""

import asyncio
from collections.abc import Sequence
from typing import Final

from homeassistant.core import HomeAssistant

from ..account import Account
from ..const import CONF_RECEIVE_MODE, LOGGER, ReceiveMode
from ..listening.listeners import Run
from ..listening.occurrences import CallReceived
from ..senders import RESPONSE_TIMEOUT, SenderProfile
from ..twiml.gather import converse
from ..webhook import HANG_UP, Answer
from .call_messages import async_call_messages
from .greeting import async_fallback
from .own_words import Spoken, async_own_words
from .responses import async_first_response
from .sentences import Sentence, async_sentence, spoken_language, words_of
from .text_parts import parts_of
from .turn_urls import Line, async_gather
from .turns import TurnState

CLOUD_RESPONSE_TIMEOUT: Final = 5
"""Seconds that a caller waits at most where Home Assistant's cloud is in between."""
LAST_WORDS_TIMEOUT: Final = 1
"""Seconds in which this house says that something went wrong, or hangs up."""
RESPONSE_MAX_LENGTH: Final = 6_000
"""Characters that are said at once: several minutes, and within the 64 kB of an answer."""


async def async_answer_call(
    account: Account, spoken: Spoken, runs: Sequence[Run], turn: TurnState
) -> Answer:
    """Return the answer for somebody on the phone, once automations that he set going have ended.

    Within the time that the sender gives, and whatever happens: somebody waits on the line.
    `turn` tells what he did before, in this call.
    """
    profile = account.profile(Line.of(spoken).own)
    try:
        return Answer(twiml=await _async_answer(account, profile, spoken, runs, turn))
    except Exception:  # noqa: BLE001 - see the docstring
        LOGGER.exception("A call could not be answered, the caller hears the fallback")
    return await _async_apologize(account.hass, profile)


async def _async_answer(
    account: Account,
    profile: SenderProfile | None,
    spoken: Spoken,
    runs: Sequence[Run],
    turn: TurnState,
) -> str:
    hass, is_call = account.hass, isinstance(spoken, CallReceived)
    until = hass.loop.time() + _patience(account, profile)
    async with asyncio.timeout_at(until):
        goodbye = await async_sentence(hass, profile, Sentence.GOODBYE)
        own_words = await async_own_words(hass, profile, spoken, goodbye, is_matched=bool(runs))
    response = await async_first_response(hass, runs, until - hass.loop.time())
    if hass.is_stopping:
        return converse([await async_fallback(hass, profile)])
    gather = None
    if next_turn := turn.after(is_matched=is_call or bool(runs)):
        # Not the language of the words: a house whose language is not translated says them in
        # English, and is answered in its own.
        message = async_call_messages(hass).of(spoken.call_sid)
        language = message.language if message else spoken_language(hass, profile)
        gather = async_gather(account, Line.of(spoken), language, next_turn)
    if response:
        words = [words_of(hass, profile, _shortened(response))]
        # Who speaks to a caller without a question takes leave in these words.
        return converse(words, gather, goodbye if gather or not is_call else None)
    utterance = own_words.listening if gather else own_words.leaving
    return converse(utterance.words, gather, utterance.farewell)


async def _async_apologize(hass: HomeAssistant, profile: SenderProfile | None) -> Answer:
    try:
        async with asyncio.timeout(LAST_WORDS_TIMEOUT):
            return Answer(twiml=converse([await async_fallback(hass, profile)]))
    except Exception:  # noqa: BLE001 - a second failure must not bring the same request again
        LOGGER.exception("The fallback cannot be said either, the call ends")
    return HANG_UP


def _patience(account: Account, profile: SenderProfile | None) -> int:
    """Return how many seconds somebody waits for automations."""
    seconds = profile.response_timeout if profile else RESPONSE_TIMEOUT
    if account.entry.data.get(CONF_RECEIVE_MODE) == ReceiveMode.CLOUD:
        return min(seconds, CLOUD_RESPONSE_TIMEOUT)
    return seconds


def _shortened(response: str) -> str:
    """Return as much of a response as can be said at once."""
    first, *others = parts_of(response, RESPONSE_MAX_LENGTH)
    if others:
        LOGGER.warning("A response is too long for a call, so its end is not said")
    return first
