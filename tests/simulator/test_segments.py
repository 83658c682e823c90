"""How texts are cut into segments."""

import pytest

from simulator.messaging.segments import count_segments


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 151, 2),
        ("a" * 152 + "€" + "a" * 152, 3),
        ("é" * 160, 1),
        ("ç" * 70, 1),
        ("ç" * 71, 2),
        ("ç" * 134, 2),
        ("ç" * 135, 3),
        ("\U0001f3e0" * 35, 1),
        ("\U0001f3e0" * 36, 2),
        ("\U0001f3e0" * 66, 2),
        ("\U0001f3e0" * 67, 3),
        ("a" * 159 + "ç", 3),
    ],
)
def test_segments(text: str, segments: int) -> None:
    """Nothing that takes two places is cut in two."""
    assert count_segments(text) == segments
