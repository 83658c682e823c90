"""Texts of this integration, where nobody can wait for them."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.translation import async_get_cached_translations

from .const import DOMAIN

_ENGLISH = "en"


@callback
def own_text(hass: HomeAssistant, path: str, **gaps: str) -> str:
    """Return a text in the language of the house, or in English; `path` begins with its part.

    Its gaps are filled as far as somebody says with what.
    """
    category = path.partition(".")[0]
    for language in (hass.config.language, _ENGLISH):
        texts = async_get_cached_translations(hass, language, category, DOMAIN)
        if text := texts.get(f"component.{DOMAIN}.{path}"):
            for gap, filling in gaps.items():
                text = text.replace(f"{{{gap}}}", filling)
            return text
    return ""
