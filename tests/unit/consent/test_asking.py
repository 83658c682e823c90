"""Asking a contact whether the house may write, and waiting for the answer."""

from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Fault, HandsetBehaviour, Refuse, Simulator
from simulator.errors import Problem

from ..actions import make_call, send_message
from ..automations import automate, automation, say
from ..contact import MUM, add_contact, change_contact, remove_contact
from ..device import value
from ..outbox.waiting import be_busy
from ..passing_time import PassingTime
from ..webhook import House
from . import HOUSE, add_sender, got, settle, write

QUESTION: Final = (
    "test home (Home Assistant) would like to send you messages. Reply START to agree, or STOP to "
    "hear nothing more."
)
BUTTON: Final = "button.mum_ask_to_agree"
OPTED_OUT: Final = "binary_sensor.mum_opted_out"


def texts(twilio: Simulator) -> list[str]:
    """Return what she got of this house."""
    return [body for _, body in got(twilio, MUM)]


async def ask_again(hass: HomeAssistant, twilio: Simulator) -> None:
    """Press the button; raises what the person sees."""
    await hass.services.async_call("button", "press", {"entity_id": BUTTON}, blocking=True)
    await settle(hass, twilio)


async def is_refused(hass: HomeAssistant, **data: Any) -> bool:
    """Tell whether a message is refused for want of her consent."""
    try:
        await send_message(hass, **{"to": "Mum", "message": "Hello", **data})
    except ServiceValidationError as err:
        return err.translation_key == "not_confirmed"
    return False


@pytest.fixture
async def mum(
    hass: HomeAssistant, twilio: Simulator, house: House, account: MockConfigEntry
) -> MockConfigEntry:
    """Return an account with a contact who has to agree first."""
    await add_contact(hass, account, double_opt_in=True)
    await settle(hass, twilio)
    return account


@pytest.mark.parametrize("word", ["START", "yes", "Yes!", "UNSTOP"])
async def test_agreeing(
    hass: HomeAssistant, twilio: Simulator, mum: MockConfigEntry, word: str
) -> None:
    """She is asked once, gets nothing, agrees, and gets all from then on."""
    assert texts(twilio) == [QUESTION]
    assert await is_refused(hass)
    with pytest.raises(ServiceValidationError, match="has not agreed yet"):
        await make_call(hass, to="Mum", message="Hello")
    await write(hass, twilio, word, from_=MUM)
    assert not await is_refused(hass)
    await make_call(hass, to="Mum", message="Hello")
    await settle(hass, twilio)
    assert (texts(twilio), len(twilio.calls)) == ([QUESTION, "Hello"], 1)


async def test_other_answers(hass: HomeAssistant, twilio: Simulator, mum: MockConfigEntry) -> None:
    """Neither a question nor a sentence is consent, and she gets an answer to what she writes."""
    await automate(hass, [automation("message_received", say("Who is asking?"))])
    for body in ("Who are you?", "yes please do", "HELP"):
        await write(hass, twilio, body, from_=MUM)
    assert await is_refused(hass)
    assert texts(twilio) == [QUESTION, *["Who is asking?"] * 3]


async def test_declining(hass: HomeAssistant, twilio: Simulator, mum: MockConfigEntry) -> None:
    """Who says no is neither written to nor asked again, and can change her mind."""
    await write(hass, twilio, "STOP", from_=MUM)
    await hass.config_entries.async_reload(mum.entry_id)
    with pytest.raises(HomeAssistantError, match="wants no more messages"):
        await send_message(hass, to="Mum", message="Hello")
    with pytest.raises(HomeAssistantError, match="wants no more messages"):
        await ask_again(hass, twilio)
    assert texts(twilio) == [QUESTION]
    await write(hass, twilio, "START", from_=MUM)
    assert not await is_refused(hass)


