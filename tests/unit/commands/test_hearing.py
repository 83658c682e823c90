"""Texts of contacts, from Twilio's request to the automation that they command."""

import asyncio
import json
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.commands import obeying
from custom_components.twilio.commands.desk import MOST_TRIES, async_command_desk, lane_of
from custom_components.twilio.commands.template import CommandTemplate
from custom_components.twilio.contacts.pin import PinHash
from custom_components.twilio.learned import async_learned
from custom_components.twilio.listening.command_candidate import CommandCandidate
from custom_components.twilio.listening.listeners import async_listeners
from custom_components.twilio.listening.occurrences import MessageReceived
from custom_components.twilio.webhook import async_take_in
from simulator import Simulator

from ..contact import MUM, add_contact, remove_contact
from ..passing_time import PassingTime
from ..repair import issues_of
from ..webhook import STRANGER
from .house_of_commands import COMMANDER, HOME, PIN, CommandHouse, command

DISARM = command("disarm {site}")

SV = [("disarm {site}", {"site": "SV"})]
NEAR = "I did not understand. Commands that begin like that:\ndisarm {site}"
UNCONFIRMED = (
    "Your text could not be confirmed with Twilio. Nothing was done. Please send it again."
)
MISSING = "This command needs your PIN at its end. Nothing was done."
NO_RIGHT = "A command was not obeyed: no_right"
OTHER = PinHash.of("9876").as_text()
WRONG = "That PIN is wrong. Nothing was done."
NOT_SET = (
    "This command needs a PIN, and you have none yet. Nothing was done. Whoever looks after the "
    "house can give you one."
)


@pytest.mark.parametrize(
    ("written", "told", "obeyed", "answers"),
    [
        pytest.param("DISARM SV 4711", "DISARM SV", SV, [], id="at the end"),
        pytest.param("disarm  SV   4711 ", "disarm  SV", SV, [], id="spaces"),
        pytest.param("Disarm SV 4711.", "Disarm SV.", SV, [], id="full stop"),
        pytest.param("Disarm SV 4711 👍🏽", "Disarm SV 👍🏽", SV, [], id="emoji"),
        pytest.param("Disarm SV 4711!", "Disarm SV!", SV, [], id="exclamation mark"),
        pytest.param(
            "Disarm SV \N{ARABIC-INDIC DIGIT FOUR}\N{ARABIC-INDIC DIGIT SEVEN}11",
            "Disarm SV",
            SV,
            [],
            id="digits of two scripts",
        ),
        pytest.param(
            "Disarm SV \u0664\u0667\u0661\u0661", "Disarm SV", SV, [], id="Arabic digits alone"
        ),
        pytest.param("Disarm SV \uff14\uff17\uff11\uff11", "Disarm SV", SV, [], id="wide digits"),
        pytest.param("Disarm SV\n4711", "Disarm SV", SV, [], id="on a line of its own"),
        pytest.param("Disarm SV4711", "Disarm SV", SV, [], id="without a space"),
        pytest.param("Disarm 4711", "Disarm", [], [NEAR], id="instead of the site"),
        pytest.param("Disarm 4711 SV", "Disarm SV", [], [MISSING], id="in the middle"),
        pytest.param("4711 disarm SV", "disarm SV", [], [], id="at the beginning"),
        pytest.param("4711", "", [], [], id="alone"),
        pytest.param("My code is 4711", "My code is", [], [], id="no command"),
        pytest.param("disarm SV 4711 9999", "disarm SV", [], [WRONG], id="and a wrong one"),
        pytest.param(
            "disarm 4711 disarm SV 4711",
            "disarm disarm SV",
            [("disarm {site}", {"site": "disarm SV"})],
            [],
            id="twice, as part of the site",
        ),
        pytest.param(
            "disarm SV 1 22 333 10000000000 4711",
            "disarm SV 1 22 333 10000000000",
            [("disarm {site}", {"site": "SV 1 22 333 10000000000"})],
            [],
            id="other numbers",
        ),
        pytest.param("disarm SV 4711 4711", "disarm SV", SV, [], id="twice"),
        pytest.param("disarm SV 47 11", "disarm SV", SV, [], id="in groups"),
        pytest.param("disarm SV 4-7-1-1.", "disarm SV.", SV, [], id="digit by digit"),
        pytest.param("disarm SV 47\u200b11", "disarm SV", SV, [], id="zero-width space"),
        pytest.param(
            "disarm SV 4\ufe0f\u20e37\ufe0f\u20e31\ufe0f\u20e31\ufe0f\u20e3",
            "disarm SV\ufe0f\u20e3",
            SV,
            [],
            id="keycaps",
        ),
    ],
)
async def test_pin(
    commands: CommandHouse,
    written: str,
    told: str,
    obeyed: list[tuple[str, dict[str, str]]],
    answers: list[str],
) -> None:
    """The right PIN is cut wherever it stands, and counts at the end of a command."""
    await commands.know()
    await commands.automate(DISARM)
    await commands.text(written)
    assert commands.texts == [told]
    assert commands.commands == obeyed
    assert commands.inbox() == answers
    assert (commands.asked(), commands.asked("POST", "/Messages/")) == (len(obeyed), 1)
    assert commands.logged.body == ""
    assert await commands.left_behind() == []


