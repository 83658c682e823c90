"""The catalogue of Twilio's error codes."""

from custom_components.twilio.api.error_codes import ACCOUNT_NOT_ACTIVE, AUTHENTICATION, KNOWN_CODES


def test_codes_are_codes() -> None:
    """Twilio's codes have five digits."""
    assert [code for code in KNOWN_CODES if not 10_000 <= code <= 99_999] == []


def test_codes_that_decide_something_have_words() -> None:
    """What an account is told apart by is said in words, too."""
    assert {ACCOUNT_NOT_ACTIVE, AUTHENTICATION} <= KNOWN_CODES