async def test_taking_it_back(hass: HomeAssistant, twilio: Simulator, mum: MockConfigEntry) -> None:
    """A STOP takes the consent back, so that no other sender takes its place."""
    second = twilio.add_number("+15550006001")
    await write(hass, twilio, "START", from_=MUM)
    await add_sender(hass, mum, HOUSE, default=True)
    await add_sender(hass, mum, second.address)
    await write(hass, twilio, "STOP", from_=MUM)
    assert await is_refused(hass)


async def test_alert(hass: HomeAssistant, twilio: Simulator, mum: MockConfigEntry) -> None:
    """An alert goes out all the same."""
    assert not await is_refused(hass, alert=True)
    await settle(hass, twilio)
    assert texts(twilio) == [QUESTION, "Hello"]


async def test_asked_once(hass: HomeAssistant, twilio: Simulator, mum: MockConfigEntry) -> None:
    """Neither a reload nor another change asks again; who is added anew is asked anew."""
    await hass.config_entries.async_reload(mum.entry_id)
    await change_contact(hass, mum, name="Mother")
    await settle(hass, twilio)
    assert texts(twilio) == [QUESTION]
    await remove_contact(hass, mum)
    await add_contact(hass, mum, double_opt_in=True)
    await settle(hass, twilio)
    assert texts(twilio) == [QUESTION, QUESTION]


async def test_other_number(hass: HomeAssistant, twilio: Simulator, mum: MockConfigEntry) -> None:
    """What one number agreed to says nothing of another."""
    await write(hass, twilio, "START", from_=MUM)
    await change_contact(hass, mum, number="+15551230001")
    await settle(hass, twilio)
    assert await is_refused(hass)
    assert [body for _, body in got(twilio, "+15551230001")] == [QUESTION]


async def test_button(hass: HomeAssistant, twilio: Simulator, mum: MockConfigEntry) -> None:
    """The button asks again until there is nothing to ask."""
    await ask_again(hass, twilio)
    assert texts(twilio) == [QUESTION, QUESTION]
    await write(hass, twilio, "START", from_=MUM)
    assert value(hass, BUTTON) == "unavailable"


async def test_button_that_nobody_needs(
    hass: HomeAssistant, entity_registry: er.EntityRegistry, mum: MockConfigEntry
) -> None:
    """Who need not agree any more has no button."""
    assert entity_registry.async_get(BUTTON) is not None
    await change_contact(hass, mum, double_opt_in=False)
    assert entity_registry.async_get(BUTTON) is None


@pytest.mark.parametrize(
    "settings",
    [
        {"double_opt_in": False},
        {"double_opt_in": True, "may_receive": False},
        {"double_opt_in": True, "channels": ["call"]},
    ],
    ids=["not needed", "gets nothing", "by call only"],
)
async def test_nobody_is_asked(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    account: MockConfigEntry,
    settings: dict[str, Any],
) -> None:
    """Only who would get texts is asked by text."""
    await add_contact(hass, account, **settings)
    await settle(hass, twilio)
    assert texts(twilio) == []


async def test_language(
    hass: HomeAssistant, twilio: Simulator, house: House, account: MockConfigEntry
) -> None:
    """The question is in the language of the house, the words of the answer are Twilio's."""
    hass.config.language = "de"
    await add_contact(hass, account, double_opt_in=True)
    await settle(hass, twilio)
    [question] = texts(twilio)
    assert question == (
        "test home (Home Assistant) möchte dir Nachrichten senden. Antworte START, um zuzustimmen, "
        "oder STOP, um nichts mehr zu bekommen."
    )


async def test_by_whatsapp(
    hass: HomeAssistant, twilio: Simulator, house: House, account: MockConfigEntry
) -> None:
    """Who gets WhatsApp messages alone is asked there, once there is a sender for it."""
    await add_contact(hass, account, double_opt_in=True, channels=["whatsapp"])
    assert twilio.messages == []
    twilio.add_whatsapp_sender(HOUSE)
    twilio.handset(MUM).joined_sandbox = True
    await add_sender(hass, account, f"whatsapp:{HOUSE}")
    await settle(hass, twilio)
    assert [(message.from_, message.to) for message in twilio.messages] == [
        ("whatsapp:+15550006000", f"whatsapp:{MUM}")
    ]


