"""Commands, confirmed by one question to Twilio."""

import asyncio
from collections.abc import Mapping
import json
import logging
from typing import Any

from homeassistant.core import CoreState, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.commands import confirmation, desk
from custom_components.twilio.commands.desk import async_command_desk
from custom_components.twilio.learned import Learned, async_learned
from custom_components.twilio.webhook import WebhookMemory
from simulator import OUTAGE, Fault, Hold, Refuse
from simulator.errors import AUTHENTICATE, NOT_FOUND, Problem
from simulator.messaging.message import MessageDirection

from .. import WEBHOOK_URL
from ..contact import MUM, change_contact, remove_contact
from ..webhook import ACCOUNT_SID
from .house_of_commands import HOME, CommandHouse, command
from .test_lockout import notices

DISARM = command("disarm {site}")
STATUS = command("status", alias="Status", require_pin=False)
SV = [("disarm {site}", {"site": "SV"})]
UNCONFIRMED = (
    "Your text could not be confirmed with Twilio. Nothing was done. Please send it again."
)
FETCH = "/Messages/"
LEFT = "A command was not obeyed: the house stops, or its account is not loaded"


@pytest.fixture
async def obedient(commands: CommandHouse, monkeypatch: pytest.MonkeyPatch) -> CommandHouse:
    """Return a house that disarms what its contact says, and makes no pauses."""
    monkeypatch.setattr(confirmation, "PAUSES", tuple(0.0 for _ in confirmation.PAUSES))
    await commands.know()
    await commands.automate(DISARM, STATUS)
    return commands


def lane_of(commands: CommandHouse) -> str:
    """Return where commands of the contact wait for one another."""
    return desk.lane_of(commands.entry.entry_id, MUM)


async def text_heard(commands: CommandHouse, times: int) -> None:
    """Wait until so many texts were told, and what follows at once was done."""
    while len(commands.texts) < times:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.01)
    for _ in range(20):
        await asyncio.sleep(0)


def forget_requests(commands: CommandHouse) -> None:
    """Lose what the house remembers of requests, as with its store."""
    async_learned(commands.hass).async_know(commands.entry.entry_id).webhook = WebhookMemory()


@pytest.mark.parametrize("times", [1, 2, 3])
async def test_late_answer(obedient: CommandHouse, times: int) -> None:
    """Twilio is asked again for a moment: what has just come may not be in its log yet."""
    effects = (Refuse(NOT_FOUND), OUTAGE, Refuse(NOT_FOUND))
    for effect in effects[:times]:
        obedient.twilio.faults.add(Fault(effect, "GET", FETCH))
    await obedient.text("disarm SV 4711")
    assert obedient.commands == SV
    assert (obedient.asked(), obedient.inbox()) == (times + 1, [])


@pytest.mark.parametrize(
    "problem",
    [
        pytest.param(NOT_FOUND, id="not there"),
        pytest.param(Problem(20500, "Oops", 500), id="out of order"),
        pytest.param(Problem(20503, "Busy", 503), id="busy"),
        pytest.param(Problem(20429, "Too many", 429), id="too many"),
        pytest.param(AUTHENTICATE, id="wrong credentials"),
        pytest.param(Problem(20403, "Forbidden", 403), id="forbidden"),
    ],
)
async def test_no_answer(
    hass: HomeAssistant,
    account: MockConfigEntry,
    obedient: CommandHouse,
    problem: Problem,
) -> None:
    """Without an answer of Twilio nothing is done, and both sides hear of it."""
    obedient.twilio.faults.add(Fault(Refuse(problem), "GET", FETCH, times=None))
    await obedient.text("disarm SV 4711")
    assert obedient.commands == []
    assert obedient.inbox() == [UNCONFIRMED]
    assert f"twilio_unconfirmed_{account.entry_id}" in notices(hass)
    assert await obedient.left_behind() == []


