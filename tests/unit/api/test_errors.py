"""What can go wrong, in words."""

from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.api import (
    AccountNotActive,
    CredentialsRejected,
    Refused,
    TooManyRequests,
    TwilioApiError,
    Uncertain,
    Undelivered,
    Unreachable,
    Unsendable,
)
from custom_components.twilio.api.error_codes import KNOWN_CODES


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        pytest.param(
            Unreachable(),
            "Twilio cannot be reached, so nothing was sent. "
            "Check the internet connection and try again",
        ),
        pytest.param(
            Unsendable(),
            "Something in this cannot be transmitted, so nothing was sent. "
            "Look for a broken character in it, such as half an emoji",
        ),
        pytest.param(
            Uncertain(503),
            "Twilio did not answer in time, so it is unknown whether this went out. "
            "Look at the logs in the Twilio Console before you try again",
        ),
        (
            Refused(400, 32018, "Twiml size exceeded"),
            "Twilio refused this (error 32018): Twiml size exceeded",
        ),
        pytest.param(
            Refused(400, 21999, "The URL https://house.example/api/webhook/abcd is bad"),
            "Twilio refused this (error 21999): The URL … is bad",
            id="an address of ours holds a secret",
        ),
        (Refused(418, None, "I am a teapot"), "Twilio refused this (error 418): I am a teapot"),
        pytest.param(
            CredentialsRejected(401, 20003, "Authenticate"),
            "Twilio did not accept the credentials. Check the SID, the token or key, and the "
            "region; a key may lack the right for this",
        ),
        (
            AccountNotActive(401, 20005, "Account is not active"),
            "The Twilio account is suspended or closed. Look at it in the Twilio Console",
        ),
        pytest.param(
            Refused(400, 21610, "Attempt to send to unsubscribed recipient"),
            "The recipient has opted out with STOP. They have to text START to your number first",
        ),
    ],
)
async def test_sentence(account: MockConfigEntry, error: TwilioApiError, sentence: str) -> None:
    """An error says what to do about it."""
    assert str(error) == sentence
    assert isinstance(error, HomeAssistantError)


async def test_sentence_of_each_known_code(account: MockConfigEntry) -> None:
    """Each code of the catalogue has words of its own, not Twilio's and not a key."""
    sentences = {code: str(Refused(400, code, "Twilio's words")) for code in KNOWN_CODES}
    assert len(set(sentences.values())) >= len(KNOWN_CODES) - 3
    odd = {
        code: sentence
        for code, sentence in sentences.items()
        if "Twilio's words" in sentence or f"twilio_{code}" in sentence or len(sentence) < 20
    }
    assert odd == {}


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Unreachable(), None, None),
        (Uncertain(), None, None),
        (Uncertain(502), 502, None),
        (Refused(400, 21211, ""), 400, 21211),
        (Refused(403, None, ""), 403, None),
    ],
)
def test_what_is_kept(error: TwilioApiError, status: int | None, code: int | None) -> None:
    """The status and Twilio's code are there for whoever decides by them."""
    assert (error.status, error.code) == (status, code)


@pytest.mark.parametrize(
    ("error", "is_final"),
    [
        (Unreachable(), False),
        (Unsendable(), True),
        (Uncertain(500), False),
        (Refused(400, 21211, ""), True),
        (CredentialsRejected(401, 20003, ""), True),
        (TooManyRequests(429, 20429, "", 1.0), False),
        (Undelivered(30003), False),
    ],
)
def test_which_would_come_again(error: TwilioApiError, *, is_final: bool) -> None:
    """Only what Twilio means."""
    assert error.is_final is is_final
