"""What goes wrong, said in the user's language."""

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .const import DOMAIN


class InvalidInput(ServiceValidationError):
    """A mistake in what the caller asked for; nothing was sent."""

    def __init__(self, key: str, /, **placeholders: str) -> None:
        """Keep the translation key and what fills its gaps."""
        super().__init__(
            translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
        )


class Failed(HomeAssistantError):
    """Something that the caller could not have known."""

    def __init__(self, key: str, /, **placeholders: str) -> None:
        """Keep the translation key and what fills its gaps."""
        super().__init__(
            translation_domain=DOMAIN, translation_key=key, translation_placeholders=placeholders
        )