async def test_payload(commands: CommandHouse) -> None:
    """An automation hears who commands what, without the PIN, and its context is the text's."""
    await commands.know(person="person.mum")
    await commands.automate(DISARM)
    await commands.text("Disarm SV 4711")
    run = commands.obeyed[0]
    assert {key: run[key] for key in ("command", "sentence", "body", "contact", "person")} == {
        "command": "disarm {site}",
        "sentence": "Disarm SV",
        "body": "Disarm SV",
        "contact": "Mum",
        "person": "person.mum",
    }
    assert run["data"]["Body"] == "Disarm SV"
    assert await commands.left_behind("Disarm SV") != []


async def test_picture_with_a_pin(commands: CommandHouse) -> None:
    """The text under a picture commands too."""
    await commands.know()
    await commands.automate(DISARM)
    await commands.text("Disarm SV 4711", media=["https://example.com/1.jpg"])
    assert [(run["channel"], run["slots"]) for run in commands.obeyed] == [("mms", {"site": "SV"})]
    assert await commands.left_behind() == []


@pytest.mark.parametrize(
    ("settings", "written", "told", "answers"),
    [
        pytest.param({}, "disarm SV", "disarm SV", [MISSING], id="no PIN"),
        pytest.param({}, "disarm SV 4712", "disarm SV", [WRONG], id="wrong PIN"),
        pytest.param({}, "disarm SV 471", "disarm SV 471", [MISSING], id="too short"),
        pytest.param(
            {"pin": None},
            "disarm SV 4712",
            "disarm SV",
            [NOT_SET],
            id="none was given to this contact",
        ),
        pytest.param(
            {"may_command": False, "pin": None}, "disarm SV 4711", "disarm SV 4711", [], id="right"
        ),
        pytest.param({"may_command": False}, "disarm SV 4711", "disarm SV", [], id="right, a PIN"),
        pytest.param({"channels": ["call"]}, "disarm SV 4711", "disarm SV", [], id="channel"),
        pytest.param({}, "disarm", "disarm", [NEAR], id="near miss"),
        pytest.param({}, "see you in 2026", "see you in 2026", [], id="no command"),
        pytest.param({}, "STOP 4711", "STOP", [], id="reserved word"),
        pytest.param({"number": STRANGER}, "disarm SV 4711", "disarm SV 4711", [], id="stranger"),
    ],
)
async def test_refused(
    commands: CommandHouse, settings: dict[str, Any], written: str, told: str, answers: list[str]
) -> None:
    """Nothing runs, nobody is asked, and only who may give commands hears why."""
    await commands.know(**settings)
    await commands.automate(DISARM)
    await commands.text(written)
    assert commands.texts == [told]
    assert commands.commands == []
    assert commands.inbox() == answers
    assert commands.asked() == 0
    assert (commands.logged.body == "") == (written != told)


