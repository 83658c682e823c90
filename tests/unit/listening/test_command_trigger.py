"""The trigger on commands: which texts it waits for, and from whom."""

import asyncio
from dataclasses import fields, replace
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.trigger import async_validate_trigger_config
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events
import voluptuous as vol

from custom_components.twilio.commands.command_set import Fit
from custom_components.twilio.commands.template import CommandTemplate
from custom_components.twilio.contacts.contact import Contact
from custom_components.twilio.listening.command_candidate import CommandCandidate
from custom_components.twilio.listening.command_listeners import CommandListener
from custom_components.twilio.listening.listeners import async_listeners
from custom_components.twilio.listening.occurrences import (
    Channel,
    CommandReceived,
    MessageReceived,
)
from simulator import Simulator

from ..contact import MUM_ID, a_contact
from ..device import SENDER_ID, a_sender, add_account
from ..triggered import have_automation, listen, seen
from .filters import HOUSE, PHONE, a_message

MUM = Contact(subentry_id=MUM_ID, entry_id="account", name="Mum  Müller", number=PHONE)


def candidates(
    hass: HomeAssistant, text: str, message: MessageReceived | None = None
) -> tuple[CommandCandidate, ...]:
    """Return what a text would set going."""
    return async_listeners(hass).async_commands(message or a_message(contact=MUM), text)


def found(hass: HomeAssistant, text: str, message: MessageReceived | None = None) -> list[str]:
    """Return which commands a text fits."""
    return [candidate.template for candidate in candidates(hass, text, message)]


def command(candidate: CommandCandidate, text: str) -> CommandReceived:
    """Return what happens once a command is confirmed."""
    message = a_message(contact=MUM, body=text)
    facts = {fact.name: getattr(message, fact.name) for fact in fields(message)}
    return CommandReceived(
        **facts, command=candidate.template, sentence=text, slots=candidate.slots
    )


async def test_run(hass: HomeAssistant) -> None:
    """The run sees the command, what was written, and what stands for the wildcards."""
    events = await listen(hass, "command_received", commands=["[please] disarm {site}"])
    [candidate] = candidates(hass, "Please DISARM  SV.")
    context = Context()
    await candidate.run(command(candidate, "Please DISARM  SV."), context)
    await hass.async_block_till_done()
    assert [event.context.parent_id for event in events] == [context.id]
    assert events[0].data["trigger"] == {
        "id": "0",
        "idx": "0",
        "alias": None,
        "platform": "twilio.command_received",
        "description": f"command from {PHONE} to {HOUSE}",
        "from": PHONE,
        "to": HOUSE,
        "contact": "Mum  Müller",
        "person": None,
        "message_sid": "SM1",
        "channel": "sms",
        "body": "Please DISARM  SV.",
        "media": [],
        "caught_up": False,
        "age": 0,
        "command": "[please] disarm {site}",
        "sentence": "Please DISARM  SV.",
        "slots": {"site": "SV"},
        "data": {},
    }


async def test_defaults(hass: HomeAssistant) -> None:
    """A PIN is required, and there is no pause, unless somebody says otherwise."""
    await listen(hass, "command_received", commands="arm")
    assert [(one.requires_pin, one.cooldown) for one in candidates(hass, "arm")] == [(True, 0.0)]


async def test_options(hass: HomeAssistant) -> None:
    """Who judges a text learns what the trigger asks for."""
    options: dict[str, Any] = {"require_pin": False, "cooldown": {"minutes": 1}}
    await listen(hass, "command_received", commands="arm", **options)
    assert [(one.requires_pin, one.cooldown) for one in candidates(hass, "arm")] == [(False, 60.0)]


async def test_announced_message(hass: HomeAssistant) -> None:
    """A text alone runs nothing: somebody has to judge it first."""
    events = await listen(hass, "command_received", commands="arm", require_pin=False)
    [candidate] = candidates(hass, "arm")
    for occurrence in (a_message(contact=MUM, body="arm"), command(candidate, "arm")):
        assert async_listeners(hass).async_announce(occurrence, Context()) == ()
    await hass.async_block_till_done()
    assert events == []


async def test_several(hass: HomeAssistant) -> None:
    """Each trigger has one command that counts, the first of its own; each has its own key."""
    await have_automation(
        hass,
        {"trigger": "twilio.command_received", "options": {"commands": ["arm {site}", "arm sv"]}},
        {"trigger": "twilio.command_received", "options": {"commands": ["arm sv", "arm {site}"]}},
        {"trigger": "twilio.command_received", "options": {"commands": ["arm sv", "disarm"]}},
        {"trigger": "twilio.command_received", "options": {"commands": ["disarm"]}},
    )
    assert found(hass, "Arm SV") == ["arm {site}", "arm sv", "arm sv"]
    keys = [candidate.key for candidate in candidates(hass, "arm sv")]
    assert len(set(keys)) == 3
    assert [candidate.key for candidate in candidates(hass, "ARM SV")] == keys
    assert candidates(hass, "disarm")[0].key not in keys


