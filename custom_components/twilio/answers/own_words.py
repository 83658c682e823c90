"""What this house says on the phone where no automation says anything."""

from dataclasses import dataclass

from homeassistant.core import HomeAssistant

from ..listening.occurrences import CallReceived, DigitsReceived
from ..senders import SenderProfile
from ..twiml.speech import Words
from .call_messages import async_call_messages
from .greeting import async_greeting, async_opening
from .sentences import Sentence, async_sentence

type Spoken = CallReceived | DigitsReceived


@dataclass(frozen=True, slots=True)
class Utterance:
    """What is said at once."""

    words: tuple[Words, ...]
    farewell: Words | None = None
    """What is said where no answer comes, none where the words themselves take leave."""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What is said, which depends on whether somebody is listened to afterwards."""

    listening: Utterance
    leaving: Utterance

    @classmethod
    def whatever_follows(cls, utterance: Utterance) -> OwnWords:
        """Say the same in both cases."""
        return cls(utterance, utterance)


async def async_own_words(
    hass: HomeAssistant,
    profile: SenderProfile | None,
    spoken: Spoken,
    goodbye: Words,
    *,
    is_matched: bool,
) -> OwnWords:
    """Return what somebody hears who calls, or has pressed or said something.

    A greeting of the sender's own says what can be pressed, and takes its own leave. What this
    house calls somebody for is said again: an answer may have cut it short.
    """
    greets_itself = profile is not None and profile.greeting is not None
    if isinstance(spoken, CallReceived):
        opening = await async_opening(hass, profile)
        greeting = await async_greeting(hass, profile)
        farewell = None if greets_itself else goodbye
        return OwnWords(Utterance((opening,), farewell), Utterance((greeting,)))
    if is_matched:
        thanks = await async_sentence(hass, profile, Sentence.THANKS)
        return OwnWords.whatever_follows(Utterance((thanks,), goodbye))
    sorry = await async_sentence(hass, profile, Sentence.NOT_UNDERSTOOD)
    message = async_call_messages(hass).of(spoken.call_sid)
    leaving = Utterance((sorry, message) if message else (sorry,), goodbye)
    if greets_itself and spoken.is_inbound:
        opening = await async_opening(hass, profile)
        return OwnWords(Utterance((sorry, opening)), leaving)
    return OwnWords.whatever_follows(leaving)
