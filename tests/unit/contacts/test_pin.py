"""Which PINs everybody tries first."""

import pytest

from custom_components.twilio.contacts.pin import is_weak


@pytest.mark.parametrize(
    "pin",
    [
        *("0000", "7777777777"),
        *("1234", "0123", "4567", "7890", "1234567890", "0123456789"),
        *("4321", "9876", "3210", "987654", "0987654321"),
        *("1212", "4747", "474747", "123123", "471471471"),
    ],
)
def test_weak(pin: str) -> None:
    """One digit, digits in a row up or down, and two or three again and again."""
    assert is_weak(pin)


@pytest.mark.parametrize(
    "pin", ["4711", "1235", "1243", "2468", "1221", "12121", "1232", "47114711"]
)
def test_strong(pin: str) -> None:
    """All others are as good as each other."""
    assert not is_weak(pin)