@pytest.mark.parametrize(
    ("options", "facts", "expected"),
    [
        ({"contact": "mum müller"}, {"contact": MUM}, 1),
        ({"contact": ["Dad", "MUM MÜLLER"]}, {"contact": MUM}, 1),
        ({"contact": "Mum"}, {"contact": MUM}, 0),
        ({"contact": "Mum Müller"}, {"contact": None}, 0),
        ({}, {"contact": None}, 1),
        ({"channel": "sms"}, {"channel": Channel.RCS}, 0),
        ({"channel": ["sms", "rcs"]}, {"channel": Channel.RCS}, 1),
    ],
)
async def test_who_and_how(
    hass: HomeAssistant, options: dict[str, Any], facts: dict[str, Any], expected: int
) -> None:
    """A trigger waits for some contacts on some channels."""
    await listen(hass, "command_received", commands="arm", **options)
    assert len(candidates(hass, "arm", a_message(**facts))) == expected


async def test_sender(hass: HomeAssistant, twilio: Simulator) -> None:
    """A trigger waits on some senders."""
    entry = add_account(hass, twilio, a_sender())
    assert await async_setup_component(hass, "twilio", {})
    device = dr.async_get(hass).async_get_device_by_identifier(
        ("twilio", SENDER_ID), entry.entry_id
    )
    assert device is not None
    await listen(hass, "command_received", {"device_id": device.id}, commands="arm")
    assert found(hass, "arm") == ["arm"]
    assert found(hass, "arm", a_message(sender_id="another")) == []
    assert found(hass, "arm", a_message(sender_id=None)) == []


@pytest.mark.parametrize(
    ("text", "data", "expected"),
    [
        ("stop all", {}, []),
        ("STOP ALL!", {}, []),
        ("Stop it", {}, ["{what} it"]),
        ("halt it", {}, ["{what} it"]),
        ("halt it", {"OptOutType": "STOP"}, []),
    ],
)
async def test_reserved_words(
    hass: HomeAssistant, text: str, data: dict[str, str], expected: list[str]
) -> None:
    """What Twilio keeps to itself is no command, whatever a wildcard would take."""
    await listen(hass, "command_received", commands=["{what} all", "{what} it"])
    assert found(hass, text, a_message(contact=MUM, data=data)) == expected


@pytest.mark.parametrize(
    ("text", "data", "expected"),
    [
        ("help", {}, ()),
        ("help!", {"OptOutType": "HELP"}, ()),
        ("help her", {}, ("help {whom} out",)),
    ],
)
async def test_reserved_word_resembles_nothing(
    hass: HomeAssistant, text: str, data: dict[str, str], expected: tuple[str, ...]
) -> None:
    """Twilio answers such a word itself: nobody is told what could have been meant."""
    await listen(hass, "command_received", commands="help {whom} out")
    message = a_message(contact=MUM, data=data)
    assert async_listeners(hass).async_resembles_command(message, text) == expected


async def test_what_resembles(hass: HomeAssistant) -> None:
    """Whoever wrote nearly a command learns those that could have been meant, each once."""
    await have_automation(
        hass,
        *(
            {"trigger": "twilio.command_received", "options": options}
            for options in (
                {"commands": ["arm {site} (home|away)", "status"]},
                {"commands": ["[please] arm all", "arm {site} (home|away)"]},
                {"commands": "arm secretly", "contact": "Dad"},
            )
        ),
    )
    resembled = async_listeners(hass).async_resembles_command
    message = a_message(contact=MUM)
    assert resembled(message, "ARM, sv") == ("arm {site} (home|away)", "[please] arm all")
    assert resembled(message, "sv arm") == ()
    assert resembled(message, "") == ()


class BrokenListener(CommandListener):
    """A trigger with a fault."""

    commands = (CommandTemplate.parse("arm"),)

    def accepts(self, _: MessageReceived) -> bool:
        """Fail."""
        raise ValueError("a fault")

    def candidate(self, fit: Fit) -> CommandCandidate:
        """Never get here."""
        raise NotImplementedError


