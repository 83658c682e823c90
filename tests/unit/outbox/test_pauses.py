"""Pauses between tries that grow."""

import pytest

from custom_components.twilio.outbox.pauses import Pauses


@pytest.mark.parametrize(
    ("chance", "share"),
    [
        pytest.param(0.0, 1.0, id="whole"),
        pytest.param(0.5, 0.875, id="in between"),
        pytest.param(1.0, 0.75, id="shortest"),
    ],
)
def test_growing(chance: float, share: float) -> None:
    """They double up to a minute; chance shortens them by up to a quarter."""
    pauses = Pauses(chance=lambda: chance)
    assert [pauses.grow() for _ in range(8)] == [
        seconds * share for seconds in (1, 2, 4, 8, 16, 32, 60, 60)
    ]


def test_beginning_again() -> None:
    """After a success the first pause is short again."""
    pauses = Pauses(first=3.0, longest=10.0, chance=lambda: 0.0)
    assert [pauses.grow() for _ in range(4)] == [3, 6, 10, 10]
    pauses.reset()
    assert [pauses.grow(), pauses.grow()] == [3, 6]


def test_chance() -> None:
    """Houses that lost Twilio in the same second do not all come back in the same second."""
    assert len({Pauses().grow() for _ in range(20)}) > 1
    assert all(0.75 <= Pauses().grow() <= 1.0 for _ in range(100))