async def test_silence(obedient: CommandHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for ever, and what comes too late does nothing."""
    monkeypatch.setattr(confirmation, "PATIENCE", 0.2)
    hold = Hold()
    obedient.twilio.faults.add(Fault(hold, "GET", FETCH))
    await obedient.text("disarm SV 4711")
    hold.released.set()
    await obedient.settle()
    assert obedient.commands == []
    assert obedient.inbox() == [UNCONFIRMED]


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"from_": "+15559990000"}, id="of somebody else"),
        pytest.param({"to": "+15559990000"}, id="to somebody else"),
        pytest.param({"body": "disarm HQ 4711"}, id="another text"),
        pytest.param({"direction": MessageDirection.OUTBOUND_API}, id="sent, not received"),
    ],
)
async def test_another_message(
    hass: HomeAssistant,
    account: MockConfigEntry,
    obedient: CommandHouse,
    changes: Mapping[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What Twilio knows otherwise does nothing; nobody is answered, for nobody has texted."""
    hold = Hold()
    obedient.twilio.faults.add(Fault(hold, "GET", FETCH))
    await obedient.twilio.handset(MUM).text("disarm SV 4711", to=HOME)
    await hold.reached.wait()
    for name, value in changes.items():
        setattr(obedient.logged, name, value)
    hold.released.set()
    await obedient.settle()
    assert obedient.commands == []
    assert obedient.inbox() == []
    assert f"twilio_refuted_{account.entry_id}" in notices(hass)
    assert "A command was not obeyed: refuted" in caplog.messages


@pytest.mark.parametrize("body", ["", "disarm SV 4711", " Disarm  sv 4711."])
async def test_same_message(obedient: CommandHouse, body: str) -> None:
    """A text that Twilio keeps otherwise, or not at all, is the same."""
    hold = Hold()
    obedient.twilio.faults.add(Fault(hold, "GET", FETCH))
    await obedient.twilio.handset(MUM).text("disarm SV 4711", to=HOME)
    await hold.reached.wait()
    obedient.logged.body = body
    hold.released.set()
    await obedient.settle()
    assert obedient.commands == SV


@pytest.mark.parametrize(
    ("seconds", "times"), [(0, 2), (14 * 60, 2), (20 * 60, 1), (24 * 60 * 60, 1)]
)
async def test_captured_request(
    hass: HomeAssistant, obedient: CommandHouse, seconds: int, times: int
) -> None:
    """A captured request is good for a quarter of an hour at most, by Twilio's clock."""
    delivery = await obedient.text("disarm SV 4711")
    forget_requests(obedient)
    obedient.twilio.date_skew = seconds
    await obedient.twilio.repeat(delivery)
    await obedient.settle()
    assert obedient.commands == SV * times
    assert obedient.inbox() == []
    assert obedient.texts == ["disarm SV"] * 2
    assert await obedient.left_behind() == []


async def test_repeat_that_is_known(obedient: CommandHouse) -> None:
    """A repeat costs nothing."""
    delivery = await obedient.text("disarm SV 4711")
    requests = len(obedient.twilio.requests)
    await obedient.twilio.repeat(delivery)
    await obedient.settle()
    assert obedient.commands == SV
    assert obedient.texts == ["disarm SV"]
    assert len(obedient.twilio.requests) == requests


async def test_message_that_never_was(obedient: CommandHouse) -> None:
    """A request that is rightly signed, about a message that Twilio has not: nothing is done."""
    fields = {
        "AccountSid": ACCOUNT_SID,
        "MessageSid": "SM" + "0f" * 16,
        "From": MUM,
        "To": HOME,
        "Body": "disarm SV 4711",
    }
    await obedient.twilio.deliver(f"{WEBHOOK_URL}?kind=message", fields)
    await obedient.settle()
    assert obedient.commands == []
    assert obedient.inbox() == [UNCONFIRMED]
    assert await obedient.left_behind() == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("removed", id="removed"),
        pytest.param("demoted", id="may not command any more"),
        pytest.param("other PIN", id="another PIN"),
    ],
)
async def test_contact_changes_meanwhile(
    hass: HomeAssistant, account: MockConfigEntry, obedient: CommandHouse, change: str
) -> None:
    """What counts is who may command when Twilio has confirmed."""
    hold = Hold()
    obedient.twilio.faults.add(Fault(hold, "GET", FETCH))
    await obedient.twilio.handset(MUM).text("disarm SV 4711", to=HOME)
    await hold.reached.wait()
    asyncio.get_running_loop().call_later(0.2, hold.released.set)
    match change:
        case "removed":
            await remove_contact(hass, account)
        case "demoted":
            await change_contact(hass, account, may_command=False)
        case "other PIN":
            await change_contact(hass, account, pin=None)
    await obedient.settle()
    assert obedient.commands == []
    assert obedient.inbox() == []
    assert obedient.logged.body == ""


