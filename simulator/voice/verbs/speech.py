"""Say, Play, Pause: what the caller hears."""

from typing import TYPE_CHECKING
from xml.etree.ElementTree import tostring

from ...twiml import TwimlProblem
from ..attributes import Attributes
from ..transcript import Paused, Played, Said, SentDigits
from .registry import Verb

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ..live_call import LiveCall

CHARACTERS_PER_SECOND = 15
SECONDS_PER_FILE = 3.0
SECONDS_PER_DIGIT = 0.5
LONGEST_TEXT = 4096
LONGEST_POLLY_TEXT = 3000
LONGEST_GOOGLE_TEXT = 5000


async def say(call: LiveCall, verb: Element) -> None:
    """Speak."""
    text = " ".join("".join(verb.itertext()).split())
    if not text:
        call.warn(TwimlProblem.SAY_TEXT, "Say: Invalid text")
        return
    given = Attributes(call, verb)
    voice, markup = given.text("voice", "man"), _inner_markup(verb)
    if _is_too_long(text, markup, voice):
        call.warn(TwimlProblem.SAY_TOO_LONG, "Say: Text is too long")
        return
    said = Said(text, given.text("language", "en-US"), voice, markup if len(verb) else None)
    await _repeat(call, given, said, len(text) / CHARACTERS_PER_SECOND)


async def play(call: LiveCall, verb: Element) -> None:
    """Play a sound file, or send tones."""
    given = Attributes(call, verb)
    if digits := given.text("digits"):
        await call.hear(SentDigits(digits), len(digits) * SECONDS_PER_DIGIT)
        return
    url = call.absolute((verb.text or "").strip())
    await _repeat(call, given, Played(url), SECONDS_PER_FILE)


async def pause(call: LiveCall, verb: Element) -> None:
    """Be silent."""
    seconds = Attributes(call, verb).number("length", 1)
    await call.hear(Paused(seconds), seconds)


async def _repeat(call: LiveCall, given: Attributes, item: Said | Played, seconds: float) -> None:
    loop = given.number("loop", 1)
    for _ in range(loop or 1):
        await call.hear(item, seconds)
    if loop == 0:
        await call.stay()


def _is_too_long(text: str, markup: str, voice: str) -> bool:
    # Google's voices count the markup, Polly's do not.
    if voice.startswith("Google."):
        return len(markup) > LONGEST_GOOGLE_TEXT
    return len(text) > (LONGEST_POLLY_TEXT if voice.startswith("Polly.") else LONGEST_TEXT)


def _inner_markup(verb: Element) -> str:
    return (verb.text or "") + "".join(tostring(child, encoding="unicode") for child in verb)


SPEECH = (
    Verb(name="Say", perform=say),
    Verb(name="Play", perform=play),
    Verb(name="Pause", perform=pause, takes_call=False),
)
