"""Why something failed, in plain words."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.translation import async_get_exception_message

from ..api import sentence_of
from ..const import DOMAIN
from ..own_texts import own_text


@callback
def error_words(hass: HomeAssistant, code: int | None) -> str:
    """Return what an error code of Twilio means, in the language of the house."""
    key, gaps = sentence_of(code)
    return own_text(hass, f"exceptions.{key}.message", **gaps)


@callback
def words_of(hass: HomeAssistant, error: HomeAssistantError) -> str:
    """Return what an error says, in the language of the house."""
    gaps = error.translation_placeholders or {}
    text = own_text(hass, f"exceptions.{error.translation_key}.message", **gaps)
    return text or f"{str(error).removesuffix('.')}."


@callback
def log_words(code: int | None) -> str:
    """Return what an error code of Twilio means, as the log says it."""
    return async_get_exception_message(DOMAIN, *sentence_of(code))
