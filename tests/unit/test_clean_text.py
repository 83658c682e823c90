"""Text that survives the way to a phone."""

from typing import Final
from xml.etree import ElementTree as ET

from hypothesis import given, strategies as st
import pytest

from custom_components.twilio.clean_text import clean_text, whole_text

# With surrogates, which text from JSON or from damaged UTF-8 can contain.
ANYTHING: Final = st.text(st.characters(), max_size=200)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Washing machine: done.", "Washing machine: done."),
        ("one\ttwo\r\nthree", "one\ttwo\r\nthree"),
        ("a\x00b\x01c\x08d\x0be\x0cf\x1fg", "abcdefg"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\ud83d and \udc36", " and "),
        ("\ufffe\uffff", ""),
        ("\x00\x0b\ud800", ""),
        ("\x7f\x85\u2028", "\x7f\x85\u2028"),
        (
            "\U0001f436 \U0001f468\u200d\U0001f469\u200d\U0001f467",
            "\U0001f436 \U0001f468\u200d\U0001f469\u200d\U0001f467",
        ),
        (
            "\u200f\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
            "\u200f\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
        ),
        ("\ud7ff\ue000\ufffd\U00010000\U0010ffff", "\ud7ff\ue000\ufffd\U00010000\U0010ffff"),
        ("{{ states('lock.door') }} <b>&amp;</b>", "{{ states('lock.door') }} <b>&amp;</b>"),
    ],
    ids=[
        *("empty", "plain", "line_breaks", "control_characters", "terminal_colours", "surrogates"),
        *("no_characters", "nothing_left", "allowed_controls", "emoji", "right_to_left"),
        *("ends_of_ranges", "template_and_markup"),
    ],
)
def test_clean_text(text: str, expected: str) -> None:
    """Only what cannot be sent is dropped."""
    assert clean_text(text) == expected


@given(text=ANYTHING)
def test_clean_text_can_be_sent(text: str) -> None:
    """What is left fits into UTF-8 and into XML, and nothing else of it is dropped."""
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    element = ET.Element("Say")
    element.text = cleaned
    written = ET.tostring(element, encoding="utf-8")
    said = ET.fromstring(written).text or ""  # noqa: S314 - written above
    assert said == cleaned.replace("\r\n", "\n").replace("\r", "\n")
    rest = iter(text)
    assert all(character in rest for character in cleaned)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("\ud83d and \udc36", "? and ?"),
        ("a\x00\uffff", "a\x00\uffff"),
        ("\U0001f436", "\U0001f436"),
    ],
)
def test_whole_text(text: str, expected: str) -> None:
    """Half a character leaves a mark, and everything else stays."""
    assert whole_text(text) == expected


@given(text=ANYTHING)
def test_whole_text_can_be_stored(text: str) -> None:
    """What comes of it fits into UTF-8, and is as long as it was."""
    whole = whole_text(text)
    assert len(whole.encode().decode()) == len(text)
