"""Whom actions are for: numbers, names of contacts, and their notify entities."""

from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.errors import InvalidInput
from simulator import DEFAULT_NUMBER, Simulator

from .actions import accepted, make_call, results_of, send_message
from .contact import MUM, MUM_ID, add_contact, change_contact, remove_contact
from .device import value
from .outbox.waiting import be_busy
from .receiving import add_senders
from .yaml_house import notify, set_up_notifiers

BEN: Final = "+15551234568"
DAD: Final = "+15551234569"
ANNA: Final = "+15551230000"
HOLIDAY_HOME: Final = "+15550007000"

TEXT: Final = "notify.mum_text"
CALL: Final = "notify.mum_call"
WHATSAPP: Final = "notify.mum_whatsapp"
BEN_TEXT: Final = "notify.ben_text"
DAD_TEXT: Final = "notify.dad_text"

ACTIONS: Final = pytest.mark.parametrize("action", ["send_message", "make_call"])
ALL: Final = ["sms", "call", "whatsapp"]


@pytest.fixture
async def family(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> MockConfigEntry:
    """Return an account with two contacts, one of them on WhatsApp."""
    twilio.add_whatsapp_sender(DEFAULT_NUMBER)
    add_senders(hass, account, DEFAULT_NUMBER, f"whatsapp:{DEFAULT_NUMBER}", receive=False)
    await add_contact(hass, account, channels=ALL)
    await add_contact(hass, account, "Ben", BEN, subentry_id="ben")
    return account


@pytest.fixture
async def two_families(
    hass: HomeAssistant, family: MockConfigEntry, other_account: MockConfigEntry
) -> MockConfigEntry:
    """Return a second account, which has a contact of its own."""
    await add_contact(hass, other_account, "Dad", DAD, subentry_id="dad")
    return other_account


def reached(twilio: Simulator) -> list[str]:
    """Return whom Twilio reaches."""
    return [item.to for item in accepted(twilio)]


def is_noted(hass: HomeAssistant, entity_id: str) -> bool:
    """Tell whether a notify entity shows that something was sent."""
    return value(hass, entity_id) != "unknown"


@ACTIONS
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"to": "Mum"}, [MUM]),
        ({"to": [" mUM ", "ben"]}, [MUM, BEN]),
        ({"to": ["Mum", MUM, "15551234567", "Ben"]}, [MUM, BEN]),
        ({"entity_id": TEXT}, [MUM]),
        ({"entity_id": CALL}, [MUM]),
        ({"entity_id": f"{TEXT}, {BEN_TEXT}"}, [MUM, BEN]),
        ({"entity_id": [TEXT, CALL, TEXT, "", "Notify.Mum_Text"]}, [MUM]),
        ({"to": [ANNA, "Ben"], "entity_id": [TEXT, BEN_TEXT]}, [ANNA, BEN, MUM]),
        ({"to": "", "entity_id": [TEXT]}, [MUM]),
    ],
    ids=[
        *("name", "case", "spellings", "entity_of_texts", "entity_of_calls", "commas"),
        *("repeats", "both", "empty_to"),
    ],
)
async def test_recipients(
    hass: HomeAssistant,
    twilio: Simulator,
    family: MockConfigEntry,
    action: str,
    data: dict[str, Any],
    expected: list[str],
) -> None:
    """Each gets it once, in the order asked, first those of `to`."""
    results = await results_of(hass, action, message="Hello", **data)
    assert [(result["to"], result["status"]) for result in results] == [
        (to, "queued") for to in expected
    ]
    assert sorted(reached(twilio)) == sorted(expected)


async def test_target(hass: HomeAssistant, twilio: Simulator, family: MockConfigEntry) -> None:
    """Entities may also be the target of the action."""
    await hass.services.async_call(
        "twilio", "send_message", {"message": "Hello"}, blocking=True, target={"entity_id": TEXT}
    )
    assert reached(twilio) == [MUM]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"entity_id": WHATSAPP}, [f"whatsapp:{MUM}"]),
        ({"entity_id": [TEXT, WHATSAPP]}, [MUM, f"whatsapp:{MUM}"]),
        ({"entity_id": TEXT, "channel": "whatsapp"}, [f"whatsapp:{MUM}"]),
        ({"entity_id": WHATSAPP, "channel": ["sms", "whatsapp"]}, [MUM]),
        ({"to": ["Mum", MUM], "entity_id": WHATSAPP, "channel": "whatsapp"}, [f"whatsapp:{MUM}"]),
    ],
    ids=["entity", "both_entities", "channel", "order", "one_person"],
)
async def test_channel(
    hass: HomeAssistant,
    twilio: Simulator,
    family: MockConfigEntry,
    data: dict[str, Any],
    expected: list[str],
) -> None:
    """An entity says how somebody is reached, unless the action says it for everybody."""
    results = await results_of(hass, "send_message", message="Hello", **data)
    assert [result["to"] for result in results] == expected
    assert reached(twilio) == expected


