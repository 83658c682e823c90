"""Long texts, cut where a speaker would breathe."""

from hypothesis import given, strategies as st
import pytest

from custom_components.twilio.answers.text_parts import parts_of


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("", [""], id="nothing"),
        pytest.param("  ten chars ", ["ten chars"], id="fits"),
        pytest.param("0123456789", ["0123456789"], id="just fits"),
        pytest.param("0123456789a", ["0123456789", "a"], id="one word"),
        pytest.param("One two three", ["One two", "three"], id="between words"),
        pytest.param("A b. C d e f", ["A b.", "C d e f"], id="after a sentence"),
        pytest.param("A! B? C d e f", ["A! B?", "C d e f"], id="after the last sentence"),
        pytest.param("A b\nC d e f g", ["A b", "C d e f g"], id="after a line"),
        pytest.param("A. " + "b" * 20, ["A.", "b" * 10, "b" * 10], id="short, then long"),
    ],
)
def test_parts(text: str, parts: list[str]) -> None:
    """A text is cut after a sentence, else after a word, else where it must be."""
    assert parts_of(text, 10) == parts


@given(text=st.text(), length=st.integers(2, 40))
def test_any_text(text: str, length: int) -> None:
    """Nothing but space is lost, and no part is too long or empty."""
    parts = parts_of(text, length)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(len(part) <= length for part in parts)
    assert all(parts) or parts == [""]
