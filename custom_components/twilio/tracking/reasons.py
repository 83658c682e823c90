"""Why something failed, in plain words."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import (
    async_get_cached_translations,
    async_get_exception_message,
)

from ..api import sentence_of
from ..const import DOMAIN


@callback
def error_words(hass: HomeAssistant, code: int | None) -> str:
    """Return what an error code of Twilio means, in the language of the house."""
    key, gaps = sentence_of(code)
    texts = async_get_cached_translations(hass, hass.config.language, "exceptions", DOMAIN)
    if text := texts.get(f"component.{DOMAIN}.exceptions.{key}.message"):
        return text.format(**gaps)
    return f"{log_words(code)}."


@callback
def log_words(code: int | None) -> str:
    """Return what an error code of Twilio means, as the log says it."""
    return async_get_exception_message(DOMAIN, *sentence_of(code))