async def test_one_that_fails(hass: HomeAssistant, caplog: pytest.LogCaptureFixture) -> None:
    """The others get their commands all the same, and the log says what failed, not the text."""
    stop = async_listeners(hass).async_listen_to_commands(BrokenListener())
    await listen(hass, "command_received", commands="arm")
    assert found(hass, "arm") == ["arm"]
    assert [record.message for record in caplog.records if record.exc_info] == ["A trigger failed"]
    stop()
    caplog.clear()
    assert found(hass, "arm") == ["arm"]
    assert not [record for record in caplog.records if record.exc_info]


async def test_switched_off(hass: HomeAssistant) -> None:
    """An automation that is off waits for nothing, and for the same again when it is on."""
    await listen(hass, "command_received", commands="arm")
    target = {"entity_id": "automation.one"}
    await hass.services.async_call("automation", "turn_off", target, blocking=True)
    assert found(hass, "arm") == []
    await hass.services.async_call("automation", "turn_on", target, blocking=True)
    assert found(hass, "arm") == ["arm"]


async def test_wait_for_trigger(hass: HomeAssistant) -> None:
    """A script waits for a command, goes on with it, and waits no longer."""
    trigger = {"trigger": "twilio.command_received", "options": {"commands": ["heat {degrees}"]}}
    script = {
        "sequence": [
            {"wait_for_trigger": [trigger]},
            {"event": "told", "event_data": {"it": "{{ wait.trigger.slots.degrees }}"}},
        ]
    }
    assert await async_setup_component(hass, "script", {"script": {"ask": script}})
    events = async_capture_events(hass, "told")
    await hass.services.async_call("script", "ask", blocking=False)
    for _ in range(100):  # the script gets there in some turns of the loop
        if candidates(hass, "heat 21"):
            break
        await asyncio.sleep(0)
    [candidate] = candidates(hass, "heat 21")
    await candidate.run(command(candidate, "heat 21"), Context())
    await hass.async_block_till_done()
    assert [event.data["it"] for event in events] == [21]
    assert candidates(hass, "heat 21") == ()


_PIN = "PINs belong to contacts, not into a trigger. Remove it here and set it"
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a PIN": ({"options": {"commands": "arm", "pin": 83}}, _PIN),
    "a PIN, quoted": ({"options": {"commands": "arm", "pin": "0123"}}, _PIN),
    "a PIN alone": ({"options": {"pin": 83}}, _PIN),
    "a PIN in the switch": ({"options": {"commands": "arm", "require_pin": "0123"}}, _PIN),
    "a PIN in the command": (
        {"options": {"commands": ["arm", "disarm {site} 4711"]}},
        "The command disarm {site} … ends in digits that would be taken for a PIN.",
    ),
    "a reserved word": (
        {"options": {"commands": ["arm", "[please] stop"]}},
        "The command [please] stop would be run for the text STOP, which Twilio",
    ),
    "no command": ({"options": {"commands": []}}, "Write at least one command, for example: "),
    "an empty command": ({"options": {"commands": None}}, "Write at least one command, for"),
    "a wildcard for the PIN": (
        {"options": {"commands": "close gate {pin}", "require_pin": False}},
        "The command close gate {pin} has a wildcard for the PIN. Remove pin: the PIN is texted",
    ),
    "unreadable": ({"options": {"commands": "arm ("}}, "The command arm ( cannot be read."),
    "a rule": ({"options": {"commands": "arm <site>"}}, "The command arm <site> uses a rule"),
    "a list": ({"options": {"commands": "arm {a:b}"}}, "The command arm {a:b} has more than a"),
    "twice": ({"options": {"commands": "{a} or {a}"}}, "The command {a} or {a} has the wildcard a"),
    "anything": (
        {"options": {"commands": "{text}"}},
        "The command {text} has no word that every text needs, so anything would fit.",
    ),
    "too long": ({"options": {"commands": "x" * 501}}, f"The command {'x' * 100}… is longer than"),
}


@pytest.mark.parametrize(("trigger", "sentence"), REFUSED.values(), ids=REFUSED)
async def test_mistake(
    hass: HomeAssistant,
    caplog: pytest.LogCaptureFixture,
    trigger: dict[str, Any],
    sentence: str,
) -> None:
    """What cannot be meant is refused in a sentence, and a PIN is shown nowhere."""
    trigger = {"trigger": "twilio.command_received", **trigger}
    with pytest.raises(vol.Invalid) as refused:
        await async_validate_trigger_config(hass, cv.TRIGGER_SCHEMA([trigger]))
    assert refused.value.msg.startswith(sentence)
    automation = {"alias": "One", "triggers": [trigger], "actions": []}
    assert await async_setup_component(hass, "automation", {"automation": [automation]})
    logged = [record.message for record in caplog.records if record.levelname == "ERROR"]
    assert len(logged) == 1
    assert sentence in logged[0]
    assert not [pin for pin in ("83", "0123", "4711") if pin in caplog.text]