@ACTIONS
async def test_nobody(hass: HomeAssistant, family: MockConfigEntry, action: str) -> None:
    """Without any recipient there is nothing to do, and no account to ask for."""
    orders: tuple[dict[str, Any], ...] = ({}, {"to": []}, {"to": " ", "entity_id": ""})
    for data in orders:
        with pytest.raises(InvalidInput, match="has no recipient"):
            await results_of(hass, action, message="Hello", **data)


NOT_A_CONTACT: Final = "is no notify entity of a Twilio contact"


@ACTIONS
@pytest.mark.parametrize(
    "entity_id",
    ["notify.other", "notify.nobody", "sensor.mum_last_delivery", "sensor.twilio_outbox"],
    ids=["other_integration", "unknown", "of_a_contact", "of_the_account"],
)
async def test_entity_of_something_else(
    hass: HomeAssistant,
    twilio: Simulator,
    family: MockConfigEntry,
    action: str,
    entity_id: str,
) -> None:
    """It is refused in words, and stops nobody else."""
    er.async_get(hass).async_get_or_create("notify", "ntfy", "1", object_id_base="other")
    alone = {"message": "Hello", "entity_id": entity_id}
    with pytest.raises(InvalidInput) as caught:
        await hass.services.async_call("twilio", action, alone, blocking=True)
    assert str(caught.value).startswith(f"{entity_id} {NOT_A_CONTACT}")
    results = await results_of(hass, action, message="Hello", entity_id=[entity_id, TEXT])
    assert [(result["to"], result["status"]) for result in results] == [
        (entity_id, "failed"),
        (MUM, "queued"),
    ]
    assert results[0]["error_message"].startswith(f"{entity_id} {NOT_A_CONTACT}")


async def test_call_to_whatsapp(
    hass: HomeAssistant, twilio: Simulator, family: MockConfigEntry
) -> None:
    """Nobody is called on WhatsApp, nor at his number where WhatsApp was meant."""
    with pytest.raises(InvalidInput) as caught:
        await make_call(hass, entity_id=WHATSAPP, message="Hello")
    assert str(caught.value) == (
        f"{WHATSAPP} is for WhatsApp messages. To call this person, choose the entity for calls"
    )
    assert accepted(twilio) == []


@ACTIONS
@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("Dan", "Dan is neither a phone number nor the name of a contact of this account"),
        ("Anna", "Several contacts are called Anna"),
    ],
)
async def test_name_that_does_not_tell(
    hass: HomeAssistant,
    twilio: Simulator,
    family: MockConfigEntry,
    action: str,
    to: str,
    sentence: str,
) -> None:
    """Nobody is guessed."""
    await add_contact(hass, family, "Anna", DAD, subentry_id="anna")
    await add_contact(hass, family, "anna", ANNA, subentry_id="other_anna")
    with pytest.raises(InvalidInput, match=f"^{sentence}"):
        await hass.services.async_call(
            "twilio", action, {"to": to, "message": "Hello"}, blocking=True
        )
    assert accepted(twilio) == []


@ACTIONS
async def test_time_of_the_last_one(
    hass: HomeAssistant, twilio: Simulator, family: MockConfigEntry, action: str
) -> None:
    """The entities that were named show that something was sent; others do not."""
    await add_contact(hass, family, "House", DEFAULT_NUMBER, subentry_id="house")
    house = "notify.house_text"
    await results_of(hass, action, message="Hello", to=["Ben"], entity_id=[TEXT, house])
    assert {
        entity_id: is_noted(hass, entity_id) for entity_id in (TEXT, house, BEN_TEXT, CALL)
    } == {
        TEXT: True,
        house: False,
        BEN_TEXT: False,
        CALL: False,
    }