async def test_reload_meanwhile(
    hass: HomeAssistant, account: MockConfigEntry, obedient: CommandHouse
) -> None:
    """A reload of the account costs no command."""
    hold = Hold()
    obedient.twilio.faults.add(Fault(hold, "GET", FETCH))
    await obedient.twilio.handset(MUM).text("disarm SV 4711", to=HOME)
    await hold.reached.wait()
    assert await hass.config_entries.async_reload(account.entry_id)
    hold.released.set()
    await obedient.settle()
    assert obedient.commands == SV
    assert obedient.logged.body == ""


async def test_unload_meanwhile(
    hass: HomeAssistant,
    account: MockConfigEntry,
    obedient: CommandHouse,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nothing is done for an account that is switched off; the PIN goes once it is back."""
    hold = Hold()
    obedient.twilio.faults.add(Fault(hold, "GET", FETCH))
    await obedient.twilio.handset(MUM).text("disarm SV 4711", to=HOME)
    await hold.reached.wait()
    assert await hass.config_entries.async_unload(account.entry_id)
    hold.released.set()
    await obedient.settle()
    assert obedient.commands == []
    assert LEFT in caplog.messages
    assert await hass.config_entries.async_setup(account.entry_id)
    await obedient.settle()
    assert obedient.logged.body == ""


async def test_automation_changes_meanwhile(hass: HomeAssistant, obedient: CommandHouse) -> None:
    """An automation that was turned off meanwhile does not run."""
    hold = Hold()
    obedient.twilio.faults.add(Fault(hold, "GET", FETCH))
    await obedient.twilio.handset(MUM).text("disarm SV 4711", to=HOME)
    await hold.reached.wait()
    data = {"entity_id": "automation.disarm"}
    await hass.services.async_call("automation", "turn_off", data, blocking=True)
    hold.released.set()
    await obedient.settle()
    assert obedient.commands == []


async def test_flood(
    hass: HomeAssistant,
    account: MockConfigEntry,
    obedient: CommandHouse,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Only so many commands wait for Twilio; who is turned away hears of it."""
    obedient.twilio.faults.add(Fault(hold := Hold(), "GET", FETCH))
    phone = obedient.twilio.handset(MUM)
    await phone.text("status", to=HOME)
    await hold.reached.wait()
    for _ in range(12):
        await phone.text("status", to=HOME)
    await text_heard(obedient, 13)
    assert f"twilio_unconfirmed_{account.entry_id}" in notices(hass)
    hold.released.set()
    await obedient.settle()
    assert len(obedient.commands) == 10
    assert obedient.inbox() == [UNCONFIRMED] * 3
    assert [record.levelno for record in caplog.records if "too many" in record.message] == [
        logging.WARNING
    ] * 3


async def test_right_pin_in_a_flood(obedient: CommandHouse) -> None:
    """Whoever has the PIN is not kept out by somebody who shows the same number."""
    obedient.twilio.faults.add(Fault(hold := Hold(), "GET", FETCH))
    phone = obedient.twilio.handset(MUM)
    for _ in range(10):
        await phone.text("status", to=HOME)
    await phone.text("disarm SV 4711", to=HOME)
    await hold.reached.wait()
    await text_heard(obedient, 11)
    hold.released.set()
    await obedient.settle()
    assert obedient.commands == [("status", {})] * 10 + SV


async def test_same_command_meanwhile(commands: CommandHouse) -> None:
    """What the text before has just done is not done again, nor asked for."""
    await commands.know()
    await commands.automate(command("disarm {site}", cooldown="00:01:00"))
    commands.twilio.faults.add(Fault(hold := Hold(), "GET", FETCH))
    phone = commands.twilio.handset(MUM)
    for _ in range(2):
        await phone.text("disarm SV 4711", to=HOME)
    await hold.reached.wait()
    await text_heard(commands, 2)
    hold.released.set()
    await commands.settle()
    assert (commands.commands, commands.asked()) == (SV, 1)
    assert commands.inbox() == ["That was done a moment ago, so it was not done again."]


async def test_small_talk_meanwhile(obedient: CommandHouse) -> None:
    """What is no command, or is refused anyway, takes nobody's place."""
    obedient.twilio.faults.add(Fault(hold := Hold(), "GET", FETCH))
    phone = obedient.twilio.handset(MUM)
    await phone.text("disarm SV 4711", to=HOME)
    await hold.reached.wait()
    for words in ("hello", "disarm SV"):
        for _ in range(6):
            await phone.text(words, to=HOME)
    await text_heard(obedient, 13)
    assert async_command_desk(obedient.hass).obeying.length(lane_of(obedient)) == 1
    hold.released.set()
    await obedient.settle()
    assert obedient.commands == SV


async def test_answers_to_a_right_pin(obedient: CommandHouse) -> None:
    """Who has the PIN hears what became of the text, however much somebody else has asked."""
    for _ in range(5):
        await obedient.text("disarm SV")
    obedient.twilio.faults.add(Fault(Refuse(AUTHENTICATE), "GET", FETCH, times=None))
    await obedient.text("disarm SV 4711")
    assert obedient.inbox()[5:] == [UNCONFIRMED]


@pytest.mark.parametrize(
    ("changes", "obeyed", "answers"),
    [
        pytest.param({"name": "Mother", "person": "person.mum"}, SV, [], id="renamed"),
        pytest.param({"channels": ["call"]}, [], [], id="not by text any more"),
    ],
)
async def test_contact_edited_meanwhile(
    hass: HomeAssistant,
    account: MockConfigEntry,
    obedient: CommandHouse,
    changes: Mapping[str, Any],
    obeyed: list[Any],
    answers: list[str],
) -> None:
    """A change that touches no right costs no command."""
    hold = Hold()
    obedient.twilio.faults.add(Fault(hold, "GET", FETCH))
    await obedient.twilio.handset(MUM).text("disarm SV 4711", to=HOME)
    await hold.reached.wait()
    asyncio.get_running_loop().call_later(0.2, hold.released.set)
    await change_contact(hass, account, **changes)
    await obedient.settle()
    assert (obedient.commands, obedient.inbox()) == (obeyed, answers)


async def test_power_cut_while_twilio_is_asked(
    hass: HomeAssistant, account: MockConfigEntry, obedient: CommandHouse
) -> None:
    """What was neither obeyed nor answered when the house went dark is answered afterwards."""
    obedient.twilio.faults.add(Fault(hold := Hold(), "GET", FETCH))
    await obedient.twilio.handset(MUM).text("disarm SV 4711", to=HOME)
    await hold.reached.wait()
    learned = async_learned(hass)
    on_disk = json.loads(json.dumps(learned.async_know(account.entry_id).as_json()))
    assert await hass.config_entries.async_reload(account.entry_id)
    hold.released.set()
    await obedient.settle()
    assert (obedient.commands, obedient.inbox()) == (SV, [])
    assert learned.async_know(account.entry_id).as_json()["open_commands"] == {}
    assert await hass.config_entries.async_unload(account.entry_id)
    learned._accounts[account.entry_id] = Learned.from_json(on_disk)
    assert await hass.config_entries.async_setup(account.entry_id)
    await obedient.settle()
    assert (obedient.commands, obedient.inbox()) == (SV, [UNCONFIRMED])
    assert learned.async_know(account.entry_id).as_json()["open_commands"] == {}


async def test_patience() -> None:
    """All attempts together take no longer than whoever texted waits."""
    assert sum(confirmation.PAUSES) < confirmation.PATIENCE == 15.0


async def test_stop_meanwhile(hass: HomeAssistant, obedient: CommandHouse) -> None:
    """At a stop of Home Assistant nothing is done any more, and whoever texted hears of it."""
    hold = Hold()
    obedient.twilio.faults.add(Fault(hold, "GET", FETCH))
    phone = obedient.twilio.handset(MUM)
    await phone.text("disarm SV 4711", to=HOME)
    await hold.reached.wait()
    await phone.text("disarm SV 4711", to=HOME)
    while async_command_desk(hass).obeying.length(lane_of(obedient)) < 2:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0)
    for task in hass._background_tasks.copy():
        task.cancel()
    hold.released.set()
    await obedient.settle()
    assert obedient.commands == []
    assert obedient.inbox() == [UNCONFIRMED] * 2


@pytest.mark.parametrize("text", ["disarm SV", "see you at"])
async def test_stop_while_a_pin_is_tried(
    hass: HomeAssistant, obedient: CommandHouse, text: str
) -> None:
    """A text that came before the stop is told without its PIN, and commands nothing."""
    await obedient.twilio.handset(MUM).text(f"{text} 4711", to=HOME)
    hass.set_state(CoreState.stopping)
    for task in hass._background_tasks.copy():
        task.cancel()
    await obedient.settle()
    assert obedient.texts == [text]
    assert obedient.commands == []
    assert obedient.asked() == 0
    hass.set_state(CoreState.running)
