"""German, Spanish, French and Dutch say all that English says."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
import re
from typing import Final

import pytest

from .repository import TRANSLATIONS, english, read_json
from .texts import Texts, flatten

LANGUAGES: Final = ("de", "es", "fr", "nl")
EACH: Final = frozenset(LANGUAGES)

SAME: Final[Mapping[str, tuple[frozenset[str], str]]] = {
    "Account": (frozenset({"nl"}), "the Dutch word"),
    "Account SID": (EACH, "what Twilio's Console calls it in every language"),
    "Accounts": (frozenset({"nl"}), "the Dutch word"),
    "Australia (au1)": (frozenset({"es"}), "the Spanish word"),
    "Auth Token": (EACH, "what Twilio's Console calls it in every language"),
    "Contact": (frozenset({"fr", "nl"}), "the word there too"),
    "Contacts": (frozenset({"fr"}), "the French word"),
    "Home Assistant Cloud (Nabu Casa)": (EACH, "names"),
    "MMS": (EACH, "the word there too"),
    "Message": (frozenset({"fr"}), "the French word"),
    "Messaging Service": (EACH, "what Twilio's Console calls it in every language"),
    "Name": (frozenset({"de"}), "the German word"),
    "No": (frozenset({"es"}), "the Spanish word"),
    "Options": (frozenset({"fr"}), "the French word"),
    "PIN": (frozenset({"de", "es"}), "the word there too"),
    "Person": (frozenset({"de"}), "the German word"),
    "RCS": (EACH, "the word there too"),
    "Region": (frozenset({"de"}), "the German word"),
    "SMS": (EACH, "the word there too"),
    "Server": (frozenset({"de", "nl"}), "the word there too"),
    "Signatures": (frozenset({"fr"}), "the French word"),
    "Status": (frozenset({"de", "nl"}), "the word there too"),
    "Text": (frozenset({"de"}), "the German word"),
    "TwiML": (EACH, "the name of Twilio's markup"),
    "Twilio": (EACH, "a name"),
    "WhatsApp": (EACH, "a name"),
    "fax": (frozenset({"es", "fr", "nl"}), "the word there too"),
    "{sender}": (EACH, "a name alone"),
}
"""Texts that are the same as in English: in which languages, and why."""

_MARKUP: Final = re.compile(r"\]\(\{\w+\}\)|`|\n\n|\*\*")

each_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def texts(language: str) -> Texts:
    """Return the texts of a language."""
    return dict(flatten(english() if language == "en" else read_json(_path(language))))


def _path(language: str) -> Path:
    return TRANSLATIONS / f"{language}.json"


def untranslated(language: str, complete: Texts, other: Texts) -> list[str]:
    """Return which texts are as in English without a reason."""
    return [
        path
        for path, text in other.items()
        if text == complete.get(path) and language not in SAME.get(text, (EACH - EACH, ""))[0]
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Nachricht", []),
        ("de", "Message", ["a"]),
        ("de", "Region", []),
        ("fr", "Region", ["a"]),
        ("fr", "Twilio", []),
    ],
)
def test_english_is_found(language: str, text: str, expected: list[str]) -> None:
    """The check below knows a text that was left as it is from a word that is the same."""
    english_text = "Message" if text == "Nachricht" else text
    assert untranslated(language, {"a": english_text}, {"a": text}) == expected


def test_these_are_all() -> None:
    """No other language is begun and left half done."""
    assert sorted(path.stem for path in TRANSLATIONS.glob("*.json")) == sorted((*LANGUAGES, "en"))


@each_language
def test_complete(language: str) -> None:
    """Each English text has its translation, in the order of English."""
    assert [path for path in texts("en") if path not in texts(language)] == []
    assert list(texts(language)) == list(texts("en"))


@each_language
def test_nothing_is_left_in_english(language: str) -> None:
    """A text is as in English only where the language has that very word."""
    assert untranslated(language, texts("en"), texts(language)) == []


@each_language
def test_same_markup(language: str) -> None:
    """Links, code and paragraphs are where English has them."""
    assert [
        path
        for path, text in texts(language).items()
        if sorted(_MARKUP.findall(text)) != sorted(_MARKUP.findall(texts("en").get(path, "")))
    ] == []


@each_language
def test_what_only_a_machine_reads_is_kept(language: str) -> None:
    """Words that a user has to type or look for as they are stay as they are."""
    kept = re.compile(
        r"Twilio|TwiML|WhatsApp|A2P 10DLC|configuration\.yaml|allowlist_external_urls|"
        r"\b(?:AC|SK|MG)\b|\b(?:STOP|START)\b"
    )
    assert [
        path
        for path, text in texts(language).items()
        if set(kept.findall(texts("en").get(path, ""))) - set(kept.findall(text))
    ] == []


def test_each_same_word_is_said() -> None:
    """No word is on the list that no text consists of."""
    said = set(texts("en").values())
    assert [word for word in SAME if word not in said] == []