@ACTIONS
async def test_several_accounts(
    hass: HomeAssistant,
    twilio: Simulator,
    other_twilio: Simulator,
    two_families: MockConfigEntry,
    action: str,
) -> None:
    """Each contact is reached through its own account, whatever the order."""
    results = await results_of(hass, action, message="Hello", entity_id=[TEXT, DAD_TEXT, BEN_TEXT])
    assert [(result["to"], result["status"]) for result in results] == [
        (MUM, "queued"),
        (DAD, "queued"),
        (BEN, "queued"),
    ]
    assert {item.from_ for item in accepted(twilio)} == {DEFAULT_NUMBER}
    assert [(item.from_, item.to) for item in accepted(other_twilio)] == [(HOLIDAY_HOME, DAD)]
    assert is_noted(hass, TEXT)
    assert is_noted(hass, DAD_TEXT)


@ACTIONS
async def test_numbers_beside_contacts(
    hass: HomeAssistant,
    twilio: Simulator,
    other_twilio: Simulator,
    family: MockConfigEntry,
    two_families: MockConfigEntry,
    action: str,
) -> None:
    """Numbers and names go through the account of the entities, unless one is named."""
    await results_of(hass, action, message="Hello", to=[ANNA, "Dad"], entity_id=[DAD_TEXT])
    assert (reached(twilio), sorted(reached(other_twilio))) == ([], [ANNA, DAD])
    named = {"to": "Ben", "entity_id": DAD_TEXT, "config_entry_id": family.entry_id}
    await results_of(hass, action, message="Hello", **named)
    assert (reached(twilio), reached(other_twilio).count(DAD)) == ([BEN], 2)
    with pytest.raises(ServiceValidationError):
        await results_of(hass, action, message="Hello", to=ANNA, entity_id=[TEXT, DAD_TEXT])


@ACTIONS
async def test_names_of_another_account(
    hass: HomeAssistant, two_families: MockConfigEntry, action: str
) -> None:
    """A name counts in one account only."""
    [result] = await results_of(
        hass, action, message="Hello", to="Mum", config_entry_id=two_families.entry_id
    )
    assert result["error_message"].startswith("Mum is neither a phone number nor the name")


@ACTIONS
async def test_sender_of_another_account(
    hass: HomeAssistant,
    twilio: Simulator,
    other_twilio: Simulator,
    two_families: MockConfigEntry,
    action: str,
) -> None:
    """A contact is not reached from the sender of another account."""
    results = await results_of(
        hass, action, message="Hello", sender=HOLIDAY_HOME, to=ANNA, entity_id=[TEXT, DAD_TEXT]
    )
    assert [(result["to"], result["status"]) for result in results] == [
        (ANNA, "queued"),
        (MUM, "failed"),
        (DAD, "queued"),
    ]
    assert results[1]["error_message"] == (
        f"{TEXT} belongs to another account than the sender {HOLIDAY_HOME}. "
        "Leave out the sender, or choose one of that account."
    )
    assert accepted(twilio) == []


@ACTIONS
async def test_account_that_is_not_loaded(
    hass: HomeAssistant,
    twilio: Simulator,
    two_families: MockConfigEntry,
    action: str,
) -> None:
    """Its contacts are not reached, the others are."""
    assert await hass.config_entries.async_unload(two_families.entry_id)
    results = await results_of(hass, action, message="Hello", entity_id=[DAD_TEXT, TEXT])
    assert [(result["to"], result["status"]) for result in results] == [
        (DAD, "failed"),
        (MUM, "queued"),
    ]
    assert "Holiday home" in results[0]["error_message"]


async def test_account_that_sends_nothing(
    hass: HomeAssistant,
    twilio: Simulator,
    two_families: MockConfigEntry,
) -> None:
    """Where one account refuses everything, the others still send, and each reason is told."""
    hass.config_entries.async_update_entry(
        two_families, options={"limits": {"recipients_per_action": 1}}
    )
    await add_contact(hass, two_families, "Anna", ANNA, subentry_id="anna")
    with pytest.raises(HomeAssistantError) as caught:
        await send_message(hass, message="Hello", entity_id=[DAD_TEXT, TEXT, "notify.anna_text"])
    assert str(caught.value).startswith(f"2 of 3 recipients were not reached: {DAD}: ")
    assert reached(twilio) == [MUM]


async def test_mistake_in_the_message(hass: HomeAssistant, two_families: MockConfigEntry) -> None:
    """A mistake of the whole action is raised as it is where there is one account."""
    with pytest.raises(InvalidInput) as caught:
        await results_of(hass, "send_message", message="", entity_id=[TEXT])
    assert caught.value.translation_key == "empty_message"


