"""Changing a contact."""

from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.contacts.contact import Contact, contacts_of

from ..contact import MUM_ID, add_contact
from ..subentry_form import fields, shown
from . import MUM, USUAL, WHO, add, go_on, to_change, understood

_FIELDS: Final = [
    *("name", "number", "person", "channels", "may_receive", "may_command", "pin"),
    *("pin_free_whatsapp", "consent", "double_opt_in"),
]
_SAME: Final = {**WHO, **USUAL}
_DAD: Final = "+15557654321"


async def change(
    hass: HomeAssistant, account: MockConfigEntry, subentry_id: str, **filled: Any
) -> Contact:
    """Change a contact and return it."""
    flow = await to_change(hass, account, subentry_id)
    if "remove_pin" in fields(flow):
        filled.setdefault("remove_pin", False)
    flow = await go_on(hass, flow, **{**_SAME, **filled})
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "contact_changed")
    return next(known for known in contacts_of(account) if known.subentry_id == subentry_id)


async def test_form(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """It shows what is known; the PIN is not shown, but can be removed where there is one."""
    hass.states.async_set("person.mum", "home")
    known = {**USUAL, "consent": "household", "may_command": True}
    subentry_id = await add(hass, account, person="person.mum", pin="4711", **known)
    flow = await to_change(hass, account, subentry_id)
    assert fields(flow) == [*_FIELDS[:7], "remove_pin", *_FIELDS[7:]]
    assert understood(flow) == "+1 555-123-4567 · United States"
    assert shown(flow) == {"name": "Mum", "number": MUM, "person": "person.mum", **known}

    subentry_id = await add(hass, account, name="Dad", number=_DAD)
    flow = await to_change(hass, account, subentry_id)
    assert fields(flow) == _FIELDS


async def test_everything(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """All of it can be changed; the account knows at once, and so does the device."""
    hass.states.async_set("person.mum", "home")
    subentry_id = await add(hass, account, person="person.mum")
    contact = await change(
        hass, account, subentry_id, name="Dad", number=_DAD, channels=["call"], may_receive=False
    )
    assert (contact.name, contact.number, contact.person) == ("Dad", _DAD, None)
    assert account.subentries[subentry_id].unique_id == f"contact:{_DAD}"
    assert account.runtime_data.contacts == (contact,)
    assert await add(hass, account)  # The former name and number are free.


async def test_nothing(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Submitted as it is, a contact stays what it was."""
    subentry_id = await add(hass, account, may_command=True, pin="4711", consent="by_text")
    before = account.subentries[subentry_id].data
    flow = await to_change(hass, account, subentry_id)
    await go_on(hass, flow, **{**shown(flow), "remove_pin": False})
    assert account.subentries[subentry_id].data == before


async def test_number_that_its_country_does_not_have(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """The one that a contact has is not doubted again, however it is written."""
    await add_contact(hass, account, number="+491512345678")
    contact = await change(hass, account, MUM_ID, name="Mother", number="+49 1512 345678")
    assert (contact.name, contact.number) == ("Mother", "+491512345678")


@pytest.mark.parametrize(
    ("filled", "right"),
    [
        ({}, "4711"),
        ({"pin": ""}, "4711"),
        ({"pin": "0815"}, "0815"),
        ({"may_command": False}, "4711"),
        ({"remove_pin": True}, None),
        ({"remove_pin": True, "may_command": False}, None),
    ],
)
async def test_pin(
    hass: HomeAssistant, account: MockConfigEntry, filled: dict[str, Any], right: str | None
) -> None:
    """An empty field keeps it, another one replaces it, and it goes when asked to."""
    subentry_id = await add(hass, account, may_command=True, pin="4711")
    contact = await change(hass, account, subentry_id, **{"may_command": True, **filled})
    pins = [pin for pin in ("4711", "0815") if contact.pin and contact.pin.fits(pin)]
    assert pins == ([right] if right else [])


@pytest.mark.parametrize(
    ("filled", "errors"),
    [
        ({"pin": "0815", "remove_pin": True}, {"pin": "pin_and_removal"}),
        ({"pin": "0815", "may_command": False}, {"pin": "pin_without_commands"}),
        ({"pin": 815}, {"pin": "pin_is_number"}),
        ({"pin": "5557", "number": _DAD}, {"pin": "weak_pin"}),
        ({"pin": "0815", "name": ""}, {"name": "name_missing", "pin": "pin_again"}),
        ({"pin": "0815", "number": "x"}, {"number": "invalid_number", "pin": "pin_again"}),
        ({"name": "ada"}, {"name": "name_taken"}),
        ({"number": "+15550001111"}, {"number": "already_contact"}),
        (
            {"channels": [], "number": "911"},
            {"channels": "channels_missing", "number": "emergency_number"},
        ),
    ],
)
async def test_mistake(
    hass: HomeAssistant, account: MockConfigEntry, filled: dict[str, Any], errors: dict[str, str]
) -> None:
    """It changes nothing, is said at its field, and what was typed stays, but no PIN."""
    hass.config.country = "US"
    await add(hass, account, name="Ada", number="+15550001111")
    subentry_id = await add(hass, account, may_command=True, pin="4711")
    before = account.subentries[subentry_id].data
    typed = {**_SAME, "may_command": True, "remove_pin": False, **filled}
    flow = await go_on(hass, await to_change(hass, account, subentry_id), **typed)
    assert (flow["step_id"], flow["errors"]) == ("reconfigure", errors)
    assert shown(flow) == {name: value for name, value in typed.items() if name != "pin"}
    assert account.subentries[subentry_id].data == before
    await go_on(hass, flow, **{**_SAME, "may_command": True, "remove_pin": False})
    assert account.subentries[subentry_id].data == before


async def test_consent(
    hass: HomeAssistant, account: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """Its time is that of the last change of how it was given."""
    first, second, third = (f"2026-11-2{day}T12:00:00+00:00" for day in (1, 2, 3))
    freezer.move_to(first)
    subentry_id = await add(hass, account, consent="in_person")
    freezer.move_to(second)
    contact = await change(hass, account, subentry_id, name="Mother", consent="in_person")
    assert contact.consent_at
    assert contact.consent_at.isoformat() == first
    freezer.move_to(third)
    contact = await change(hass, account, subentry_id, consent="in_writing")
    assert contact.consent_at
    assert contact.consent_at.isoformat() == third
    contact = await change(hass, account, subentry_id)
    assert (contact.consent, contact.consent_at) == (None, None)


async def test_person_that_is_gone(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """It keeps nobody from changing something else."""
    hass.states.async_set("person.mum", "home")
    subentry_id = await add(hass, account, person="person.mum")
    hass.states.async_remove("person.mum")
    contact = await change(hass, account, subentry_id, name="Mother", person="person.mum")
    assert (contact.name, contact.person) == ("Mother", "person.mum")


async def test_number_that_became_known_meanwhile(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """Two windows with one number make one contact of it."""
    subentry_id = await add(hass, account)
    flow = await to_change(hass, account, subentry_id)
    await add(hass, account, name="Dad", number=_DAD)
    flow = await go_on(hass, flow, **{**_SAME, "number": _DAD})
    assert flow["errors"] == {"number": "already_contact"}


@pytest.mark.parametrize(
    "damage",
    [
        {"number": 15551234567},
        {"number": "112"},
        {"number": "+1 555 123 4567"},
        {"channels": ["pigeon"]},
        {"channels": None},
        {"pin": "4711"},
        {"pin": "scrypt$99999999$aa$bb"},
        {"consent": "hearsay"},
        {"consent_at": "yesterday"},
    ],
)
async def test_damaged_contact(
    hass: HomeAssistant, account: MockConfigEntry, damage: dict[str, Any]
) -> None:
    """What somebody broke by hand is said to be broken, and costs no other contact."""
    await add(hass, account, name="Dad", number=_DAD)
    await add_contact(hass, account, **{**USUAL, **damage})
    flow = await hass.config_entries.subentries.async_init(
        (account.entry_id, "contact"), context={"source": "reconfigure", "subentry_id": "mum"}
    )
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "damaged_contact")
    contacts = account.runtime_data.contacts
    left = ["Dad"] if "number" in damage else ["Dad", "Mum"]
    assert [contact.name for contact in contacts] == left
