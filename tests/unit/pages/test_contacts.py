"""The page on contacts, taken literally."""

from typing import Final

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.contacts.contact import LONGEST_NAME
from custom_components.twilio.contacts.pin import LONGEST_PIN, SHORTEST_PIN
from custom_components.twilio.senders import sender_subentry
from simulator import Simulator
from tests.meta.repository import english

from ..contact import add_contact
from .page import actions, automations, follow, read_page, run

PAGE: Final = read_page("contacts")
MUM: Final = "+15551234567"
NEIGHBOUR: Final = "+15557654321"
WHATSAPP: Final = "whatsapp:+15550006000"
NAMED, NOTIFIED, ORDERED = actions(PAGE)


@pytest.fixture
async def people(hass: HomeAssistant, account: MockConfigEntry, house: object) -> None:
    """Have the people of the page."""
    await add_contact(hass, account, "Mum", MUM, channels=["sms", "call", "whatsapp"])
    await add_contact(hass, account, "Neighbour", NEIGHBOUR, subentry_id="neighbour")


def inboxes(twilio: Simulator) -> list[list[str]]:
    """Return what the two got."""
    phones = twilio.handset(MUM), twilio.handset(NEIGHBOUR)
    return [[message.body for message in phone.inbox] for phone in phones]


@pytest.mark.usefixtures("people")
async def test_by_name(hass: HomeAssistant, twilio: Simulator) -> None:
    """A name stands where a number can."""
    await run(hass, NAMED)
    await twilio.settled()
    assert inboxes(twilio) == [["The cellar is wet."], ["The cellar is wet."]]


@pytest.mark.usefixtures("people")
async def test_by_entity(hass: HomeAssistant, twilio: Simulator) -> None:
    """Home Assistant's own action reaches a person."""
    await run(hass, NOTIFIED)
    await twilio.settled()
    assert inboxes(twilio) == [["The cellar is wet."], []]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("has_whatsapp", [False, True])
async def test_order(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, *, has_whatsapp: bool
) -> None:
    """The second channel is taken where there is no sender for the first."""
    if has_whatsapp:
        twilio.add_whatsapp_sender(WHATSAPP.removeprefix("whatsapp:"))
        await twilio.handset(MUM).text("Hello", to=WHATSAPP)
        hass.config_entries.async_add_subentry(account, sender_subentry(WHATSAPP, "WhatsApp", {}))
        await hass.async_block_till_done(wait_background_tasks=True)
    await run(hass, ORDERED)
    sent = [(text.to, text.body) for text in twilio.messages if text.body != "Hello"]
    to = f"whatsapp:{MUM}" if has_whatsapp else MUM
    assert sent == [(to, "The power is back.")]


@pytest.mark.usefixtures("people")
async def test_neighbour(hass: HomeAssistant, twilio: Simulator) -> None:
    """What the neighbour writes goes on to Mum, and nobody else's text does."""
    await follow(hass, automations(PAGE)["The neighbour writes"])
    for number in (NEIGHBOUR, "+15559990000"):
        await twilio.handset(number).text("Your door is open", to=twilio.number)
    await hass.async_block_till_done(wait_background_tasks=True)
    await twilio.settled()
    assert inboxes(twilio) == [["Neighbour writes: Your door is open"], []]


@pytest.mark.parametrize(
    "said", [f"up to {LONGEST_NAME} characters", f"{SHORTEST_PIN} to {LONGEST_PIN} digits"]
)
def test_figures(said: str) -> None:
    """The bounds are those of the code."""
    assert said in PAGE


def test_fields() -> None:
    """Each field of the form is in the table, under its name."""
    form = english()["config_subentries"]["contact"]["step"]["reconfigure"]["data"]
    table = PAGE.partition("| field | what it is |\n|---|---|\n")[2].partition("\n\n")[0]
    assert [row.split(" | ")[0].strip("| ") for row in table.splitlines()] == list(form.values())


def test_words_of_the_form() -> None:
    """What can be chosen is called what the form calls it."""
    selector = english()["selector"]
    words = [
        *selector["contact_channel"]["options"].values(),
        *selector["consent"]["options"].values(),
    ]
    assert [word for word in words if f"*{word}*" not in PAGE] == []
