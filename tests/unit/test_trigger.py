"""Triggers, as automations and scripts have them."""

import asyncio
from datetime import timedelta
import sys
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.script import ScriptRunResult
from homeassistant.helpers.trigger import async_get_all_descriptions, async_validate_trigger_config
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events
import voluptuous as vol

from custom_components.twilio.listening.listeners import ExpectedInput, async_listeners
from custom_components.twilio.listening.occurrences import Channel, Occurrence
from simulator import Simulator

from .device import SENDER_ID, a_sender, add_account
from .listening.filters import (
    HOUSE,
    PHONE,
    a_call,
    a_message,
    a_report_on_a_call,
    a_report_on_a_message,
    a_turn,
)
from .triggered import have_automation, listen, seen

STRANGER = "+15557654321"


async def announce(hass: HomeAssistant, *occurrences: Occurrence) -> None:
    """Let things happen, and wait until all that hangs on them is done."""
    for occurrence in occurrences:
        async_listeners(hass).async_announce(occurrence, Context())
    await hass.async_block_till_done()


@pytest.mark.usefixtures("house")
async def test_text(hass: HomeAssistant, twilio: Simulator) -> None:
    """A text that fits starts the automation, which sees all of it; another one does not."""
    raw = async_capture_events(hass, "twilio_data_received")
    events = await listen(hass, "message_received", body=["arm *"])
    phone = twilio.handset(PHONE)
    await phone.text("disarm sv", to=twilio.number)
    await phone.text("ARM  sv.", to=twilio.number)
    await hass.async_block_till_done()
    assert len(events) == 1
    trigger = events[0].data["trigger"]
    assert trigger.pop("data") == {
        name: value for name, value in raw[1].data.items() if name != "webhook_id"
    }
    assert trigger == {
        "id": "0",
        "idx": "0",
        "alias": None,
        "platform": "twilio.message_received",
        "description": f"message from {PHONE} to {HOUSE}",
        "from": PHONE,
        "to": HOUSE,
        "contact": None,
        "person": None,
        "message_sid": raw[1].data["MessageSid"],
        "channel": "sms",
        "body": "ARM  sv.",
        "media": [],
        "caught_up": False,
        "age": 0,
    }


@pytest.mark.usefixtures("house")
async def test_one_context_per_request(hass: HomeAssistant, twilio: Simulator) -> None:
    """The run comes from the request that the raw event tells of."""
    raw = async_capture_events(hass, "twilio_data_received")
    events = await listen(hass, "message_received")
    await twilio.handset(PHONE).text("Hello", to=twilio.number)
    await hass.async_block_till_done()
    assert [event.context.parent_id for event in events] == [raw[0].context.id]


@pytest.mark.usefixtures("house")
async def test_caller(hass: HomeAssistant, twilio: Simulator) -> None:
    """A call starts the automation of who listens to that caller."""
    events = await listen(hass, "call_received", None, **{"from": [PHONE]})
    for phone in (STRANGER, PHONE):
        await (await twilio.handset(phone).dial(twilio.number)).ended()
    await hass.async_block_till_done()
    assert [(event.data["trigger"]["from"], event.data["trigger"]["to"]) for event in events] == [
        (PHONE, HOUSE)
    ]


