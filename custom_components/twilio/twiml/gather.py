"""What a caller is asked for, and what is said meanwhile (<Gather>)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final, Self
from xml.etree import ElementTree as ET

from .speech import Words, add_words, as_document

# The languages that Twilio understands (https://www.twilio.com/docs/voice/twiml/gather#languagetags).
GATHER_LANGUAGES: Final = (
    *("af-ZA", "am-ET", "ar-AE", "ar-BH", "ar-DZ", "ar-EG", "ar-IL", "ar-IQ", "ar-JO", "ar-KW"),
    *("ar-LB", "ar-MA", "ar-OM", "ar-PS", "ar-QA", "ar-SA", "ar-TN", "az-AZ", "bg-BG", "bn-BD"),
    *("bn-IN", "ca-ES", "cmn-Hans-CN", "cmn-Hant-TW", "cs-CZ", "da-DK", "de-DE", "el-GR"),
    *("en-AU", "en-CA", "en-GB", "en-GH", "en-IE", "en-IN", "en-KE", "en-NG", "en-NZ", "en-PH"),
    *("en-SG", "en-TZ", "en-US", "en-ZA", "es-AR", "es-BO", "es-CL", "es-CO", "es-CR", "es-DO"),
    *("es-EC", "es-ES", "es-GT", "es-HN", "es-MX", "es-NI", "es-PA", "es-PE", "es-PR", "es-PY"),
    *("es-SV", "es-US", "es-UY", "es-VE", "et-EE", "eu-ES", "fa-IR", "fi-FI", "fil-PH", "fr-CA"),
    *("fr-FR", "gl-ES", "gu-IN", "he-IL", "hi-IN", "hr-HR", "hu-HU", "hy-AM", "id-ID", "is-IS"),
    *("it-IT", "ja-JP", "jv-ID", "ka-GE", "km-KH", "kn-IN", "ko-KR", "lo-LA", "lt-LT", "lv-LV"),
    *("mk-MK", "ml-IN", "mn-MN", "mr-IN", "ms-MY", "my-MM", "nb-NO", "ne-NP", "nl-BE", "nl-NL"),
    *("pa-guru-IN", "pl-PL", "pt-BR", "pt-PT", "ro-RO", "ru-RU", "si-LK", "sk-SK", "sl-SI"),
    *("sq-AL", "sr-RS", "su-ID", "sv-SE", "sw-KE", "sw-TZ", "ta-IN", "ta-LK", "ta-MY", "ta-SG"),
    *("te-IN", "th-TH", "tr-TR", "uk-UA", "ur-IN", "ur-PK", "uz-UZ", "vi-VN", "yue-Hant-HK"),
    *("zu-ZA",),
)
# What <Say> and <Gather> spell in two ways.
_SPELLINGS: Final = {
    "arb": "ar-SA",
    "ar-XA": "ar-SA",
    "cmn-CN": "cmn-Hans-CN",
    "cmn-TW": "cmn-Hant-TW",
    "en-GB-WLS": "en-GB",
    "pa-IN": "pa-guru-IN",
    "yue-HK": "yue-Hant-HK",
    "zh-CN": "cmn-Hans-CN",
    "zh-HK": "yue-Hant-HK",
    "zh-TW": "cmn-Hant-TW",
}

PATIENCE: Final = 5
"""Seconds of silence after which a caller has said and pressed all."""


def gather_language(language: str) -> str | None:
    """Return the language in which callers answer who hear a language of <Say>.

    Another country's where Twilio does not tell them apart; none where it understands none.
    """
    base = language.partition("-")[0]
    for tag in (_SPELLINGS.get(language), language, f"{base}-{base.upper()}"):
        if tag in GATHER_LANGUAGES:
            return tag
    return next((tag for tag in GATHER_LANGUAGES if tag.partition("-")[0] == base), None)


@dataclass(frozen=True, slots=True)
class Gather:
    """A question for keys, and for words where their language is known."""

    action: str
    """The absolute URL that is told what the caller did."""
    length: int | None = None
    """How many keys make an answer, none where a # or silence ends it."""
    language: str | None = None
    lets_finish: bool = False
    """Whether all is said before an answer counts: else it cuts short what is said."""
    takes_keys: bool = True

    @classmethod
    def of(
        cls,
        action: str,
        lengths: Collection[int] | None,
        speech_language: str | None,
        *,
        lets_finish: bool = False,
    ) -> Self:
        """Ask for as many keys as one of `lengths`, for any number where that is empty.

        Where it is none, for words alone.
        """
        length = next(iter(lengths)) if lengths and len(lengths) == 1 else None
        return cls(action, length, speech_language, lets_finish, lengths is not None)

    @property
    def attributes(self) -> dict[str, str]:
        """What <Gather> is told."""
        kinds = ["dtmf"] * self.takes_keys + ["speech"] * bool(self.language)
        attributes = {"action": self.action, "input": " ".join(kinds), "timeout": str(PATIENCE)}
        if self.length is not None:
            # Where the length ends the answer, a # belongs to it.
            attributes |= {"finishOnKey": "", "numDigits": str(self.length)}
        elif self.takes_keys:
            attributes["finishOnKey"] = "#"
        if self.language:
            attributes |= {"language": self.language, "speechTimeout": "auto"}
        return attributes


def converse(
    words: Iterable[Words], gather: Gather | None = None, farewell: Words | None = None
) -> str:
    """Return TwiML that says something, waits for an answer, and takes leave where none comes.

    Raises as `add_words` does.
    """
    response = ET.Element("Response")
    question = ET.Element("Gather", gather.attributes) if gather else response
    place = response if gather is None or gather.lets_finish else question
    for each in words:
        add_words(place, each)
    if gather:
        response.append(question)
    if farewell:
        add_words(response, farewell)
    return as_document(response)
