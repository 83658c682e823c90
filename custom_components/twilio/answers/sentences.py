"""What this house says on the phone of its own accord, in the language of whom it speaks as."""

from enum import StrEnum
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from ..const import DOMAIN
from ..senders import SenderProfile
from ..twiml.speech import Words, say_language

_SPOKEN: Final = f"component.{DOMAIN}.selector.spoken.options"
_ENGLISH: Final = "en"


class Sentence(StrEnum):
    """The sentences, by the names of their texts."""

    GREETING = "greeting"
    OPENING = "opening"
    FALLBACK = "fallback"
    THANKS = "thanks"
    NOT_UNDERSTOOD = "not_understood"
    GOODBYE = "goodbye"


async def async_sentence(
    hass: HomeAssistant, profile: SenderProfile | None, sentence: Sentence
) -> Words:
    """Return a sentence in the language of a sender, or of the house."""
    language, voice = _language(hass, profile), profile.voice if profile else None
    base = language.partition("-")[0]
    text = await _async_text(hass, base, sentence)
    if base != _ENGLISH and text == await _async_text(hass, _ENGLISH, sentence):
        # Not translated: English words need an English voice.
        language, voice = _ENGLISH, None
    return Words(text, say_language(language, hass.config.country), voice)


def words_of(hass: HomeAssistant, profile: SenderProfile | None, text: str) -> Words:
    """Return a text as a sender says it."""
    return Words(text, spoken_language(hass, profile), profile.voice if profile else None)


def spoken_language(hass: HomeAssistant, profile: SenderProfile | None) -> str:
    """Return the language of <Say> in which a sender, or else the house, speaks."""
    return say_language(_language(hass, profile), hass.config.country)


def _language(hass: HomeAssistant, profile: SenderProfile | None) -> str:
    return (profile.language if profile else None) or hass.config.language


async def _async_text(hass: HomeAssistant, language: str, sentence: Sentence) -> str:
    texts = await async_get_translations(hass, language, "selector", [DOMAIN])
    return texts[f"{_SPOKEN}.{sentence}"]
