"""What a caller hears."""

from contextlib import suppress
from typing import Final
from xml.etree import ElementTree as ET

from homeassistant.generated.languages import LANGUAGES
from hypothesis import given, strategies as st
import pytest
from syrupy.assertion import SnapshotAssertion

from custom_components.twilio.clean_text import clean_text
from custom_components.twilio.errors import InvalidInput
from custom_components.twilio.twiml.speech import (
    SAY_LANGUAGES,
    SAY_MAX_LENGTH,
    read_twiml,
    say_language,
    speak,
)

DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>'


def spoken(twiml: str) -> list[str]:
    """Return the text of each <Say>, as Twilio's parser reads it."""
    response = ET.fromstring(twiml)  # noqa: S314 - what is under test made it
    return [say.text or "" for say in response.iter("Say")]


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("en", None, "en-US"),
        ("en", "GB", "en-GB"),
        ("en", "AU", "en-AU"),
        ("en", "DE", "en-US"),
        ("en-GB", "US", "en-GB"),
        ("de", None, "de-DE"),
        ("de", "AT", "de-AT"),
        ("de", "CH", "de-DE"),
        ("gsw", "CH", "de-DE"),
        ("nl", "NL", "nl-NL"),
        ("nl", "BE", "nl-BE"),
        ("fr", "CA", "fr-CA"),
        ("fr", "CH", "fr-FR"),
        ("es", "MX", "es-MX"),
        ("es", "AR", "es-ES"),
        ("es-419", "ES", "es-MX"),
        ("pt", "BR", "pt-BR"),
        ("pt", "AO", "pt-PT"),
        ("pt-BR", "PT", "pt-BR"),
        ("nb", "NO", "nb-NO"),
        ("nn", "NO", "nb-NO"),
        ("no", None, "nb-NO"),
        ("sr-Latn", "RS", "sr-RS"),
        ("zh-Hans", "TW", "zh-CN"),
        ("zh-Hant", "CN", "zh-TW"),
        ("he", "IL", "he-IL"),
        ("ar", "SA", "ar-AE"),
        ("de-XX", "AT", "de-AT"),
        ("eo", "DE", "en-US"),
        ("", None, "en-US"),
        ("nonsense", "US", "en-US"),
    ],
)
def test_say_language(language: str, country: str | None, expected: str) -> None:
    """A language gets the voice of its country, of its homeland, or English."""
    assert say_language(language, country) == expected


@pytest.mark.parametrize("country", [None, "US", "DE", "NO", "XX"])
def test_say_language_of_each_house(country: str | None) -> None:
    """Each language of Home Assistant becomes one that Twilio speaks: itself, where it can."""
    own = {language: say_language(language, country) for language in LANGUAGES}
    assert set(own.values()) <= set(SAY_LANGUAGES)
    speakable = {known.partition("-")[0] for known in SAY_LANGUAGES}
    assert {
        language: tag
        for language, tag in own.items()
        if (base := language.partition("-")[0]) in speakable
        and not tag.startswith((f"{base}-", "cmn-"))
    } == {}


@pytest.mark.parametrize(
    ("text", "language", "voice"),
    [
        ("Washing machine: done.", "en-US", None),
        ("Es brennt im Gew\u00e4chshaus!", "de-DE", "Polly.Vicki-Neural"),
        ('<b>Tom & "Jerry"</b> ]]> {{ x }}', "en-GB", 'a"b&c'),
        ("\u05e9\u05dc\u05d5\u05dd, \u0645\u0631\u062d\u0628\u0627", "he-IL", None),
        ("Dog \U0001f436 at the door", "en-US", None),
        ("one\ntwo\tthree", "en-US", None),
        ("\x00A\x0bl\x1ba\ud800r\uffffm", "en-\x00US", "Polly.\x0bJoanna"),
    ],
    ids=["plain", "voice", "markup", "right_to_left", "emoji", "line_breaks", "control_characters"],
)
def test_speak(text: str, language: str, voice: str | None, snapshot: SnapshotAssertion) -> None:
    """A text is said by a voice, and nothing of it becomes markup."""
    assert speak(text, language=language, voice=voice) == snapshot


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00\x0b", "\ud800", " \uffff "])
def test_nothing_to_say(text: str) -> None:
    """A text without anything to be said is refused."""
    with pytest.raises(InvalidInput) as caught:
        speak(text, language="en-US")
    assert caught.value.translation_key == "nothing_to_say"


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("a" * SAY_MAX_LENGTH, [3000]),
        ("a" * (SAY_MAX_LENGTH + 1), [3000, 1]),
        ("a" * 9_000, [3000, 3000, 3000]),
        ("word " * 600 + "end", [2999, 3]),
        ("a" * 2000 + " " + "b" * 2000, [2000, 2000]),
        ("a" * 1000 + ". " + "b " * 1500, [1001, 2999]),
        ("a" * 1000 + "! " + "b" * 500 + "? " + "c" * 2000, [1503, 2000]),
        ("a" * 100 + "\n" + "b" * 2950, [100, 2950]),
        ("\u00e4" * 3001, [3000, 1]),
    ],
    ids=[
        *("fits", "one_more", "no_spaces", "between_words", "one_space", "after_a_sentence"),
        *("after_the_last_sentence", "after_a_line", "counted_before_escaping"),
    ],
)
def test_parts(text: str, lengths: list[int]) -> None:
    """A long text is said in parts, cut where a speaker would breathe."""
    parts = spoken(speak(text, language="en-US"))
    assert [len(part) for part in parts] == lengths
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(text=st.text(st.characters(), max_size=50), times=st.integers(1, 400))
def test_any_text(text: str, times: int) -> None:
    """Any text is said whole, as well-formed XML, in parts that are not too long."""
    text = (text + "a") * times
    twiml = speak(text, language="en-US")
    assert twiml.startswith(DECLARATION)
    parts = spoken(twiml)
    assert all(0 < len(part) <= SAY_MAX_LENGTH for part in parts)
    sendable = "".join(character for character in text if _is_sendable(character))
    assert "".join("".join(parts).split()) == "".join(sendable.split())


