"""Which automations sent most, in words."""

from collections import Counter
from typing import Final

from homeassistant.core import HomeAssistant, callback

from .origin import async_link_to
from .own_texts import own_text

MOST_NAMED: Final = 3
_OTHERS: Final = "selector.origin.options.unknown"


@callback
def async_sent_most(hass: HomeAssistant, origins: Counter[str | None]) -> str:
    """Return up to three that asked most often, each with how often, the first one first."""
    return ", ".join(
        f"{async_who(hass, origin)} ({times})" for origin, times in origins.most_common(MOST_NAMED)
    )


@callback
def async_who(hass: HomeAssistant, origin: str | None) -> str:
    """Return who asked for something, with a link if that is an automation or script."""
    return async_link_to(hass, origin) if origin else own_text(hass, _OTHERS)
