"""What somebody on the phone hears: what automations say, else what this house says itself."""

import asyncio
from collections.abc import Sequence
from typing import Final

from homeassistant.core import HomeAssistant

from .account import Account
from .const import CONF_RECEIVE_MODE, LOGGER, ReceiveMode
from .gather import converse
from .greeting import async_fallback, async_greeting
from .listeners import Run
from .occurrences import CallReceived, DigitsReceived
from .responses import async_first_response
from .senders import RESPONSE_TIMEOUT, SenderProfile
from .sentences import Sentence, async_sentence, spoken_language, words_of
from .speech import Words
from .text_parts import parts_of
from .turn_urls import async_gather
from .turns import MAX_TURNS

HANG_UP: Final = '<?xml version="1.0" encoding="UTF-8"?><Response><Hangup/></Response>'

CLOUD_RESPONSE_TIMEOUT: Final = 5
"""Seconds that a caller waits at most where Home Assistant's cloud is in between."""
LAST_WORDS_TIMEOUT: Final = 1
"""Seconds in which this house says that something went wrong, or hangs up."""
RESPONSE_MAX_LENGTH: Final = 6_000
"""Characters that are said at once: several minutes, and within the 64 kB of an answer."""


async def async_answer_call(
    account: Account, spoken: CallReceived | DigitsReceived, runs: Sequence[Run], turn: int = 0
) -> str:
    """Return TwiML for somebody on the phone, once automations that he set going have ended.

    Within the time that the sender gives, and whatever happens: somebody waits on the line.
    `turn` counts what he did before, in this call.
    """
    own = spoken.to if spoken.party == spoken.from_ else spoken.from_
    profile = account.profile(own)
    try:
        return await _async_answer(account, profile, own, spoken, runs, turn)
    except Exception:  # noqa: BLE001 - see the docstring
        LOGGER.exception("A call could not be answered, the caller hears the fallback")
    return await _async_apologize(account.hass, profile)


async def _async_answer(
    account: Account,
    profile: SenderProfile | None,
    own: str,
    spoken: CallReceived | DigitsReceived,
    runs: Sequence[Run],
    turn: int,
) -> str:
    hass, is_call = account.hass, isinstance(spoken, CallReceived)
    until = hass.loop.time() + _patience(account, profile)
    async with asyncio.timeout_at(until):
        words = await _async_own_words(hass, profile, is_call=is_call, is_matched=bool(runs))
        goodbye = await async_sentence(hass, profile, Sentence.GOODBYE)
    response = await async_first_response(hass, runs, until - hass.loop.time())
    if hass.is_stopping:
        return converse(await async_fallback(hass, profile))
    if response:
        words = words_of(hass, profile, _shortened(response))
    gather = None
    if turn < MAX_TURNS:
        # Not the language of the words: a house whose language is not translated says them in
        # English, and is answered in its own.
        language = spoken_language(hass, profile)
        gather = async_gather(account, own, spoken.party, language, turn + 1)
    # A greeting takes its own leave, and so does who speaks without a question.
    is_over = is_call and not (response and gather)
    return converse(words, gather, None if is_over else goodbye)


async def _async_own_words(
    hass: HomeAssistant, profile: SenderProfile | None, *, is_call: bool, is_matched: bool
) -> Words:
    """Return what this house says where no automation says anything."""
    if is_call:
        return await async_greeting(hass, profile)
    sentence = Sentence.THANKS if is_matched else Sentence.NOT_UNDERSTOOD
    return await async_sentence(hass, profile, sentence)


async def _async_apologize(hass: HomeAssistant, profile: SenderProfile | None) -> str:
    try:
        async with asyncio.timeout(LAST_WORDS_TIMEOUT):
            return converse(await async_fallback(hass, profile))
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
