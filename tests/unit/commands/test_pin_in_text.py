"""What of a text may be a PIN, and the text without it."""

import pytest

from custom_components.twilio.commands.pin_in_text import (
    MOST_CANDIDATES,
    candidates_of,
    cut,
    cut_all,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("disarm", [], id="no digits"),
        pytest.param("123", [], id="too short"),
        pytest.param("12345678901", [], id="too long"),
        pytest.param("1234567890", [("1234567890", True)], id="the longest"),
        pytest.param("a 0123", [("0123", True)], id="leading zero"),
        pytest.param("a 0123.", [("0123", True)], id="full stop"),
        pytest.param("a 0123 👍 !", [("0123", True)], id="emoji"),
        pytest.param("a 0123 b", [("0123", False)], id="not at the end"),
        pytest.param("a 0123 7", [("0123", False)], id="a digit behind it"),
        pytest.param("1111 2222", [("2222", True), ("1111", False)], id="two"),
        pytest.param("1111 1111", [("1111", True)], id="the same twice"),
        pytest.param(
            "1111 2222 3333 4444",
            [("4444", True), ("3333", False), ("2222", False)],
            id="three at most",
        ),
        pytest.param("٠١٢٣", [("0123", True)], id="Arabic"),
        pytest.param("०१२३", [("0123", True)], id="Devanagari"),
        pytest.param(
            "\U0001d7ce\U0001d7cf\U0001d7d0\U0001d7d1", [("0123", True)], id="mathematical"
        ),
        pytest.param("x²³¹²", [], id="superscripts are no digits to type"),
    ],
)
def test_candidates(text: str, expected: list[tuple[str, bool]]) -> None:
    """The last comes first, and only at the end does one count as given."""
    found = candidates_of(text)
    assert [(candidate.digits, candidate.is_at_end) for candidate in found] == expected
    assert len(found) <= MOST_CANDIDATES


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("disarm SV 4711", "disarm SV", id="end"),
        pytest.param("disarm SV 4711.", "disarm SV.", id="full stop"),
        pytest.param("disarm  4711  SV", "disarm  SV", id="middle"),
        pytest.param("4711 disarm", "disarm", id="beginning"),
        pytest.param("4711", "", id="alone"),
        pytest.param("4711 and 4711", "and", id="twice"),
        pytest.param(" 4712  keeps its spaces ", " 4712  keeps its spaces ", id="another one"),
        pytest.param("047110", "047110", id="within another number"),
        pytest.param("SV\u0664\u0667\u0661\u0661", "SV", id="Arabic"),
    ],
)
def test_cut(text: str, expected: str) -> None:
    """A PIN goes wherever it stands, the rest stays as it was written."""
    assert cut(text, {"4711"}) == expected


def test_cut_all() -> None:
    """All that may be a PIN goes, what is shorter or longer stays."""
    assert cut_all("1 12 123 1234 12345 1234567890 12345678901") == "1 12 123 12345678901"


def test_secret() -> None:
    """What may be a PIN shows up in no description of it."""
    assert "4711" not in repr(candidates_of("disarm 4711"))
