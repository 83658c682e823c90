"""What calls of this house say is heard: nobody cuts it short by chance, or loses it by a slip."""

import re
from typing import Any, Final

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.answers.call_messages import (
    MOST_CALLS,
    CallMessages,
    async_call_messages,
)
from custom_components.twilio.twiml.speech import Words
from simulator import HandsetBehaviour, HandsetCall, Said, Simulator

from ..actions import make_call
from ..automations import automate, automation, say
from ..phone import GREETING, add_sender, heard
from ..webhook import OWNER

ALARM: Final = "Fire in the kitchen! Leave the house!"
NOT_UNDERSTOOD: Final = "I did not understand."
GOODBYE: Final = "Goodbye."

pytestmark = pytest.mark.usefixtures("house")


def document(twilio: Simulator) -> str:
    """Return the TwiML of the last call."""
    twimls = [request.param("Twiml") for request in twilio.requests]
    return next(twiml for twiml in reversed(twimls) if twiml)


def answer(twilio: Simulator) -> str:
    """Return the TwiML that the house said last in a call."""
    turns = [delivery for delivery in twilio.deliveries if "kind=turn" in delivery.url]
    return turns[-1].text


async def call_owner(hass: HomeAssistant, twilio: Simulator, **data: Any) -> HandsetCall:
    """Call the owner with the alarm, who answers."""
    await make_call(hass, **{"to": OWNER, "message": ALARM, **data})
    return await twilio.handset(OWNER).next_call()


@pytest.mark.parametrize("behaviour", [HandsetBehaviour.ANSWERS, HandsetBehaviour.MACHINE])
@pytest.mark.parametrize(
    "options", [{"sentence": ["open *"]}, {"speech": True, "digits": ["1"]}, {"speech": True}]
)
async def test_hello(
    hass: HomeAssistant,
    twilio: Simulator,
    options: dict[str, Any],
    behaviour: HandsetBehaviour,
) -> None:
    """Whoever says hello to an alarm hears it to its end, though an automation takes words."""
    await automate(hass, [automation("digits_received", say("It opens."), options=options)])
    twilio.handset(OWNER).behaviour = behaviour
    phone = await call_owner(hass, twilio, tag="fire")
    assert "speech" not in document(twilio)
    if "<Gather" in document(twilio) and behaviour is HandsetBehaviour.ANSWERS:
        await phone.keep_silent()
    await phone.ended()
    assert phone.speech == [ALARM]
    assert twilio.alerts == []


async def test_words_by_tag(hass: HomeAssistant, twilio: Simulator) -> None:
    """Where an automation names the tag of a call, words count, once all has been said."""
    options = {"sentence": ["open *"], "tag": ["gate"]}
    await automate(hass, [automation("digits_received", say("It opens."), options=options)])
    phone = await call_owner(hass, twilio, message="Open the gate?", tag="gate")
    assert re.search(
        r'</Say><Gather [^>]*input="[a-z ]*speech"[^>]* /></Response>', document(twilio)
    )
    await phone.listening()
    phone.speak("Hello?")
    await phone.said("Open the gate?", times=2)
    await phone.listening()
    phone.speak("open it")
    await phone.said("It opens.")
    await phone.listening()
    await phone.keep_silent()
    await phone.ended()
    assert phone.speech == [
        *("Open the gate?", NOT_UNDERSTOOD, "Open the gate?"),
        *("It opens.", GOODBYE),
    ]
    assert twilio.alerts == []


async def test_wrong_key(hass: HomeAssistant, twilio: Simulator) -> None:
    """Who presses what nobody takes hears the message again, until he has done so too often."""
    await automate(hass, [automation("digits_received", say("Thanks."), options={"digits": ["1"]})])
    phone = await call_owner(hass, twilio)
    for times in (1, 2, 3):
        await phone.listening()
        phone.press("9")
        await phone.said(ALARM, times=times + 1)
    await phone.ended()
    assert phone.speech == [ALARM, *[NOT_UNDERSTOOD, ALARM] * 3, GOODBYE]
    assert twilio.alerts == []


async def test_right_key_after_a_wrong_one(hass: HomeAssistant, twilio: Simulator) -> None:
    """A slip costs nothing: the right key still does what it means."""
    await automate(hass, [automation("digits_received", say("Thanks."), options={"digits": ["1"]})])
    phone = await call_owner(hass, twilio)
    await phone.listening()
    phone.press("9")
    await phone.said(ALARM, times=2)
    await phone.listening()
    phone.press("1")
    await phone.said("Thanks.")
    await phone.keep_silent()
    await phone.ended()
    assert phone.speech == [ALARM, NOT_UNDERSTOOD, ALARM, "Thanks.", GOODBYE]


