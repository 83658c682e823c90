"""Who texted and is no contact: five numbers, and nothing of what they wrote."""

from typing import Any, Final

import pytest

from custom_components.twilio.contacts.contact import ContactChannel
from custom_components.twilio.contacts.strangers import MOST_STRANGERS, Stranger, Strangers

_NUMBERS: Final = tuple(f"+1555123000{digit}" for digit in range(7))


def _stranger(number: str, at: float) -> Stranger:
    return Stranger(number, ContactChannel.SMS, at)


def _numbers(strangers: Strangers) -> list[str]:
    return [known.number for known in strangers.known]


def test_the_last_five() -> None:
    """The latest comes first, and pushes out the oldest."""
    strangers = Strangers()
    for at, number in enumerate(_NUMBERS):
        strangers.note(_stranger(number, at))
    assert _numbers(strangers) == [*reversed(_NUMBERS)][:MOST_STRANGERS]


def test_one_number_counts_once() -> None:
    """Its last text counts; one that was only fetched late pushes nobody back."""
    strangers = Strangers()
    strangers.note(_stranger(_NUMBERS[0], 1))
    strangers.note(_stranger(_NUMBERS[1], 2))
    strangers.note(_stranger(_NUMBERS[0], 3))
    strangers.note(_stranger(_NUMBERS[2], 0))
    assert _numbers(strangers) == [_NUMBERS[0], _NUMBERS[1], _NUMBERS[2]]
    assert strangers.find(_NUMBERS[0]) == _stranger(_NUMBERS[0], 3)
    assert strangers.find(_NUMBERS[3]) is None


def test_known_by_now() -> None:
    """Whoever is known by now is forgotten."""
    strangers = Strangers()
    strangers.note(_stranger(_NUMBERS[0], 1))
    strangers.note(_stranger(_NUMBERS[1], 2))
    assert not strangers.keep(lambda _: True)
    assert strangers.keep(lambda number: number != _NUMBERS[1])
    assert _numbers(strangers) == [_NUMBERS[0]]


def test_stored() -> None:
    """What is stored comes back, and never more than the last five."""
    strangers = Strangers()
    strangers.note(Stranger(_NUMBERS[0], ContactChannel.WHATSAPP, 1.5))
    strangers.note(_stranger(_NUMBERS[1], 2))
    stored = strangers.as_json()
    assert Strangers.from_json(stored) == strangers
    assert Strangers.from_json({}) == Strangers()
    many = [[number, "sms", 1] for number in _NUMBERS]
    assert len(Strangers.from_json({"known": many}).known) == MOST_STRANGERS


@pytest.mark.parametrize(
    "known", [7, ["x"], [[]], [["+1", "pigeon", 1]], [["+1", "sms", "now"]], [[1, 2, 3]]]
)
def test_damaged(known: Any) -> None:
    """What is damaged is refused whole; the store then begins anew."""
    with pytest.raises((TypeError, ValueError)):
        Strangers.from_json({"known": known})