@pytest.mark.parametrize("text", ["arm sv", "arm sv 4711", "arm sv 47 11."])
async def test_pin_not_set(commands: CommandHouse, text: str) -> None:
    """Who has no PIN yet hears that, and what was meant as one goes."""
    await commands.know(pin=None)
    await commands.automate(command("arm sv"))
    await commands.text(text)
    assert (commands.commands, commands.inbox()) == ([], [NOT_SET])
    assert await commands.left_behind() == []


async def test_no_pin_of_a_command_without_pin(commands: CommandHouse) -> None:
    """Digits of a command that wants no PIN stay where whoever wrote has none."""
    await commands.know(pin=None)
    await commands.automate(command("note {text}", require_pin=False), DISARM)
    await commands.text("note boiler 1500")
    assert commands.commands == [("note {text}", {"text": "boiler 1500"})]


@pytest.mark.parametrize("text", ["disarm SV", "disarm SV 4711"])
async def test_no_right_is_in_the_log(
    commands: CommandHouse, caplog: pytest.LogCaptureFixture, text: str
) -> None:
    """Who looks for why nothing happens finds it."""
    await commands.know(may_command=False, pin=None)
    await commands.automate(command("disarm SV"))
    await commands.text("see you")
    assert NO_RIGHT not in caplog.messages
    await commands.text(text)
    assert NO_RIGHT in caplog.messages
    assert commands.inbox() == []


async def test_pin_of_another_account(
    hass: HomeAssistant,
    commands: CommandHouse,
    other_twilio: Simulator,
    other_account: MockConfigEntry,
) -> None:
    """A PIN that went to the wrong account is cut and redacted there too, and is good for none."""
    await commands.know()
    await commands.automate(DISARM)
    fields = {
        "AccountSid": other_twilio.account.sid,
        "MessageSid": "SM" + "1" * 32,
        "From": MUM,
        "To": "+15550007000",
        "Body": "disarm SV 4711",
    }
    for known_there in (None, {}, {"may_command": True}, {"may_command": True, "pin": OTHER}):
        if known_there is not None:
            await add_contact(hass, other_account, **known_there)
        fields["MessageSid"] = f"SM{len(commands.texts):032x}"
        assert await async_take_in(hass, other_account, fields, 0.0)
        await commands.settle()
        redacted = [request.path for request in other_twilio.requests if request.method == "POST"]
        assert any(fields["MessageSid"] in path for path in redacted)
        if known_there is not None:
            await remove_contact(hass, other_account)
    assert commands.texts == ["disarm SV"] * 4
    assert commands.commands == []
    assert await commands.left_behind() == []


async def test_pin_of_an_account_that_is_not_loaded(
    hass: HomeAssistant,
    commands: CommandHouse,
    other_account: MockConfigEntry,
) -> None:
    """A PIN is cut though its account is off at the moment."""
    await add_contact(hass, other_account, **COMMANDER)
    assert await hass.config_entries.async_unload(other_account.entry_id)
    await commands.automate(DISARM)
    await commands.text("disarm SV 4711")
    assert commands.texts == ["disarm SV"]
    assert commands.logged.body == ""


async def test_cut_text_is_no_reserved_word(hass: HomeAssistant, commands: CommandHouse) -> None:
    """What Twilio does not take for STOP is none here, though its digits were cut."""
    await commands.know()
    await commands.automate(command("disarm {site}"))
    await commands.text("STOP 4711")
    assert commands.texts == ["STOP"]
    assert "opted_out" not in issues_of(hass, commands.entry)
    await commands.text("disarm SV")
    assert commands.inbox() == [MISSING]
    await commands.text("STOP")
    assert "opted_out" in issues_of(hass, commands.entry)


async def test_untried_text_commands_nothing(commands: CommandHouse) -> None:
    """What is left of a text whose numbers were cut untried is not what was meant."""
    await commands.know()
    await commands.automate(command("status", require_pin=False))
    for guess in range(1001, 1001 + MOST_TRIES):
        await commands.text(f"see you at {guess}")
    await commands.text("2000 status")
    assert commands.texts[-1] == "status"
    assert commands.commands == []
    await commands.text("status")
    assert commands.commands == [("status", {})]