@pytest.mark.parametrize(
    "options", [{}, {"require_pin": True}, {"commands": "arm", "from": PHONE}], ids=str
)
async def test_options_that_do_not_fit(hass: HomeAssistant, options: dict[str, Any]) -> None:
    """Without a command there is nothing to wait for; a number alone may not command."""
    config = cv.TRIGGER_SCHEMA([{"trigger": "twilio.command_received", "options": options}])
    with pytest.raises(vol.Invalid):
        await async_validate_trigger_config(hass, config)


async def test_valid_twice(hass: HomeAssistant) -> None:
    """What was read once can be read again, as blueprints and scripts do."""
    options = {"commands": "arm", "contact": "Mum", "require_pin": False, "cooldown": 60}
    config = cv.TRIGGER_SCHEMA([{"trigger": "twilio.command_received", "options": options}])
    once = await async_validate_trigger_config(hass, config)
    assert await async_validate_trigger_config(hass, [dict(once[0])]) == once


async def _house_of_two(hass: HomeAssistant, twilio: Simulator) -> tuple[MockConfigEntry, str]:
    """Return an account with two contacts, and the device of one."""
    dad = a_contact("Dad", "+15557654321", subentry_id="dad")
    entry = add_account(hass, twilio, a_sender(), a_contact("Mum"), dad)
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    device = dr.async_get(hass).async_get_device_by_identifier(("twilio", MUM_ID), entry.entry_id)
    assert device is not None
    return entry, device.id


async def test_device_of_a_contact(hass: HomeAssistant, twilio: Simulator) -> None:
    """A contact that was chosen is the same under another name, and nobody once it is removed."""
    entry, device_id = await _house_of_two(hass, twilio)
    mum, dad = entry.runtime_data.contacts
    await listen(hass, "command_received", commands="arm", contact=device_id)
    assert found(hass, "arm", a_message(contact=replace(mum, name="Grandma"))) == ["arm"]
    assert found(hass, "arm", a_message(contact=dad)) == []
    hass.config_entries.async_remove_subentry(entry, MUM_ID)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert found(hass, "arm", a_message(contact=mum)) == []
    assert found(hass, "arm", a_message(contact=None)) == []


@pytest.mark.parametrize("trigger", ["command_received", "message_received"])
@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ([], []),
        (["MUM", "Dad"], []),
        (["mom"], ["mom"]),
        (["Mum", "Mom", "1a" * 16], ["1a" * 16, "mom"]),
        (["+1 555 123-4567", "Mum 2"], ["…", "mum 2"]),
    ],
)
async def test_contact_that_is_not_there(
    hass: HomeAssistant,
    twilio: Simulator,
    caplog: pytest.LogCaptureFixture,
    trigger: str,
    named: list[str],
    expected: list[str],
) -> None:
    """The log names whom a trigger waits for in vain, but no number."""
    _, device_id = await _house_of_two(hass, twilio)
    options: dict[str, Any] = {"commands": "arm"} if trigger == "command_received" else {}
    if named:
        options["contact"] = [*named, device_id]
    await listen(hass, trigger, **options)
    said = "An automation or script waits for {}, and no contact is called so"
    logged = [record.message for record in caplog.records if record.levelname == "WARNING"]
    assert [line for line in logged if "waits for" in line] == [
        said.format(name) for name in expected
    ]


@pytest.mark.usefixtures("house")
async def test_contact_and_numbers(hass: HomeAssistant) -> None:
    """Contacts are let through beside numbers, and a contact alone shuts out everybody else."""
    options: dict[str, Any] = {"contact": "Mum Müller", "from": "+15557654321"}
    both = await listen(hass, "message_received", **options)
    for message in (
        a_message(message_sid="SM1", contact=MUM),
        a_message(message_sid="SM2", from_="+15557654321"),
        a_message(message_sid="SM3"),
    ):
        async_listeners(hass).async_announce(message, Context())
    await hass.async_block_till_done()
    assert seen(both, "message_sid") == ["SM1", "SM2"]


async def test_keys_of_a_contact(hass: HomeAssistant, twilio: Simulator) -> None:
    """A call waits for the keys of a contact, not for those of others."""
    await _house_of_two(hass, twilio)
    await listen(hass, "digits_received", contact="mum")
    expected = async_listeners(hass).async_expected_input
    assert expected("account", SENDER_ID, PHONE)
    assert expected("account", SENDER_ID, "+15557654321") is None
    assert expected("account", SENDER_ID, "+15550001111") is None
    assert expected("gone", SENDER_ID, PHONE) is None
