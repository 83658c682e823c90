"""What a caller hears whom nobody expects."""

import asyncio
from typing import Any, Final

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.answers import sentences
from custom_components.twilio.senders import sender_subentry
from custom_components.twilio.webhook import RequestKind
from simulator import Said, Simulator

from .. import WEBHOOK_URL
from ..webhook import OWNER, REQUESTS, House

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


SORRY: Final = {
    "en": (
        "This is the home you called. Something went wrong here. Please try again later. Goodbye."
    ),
    "de": (
        "Hier ist das Zuhause, das Sie angerufen haben. Hier ist etwas schiefgegangen. Bitte "
        "versuchen Sie es später noch einmal. Auf Wiederhören."
    ),
    "es": (
        "Este es el hogar al que ha llamado. Algo ha fallado aquí. Por favor, inténtelo de nuevo "
        "más tarde. Adiós."
    ),
    "fr": (
        "Vous êtes bien à la maison que vous avez appelée. Quelque chose n'a pas fonctionné ici. "
        "Veuillez réessayer plus tard. Au revoir."
    ),
    "nl": (
        "Dit is het huis dat u belt. Er is hier iets misgegaan. Probeer het later nog eens. "
        "Tot ziens."
    ),
}
# No voice can say it; no form takes it, but a file may hold it.
UNSPEAKABLE: Final = "\x00"


async def add_sender(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, **settings: Any
) -> None:
    """Make the account's number a sender."""
    sender = sender_subentry(twilio.number.address, "Home", settings)
    hass.config_entries.async_add_subentry(account, sender)
    await hass.async_block_till_done(wait_background_tasks=True)


async def heard(twilio: Simulator) -> tuple[str | None, str, str]:
    """Call the house, and return what it says: the language, the voice, the words."""
    call = await twilio.handset(OWNER).dial(twilio.number)
    await twilio.settled()
    said = call.transcript[0]
    assert isinstance(said, Said)
    return said.language, said.voice, said.text


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, ("en-US", "man", TEXTS["en"])),
        ({"greeting": "Welcome."}, ("en-US", "man", "Welcome.")),
        ({"language": "de-AT"}, ("de-AT", "man", TEXTS["de"])),
        (
            {"language": "de-DE", "voice": "Polly.Vicki"},
            ("de-DE", "Polly.Vicki", TEXTS["de"]),
        ),
        (
            {"greeting": "Willkommen.", "language": "de-DE", "voice": "Polly.Vicki"},
            ("de-DE", "Polly.Vicki", "Willkommen."),
        ),
        pytest.param(
            {"language": "ja-JP", "voice": "Polly.Mizuki"},
            ("en-US", "man", TEXTS["en"]),
            id="not translated",
        ),
        (
            {"greeting": "もしもし", "language": "ja-JP", "voice": "Polly.Mizuki"},
            ("ja-JP", "Polly.Mizuki", "もしもし"),
        ),
    ],
)
async def test_sender_that_greets(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    settings: dict[str, str],
    expected: tuple[str, str, str],
) -> None:
    """A number greets in its own words, language and voice."""
    await add_sender(hass, twilio, account, **settings)
    assert await heard(twilio) == expected


async def test_greeting_of_another_sender(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """Who calls one number does not hear the greeting of another."""
    sender = sender_subentry("+15550006009", "Shop", {"greeting": "Welcome to the shop."})
    hass.config_entries.async_add_subentry(account, sender)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (await heard(twilio))[2] == TEXTS["en"]


@pytest.mark.parametrize("language", SORRY)
async def test_greeting_that_cannot_be_said(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    language: str,
) -> None:
    """Where this house makes a mistake, the caller hears so in its language."""
    await hass.config.async_update(language=language, country=None)
    await add_sender(hass, twilio, account, greeting=UNSPEAKABLE)
    assert (await heard(twilio))[2] == SORRY[language]


async def test_own_fallback(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What a caller hears then can be chosen; the log says what went wrong."""
    settings = {"greeting": UNSPEAKABLE, "fallback": "Später.", "language": "de-DE"}
    await add_sender(hass, twilio, account, **settings)
    assert await heard(twilio) == ("de-DE", "man", "Später.")
    assert "A call could not be answered, the caller hears the fallback" in caplog.text


async def test_answer_that_takes_too_long(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A caller waits as long as the sender says, and no longer."""

    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    await add_sender(hass, twilio, account, fallback="Later.", response_timeout=1)
    monkeypatch.setattr(sentences, "async_get_translations", never)
    async with asyncio.timeout(10):
        assert (await heard(twilio))[2] == "Later."