@pytest.mark.parametrize(
    ("occurrence", "description"),
    [
        (a_message(), f"message from {PHONE} to {HOUSE}"),
        (a_call(), f"call from {PHONE} to {HOUSE}"),
        (a_turn(digits="1234"), f"keys or words of {PHONE}"),
        (a_report_on_a_message(status="read"), f"message to {PHONE} is read"),
        (a_report_on_a_call(status="busy"), f"call with {PHONE} is busy"),
        (
            a_report_on_a_call(status="ringing", is_inbound=True, from_=STRANGER, to=HOUSE),
            f"call with {STRANGER} is ringing",
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, Occurrence) else None,
)
async def test_each_kind(hass: HomeAssistant, occurrence: Occurrence, description: str) -> None:
    """Each trigger hands over what happened, and is described without what was written or typed."""
    events = await listen(hass, occurrence.kind)
    await announce(hass, a_message(), a_call(), a_turn(digits="9"))
    events.clear()
    await announce(hass, occurrence)
    assert [event.data["trigger"] for event in events] == [
        {
            "id": "0",
            "idx": "0",
            "alias": None,
            "platform": f"twilio.{occurrence.kind}",
            "description": description,
            **occurrence.as_payload(),
        }
    ]


async def test_options_of_yaml(hass: HomeAssistant) -> None:
    """Options may be single values, and numbers what YAML makes of them."""
    events = await listen(
        hass,
        "message_received",
        None,
        **{"from": 15551234567, "body": "yes *", "channel": "whatsapp", "max_age": "01:00:00"},
    )
    fitting = {"from_": f"whatsapp:{PHONE}", "channel": Channel.WHATSAPP, "body": "Yes, all"}
    fitting["body"] = "yes all"
    hour = timedelta(hours=1).total_seconds()
    await announce(
        hass,
        a_message(**fitting, message_sid="SM1", age=hour),
        a_message(**fitting, message_sid="SM2", age=hour + 1),
        a_message(**{**fitting, "channel": Channel.RCS}, message_sid="SM3"),
        a_message(**{**fitting, "from_": STRANGER}, message_sid="SM4"),
        a_message(**{**fitting, "body": "no"}, message_sid="SM5"),
    )
    assert seen(events, "message_sid") == ["SM1"]


async def test_chosen_sender(hass: HomeAssistant, twilio: Simulator) -> None:
    """A trigger on a sender listens to that one alone."""
    entry = add_account(hass, twilio, a_sender())
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done()
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    device = next(device for device in devices if device.config_subentry_id == SENDER_ID)
    events = await listen(hass, "call_received", {"device_id": device.id})
    await announce(
        hass,
        a_call(call_sid="CA1", sender_id="another"),
        a_call(call_sid="CA2", sender_id=None),
        a_call(call_sid="CA3"),
    )
    assert seen(events, "call_sid") == ["CA3"]


@pytest.mark.parametrize(
    ("target", "options", "sender", "party", "expected"),
    [
        ({}, {}, SENDER_ID, PHONE, ExpectedInput()),
        ({}, {"digits": ["5", "1234"]}, None, PHONE, ExpectedInput(frozenset({1, 4}))),
        ({}, {"sentence": "yes"}, SENDER_ID, PHONE, ExpectedInput(None, speech=True)),
        ({}, {"from": PHONE}, SENDER_ID, PHONE, ExpectedInput()),
        ({}, {"from": PHONE}, SENDER_ID, STRANGER, None),
        ({"device_id": "gone"}, {}, SENDER_ID, PHONE, None),
    ],
)
async def test_what_callers_are_to_do(
    hass: HomeAssistant,
    target: dict[str, Any],
    options: dict[str, Any],
    sender: str | None,
    party: str,
    expected: ExpectedInput | None,
) -> None:
    """A call waits for keys where an automation listens to them."""
    await listen(hass, "digits_received", target, **options)
    assert async_listeners(hass).async_expected_input("account", sender, party) == expected


async def test_callers_need_do_nothing(hass: HomeAssistant) -> None:
    """Other triggers make no call wait."""
    await listen(hass, "call_received")
    assert async_listeners(hass).async_expected_input("account", SENDER_ID, PHONE) is None


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"sentence": "yes"}, None),
        ({"sentence": "yes", "digits": "1"}, ExpectedInput(frozenset({1}))),
    ],
)
async def test_words_in_a_call_of_the_house(
    hass: HomeAssistant, options: dict[str, Any], expected: ExpectedInput | None
) -> None:
    """Who is called is asked for keys at most, where nobody names the call."""
    await listen(hass, "digits_received", **options)
    listeners = async_listeners(hass)
    assert listeners.async_expected_input("account", SENDER_ID, PHONE, is_placed=True) == expected


async def test_switched_off(hass: HomeAssistant) -> None:
    """An automation that is off does not listen, and does again when it is on."""
    events = await listen(hass, "digits_received")
    for action, occurrence in (
        ("turn_off", a_turn(digits="1")),
        ("turn_on", a_turn(digits="2")),
    ):
        target = {"entity_id": "automation.one"}
        await hass.services.async_call("automation", action, target, blocking=True)
        await announce(hass, occurrence)
    assert seen(events, "digits") == ["2"]


async def test_disabled_trigger(hass: HomeAssistant) -> None:
    """One of several triggers can be disabled."""
    events = await have_automation(
        hass,
        {"trigger": "twilio.call_received", "enabled": False},
        {"trigger": "twilio.message_received", "id": "text", "variables": {"a": 1}},
    )
    await announce(hass, a_call(), a_message())
    assert seen(events, "id") == ["text"]


async def test_wait_for_trigger(hass: HomeAssistant) -> None:
    """A script waits for the keys that fit, goes on with them, and listens no longer."""
    trigger = {
        "trigger": "twilio.digits_received",
        "options": {"from": PHONE, "digits": ["1", "2"]},
    }
    script = {
        "sequence": [
            {"wait_for_trigger": [trigger]},
            {"event": "answered", "event_data": {"answer": "{{ wait.trigger.digits }}"}},
        ]
    }
    assert await async_setup_component(hass, "script", {"script": {"ask": script}})
    events = async_capture_events(hass, "answered")
    await hass.services.async_call("script", "ask", blocking=False)
    listeners = async_listeners(hass)
    for _ in range(100):  # the script gets there in some turns of the loop
        if listeners.async_expected_input("account", SENDER_ID, PHONE):
            break
        await asyncio.sleep(0)
    for turn in (a_turn(digits="3"), a_turn(digits="1", from_=STRANGER)):
        assert listeners.async_announce(turn, Context()) == ()
    assert len(listeners.async_announce(a_turn(digits="2"), Context())) == 1
    await hass.async_block_till_done()
    assert [event.data["answer"] for event in events] == [2]
    assert listeners.async_expected_input("account", SENDER_ID, PHONE) is None


