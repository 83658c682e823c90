"""What a caller hears whom nobody expects."""

from typing import Final

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.webhook import RequestKind
from simulator import Said, Simulator

from . import WEBHOOK_URL
from .webhook import OWNER, REQUESTS, House

TEXTS: Final = {
    "en": (
        "Hello. This is the home you called. Nobody can take your call right now. "
        "Please send a text message. Goodbye."
    ),
    "de": (
        "Hallo. Hier ist das Zuhause, das Sie angerufen haben. Gerade kann niemand ans Telefon "
        "gehen. Bitte senden Sie eine Textnachricht. Auf Wiederhören."
    ),
    "es": (
        "Hola. Este es el hogar al que ha llamado. En este momento nadie puede atenderle. "
        "Por favor, envíe un mensaje de texto. Adiós."
    ),
    "fr": (
        "Bonjour. Vous êtes bien à la maison que vous avez appelée. Personne ne peut vous "
        "répondre pour le moment. Merci d'envoyer un message texte. Au revoir."
    ),
    "nl": (
        "Hallo. Dit is het huis dat u belt. Er kan nu niemand opnemen. Stuur alstublieft een "
        "tekstbericht. Tot ziens."
    ),
}


@pytest.mark.parametrize(
    ("language", "country", "voice", "text"),
    [
        ("en", None, "en-US", "en"),
        ("en", "AU", "en-AU", "en"),
        ("en-GB", "US", "en-GB", "en"),
        ("de", None, "de-DE", "de"),
        ("de", "AT", "de-AT", "de"),
        ("de", "CH", "de-DE", "de"),
        ("es", "MX", "es-MX", "es"),
        ("fr", "CA", "fr-CA", "fr"),
        ("nl", "BE", "nl-BE", "nl"),
        pytest.param("ja", None, "en-US", "en", id="not translated"),
        pytest.param("ja", "GB", "en-GB", "en", id="not translated, in Britain"),
        pytest.param("is", "IS", "en-US", "en", id="not translated, in Iceland"),
    ],
)
async def test_language_of_the_house(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    language: str,
    country: str | None,
    voice: str,
    text: str,
) -> None:
    """The house greets in its language, as far as it speaks it, with a voice that speaks it."""
    await hass.config.async_update(language=language, country=country)
    call = await twilio.handset(OWNER).dial(twilio.number)
    await twilio.settled()
    said = call.transcript[0]
    assert isinstance(said, Said)
    assert (said.language, said.text) == (voice, TEXTS[text])


async def test_document(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """The answer is a whole document in ASCII, whatever it says."""
    await hass.config.async_update(language="fr", country=None)
    delivery = await twilio.deliver(WEBHOOK_URL, REQUESTS[RequestKind.CALL])
    assert delivery.body.isascii()
    assert delivery.text == (
        '<?xml version="1.0" encoding="UTF-8"?><Response><Say language="fr-FR">Bonjour. Vous '
        "&#234;tes bien &#224; la maison que vous avez appel&#233;e. Personne ne peut vous "
        "r&#233;pondre pour le moment. Merci d'envoyer un message texte. Au revoir."
        "</Say></Response>"
    )


async def test_two_callers_at_once(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """Each caller is greeted."""
    calls = [await twilio.handset(f"+1555123000{index}").dial(twilio.number) for index in (1, 2)]
    await twilio.settled()
    assert [len(call.transcript) for call in calls] == [2, 2]
