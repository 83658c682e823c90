"""The page on commands, taken literally, in a house with a phone."""

import re
from typing import Final

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_mock_service,
)

from custom_components.twilio.answers.correspondence import MOST_OF_CONTACTS
from custom_components.twilio.commands.confirmation import PATIENCE
from custom_components.twilio.commands.desk import MOST_ANSWERS
from custom_components.twilio.commands.obeying import MOST_WAITING
from custom_components.twilio.commands.refusals import MOST_SHOWN
from custom_components.twilio.commands.template import CommandTemplate
from custom_components.twilio.consent.keywords import KEYWORDS
from custom_components.twilio.contacts.pin import PinHash
from custom_components.twilio.errors import InvalidInput
from custom_components.twilio.missed.missed_messages import MAX_AGE
from simulator import Simulator

from ..blueprint import reached
from ..contact import add_contact
from ..passing_time import PassingTime
from .page import automations, examples, follow, read_page, run

PAGE: Final = read_page("commands")
AUTOMATIONS: Final = automations(PAGE)
PHONE: Final = "+15551234567"
PIN: Final = "4711"
SV: Final = "alarm_control_panel.sv"
_IN_WORDS: Final = {5: "five", 10: "ten"}


@pytest.fixture
async def owner(hass: HomeAssistant, account: MockConfigEntry, house: object) -> None:
    """Make the reader a contact, as the page says."""
    await add_contact(
        hass, account, "Owner", PHONE, may_command=True, pin=PinHash.of(PIN).as_text()
    )


@pytest.fixture
def panels(hass: HomeAssistant) -> list[ServiceCall]:
    """Have two panels that do as they are told."""
    for panel in (SV, "alarm_control_panel.jf"):
        hass.states.async_set(panel, "armed_away")
    calls: list[ServiceCall] = []

    async def disarm(call: ServiceCall) -> None:
        calls.append(call)
        hass.states.async_set(call.data["entity_id"][0], "disarmed")

    hass.services.async_register("alarm_control_panel", "alarm_disarm", disarm)
    return calls


async def text(hass: HomeAssistant, twilio: Simulator, body: str, number: str = PHONE) -> None:
    """Text the house, and wait until it has done what it does."""
    await twilio.handset(number).text(body, to=twilio.number)
    await hass.async_block_till_done(wait_background_tasks=True)
    await twilio.settled()


def inbox(twilio: Simulator) -> list[str]:
    """Return what the house texted to the owner."""
    return [message.body for message in twilio.handset(PHONE).inbox]


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    "body",
    [
        "DISARM SV 4711",
        "Disarm  sv 4711.",
        "disarm sv 4711 👍",
        "Disarm SV 47 11",
        "disarm sv 4-7-1-1",
    ],
)
async def test_from_nothing(
    hass: HomeAssistant, twilio: Simulator, panels: list[ServiceCall], body: str
) -> None:
    """The text of the heading disarms, is answered, and leaves no PIN at Twilio."""
    await follow(hass, AUTOMATIONS["Disarm the shop by text message"])
    await text(hass, twilio, body)
    assert [call.data["entity_id"] for call in panels] == [[SV]]
    assert inbox(twilio) == ["SV is disarmed."]
    assert [PIN in message.body for message in twilio.messages] == [False, False]


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("number", "body", "answers"),
    [
        (PHONE, "disarm sv", 1),
        (PHONE, "disarm sv 0815", 1),
        (PHONE, "4711 disarm sv", 0),
        (PHONE, "disarm 4711 sv", 1),
        ("+15559990000", "disarm sv 4711", 0),
        ("+15559990000", "disarm sv", 0),
    ],
)
async def test_what_should_not_work(
    hass: HomeAssistant,
    twilio: Simulator,
    panels: list[ServiceCall],
    number: str,
    body: str,
    answers: int,
) -> None:
    """The page asks its reader to try: without the PIN, a wrong one, another phone."""
    await follow(hass, AUTOMATIONS["Disarm the shop by text message"])
    await text(hass, twilio, body, number)
    assert panels == []
    assert len(twilio.handset(number).inbox) == answers


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("body", "disarmed", "answer"),
    [
        ("disarm jf 4711", ["alarm_control_panel.jf"], "JF is disarmed."),
        ("DISARM SV 4711", [SV], "SV is disarmed."),
        ("disarm moon 4711", [], "There are these: sv, jf."),
    ],
)
async def test_sites(
    hass: HomeAssistant,
    twilio: Simulator,
    panels: list[ServiceCall],
    body: str,
    disarmed: list[str],
    answer: str,
) -> None:
    """One automation knows all sites, and names them to whoever writes another."""
    await follow(hass, AUTOMATIONS["Disarm by text message"])
    await text(hass, twilio, body)
    assert [call.data["entity_id"][0] for call in panels] == disarmed
    assert inbox(twilio) == [answer]


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("name", ["Disarm the shop by text message", "Disarm by text message"])
async def test_panel_that_wants_a_code(
    hass: HomeAssistant, twilio: Simulator, time_passes: PassingTime, name: str
) -> None:
    """Where the panel refuses, the answer says how it is."""
    hass.states.async_set(SV, "armed_away")

    refused: list[ServiceCall] = []

    async def refuse(call: ServiceCall) -> None:
        refused.append(call)
        raise ServiceValidationError("Invalid alarm code provided")

    hass.services.async_register("alarm_control_panel", "alarm_disarm", refuse)
    await follow(hass, AUTOMATIONS[name])
    await twilio.handset(PHONE).text("disarm sv 4711", to=twilio.number)
    await reached(lambda: refused)
    await time_passes.by(21)
    await twilio.settled()
    assert inbox(twilio) == ["SV is armed_away."]


