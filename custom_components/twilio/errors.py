"""What goes wrong, said in the user's language."""

from collections.abc import Mapping

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .clean_text import whole_text
from .const import DOMAIN


class InvalidInput(ServiceValidationError):
    """A mistake in what the caller asked for; nothing was sent."""

    def __init__(self, key: str, /, **placeholders: str) -> None:
        """Keep the translation key and what fills its gaps."""
        super().__init__(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders=_shown(placeholders),
        )


class Failed(HomeAssistantError):
    """Something that the caller could not have known."""

    def __init__(self, key: str, /, **placeholders: str) -> None:
        """Keep the translation key and what fills its gaps."""
        super().__init__(
            translation_domain=DOMAIN,
            translation_key=key,
            translation_placeholders=_shown(placeholders),
        )


def _shown(placeholders: Mapping[str, str]) -> dict[str, str]:
    """Return what fills gaps in characters that can be shown and stored."""
    return {name: whole_text(text) for name, text in placeholders.items()}
