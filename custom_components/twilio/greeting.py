"""What a caller hears whom nobody expects."""

from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations

from .const import DOMAIN
from .speech import say_language, speak

_GREETING: Final = f"component.{DOMAIN}.selector.spoken.options.greeting"
_FALLBACK: Final = "en"


async def async_greeting(hass: HomeAssistant) -> str:
    """Return TwiML that greets in the language of the house, and ends the call."""
    language = hass.config.language
    text = await _async_spoken(hass, language)
    if text == await _async_spoken(hass, _FALLBACK):
        # Not translated: English words need an English voice.
        language = _FALLBACK if language.partition("-")[0] != _FALLBACK else language
    return speak(text, language=say_language(language, hass.config.country))


async def _async_spoken(hass: HomeAssistant, language: str) -> str:
    texts = await async_get_translations(hass, language, "selector", [DOMAIN])
    return texts[_GREETING]
