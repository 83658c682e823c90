"""Contacts in a real house: made, changed and reached as its owner does it."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import pytest
import pytest_asyncio
import pytest_socket

from demo.config_flow import FlowResult, answer_subentry_step, start_subentry_flow
from demo.contacts import CONTACT, add_contact, contact_at, wait_until_known
from demo.errors import HouseRefusedError
from demo.pin_search import files_with
from demo.repairs import fix, issue_of, wait_for_issue
from demo.stage import Stage, set_stage
from simulator import DEFAULT_NUMBER

from .automation_editor import SEEN, automation, show
from .commanded import STRANGER

MUM: Final = "+15557650111"
DAD: Final = "+15557650112"
PIN: Final = "8402967315"

type Answers = Mapping[str, object]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def household(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Return a stage with one contact, whose house may be stopped."""
    pytest_socket.enable_socket()  # comes before the fixture of a single test
    async with set_stage(tmp_path_factory.mktemp("household")) as stage:
        await add_contact(stage, "Mum", "+1 (555) 765-0111", may_command=True, pin=PIN)
        yield stage


async def step_through(stage: Stage, user: Answers, settings: Answers | None = None) -> FlowResult:
    """Open the flow of a contact, answer, and return what it shows."""
    rest = stage.house.rest
    opened = await start_subentry_flow(rest, stage.entry_id, CONTACT)
    shown = await answer_subentry_step(rest, opened.flow_id, user)
    if settings is None or shown.errors:
        return shown
    return await answer_subentry_step(rest, opened.flow_id, settings)


async def entity_of(stage: Stage, number: str, domain: str, key: str) -> str:
    """Return what the house calls an entity of a contact."""
    subentry = await contact_at(stage, number)
    assert subentry
    entities = await stage.house.websocket.call("config/entity_registry/list")
    [found] = [
        str(entity["entity_id"])
        for entity in entities
        if entity["config_subentry_id"] == subentry["subentry_id"]
        and entity["entity_id"].startswith(f"{domain}.")
        and entity["translation_key"] == key
    ]
    return found


async def test_normalised_number_is_kept(household: Stage) -> None:
    """Any usual spelling is one number; the PIN is kept in no file as it is."""
    subentry = await contact_at(household, MUM)
    assert subentry is not None
    assert (subentry["title"], subentry["subentry_type"]) == ("Mum", CONTACT)
    assert files_with(household.house.directory, PIN) == ()


@pytest.mark.parametrize(
    ("user", "errors"),
    [
        ({"name": "Dad", "number": "call me"}, {"number": "invalid_number"}),
        ({"name": "Dad", "number": "911"}, {"number": "emergency_number"}),
        ({"name": "Dad", "number": "+44 999"}, {"number": "emergency_number"}),
        ({"name": "Dad", "number": "+1 555 765 01120"}, {"number": "impossible_number"}),
        ({"name": "Dad", "number": DEFAULT_NUMBER}, {"number": "own_number"}),
        ({"name": "Dad", "number": "555 765 0111"}, {"number": "already_contact"}),
        ({"name": "mum", "number": DAD}, {"name": "name_taken"}),
        ({"name": "x" * 101, "number": DAD}, {"name": "name_too_long"}),
        ({"name": " ", "number": DAD}, {"name": "name_missing"}),
        ({"name": DAD, "number": DAD}, {"name": "name_is_number"}),
    ],
)
async def test_mistake_in_who(household: Stage, user: Answers, errors: Answers) -> None:
    """The form says at the field what is wrong."""
    shown = await step_through(household, user)
    assert (shown.type, shown.step_id, shown.errors) == ("form", "user", errors)


@pytest.mark.parametrize(
    ("settings", "errors"),
    [
        ({"may_command": True, "pin": "123"}, {"pin": "invalid_pin"}),
        ({"may_command": True, "pin": "1234"}, {"pin": "weak_pin"}),
        ({"may_command": True, "pin": "0000"}, {"pin": "weak_pin"}),
        ({"may_command": True, "pin": "secret"}, {"pin": "invalid_pin"}),
        ({"may_command": False, "pin": "4711"}, {"pin": "pin_without_commands"}),
        ({"channels": []}, {"channels": "channels_missing"}),
    ],
)
async def test_mistake_in_settings(household: Stage, settings: Answers, errors: Answers) -> None:
    """Likewise, and what was typed as a PIN is not shown again."""
    shown = await step_through(household, {"name": "Dad", "number": DAD}, settings)
    assert (shown.type, shown.step_id, shown.errors) == ("form", "settings", errors)


async def test_pin_as_a_number(household: Stage) -> None:
    """YAML and programs make 83 of 0123: it is refused, not converted."""
    settings = {"may_command": True, "pin": 83}
    shown = await step_through(household, {"name": "Dad", "number": DAD}, settings)
    assert shown.errors == {"pin": "pin_is_number"}