async def test_without_pin(commands: CommandHouse) -> None:
    """A trigger may do without a PIN; a wrong one counts all the same."""
    await commands.know()
    await commands.automate(command("disarm {site}", require_pin=False))
    for written in ("disarm SV", "disarm SV 9999", "disarm SV 4711"):
        await commands.text(written)
    assert commands.commands == SV * 2
    assert commands.inbox() == [WRONG]
    assert commands.asked() == 2


async def test_several_triggers(commands: CommandHouse) -> None:
    """All that fit run, by one question to Twilio; what wants a PIN says so beside the others."""
    await commands.know()
    await commands.automate(
        DISARM, command("disarm SV", alias="Note", require_pin=False), command("arm {site}")
    )
    await commands.text("disarm SV 4711")
    assert [run["command"] for run in commands.obeyed] == ["disarm {site}", "disarm SV"]
    assert (commands.asked(), commands.inbox()) == (1, [])
    await commands.text("disarm SV")
    assert [run["command"] for run in commands.obeyed[2:]] == ["disarm SV"]
    assert (commands.asked(), commands.inbox()) == (2, [MISSING])


async def test_run_that_raises(commands: CommandHouse) -> None:
    """An automation that fails stops no other, and the PIN goes all the same."""
    await commands.know()
    failing = command("disarm {site}", alias="Failing")
    failing["actions"] = [{"action": "no.such"}]
    await commands.automate(failing, DISARM)
    await commands.text("disarm SV 4711")
    assert commands.commands == SV
    assert commands.logged.body == ""
    assert await commands.left_behind() == []


async def test_answer(commands: CommandHouse) -> None:
    """What the automation answers goes back."""
    await commands.know()
    answering = command("disarm {site}")
    answering["actions"] = [{"set_conversation_response": "{{ trigger.slots.site }} is off"}]
    await commands.automate(answering)
    await commands.text("disarm SV 4711")
    assert commands.inbox() == ["SV is off"]


async def test_number_that_holds_a_pin(commands: CommandHouse) -> None:
    """Digits of a longer number are no PIN; ten of their own are."""
    await commands.know(pin=PinHash.of("5551239876").as_text())
    await commands.automate(DISARM)
    await commands.text("call +15551239876")
    await commands.text("call 5551239876 now")
    await commands.text("call 5559998888 now")
    assert commands.texts == ["call +15551239876", "call now", "call 5559998888 now"]


async def test_no_oracle(commands: CommandHouse) -> None:
    """Who tries PINs in texts that are no commands soon learns nothing from what is cut."""
    await commands.know()
    await commands.automate(DISARM)
    guesses = [f"see you at {guess} or {guess + 5000}" for guess in range(1001, 1011)]
    for guess in guesses:
        await commands.text(guess)
    assert 2 * len(guesses) == MOST_TRIES
    await commands.text("see you at 1006 or 4711")
    assert commands.texts == [*guesses, "see you at or"]
    # It was not tried, so it may have been a number that somebody looks up later.
    assert commands.logged.body == "see you at 1006 or 4711"
    await commands.text("disarm SV 4711")
    assert commands.commands == SV


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("arm 4711", "arm", id="instead of the site"),
        pytest.param("arm my PIN is 4711 please", "arm my PIN is please", id="in words"),
    ],
)
async def test_pin_in_a_command_without_pin(commands: CommandHouse, text: str, told: str) -> None:
    """A PIN is no part of a command that wants none: it is cut, and nothing is done."""
    await commands.know()
    await commands.automate(DISARM, command("arm {site}", alias="Arm", require_pin=False))
    await commands.text(text)
    assert (commands.texts, commands.commands) == ([told], [])
    assert commands.inbox() == [MISSING]
    assert commands.logged.body == ""
    assert await commands.left_behind() == []


