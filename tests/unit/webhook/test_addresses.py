"""Under which addresses Twilio may have called, and for how long still."""

from typing import Final

import pytest

from custom_components.twilio.webhook.addresses import REPLACED_SECONDS, Addresses

OLD: Final = "https://old.example/api/webhook/ab"
NEW: Final = "https://new.example:8123/api/webhook/ab"
NOW: Final = 1_000_000.0


def called(addresses: Addresses, now: float, query: str = "") -> list[str]:
    """Return what may have been called."""
    return list(addresses.called(query, now))


def test_nothing_configured() -> None:
    """Without configuration nothing may have been called."""
    assert called(Addresses(), NOW, "a=1") == []


@pytest.mark.parametrize(
    ("query", "end"), [("", ""), ("kind=turn&turn=a%2Bb+c'", "?kind=turn&turn=a%2Bb+c'")]
)
def test_called(query: str, end: str) -> None:
    """Each address counts with and without port, with the raw query byte for byte."""
    addresses = Addresses((OLD, NEW))
    assert called(addresses, NOW, query) == [
        f"https://old.example/api/webhook/ab{end}",
        f"https://old.example:443/api/webhook/ab{end}",
        f"https://new.example:8123/api/webhook/ab{end}",
        f"https://new.example/api/webhook/ab{end}",
    ]


def test_replaced_address_stays_a_day() -> None:
    """A replaced address counts for 24 hours, not a moment longer, whatever follows."""
    addresses = Addresses((OLD,))
    assert addresses.update([NEW], NOW)
    assert REPLACED_SECONDS == 24 * 60 * 60
    assert not addresses.update([NEW, NEW], NOW + 1)
    last = NOW + REPLACED_SECONDS
    assert OLD in called(addresses, last - 0.001)
    assert OLD not in called(addresses, last)
    assert NEW in called(addresses, last)


def test_replaced_address_is_not_prolonged() -> None:
    """A further change does not give the first address another day."""
    addresses = Addresses((OLD,))
    addresses.update([NEW], NOW)
    addresses.update([], NOW + 10)
    assert addresses.replaced == {
        NEW: NOW + 10 + REPLACED_SECONDS,
        OLD: NOW + REPLACED_SECONDS,
    }


def test_address_that_comes_back() -> None:
    """An address that is configured again is none of the replaced ones."""
    addresses = Addresses((OLD,))
    addresses.update([NEW], NOW)
    assert addresses.update([OLD], NOW + 1)
    assert addresses == Addresses((OLD,), {NEW: NOW + 1 + REPLACED_SECONDS})


def test_outlived_address_is_forgotten() -> None:
    """What does not count any more is not kept."""
    addresses = Addresses((OLD,))
    addresses.update([NEW], NOW)
    assert addresses.update([NEW], NOW + REPLACED_SECONDS)
    assert addresses == Addresses((NEW,))


def test_json() -> None:
    """Addresses are the same after a restart."""
    addresses = Addresses((OLD,))
    addresses.update([NEW], NOW)
    assert addresses.as_json() == {"configured": [NEW], "replaced": {OLD: NOW + REPLACED_SECONDS}}
    assert Addresses.from_json(addresses.as_json()) == addresses
    assert Addresses.from_json({}) == Addresses()