async def test_language_of_the_call(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """The message comes again in the language and voice that it had."""
    await add_sender(hass, account, greeting="Hello there.")
    options = {"sentence": ["ouvrez *"], "tag": ["gate"]}
    await automate(hass, [automation("digits_received", options=options)])
    french = {"message": "Au feu!", "language": "fr-FR", "voice": "Polly.Lea", "tag": "gate"}
    phone = await call_owner(hass, twilio, **french)
    await phone.listening()
    phone.speak("allo")
    await phone.said("Au feu!", times=2)
    await phone.listening()
    assert 'language="fr-FR"' in document(twilio).partition("<Gather")[2]
    assert 'language="fr-FR"' in answer(twilio).partition("<Gather")[2]
    await phone.hang_up()
    alarm = Said("Au feu!", "fr-FR", "Polly.Lea")
    said = [item for item in phone.transcript if isinstance(item, Said)]
    assert said == [alarm, Said(NOT_UNDERSTOOD, "en-US"), alarm]


async def test_own_twiml(hass: HomeAssistant, twilio: Simulator) -> None:
    """TwiML of the user's own is not said again."""
    await automate(hass, [automation("digits_received", options={"digits": ["1"]})])
    question = '<Gather action="{gather_url}" numDigits="1"><Say>Floor?</Say></Gather>'
    await make_call(hass, to=OWNER, twiml=f"<Response>{question}</Response>")
    phone = await twilio.handset(OWNER).next_call()
    await phone.listening()
    phone.press("9")
    await phone.said(NOT_UNDERSTOOD)
    await phone.keep_silent()
    await phone.ended()
    assert phone.speech == ["Floor?", NOT_UNDERSTOOD, GOODBYE]


@pytest.mark.parametrize(
    ("options", "tag", "is_asked"),
    [
        ({"digits": ["1"]}, None, True),
        ({"digits": ["1"]}, "fire", True),
        ({"digits": ["1"], "tag": ["door"]}, None, False),
        ({"digits": ["1"], "tag": ["door"]}, "fire", False),
        ({"digits": ["1"], "tag": ["door"]}, "door", True),
        ({"digits": ["1"], "tag": ["fire", "door"]}, "door", True),
    ],
)
async def test_tag(
    hass: HomeAssistant,
    twilio: Simulator,
    options: dict[str, Any],
    tag: str | None,
    *,
    is_asked: bool,
) -> None:
    """Keys are only asked for in calls that an automation can be about."""
    await automate(hass, [automation("digits_received", options=options)])
    phone = await call_owner(hass, twilio, **({} if tag is None else {"tag": tag}))
    assert ("<Gather" in document(twilio)) is is_asked
    if is_asked:
        await phone.keep_silent()
    await phone.ended()
    assert phone.speech == [ALARM]


async def test_tag_of_a_call_to_the_house(hass: HomeAssistant, twilio: Simulator) -> None:
    """Who calls the house is not asked for what only its own calls are about."""
    options = {"digits": ["1"], "tag": ["door"]}
    await automate(hass, [automation("digits_received", options=options)])
    assert await heard(twilio) == [GREETING]


async def test_next_turn_knows_the_tag(hass: HomeAssistant, twilio: Simulator) -> None:
    """After an answer only those are asked for who are about this call."""
    await automate(
        hass,
        [
            automation("digits_received", say("On."), options={"digits": ["1"], "tag": ["a"]}),
            automation("digits_received", options={"sentence": ["*"], "tag": ["b"]}, alias="B"),
        ],
    )
    phone = await call_owner(hass, twilio, tag="a")
    await phone.listening()
    phone.press("1")
    await phone.said("On.")
    await phone.listening()
    assert 'input="dtmf"' in answer(twilio)
    await phone.hang_up()


async def test_forgotten_at_its_end(hass: HomeAssistant, twilio: Simulator) -> None:
    """What a call says is not kept beyond it."""
    await automate(hass, [automation("digits_received", options={"digits": ["1"]})])
    phone = await call_owner(hass, twilio)
    await phone.listening()
    [call] = twilio.calls
    messages = async_call_messages(hass)
    assert messages.of(call.sid) == Words(ALARM, "en-US")
    await phone.hang_up()
    await twilio.settled()
    assert messages.of(call.sid) is None


def test_bound() -> None:
    """Calls whose end nobody tells do not pile up; what they say is in no log."""
    messages = CallMessages()
    for number in range(MOST_CALLS + 1):
        messages.keep(f"CA{number}", Words(f"Secret {number}", "en-US"))
    assert messages.of("CA0") is None
    assert messages.of("CA1") == Words("Secret 1", "en-US")
    assert messages.of(f"CA{MOST_CALLS}") == Words(f"Secret {MOST_CALLS}", "en-US")
    assert "Secret" not in repr(messages)
