"""In which language and voice a call says a text."""

from homeassistant.core import HomeAssistant

from .clean_text import clean_text
from .senders import SenderProfile
from .twiml.speech import Words, say_language


def call_words(
    hass: HomeAssistant,
    profile: SenderProfile | None,
    text: str,
    *,
    language: str | None,
    voice: str | None,
) -> Words:
    """Return a text as it is said: as asked for, else as the sender speaks."""
    return Words(
        clean_text(text), _language(hass, profile, language), voice or _voice(profile, language)
    )


def _voice(profile: SenderProfile | None, language: str | None) -> str | None:
    """Return the sender's voice, unless the call is in a language that the voice may not speak."""
    if profile is None or language not in {None, "", profile.language}:
        return None
    return profile.voice


def _language(hass: HomeAssistant, profile: SenderProfile | None, wanted: str | None) -> str:
    """Return the language asked for, with a country that Twilio speaks if it names none.

    Without one, the sender's, else that of the house.
    """
    if not wanted and profile and profile.language:
        return profile.language
    language = wanted or hass.config.language
    names_country = bool(wanted) and language.partition("-")[2].isupper()
    return language if names_country else say_language(language, hass.config.country)