async def test_unknown_sender_becomes_a_contact(household: Stage) -> None:
    """One step of a repair, and the next text is from somebody."""
    neighbour = household.twilio.handset(STRANGER)
    await neighbour.text("Your light is on", to=DEFAULT_NUMBER)
    issue_id = await wait_for_issue(household.house, "twilio", "unknown_sender")
    await fix(
        household.house,
        "twilio",
        issue_id,
        number=STRANGER,
        name="Neighbour",
        may_command=False,
    )
    await wait_until_known(household.house, "Neighbour")
    assert await issue_of(household.house, "twilio", "unknown_sender") is None
    async with (
        automation(
            household.house,
            triggers=[{"trigger": "twilio.message_received", "target": {}, "options": {}}],
            actions=[show("contact")],
        ),
        household.house.events(SEEN) as seen,
    ):
        await neighbour.text("Still on", to=DEFAULT_NUMBER)
        assert (await seen.next()).data == {"value": "Neighbour"}
    assert await issue_of(household.house, "twilio", "unknown_sender") is None


async def test_notify_entities(household: Stage) -> None:
    """A contact is texted and called by its entities, and the last delivery shows."""
    phone = household.twilio.handset(MUM)
    text = await entity_of(household, MUM, "notify", "text")
    await household.house.call_service(
        "notify", "send_message", {"entity_id": text, "message": "Hello", "title": "House"}
    )
    assert (await phone.next_text()).body == "House\nHello"
    call = await entity_of(household, MUM, "notify", "call")
    await household.house.call_service(
        "notify", "send_message", {"entity_id": call, "message": "The kettle boils"}
    )
    ringing = await phone.next_call()
    await ringing.said("The kettle boils")
    await ringing.hang_up()
    last = await entity_of(household, MUM, "sensor", "last_delivery_to")
    await household.house.wait_for_state(last, "completed")


@pytest.mark.parametrize(
    "title", ["{{ states | count }}", "<Say>Boo</Say> & **bold** [x](http://e.example)", "x" * 300]
)
async def test_strange_name(household: Stage, title: str) -> None:
    """Home Assistant lets anybody rename anything; it is a name, in one line, and nothing else."""
    subentry = await contact_at(household, MUM)
    assert subentry is not None

    async def rename(name: str) -> None:
        await household.house.websocket.call(
            "config_entries/subentries/update",
            entry_id=household.entry_id,
            subentry_id=subentry["subentry_id"],
            title=name,
        )
        await wait_until_known(household.house, name[:100])

    await rename(title)
    try:
        phone = household.twilio.handset(MUM)
        async with (
            automation(
                household.house,
                triggers=[{"trigger": "twilio.message_received", "target": {}, "options": {}}],
                actions=[
                    show("contact"),
                    {"set_conversation_response": "Hi {{ trigger.contact }}"},
                ],
            ),
            household.house.events(SEEN) as seen,
        ):
            await phone.text("Who am I?", to=DEFAULT_NUMBER)
            assert (await seen.next()).data == {"value": title[:100]}
            assert (await phone.next_text()).body == f"Hi {title[:100]}"
        text = await entity_of(household, MUM, "notify", "text")
        await household.house.call_service(
            "notify", "send_message", {"entity_id": text, "message": "Hello"}
        )
        assert (await phone.next_text()).body == "Hello"
    finally:
        await rename("Mum")


async def test_name_as_a_recipient(household: Stage) -> None:
    """An action takes names; whom nobody knows is named."""
    await household.house.call_service(
        "twilio", "send_message", {"to": "mum", "message": "By name"}
    )
    phone = household.twilio.handset(MUM)
    while (await phone.next_text()).body != "By name":
        pass
    with pytest.raises(HouseRefusedError, match="Grandpa"):
        await household.house.call_service(
            "twilio", "send_message", {"to": "Grandpa", "message": "By name"}
        )


async def test_contact_is_removed(household: Stage) -> None:
    """Its device and its entities go; a text of that number is from a stranger again."""
    subentry_id = await add_contact(household, "Dad", DAD)
    await household.house.websocket.call(
        "config_entries/subentries/delete",
        entry_id=household.entry_id,
        subentry_id=subentry_id,
    )
    await household.house.reload_entry(household.entry_id)
    devices: list[dict[str, Any]] = await household.house.websocket.call(
        "config/device_registry/list"
    )
    assert [device for device in devices if device["name"] == "Dad"] == []
    await household.twilio.handset(DAD).text("Hello?", to=DEFAULT_NUMBER)
    issue_id = await wait_for_issue(household.house, "twilio", "unknown_sender")
    await fix(household.house, "twilio", issue_id, number="forget")
