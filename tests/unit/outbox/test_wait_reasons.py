"""Why something still waits."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.twilio.api import (
    AccountNotActive,
    CredentialsRejected,
    TooManyRequests,
    TwilioApiError,
    Uncertain,
    Unreachable,
)
from custom_components.twilio.outbox.wait_reasons import WaitReason, wait_reason, wait_words


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (None, "It waits for its turn."),
        ("unreachable", "Twilio cannot be reached. Check the internet connection of this house."),
        (
            "uncertain",
            "Twilio did not answer, so this house looks in Twilio's log whether it went out.",
        ),
        ("too_many", "Twilio takes no more for the moment."),
        (
            "credentials",
            (
                "Twilio does not accept the credentials. Enter the right ones, or give the key "
                "the right that is missing."
            ),
        ),
        (
            "not_active",
            "The Twilio account is suspended or closed. Look at it in the Twilio Console.",
        ),
        ("twilio_20003", "It waits for its turn."),
    ],
)
async def test_words(hass: HomeAssistant, error: str | None, words: str) -> None:
    """Each hindrance is said in words of what waits."""
    assert await async_setup_component(hass, "twilio", {})
    assert wait_words(hass, error) == words


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Unreachable(), WaitReason.UNREACHABLE),
        (Uncertain(503), WaitReason.UNCERTAIN),
        (TooManyRequests(429, 20429, "x"), WaitReason.TOO_MANY),
        (TooManyRequests(429, None, "x"), WaitReason.TOO_MANY),
        (CredentialsRejected(401, 20003, "x"), WaitReason.CREDENTIALS),
        (CredentialsRejected(401, None, "Of a proxy"), WaitReason.CREDENTIALS),
        (AccountNotActive(401, 20005, "x"), WaitReason.NOT_ACTIVE),
    ],
)
def test_errors(error: TwilioApiError, reason: WaitReason) -> None:
    """What keeps something waiting is what kind of error it is, whatever its code."""
    assert wait_reason(error.hindrance) is reason


async def test_language_that_is_not_loaded(hass: HomeAssistant) -> None:
    """Better English than nothing."""
    assert await async_setup_component(hass, "twilio", {})
    hass.config.language = "fi"
    assert wait_words(hass, None) == "It waits for its turn."
