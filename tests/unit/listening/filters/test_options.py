"""How options are read, and which are refused."""

from typing import Any

import pytest

from custom_components.twilio.errors import InvalidInput
from custom_components.twilio.listening.filters import DigitsFilter, MessageFilter
from custom_components.twilio.listening.filters.options import read_texts, read_values


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ()),
        ({"tag": ["alarm"]}, ("alarm",)),
        ({"tag": [" alarm ", "", "door"]}, ("alarm", "door")),
        ({"tag": [0, 5, 9]}, ("0", "5", "9")),
    ],
)
def test_texts(options: dict[str, Any], expected: tuple[str, ...]) -> None:
    """Texts lose the spaces around them, and a digit needs no quotes."""
    assert read_texts(options, "tag") == expected


def test_numbers_stay_numbers() -> None:
    """Where a number may be meant, YAML's is taken."""
    assert read_values({"from": [15551234567]}, "from") == (15551234567,)


@pytest.mark.parametrize(
    ("value", "key", "placeholders"),
    [
        ([], "filter_empty", {"option": "body"}),
        (["", "  "], "filter_empty", {"option": "body"}),
        (["{{ states('a.b') }}"], "filter_template", {"option": "body"}),
        (["{% if x %}a{% endif %}"], "filter_template", {"option": "body"}),
        (["{# nothing #}"], "filter_template", {"option": "body"}),
        ([True], "filter_quotes", {"option": "body", "value": "True"}),
        ([1.5], "filter_quotes", {"option": "body", "value": "1.5"}),
        ([None], "filter_quotes", {"option": "body", "value": "None"}),
        ([{"a": 1}], "filter_quotes", {"option": "body", "value": "{'a': 1}"}),
        ([83], "filter_quotes", {"option": "body", "value": "83"}),
        ([-1], "filter_quotes", {"option": "body", "value": "-1"}),
    ],
)
def test_refused(value: list[Any], key: str, placeholders: dict[str, str]) -> None:
    """What YAML made of something else, and what lets nothing through by accident, is refused."""
    with pytest.raises(InvalidInput) as refused:
        MessageFilter.from_options({"body": value}, None)
    assert refused.value.translation_key == key
    assert refused.value.translation_placeholders == placeholders


@pytest.mark.parametrize("keys", ["1 2", "A", "\uff11", "five", "1,2"])
def test_no_keys(keys: str) -> None:
    """What no phone has on its keypad is refused."""
    with pytest.raises(InvalidInput) as refused:
        DigitsFilter.from_options({"digits": ["1", keys]}, None)
    assert refused.value.translation_key == "filter_digits"
    assert refused.value.translation_placeholders == {"value": keys}


@pytest.mark.parametrize("text", [".", "...", "。", " … ."])
def test_text_of_full_stops(text: str) -> None:
    """A text of which nothing counts would fit what has no text, a picture for one."""
    with pytest.raises(InvalidInput) as refused:
        MessageFilter.from_options({"body": ["yes", text]}, None)
    assert refused.value.translation_key == "filter_no_words"
    assert refused.value.translation_placeholders == {"option": "body", "value": text.strip()}


@pytest.mark.parametrize("sentence", ["?", "¡!", ".,;"])
def test_sentence_of_punctuation(sentence: str) -> None:
    """Nobody speaks punctuation, so nobody says this."""
    with pytest.raises(InvalidInput) as refused:
        DigitsFilter.from_options({"sentence": [sentence]}, None)
    assert refused.value.translation_key == "filter_no_words"
    assert refused.value.translation_placeholders == {"option": "sentence", "value": sentence}


def test_anything() -> None:
    """A wildcard alone, or a question mark in a text, is meant."""
    assert MessageFilter.from_options({"body": ["*", "?"]}, None).body.fit("")
    assert DigitsFilter.from_options({"sentence": ["*"]}, None).sentence.fit("yes")
