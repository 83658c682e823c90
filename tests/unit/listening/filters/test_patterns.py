"""Patterns for what people write or say."""

import pytest

from custom_components.twilio.folding import fold
from custom_components.twilio.listening.filters.patterns import (
    NO_PATTERNS,
    Patterns,
    fold_speech,
)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("arm sv", "arm sv", True),
        ("arm sv", " ARM  SV.\n", True),
        ("Arm SV.", "arm sv", True),
        ("arm sv", "arm sv now", False),
        ("arm sv", "arm sv, now", False),
        ("yes", "Yes.", True),
        ("I'm home", "I\u2019m home!", True),
        ("Are you there?", "are you there", True),
        ("help", "Help ?!", True),
        ("open *", "open the gate!", True),
        ("?", "?", True),
        ("?", "!", False),
        ("?", "", False),
        ("straße", "STRASSE", True),
        ("café", "cafe\u0301", True),
        ("what's up", "What\u2019s up", True),
        ('say "hi"', "say \u201chi\u201d", True),
        ("ok", "ok\u00a0...", True),
        ("是", "是。", True),
        ("open *", "open the gate", True),
        ("open *", "open", False),
        ("open*", "open", True),
        ("*", "", True),
        ("* gate", "open the gate.", True),
        ("open * and * now", "open gate and door now", True),
        ("open * and * now", "open gate and now", False),
        ("open**gate", "open the gate", True),
        ("aba*aba", "aba", False),
        ("aba*aba", "abaaba", True),
        ("*b*a*", "abba", True),
        ("*b*a*b*", "abba", False),
        (".*", "open", False),
        ("[a-z]", "a", False),
    ],
)
def test_whole_text(pattern: str, text: str, *, expected: bool) -> None:
    """A pattern fits the whole text or not at all; only `*` stands for something else."""
    assert Patterns.of([fold(pattern)]).fit(fold(text)) is expected


@pytest.mark.parametrize(
    ("pattern", "sentence", "expected"),
    [
        ("yes please", "Yes, please.", True),
        ("Yes, please!", "yes please", True),
        ("who is there", "Who is there?", True),
        ("no", "Yes.", False),
    ],
)
def test_spoken(pattern: str, sentence: str, *, expected: bool) -> None:
    """Nobody speaks punctuation."""
    assert Patterns.of([fold_speech(pattern)]).fit(fold_speech(sentence)) is expected


def test_one_of_several() -> None:
    """It is enough that one fits, with a wildcard or without."""
    patterns = Patterns.of(["yes", "ja", "open *"])
    assert [patterns.fit(text) for text in ("yes", "ja", "open up", "no")] == [
        *(True, True, True, False)
    ]


def test_none() -> None:
    """Without a pattern there is nothing to fit."""
    assert not NO_PATTERNS
    assert not NO_PATTERNS.fit("")
    assert Patterns.of(["a"])
    assert Patterns.of(["a*"])


def test_many_wildcards_take_no_time() -> None:
    """What would keep a regular expression busy for years is done when a test is."""
    patterns = Patterns.of(["*a" * 200 + "b"])
    assert not patterns.fit("a" * 1600)