async def test_question_that_is_refused(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    account: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What Twilio refuses was not asked: it is the next time, and nobody's number is logged."""
    twilio.handset(MUM).opt_out(HOUSE)
    await add_contact(hass, account, double_opt_in=True)
    assert "A contact was not asked to agree yet: twilio_21610" in caplog.text
    assert texts(twilio) == []
    twilio._board.opt_outs.remove(MUM, HOUSE)
    await write(hass, twilio, "START", from_=MUM)
    assert not await is_refused(hass)


async def test_question_that_fails(
    hass: HomeAssistant, twilio: Simulator, house: House, account: MockConfigEntry
) -> None:
    """What did not go out for another reason is asked the next time."""
    twilio.faults.add(Fault(Refuse(Problem(21612, "Not there", 400)), "POST", "/Messages.json"))
    await add_contact(hass, account, double_opt_in=True)
    assert texts(twilio) == []
    await hass.config_entries.async_reload(account.entry_id)
    await settle(hass, twilio)
    assert texts(twilio) == [QUESTION]


async def test_question_that_is_given_up(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    account: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    time_passes: PassingTime,
) -> None:
    """What Twilio took at no time is asked the next time."""
    be_busy(twilio, monkeypatch)
    await add_contact(hass, account, double_opt_in=True)
    await time_passes.by(3700)
    twilio.faults.clear()
    await hass.config_entries.async_reload(account.entry_id)
    await settle(hass, twilio)
    assert texts(twilio) == [QUESTION]


async def test_question_that_does_not_arrive(
    hass: HomeAssistant, twilio: Simulator, house: House, account: MockConfigEntry
) -> None:
    """A phone that is off is asked the next time, and the button says that nothing is under way."""
    phone = twilio.handset(MUM)
    phone.behaviour = HandsetBehaviour.OFF
    await add_contact(hass, account, double_opt_in=True)
    await settle(hass, twilio)
    assert (len(twilio.messages), texts(twilio)) == (1, [])
    state = hass.states.get(OPTED_OUT)
    assert state is not None
    assert state.attributes["asked_at"] is None
    phone.behaviour = HandsetBehaviour.ANSWERS
    await hass.config_entries.async_reload(account.entry_id)
    await settle(hass, twilio)
    assert texts(twilio) == [QUESTION]


async def test_other_message_that_fails(
    hass: HomeAssistant, twilio: Simulator, mum: MockConfigEntry
) -> None:
    """What becomes of another message, or of an earlier question, changes nothing."""
    twilio.handset(MUM).behaviour = HandsetBehaviour.OFF
    assert not await is_refused(hass, alert=True)
    await settle(hass, twilio)
    await hass.config_entries.async_reload(mum.entry_id)
    await settle(hass, twilio)
    assert len(twilio.messages) == 2


async def test_question_that_waits(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    account: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A reload while the question waits asks no second time."""
    be_busy(twilio, monkeypatch)
    await add_contact(hass, account, double_opt_in=True)
    twilio.faults.clear()
    for _ in range(2):
        await hass.config_entries.async_reload(account.entry_id)
        await settle(hass, twilio)
    assert texts(twilio) == [QUESTION]


async def test_what_is_shown(hass: HomeAssistant, twilio: Simulator, mum: MockConfigEntry) -> None:
    """The device says when she was asked, and when she agreed."""
    await change_contact(hass, mum, consent="in_person", consent_at="2026-11-20T10:00:00+00:00")
    state = hass.states.get(OPTED_OUT)
    assert state is not None
    assert state.state == "off"
    attributes = state.attributes
    assert (attributes["consent"], str(attributes["consent_at"])) == (
        "in_person",
        "2026-11-20 10:00:00+00:00",
    )
    assert (attributes["asked_at"] is None, attributes["confirmed_at"]) == (False, None)
    await write(hass, twilio, "START", from_=MUM)
    state = hass.states.get(OPTED_OUT)
    assert state is not None
    assert state.attributes["confirmed_at"] is not None
