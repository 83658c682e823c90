"""When something late was meant, in the language of whom it is for."""

from datetime import UTC, datetime
from typing import Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.twilio.outbox.late_words import async_late_body, async_late_speech
from custom_components.twilio.twiml.speech import TWIML_MAX_LENGTH, Words
from tests.meta.repository import TRANSLATIONS, read_json

MEANT: Final = datetime(2026, 11, 21, 13, 5, tzinfo=UTC)
GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà{}"
)
"""The letters that a segment of a text message has 160 of; with any other one it has 70."""


@pytest.fixture(autouse=True)
async def afternoon(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Have a quarter past two in Berlin."""
    assert await async_setup_component(hass, "twilio", {})
    await hass.config.async_set_time_zone("Europe/Berlin")
    freezer.move_to("2026-11-21T13:15:00+00:00")


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("en", "Delayed message (14:05):\nWet"),
        ("de", "Verspätete Nachricht (14:05):\nWet"),
        ("es", "Mensaje retrasado (14:05):\nWet"),
        ("fr", "Message en retard (14:05) :\nWet"),
        ("nl", "Vertraagd bericht (14:05):\nWet"),
        ("fi", "Delayed message (14:05):\nWet"),
    ],
)
async def test_texts(hass: HomeAssistant, language: str, body: str) -> None:
    """A text speaks the language of the house, by the clock on its wall."""
    hass.config.language = language
    assert await async_late_body(hass, "Wet", MEANT) == body


async def test_yesterday(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """What counts is the day on the wall, too."""
    freezer.move_to("2026-11-21T23:01:00+00:00")
    late = datetime(2026, 11, 21, 22, 58, tzinfo=UTC)
    assert await async_late_body(hass, "Wet", late) == "Delayed message (2026-11-21 23:58):\nWet"


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "nl"])
def test_price_of_the_remark(language: str) -> None:
    """It has no letter that makes a text message cost more than twice as much."""
    texts = read_json(TRANSLATIONS / f"{language}.json")["selector"]["late"]["options"]
    assert set(texts["written"]) <= GSM


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en-GB", "This call is late. It was meant for 14:05. Wet"),
        ("de-AT", "Dieser Anruf kommt verspätet. Er war für 14:05 Uhr gedacht. Wet"),
        ("es-MX", "Esta llamada llega con retraso. Hora prevista: 14:05. Wet"),
        ("it-IT", "14:05. Wet"),
    ],
)
async def test_calls(hass: HomeAssistant, language: str, said: str) -> None:
    """A call speaks its own language; in one that nobody translated it says the time alone."""
    hass.config.language = "nl"
    words = await async_late_speech(hass, Words("Wet", language, "alice"), MEANT)
    assert words == Words(said, language, "alice")


async def test_call_that_is_long(hass: HomeAssistant) -> None:
    """Where both are too long, what the call is for is said alone."""
    message = Words("a" * (TWIML_MAX_LENGTH - 150), "en-US")
    assert await async_late_speech(hass, message, MEANT) == message