@ACTIONS
async def test_twilio_is_down(
    hass: HomeAssistant,
    twilio: Simulator,
    family: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    action: str,
) -> None:
    """What waits in the outbox is no failure, and counts as sent."""
    be_busy(twilio, monkeypatch)
    results = await results_of(hass, action, message="Hello", to="Ben", entity_id=TEXT)
    assert [(result["to"], result["status"]) for result in results] == [
        (BEN, "waiting"),
        (MUM, "waiting"),
    ]
    assert is_noted(hass, TEXT)


async def test_contact_that_changes(
    hass: HomeAssistant, twilio: Simulator, family: MockConfigEntry
) -> None:
    """An automation that names an entity goes on after a rename, and says it after a removal."""
    action = {"action": "twilio.send_message", "data": {"entity_id": TEXT, "message": "Hello"}}
    assert await async_setup_component(hass, "script", {"script": {"tell": {"sequence": [action]}}})
    await change_contact(hass, family, name="Mother", number=DAD)
    await hass.services.async_call("script", "tell", blocking=True)
    assert reached(twilio) == [DAD]
    await remove_contact(hass, family)
    with pytest.raises(InvalidInput, match=f"^{TEXT} {NOT_A_CONTACT}"):
        await hass.services.async_call("script", "tell", blocking=True)
    assert reached(twilio) == [DAD]


@pytest.mark.parametrize(
    ("settings", "key"),
    [({"channels": ["sms"]}, "not_by_call"), ({"may_receive": False}, "may_not_receive")],
)
@pytest.mark.parametrize("to", ["Ben", BEN])
async def test_contact_who_is_not_called(
    hass: HomeAssistant,
    twilio: Simulator,
    family: MockConfigEntry,
    settings: dict[str, Any],
    key: str,
    to: str,
) -> None:
    """What the household says of a contact holds for calls, too, also by the number."""
    await change_contact(hass, family, "ben", **settings)
    with pytest.raises(InvalidInput) as caught:
        await make_call(hass, to=to, message="Hello")
    assert caught.value.translation_key == key
    assert accepted(twilio) == []


async def test_damaged_contact(
    hass: HomeAssistant, twilio: Simulator, family: MockConfigEntry
) -> None:
    """A contact that cannot be read is none, though its entities are still known."""
    await change_contact(hass, family, number="nonsense")
    with pytest.raises(InvalidInput, match=f"^{TEXT} {NOT_A_CONTACT}"):
        await send_message(hass, entity_id=TEXT, message="Hello")
    assert accepted(twilio) == []


async def test_entity_of_a_later_version(
    hass: HomeAssistant, twilio: Simulator, family: MockConfigEntry
) -> None:
    """Whoever went back to this version may have entities that it does not know."""
    entity = er.async_get(hass).async_get_or_create(
        "notify",
        "twilio",
        f"{MUM_ID}_fax",
        config_entry=family,
        config_subentry_id=MUM_ID,
        object_id_base="mum_fax",
    )
    with pytest.raises(InvalidInput, match=f"^{entity.entity_id} {NOT_A_CONTACT}"):
        await send_message(hass, entity_id=entity.entity_id, message="Hello")
    assert accepted(twilio) == []


async def test_entity_that_is_switched_off(
    hass: HomeAssistant, twilio: Simulator, family: MockConfigEntry
) -> None:
    """Somebody may hide an entity; who names it still means that person."""
    registry = er.async_get(hass)
    registry.async_update_entity(TEXT, disabled_by=er.RegistryEntryDisabler.USER)
    assert await hass.config_entries.async_reload(family.entry_id)
    await send_message(hass, entity_id=TEXT, message="Hello")
    assert reached(twilio) == [MUM]


async def test_during_a_reload(
    hass: HomeAssistant, twilio: Simulator, family: MockConfigEntry
) -> None:
    """An action waits for an account that is just being loaded."""
    reload = hass.async_create_task(hass.config_entries.async_reload(family.entry_id))
    await send_message(hass, entity_id=TEXT, message="Hello")
    await reload
    assert reached(twilio) == [MUM]
    assert is_noted(hass, TEXT)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("sms", MUM), ("call", MUM), ("whatsapp", f"whatsapp:{MUM}")],
)
async def test_names_in_yaml_notifiers(
    hass: HomeAssistant, twilio: Simulator, family: MockConfigEntry, kind: str, expected: str
) -> None:
    """The notifiers of YAML know contacts by their names."""
    await set_up_notifiers(
        hass, f"platform: twilio, name: tell, type: {kind}, from_number: '{DEFAULT_NUMBER}'"
    )
    await notify(hass, "tell", "Hello", target=["Mum", MUM])
    assert reached(twilio) == [expected]