@pytest.mark.parametrize("text", ["{pin} disarm SV", "disarm {pin} SV", "sirens {pin} SV"])
async def test_answers_are_no_oracle(commands: CommandHouse, text: str) -> None:
    """A PIN that is not at the end of a command is answered alike, be it right or wrong."""
    await commands.know()
    await commands.automate(DISARM, command("sirens {site} on", alias="Sirens"))
    await commands.text(text.format(pin="1235"))
    wrong = commands.inbox()
    await commands.text(text.format(pin="4711"))
    assert commands.inbox() == wrong * 2
    assert commands.commands == []


@pytest.mark.parametrize("text", ["2000 disarm SV 2000", "disarm 2000", "disarm 2000 SV 2001"])
async def test_each_guess_counts(commands: CommandHouse, text: str) -> None:
    """Whatever a right PIN would set going counts as a wrong one where it is none."""
    await commands.know()
    await commands.automate(DISARM)
    for _ in range(5):
        await commands.text(text)
    await commands.text("disarm SV 4711")
    assert commands.commands == []
    assert "contact_locked" in issues_of(commands.hass, commands.entry)


async def test_digits_of_a_command_without_pin(commands: CommandHouse) -> None:
    """Digits that a command asks for are no PIN where no command of them wants one."""
    await commands.know()
    await commands.automate(command("heat {until}", require_pin=False))
    for hour in range(1600, 1608):
        await commands.text(f"heat {hour}")
    assert [slots["until"] for _, slots in commands.commands] == [
        str(hour) for hour in range(1600, 1608)
    ]


async def test_cooldown(commands: CommandHouse, time_passes: PassingTime) -> None:
    """What was done a moment ago is not done again, nor asked for."""
    await commands.know()
    await commands.automate(command("disarm {site}", cooldown="00:01:00"))
    await commands.text("disarm SV 4711")
    await commands.text("disarm SV 4711")
    assert (commands.commands, commands.asked()) == (SV, 1)
    assert commands.inbox() == ["That was done a moment ago, so it was not done again."]
    await time_passes.by(61)
    await commands.text("disarm SV 4711")
    assert commands.commands == SV * 2


async def test_own_answers_are_few(commands: CommandHouse) -> None:
    """Who forges a number does not have answers pour on its owner."""
    await commands.know()
    await commands.automate(DISARM)
    for _ in range(7):
        await commands.text("disarm SV")
    assert commands.inbox() == [MISSING] * 5


@pytest.mark.parametrize(
    ("settings", "written", "obeyed"),
    [
        pytest.param({"pin_free_whatsapp": True}, "disarm SV", SV, id="free"),
        pytest.param({"pin_free_whatsapp": True}, "disarm SV 4711", SV, id="free, and given"),
        pytest.param({"pin_free_whatsapp": True}, "disarm SV 9999", [], id="free, and wrong"),
        pytest.param({"pin_free_whatsapp": True, "pin": None}, "disarm SV", SV, id="none at all"),
        pytest.param({}, "disarm SV", [], id="not free"),
        pytest.param({}, "disarm SV 4711", SV, id="not free, and given"),
        pytest.param(
            {"pin_free_whatsapp": True, "channels": ["sms"]}, "disarm SV", [], id="not used"
        ),
    ],
)
async def test_whatsapp(
    commands: CommandHouse,
    settings: dict[str, Any],
    written: str,
    obeyed: list[tuple[str, dict[str, str]]],
) -> None:
    """WhatsApp knows who writes: where the contact says so, that is enough."""
    sender = commands.twilio.add_whatsapp_sender("+15550006009")
    sender.sms_url = commands.twilio.number.sms_url
    await commands.know(**{"channels": ["sms", "whatsapp"]} | settings)
    await commands.automate(DISARM)
    await commands.text(written, to=sender.address)
    assert commands.commands == obeyed
    assert await commands.left_behind() == []