async def test_conversation_response(hass: HomeAssistant) -> None:
    """Whoever tells of an occurrence gets the run, and with it what is to be answered."""
    await have_automation(
        hass,
        {"trigger": "twilio.message_received"},
        actions=[{"set_conversation_response": "Hello {{ trigger.from }}"}],
    )
    (run,) = async_listeners(hass).async_announce(a_message(), Context())
    result = await run
    assert isinstance(result, ScriptRunResult)
    assert result.conversation_response == f"Hello {PHONE}"


_QUOTES = "was not read as text. Put it in quotes"
REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "number": ("message_received", {"from": "+1555"}, "+1555 is not a phone number. Write it"),
    "nobody": ("call_received", {"from": []}, "The option From (from) has no value. Leave it"),
    "yes": ("message_received", {"body": [True]}, f"True in the option Text (body) {_QUOTES}"),
    "0123": ("digits_received", {"digits": 83}, f"83 in the option Digits (digits) {_QUOTES}"),
    "no words": ("message_received", {"body": "."}, ". in the option Text (body) has no words"),
    "a name calls": ("call_received", {"from": "abc"}, "abc is not a phone number. Write it"),
    "deaf": (
        "digits_received",
        {"sentence": "yes", "speech": False},
        "A sentence is only heard with Listen to speech (speech) on.",
    ),
    "no key": ("digits_received", {"digits": ["five"]}, "five cannot be pressed on a phone."),
    "template": (
        "message_status_changed",
        {"to": "{{ states('input_text.number') }}"},
        "The option To (to) has a template, and what a trigger listens to is fixed.",
    ),
}


@pytest.mark.parametrize(("trigger", "options", "sentence"), REFUSED.values(), ids=REFUSED)
async def test_mistake(
    hass: HomeAssistant, trigger: str, options: dict[str, Any], sentence: str
) -> None:
    """What cannot be meant is refused in a sentence, even before the integration is loaded."""
    config = cv.TRIGGER_SCHEMA([{"trigger": f"twilio.{trigger}", "options": options}])
    with pytest.raises(vol.Invalid) as refused:
        await async_validate_trigger_config(hass, config)
    assert refused.value.msg.startswith(sentence)


async def test_mistake_in_german(hass: HomeAssistant) -> None:
    """The sentence is in the language of the house."""
    hass.config.language = "de"
    options: dict[str, Any] = {"digits": []}
    config = cv.TRIGGER_SCHEMA([{"trigger": "twilio.digits_received", "options": options}])
    with pytest.raises(vol.Invalid, match=r"Die Option Ziffern \(digits\) hat keinen Wert"):
        await async_validate_trigger_config(hass, config)


@pytest.mark.parametrize(
    ("trigger", "options"),
    [
        ("message_received", {"channel": ["fax"]}),
        ("message_received", {"max_age": "soon"}),
        ("message_received", {"digits": ["5"]}),
        ("digits_received", {"speech": "loud"}),
        ("message_status_changed", {"status": ["in-progress"]}),
        ("call_status_changed", {"status": "in_progress"}),
        ("call_status_changed", {"direction": "sideways"}),
    ],
)
async def test_unknown_choice(hass: HomeAssistant, trigger: str, options: dict[str, Any]) -> None:
    """A choice that there is not, and an option of another trigger, are refused."""
    config = cv.TRIGGER_SCHEMA([{"trigger": f"twilio.{trigger}", "options": options}])
    with pytest.raises(vol.Invalid):
        await async_validate_trigger_config(hass, config)


async def test_valid_twice(hass: HomeAssistant) -> None:
    """What was read once can be read again, as blueprints and scripts do."""
    options = {"from": "+1 555 123 4567", "channel": "sms", "max_age": {"minutes": 5}}
    config = cv.TRIGGER_SCHEMA([{"trigger": "twilio.message_received", "options": options}])
    once = await async_validate_trigger_config(hass, config)
    assert await async_validate_trigger_config(hass, [dict(once[0])]) == once


async def test_editor_knows_them(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Home Assistant reads the descriptions of all of them."""
    assert await async_setup_component(hass, "automation", {})
    await have_automation(hass, {"trigger": "twilio.call_received"})
    descriptions = await async_get_all_descriptions(hass)
    ours = {name: part for name, part in descriptions.items() if name.startswith("twilio.")}
    assert sorted(ours) == [
        "twilio.call_received",
        "twilio.call_status_changed",
        "twilio.command_received",
        "twilio.digits_received",
        "twilio.message_received",
        "twilio.message_status_changed",
    ]
    assert all(ours.values())


async def test_broken_triggers_break_nothing_else(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the interface for triggers has changed, messages go on."""
    for platform in ("trigger", "condition"):
        monkeypatch.setitem(sys.modules, f"custom_components.twilio.{platform}", None)
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED


async def test_fetched_message(hass: HomeAssistant) -> None:
    """A message that is fetched late starts nothing, unless somebody asks for it."""
    events = await listen(hass, "message_received")
    await announce(
        hass,
        a_message(body="late", caught_up=True, age=900.0),
        a_message(body="too late", caught_up=True, age=901.0),
    )
    assert seen(events, "body") == ["late"]
