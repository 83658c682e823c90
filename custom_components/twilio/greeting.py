"""What a caller hears whom nobody expects, and what he hears where this house cannot answer."""

from enum import StrEnum
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .const import DOMAIN
from .senders import SenderProfile
from .speech import say_language, speak

_SPOKEN: Final = f"component.{DOMAIN}.selector.spoken.options"
_ENGLISH: Final = "en"


class _Sentence(StrEnum):
    GREETING = "greeting"
    FALLBACK = "fallback"


async def async_greeting(hass: HomeAssistant, profile: SenderProfile | None = None) -> str:
    """Return TwiML that greets as the sender that was called, and ends the call."""
    text = profile.greeting if profile else None
    return await _async_say(hass, profile, text, _Sentence.GREETING)


async def async_fallback(hass: HomeAssistant, profile: SenderProfile | None = None) -> str:
    """Return TwiML that says that this house cannot answer now, and ends the call."""
    text = profile.fallback if profile else None
    return await _async_say(hass, profile, text, _Sentence.FALLBACK)


async def _async_say(
    hass: HomeAssistant, profile: SenderProfile | None, text: str | None, sentence: _Sentence
) -> str:
    """Say a text, without one the sentence in the language of the sender or of the house."""
    language = (profile.language if profile else None) or hass.config.language
    voice = profile.voice if profile else None
    if text is None:
        base = language.partition("-")[0]
        text = await _async_sentence(hass, base, sentence)
        if base != _ENGLISH and text == await _async_sentence(hass, _ENGLISH, sentence):
            # Not translated: English words need an English voice.
            language, voice = _ENGLISH, None
    return speak(text, language=say_language(language, hass.config.country), voice=voice)


async def _async_sentence(hass: HomeAssistant, language: str, sentence: _Sentence) -> str:
    texts = await async_get_translations(hass, language, "selector", [DOMAIN])
    return texts[f"{_SPOKEN}.{sentence}"]
