"""What a caller hears: languages and TwiML for words that are spoken."""

from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from ..answers.text_parts import parts_of
from ..clean_text import clean_text
from ..errors import InvalidInput

# The languages of <Say> (https://www.twilio.com/docs/voice/twiml/say#language), the first of a
# language being what people mean who name no country.
SAY_LANGUAGES: Final = (
    *("af-ZA", "am-ET", "ar-AE", "ar-XA", "arb", "bg-BG", "bn-IN", "ca-ES", "cmn-CN", "cmn-TW"),
    *("cs-CZ", "cy-GB", "da-DK", "de-DE", "de-AT", "el-GR", "en-US", "en-AU", "en-CA", "en-GB"),
    *("en-GB-WLS", "en-IE", "en-IN", "en-NZ", "en-ZA", "es-ES", "es-MX", "es-US", "fi-FI"),
    *("fil-PH", "fr-FR", "fr-BE", "fr-CA", "gu-IN", "he-IL", "hi-IN", "hu-HU", "id-ID", "is-IS"),
    *("it-IT", "ja-JP", "kn-IN", "ko-KR", "lv-LV", "ml-IN", "mr-IN", "ms-MY", "nb-NO", "nl-NL"),
    *("nl-BE", "pa-IN", "pl-PL", "pt-PT", "pt-BR", "ro-RO", "ru-RU", "sk-SK", "sr-RS", "sv-SE"),
    *("ta-IN", "te-IN", "th-TH", "tr-TR", "uk-UA", "vi-VN", "yue-HK", "zh-CN", "zh-HK", "zh-TW"),
)

# <Say> takes 4,096 characters with the basic voices and 3,000 with Polly's (Twilio 13521).
SAY_MAX_LENGTH: Final = 3_000
# The `Twiml` parameter of a new call, counted after escaping.
TWIML_MAX_LENGTH: Final = 4_000

_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_FALLBACK_LANGUAGE: Final = "en-US"
# Home Assistant's tags that Twilio spells in another way, or that a close relative can speak.
_SPELLINGS: Final = {
    "es-419": "es-MX",
    "gsw": "de-DE",
    "nn": "nb-NO",
    "no": "nb-NO",
    "zh-Hans": "zh-CN",
    "zh-Hant": "zh-TW",
}


def say_language(language: str, country: str | None = None) -> str:
    """Return the language of <Say> for a language tag of Home Assistant (`de`, `en-GB`).

    `country` (ISO 3166-1 alpha-2) decides between the variants of a language without one;
    a language that Twilio cannot speak becomes English.
    """
    base = language.partition("-")[0]
    tags = (_SPELLINGS.get(language), language, f"{base}-{country}", f"{base}-{base.upper()}")
    for tag in tags:
        if tag in SAY_LANGUAGES:
            return tag
    variants = (known for known in SAY_LANGUAGES if known.partition("-")[0] == base)
    return next(variants, _FALLBACK_LANGUAGE)


@dataclass(frozen=True, slots=True)
class Words:
    """What is said, in a language of <Say>, by a voice of its own or the usual one."""

    text: str
    language: str
    voice: str | None = None


def speak(text: str, *, language: str, voice: str | None = None) -> str:
    """Return TwiML that says a text; raises as `add_words` does."""
    response = ET.Element("Response")
    add_words(response, Words(text, language, voice))
    return as_document(response)


def add_words(parent: ET.Element, words: Words) -> None:
    """Say a text within an element, in as many <Say> as its length needs.

    Raises `InvalidInput` (`nothing_to_say`) where no character of it can be spoken.
    """
    text = clean_text(words.text).strip()
    if not text:
        raise InvalidInput("nothing_to_say")
    wanted = {"language": words.language} | ({"voice": words.voice} if words.voice else {})
    attributes = {name: clean_text(value) for name, value in wanted.items()}
    for part in parts_of(text, SAY_MAX_LENGTH):
        ET.SubElement(parent, "Say", attributes).text = part


def read_twiml(twiml: str) -> str:
    """Return TwiML of the user's own if it is well-formed; raises as `parse_twiml` does."""
    return as_document(parse_twiml(twiml))


def parse_twiml(twiml: str) -> ET.Element:
    """Read TwiML of the user's own; raise `InvalidInput` (`invalid_twiml`) if it is none."""
    try:
        # Whoever may call this action may also run scripts here, and expat bounds expansion.
        root = ET.fromstring(clean_text(twiml).strip())  # noqa: S314
    except ET.ParseError as err:
        raise InvalidInput("invalid_twiml", reason=str(err)) from err
    if root.tag != "Response":
        raise InvalidInput("invalid_twiml", reason=f"<{root.tag}>")
    return root


def as_document(root: ET.Element) -> str:
    """Return a whole document."""
    document: str = ET.tostring(root, encoding="unicode")
    return _DECLARATION + document
