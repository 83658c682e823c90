"""What a caller hears whom nobody expects, and what he hears where this house cannot answer."""

from homeassistant.core import HomeAssistant

from ..senders import SenderProfile
from ..twiml.speech import Words
from .sentences import Sentence, async_sentence, words_of


async def async_greeting(hass: HomeAssistant, profile: SenderProfile | None = None) -> Words:
    """Return how the sender that was called greets."""
    if profile and profile.greeting is not None:
        return words_of(hass, profile, profile.greeting)
    return await async_sentence(hass, profile, Sentence.GREETING)


async def async_opening(hass: HomeAssistant, profile: SenderProfile | None = None) -> Words:
    """Return how the sender that was called greets where it then listens."""
    if profile and profile.greeting is not None:
        return words_of(hass, profile, profile.greeting)
    return await async_sentence(hass, profile, Sentence.OPENING)


async def async_fallback(hass: HomeAssistant, profile: SenderProfile | None = None) -> Words:
    """Return how the sender that was called says that this house cannot answer now."""
    if profile and profile.fallback is not None:
        return words_of(hass, profile, profile.fallback)
    return await async_sentence(hass, profile, Sentence.FALLBACK)