def _is_sendable(character: str) -> bool:
    try:
        ET.fromstring(f"<Say>&#{ord(character)};</Say>")  # noqa: S314 - one character
    except ET.ParseError:
        return False
    return True


@pytest.mark.parametrize(
    "twiml",
    [
        "<Response/>",
        "<Response><Say voice='M\u00e4x'>Gr\u00fc\u00df &amp; \U0001f44b</Say><Hangup/></Response>",
        DECLARATION + "\n<Response>\n  <Reject reason='busy'/>\n</Response>\n",
        '<?xml version="1.0" encoding="UTF-16"?><Response><Hangup/></Response>',
        "  <!-- note --><Response><?target data?><Say>A<break/>B</Say></Response>  ",
        "<Response><Say>\x00\x0bbeep\ud800</Say></Response>",
        "<Response><Say><![CDATA[1 < 2]]></Say></Response>",
    ],
    ids=[
        "empty",
        "not_ascii",
        "declared",
        "other_encoding",
        "comments",
        "control_characters",
        "cdata",
    ],
)
def test_read_twiml(twiml: str, snapshot: SnapshotAssertion) -> None:
    """TwiML of the user's own means the same afterwards."""
    assert read_twiml(twiml) == snapshot


@pytest.mark.parametrize(
    ("twiml", "reason"),
    [
        ("", "no element found: line 1, column 0"),
        ("Hello", "syntax error: line 1, column 0"),
        ("<Response>", "no element found: line 1, column 10"),
        ("<Response/><Response/>", "junk after document element: line 1, column 11"),
        ("<Response>&nbsp;</Response>", "undefined entity: line 1, column 10"),
        ("<Say>Hello</Say>", "<Say>"),
        ("<response/>", "<response>"),
        ('<Response xmlns="urn:x"/>', "<{urn:x}Response>"),
    ],
)
def test_read_twiml_that_cannot_be_used(twiml: str, reason: str) -> None:
    """TwiML that Twilio would not understand is refused, with the reason."""
    with pytest.raises(InvalidInput) as caught:
        read_twiml(twiml)
    assert caught.value.translation_key == "invalid_twiml"
    assert caught.value.translation_placeholders == {"reason": reason}


def test_read_twiml_that_explodes() -> None:
    """Entities that multiply are refused instead of filling the memory."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE r [<!ENTITY e0 "boom">{levels}]><Response><Say>&e11;</Say></Response>'
    with pytest.raises(InvalidInput) as caught:
        read_twiml(bomb)
    assert caught.value.translation_key == "invalid_twiml"


@given(text=st.text(st.characters(), max_size=200))
def test_own_twiml(text: str) -> None:
    """What this house says, it also reads."""
    own = speak(f"a{text}", language="en-US")
    assert spoken(read_twiml(own)) == spoken(own)


@given(
    parts=st.lists(
        st.sampled_from(["<Say>", "</Say>", "<Say/>", "<b>", "</b>", "&amp;", "&", "<", "a", " "])
        | st.text(max_size=5)
    )
)
def test_any_twiml(parts: list[str]) -> None:
    """TwiML of the user's own says the same afterwards, or is refused in words."""
    twiml = f"<Response>{''.join(parts)}</Response>"
    with suppress(InvalidInput):
        assert spoken(read_twiml(twiml)) == spoken(clean_text(twiml))
