"""Say, Play, Pause: what the caller hears."""

from typing import TYPE_CHECKING
from xml.etree.ElementTree import tostring

from ..transcript import Paused, Played, Said, SentDigits
from .registry import Verb

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ..live_call import LiveCall

CHARACTERS_PER_SECOND = 15
SECONDS_PER_FILE = 3.0
SECONDS_PER_DIGIT = 0.5

_SSML = frozenset(
    {"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w", "mark"}
)


async def say(call: LiveCall, verb: Element) -> None:
    """Speak."""
    text = " ".join("".join(verb.itertext()).split())
    if not text:
        call.warn(13520, "Say: Invalid text")
        return
    said = Said(
        text,
        verb.get("language", "en-US"),
        verb.get("voice", "man"),
        _inner_markup(verb) if len(verb) else None,
    )
    await _repeat(call, verb, said, len(text) / CHARACTERS_PER_SECOND)


async def play(call: LiveCall, verb: Element) -> None:
    """Play a sound file, or send tones."""
    if digits := verb.get("digits"):
        await call.hear(SentDigits(digits), len(digits) * SECONDS_PER_DIGIT)
        return
    url = call.absolute((verb.text or "").strip())
    await _repeat(call, verb, Played(url), SECONDS_PER_FILE)


async def pause(call: LiveCall, verb: Element) -> None:
    """Be silent."""
    seconds = call.whole_number(verb, "length", 1)
    await call.hear(Paused(seconds), seconds)


async def _repeat(call: LiveCall, verb: Element, item: Said | Played, seconds: float) -> None:
    loop = call.whole_number(verb, "loop", 1)
    for _ in range(loop or 1):
        await call.hear(item, seconds)
    if loop == 0:
        await call.stay()


def _inner_markup(verb: Element) -> str:
    return (verb.text or "") + "".join(tostring(child, encoding="unicode") for child in verb)


SPEECH = (
    Verb(
        name="Say",
        perform=say,
        attributes=frozenset({"voice", "language", "loop"}),
        children=_SSML,
    ),
    Verb(name="Play", perform=play, attributes=frozenset({"loop", "digits"})),
    Verb(name="Pause", perform=pause, attributes=frozenset({"length"}), takes_call=False),
)