@pytest.mark.usefixtures("owner")
async def test_reply(hass: HomeAssistant, twilio: Simulator) -> None:
    """The yard is shown in two answers, the second with a picture."""
    await follow(hass, AUTOMATIONS["Show the yard on request"])
    await text(hass, twilio, "Show yard")
    assert inbox(twilio) == ["One moment.", "The yard, now."]
    assert twilio.handset(PHONE).inbox[1].media == ("https://example.com/yard.jpg",)


@pytest.mark.usefixtures("owner")
async def test_branch_before(hass: HomeAssistant) -> None:
    """What was written before is a branch of actions that Home Assistant takes."""
    (branch,) = (part for part in examples(PAGE) if "if" in part[0])
    turned = async_mock_service(hass, "input_boolean", "turn_off")
    async_mock_service(hass, "notify", "sms")
    body = {"Body": " disarm sv ", "From": "+15557654321"}
    variables = {"variables": {"trigger": {"event": {"data": body}}}}
    await run(hass, [variables, *branch])
    assert [call.data["entity_id"] for call in turned] == [["input_boolean.sv_alarm"]]


@pytest.mark.usefixtures("owner")
async def test_branch_now(hass: HomeAssistant, twilio: Simulator) -> None:
    """What it becomes does the same, behind a PIN."""
    turned = async_mock_service(hass, "input_boolean", "turn_off")
    await follow(hass, AUTOMATIONS["Disarm SV"])
    await text(hass, twilio, "disarm sv 4711")
    assert [call.data["entity_id"] for call in turned] == [["input_boolean.sv_alarm"]]
    assert inbox(twilio) == ["SV is disarmed."]


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ("disarm sv 0815 from 1200", "disarm sv from"),
        ("see you in 2026", "see you in 2026"),
        ("see you, 4711, in 2026", "see you,, in 2026"),
        ("heat hall 2100", "heat hall 2100"),
    ],
)
async def test_what_is_cut(hass: HomeAssistant, twilio: Simulator, body: str, seen: str) -> None:
    """Of a wrong PIN nothing stays, of other numbers all but the PIN."""
    for_all = {"commands": "heat {room} {degrees}", "require_pin": False}
    triggers = [
        {"trigger": "twilio.command_received", "options": options}
        for options in ({"commands": "disarm {site} from"}, for_all)
    ]
    await follow(hass, {"alias": "One", "triggers": triggers, "actions": []})
    events = async_capture_events(hass, "twilio_data_received")
    await text(hass, twilio, body)
    assert [event.data["Body"] for event in events] == [seen]


_WRITTEN: Final = {
    "arm sv": ["arm sv", "Arm  SV", "ARM SV!", "arm sv."],
    "arm [the] shop": ["arm shop", "arm the shop"],
    "(arm|lock) sv": ["arm sv", "lock sv"],
    "disarm {site}": ["disarm sv", "Disarm Beach house"],
}


def test_what_can_be_written() -> None:
    """Each sentence of the table fits what it is said to fit, and the table has no other."""
    table = PAGE.partition("| written | fits |\n|---|---|\n")[2].partition("\n\n")[0]
    rows = re.findall(r"^\| `(.+?)` \|(.*)", table, re.MULTILINE)
    assert [template.replace("\\|", "|") for template, _ in rows] == list(_WRITTEN)
    assert set(re.findall(r"\*([^*]+ [^*]+)\*", rows[0][1])) == set(_WRITTEN["arm sv"])
    for template, texts in _WRITTEN.items():
        command = CommandTemplate.parse(template)
        assert [text for text in texts if command.match(text) is None] == []
    assert CommandTemplate.parse("disarm {site}").match("DISARM Beach house.") == {
        "site": "Beach house"
    }


@pytest.mark.parametrize("refused", ["{site}", "arm 0815", "arm <rule>", "arm [the", "stop"])
def test_what_is_refused(refused: str) -> None:
    """Each kind that is said to be refused is."""
    with pytest.raises(InvalidInput):
        CommandTemplate.parse(refused)


def test_figures() -> None:
    """The figures are those of the code."""
    for said in (
        f"At most {_IN_WORDS[MOST_ANSWERS]} such answers an hour",
        f"within {PATIENCE:.0f} seconds",
        f"another of the last {MOST_OF_CONTACTS} texts",
        f"up to {_IN_WORDS[MOST_SHOWN]} commands that begin so",
        f"{_IN_WORDS[MOST_WAITING]} commands wait for Twilio at most",
        f"older than {MAX_AGE.total_seconds() / 60:.0f} minutes",
    ):
        assert said in PAGE


def test_reserved_words() -> None:
    """Each word that is refused is named; the spellings of one word are one."""
    _, _, sentence = PAGE.partition("the words that belong to Twilio and the networks:")
    named = set(re.findall(r"\b[A-Z]{3,}\b", sentence.partition(".")[0]))
    assert named == {re.sub(r"[ -]", "", word).upper() for word in KEYWORDS}
