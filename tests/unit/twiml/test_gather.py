"""What a caller is asked for."""

from collections.abc import Collection
from typing import Final
from xml.etree import ElementTree as ET

from homeassistant.generated.languages import LANGUAGES
from hypothesis import given, strategies as st
import pytest

from custom_components.twilio.errors import InvalidInput
from custom_components.twilio.twiml.gather import (
    GATHER_LANGUAGES,
    Gather,
    converse,
    gather_language,
)
from custom_components.twilio.twiml.speech import SAY_LANGUAGES, Words, say_language

URL: Final = "https://house.example/api/webhook/abc?kind=turn&turn=1-ab"
WORDS: Final = Words("Press 1.", "en-US")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en-US", "en-US"),
        ("en-GB", "en-GB"),
        ("en-GB-WLS", "en-GB"),
        ("de-DE", "de-DE"),
        ("de-AT", "de-DE"),
        ("fr-BE", "fr-FR"),
        ("nl-BE", "nl-BE"),
        ("es-AR", "es-AR"),
        ("pt-BR", "pt-BR"),
        ("zh-CN", "cmn-Hans-CN"),
        ("cmn-CN", "cmn-Hans-CN"),
        ("zh-TW", "cmn-Hant-TW"),
        ("yue-HK", "yue-Hant-HK"),
        ("arb", "ar-SA"),
        ("pa-IN", "pa-guru-IN"),
        ("hr-HR", "hr-HR"),
        ("cy-GB", None),
        ("eo", None),
        ("", None),
    ],
)
def test_language(language: str, expected: str | None) -> None:
    """Who hears a language answers in it, where Twilio understands it."""
    assert gather_language(language) == expected


def test_languages_of_all_houses() -> None:
    """Of all languages that callers hear, Twilio understands all but Welsh."""
    assert {tag for tag in SAY_LANGUAGES if gather_language(tag) is None} == {"cy-GB"}
    heard = {gather_language(say_language(language)) for language in LANGUAGES}
    assert heard - {None} <= set(GATHER_LANGUAGES)


@pytest.mark.parametrize(
    ("lengths", "language", "expected"),
    [
        ({1}, None, {"input": "dtmf", "numDigits": "1", "finishOnKey": ""}),
        ({4}, None, {"input": "dtmf", "numDigits": "4", "finishOnKey": ""}),
        ({1, 4}, None, {"input": "dtmf", "finishOnKey": "#"}),
        ((), None, {"input": "dtmf", "finishOnKey": "#"}),
        (None, "de-DE", {"input": "speech", "language": "de-DE", "speechTimeout": "auto"}),
        (
            {1},
            "de-DE",
            {
                "input": "dtmf speech",
                "numDigits": "1",
                "finishOnKey": "",
                "language": "de-DE",
                "speechTimeout": "auto",
            },
        ),
    ],
)
def test_attributes(
    lengths: Collection[int] | None, language: str | None, expected: dict[str, str]
) -> None:
    """One length ends an answer by itself, several do by a # or silence; speech costs."""
    attributes = Gather.of(URL, lengths, language).attributes
    assert attributes == {"action": URL, "timeout": "5", **expected}


@pytest.mark.parametrize(
    ("gather", "farewell", "expected"),
    [
        pytest.param(None, None, '<Say language="en-US">Press 1.</Say>', id="words"),
        pytest.param(
            None,
            Words("Servus.", "de-AT", "Polly.Hannah"),
            '<Say language="en-US">Press 1.</Say>'
            '<Say language="de-AT" voice="Polly.Hannah">Servus.</Say>',
            id="words and a farewell",
        ),
        pytest.param(
            Gather(URL, 1),
            Words("Bye.", "en-US"),
            f'<Gather action="{URL.replace("&", "&amp;")}" input="dtmf" timeout="5" finishOnKey="" '
            'numDigits="1"><Say language="en-US">Press 1.</Say></Gather>'
            '<Say language="en-US">Bye.</Say>',
            id="question",
        ),
        pytest.param(
            Gather(URL, 1, lets_finish=True),
            Words("Bye.", "en-US"),
            '<Say language="en-US">Press 1.</Say>'
            f'<Gather action="{URL.replace("&", "&amp;")}" input="dtmf" timeout="5" finishOnKey="" '
            'numDigits="1" /><Say language="en-US">Bye.</Say>',
            id="question after the words",
        ),
    ],
)
def test_converse(gather: Gather | None, farewell: Words | None, expected: str) -> None:
    """A question is open while it is asked, the farewell comes behind it."""
    twiml = converse([WORDS], gather, farewell)
    assert twiml == f'<?xml version="1.0" encoding="UTF-8"?><Response>{expected}</Response>'


def test_nothing_to_say() -> None:
    """A question without words is refused."""
    with pytest.raises(InvalidInput) as caught:
        converse([Words("\x00", "en-US")], Gather(URL))
    assert caught.value.translation_key == "nothing_to_say"


@given(
    text=st.text(st.characters(), max_size=100),
    farewell=st.text(st.characters(), max_size=20),
    query=st.text(st.characters(codec="utf-8", categories=["L", "P", "S", "N"]), max_size=20),
)
def test_any_text(text: str, farewell: str, query: str) -> None:
    """Whatever is said stays text within its place, and the address what it was."""
    twiml = converse(
        [Words(f"{text}a", "en-US")], Gather(f"{URL}&{query}", 1), Words(f"{farewell}b", "en-US")
    )
    asked, said = ET.fromstring(twiml)  # noqa: S314 - what is under test made it
    assert (asked.tag, asked.get("action"), said.tag) == ("Gather", f"{URL}&{query}", "Say")
    [question] = asked
    assert (question.tag, len(question), len(said)) == ("Say", 0, 0)
    assert (question.text or "").endswith("a")
    assert (said.text or "").endswith("b")