async def test_order(commands: CommandHouse) -> None:
    """Texts of one contact keep their order, whichever of them holds a PIN."""
    await commands.know()
    await commands.automate(command("disarm {site}", require_pin=False))
    phone = commands.twilio.handset("+15551234567")
    bodies = ["disarm A 4711", "disarm B", "see you", "disarm C 4711", "disarm D"]
    await asyncio.gather(*(phone.text(body, to=commands.twilio.number) for body in bodies))
    await commands.settle()
    assert commands.texts == [body.removesuffix(f" {PIN}") for body in bodies]
    assert [run["slots"]["site"] for run in commands.obeyed] == ["A", "B", "C", "D"]


async def test_text_that_cannot_be_read(
    commands: CommandHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a PIN cannot be tried, all goes that may be one, and nothing is done."""
    await commands.know()
    await commands.automate(DISARM)

    def fail(_: object, pin: str) -> bool:
        raise ValueError(pin)

    monkeypatch.setattr(PinHash, "fits", fail)
    await commands.text("disarm SV 4711")
    assert commands.texts == ["disarm SV"]
    assert commands.commands == []
    assert commands.logged.body == ""
    assert await commands.left_behind() == []


async def test_command_that_cannot_be_handled(
    commands: CommandHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of this house leaves no PIN behind, here or at Twilio."""
    await commands.know()
    await commands.automate(DISARM)

    async def fail(_: object, __: object, written: str) -> None:
        raise RuntimeError(written)

    monkeypatch.setattr(obeying, "async_confirm", fail)
    await commands.text("disarm SV 4711")
    assert commands.commands == []
    assert commands.inbox() == [UNCONFIRMED]
    assert commands.logged.body == ""
    assert await commands.left_behind() == []


class _Failing:
    """A trigger that cannot begin."""

    commands = (CommandTemplate.parse("disarm {site}"),)

    def accepts(self, _: MessageReceived) -> bool:
        """Let everything through."""
        return True

    def candidate(self, fit: Any) -> CommandCandidate:
        """Return what raises."""

        def fail(*_: object) -> Any:
            raise RuntimeError("odd")

        return CommandCandidate(
            template="disarm {site}",
            slots=fit.slots,
            requires_pin=True,
            cooldown=0.0,
            key=self,
            run=fail,
        )


async def test_trigger_that_fails(
    hass: HomeAssistant, commands: CommandHouse, caplog: pytest.LogCaptureFixture
) -> None:
    """A trigger that cannot even begin stops no other."""
    await commands.know()
    async_listeners(hass).async_listen_to_commands(_Failing())
    await commands.automate(DISARM)
    await commands.text("disarm SV 4711")
    assert commands.commands == SV
    assert "A trigger failed" in caplog.messages
    assert await commands.left_behind() == []


async def test_power_cut(commands: CommandHouse, hass_storage: dict[str, Any]) -> None:
    """When a command runs, it is on disk already which text it was: none is obeyed twice."""
    await commands.know()
    await commands.automate(DISARM)
    await commands.text("disarm SV 4711")
    assert commands.commands == SV
    assert commands.logged.sid in json.dumps(hass_storage["twilio"])


async def test_disk_that_is_full(
    hass: HomeAssistant, commands: CommandHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be written down is done all the same: it may be that a siren wails."""
    await commands.know()
    await commands.automate(DISARM)

    async def fail() -> None:
        raise OSError(PIN)

    monkeypatch.setattr(async_learned(hass), "async_write", fail)
    await commands.text("disarm SV 4711")
    assert commands.commands == SV
    assert await commands.left_behind() == []


async def test_stop_during_a_reload(hass: HomeAssistant, commands: CommandHouse) -> None:
    """A STOP that was waiting for its turn while the account was loaded anew is heard."""
    await commands.know()
    entry = commands.entry
    async with async_command_desk(hass).reading.turn(lane_of(entry.entry_id, MUM)):
        await commands.twilio.handset(MUM).text("STOP", to=HOME)
        assert await hass.config_entries.async_unload(entry.entry_id)
        await entry.setup_lock.acquire()
    for _ in range(20):
        await asyncio.sleep(0)
    await entry.async_setup(hass)
    entry.setup_lock.release()
    await commands.settle()
    assert commands.texts == ["STOP"]
    assert "opted_out" in issues_of(hass, entry)
