"""Adding a contact: who it is."""

from typing import Final

from homeassistant.config_entries import SOURCE_USER, ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData, UnknownHandler
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.contacts.contact import contacts_of
from simulator import OUTAGE, Fault, Simulator

from ..contact import add_contact
from ..receiving import add_senders
from ..subentry_form import shown
from . import MUM, USUAL, WHO, add, go_on, start, to_settings, understood

_OWN: Final = "+15550006000"
_DAD: Final = "+15557654321"


async def test_contact(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Name and number are all that it takes; the device bears the name."""
    subentry_id = await add(hass, account)
    subentry = account.subentries[subentry_id]
    assert (subentry.subentry_type, subentry.unique_id) == ("contact", f"contact:{MUM}")
    assert subentry.title == "Mum"
    assert subentry.data == {"number": MUM, **USUAL}
    device = dr.async_get(hass).async_get_device_by_identifier(
        ("twilio", subentry_id), account.entry_id
    )
    assert device
    assert (device.name, device.model_id) == ("Mum", "contact")
    assert [contact.name for contact in account.runtime_data.contacts] == ["Mum"]


@pytest.mark.parametrize(
    ("country", "typed", "number", "written"),
    [
        ("US", "+15551234567", MUM, "+1 555-123-4567 · United States"),
        ("US", "555-123-4567", MUM, "+1 555-123-4567 · United States"),
        ("US", "(555) 123 4567", MUM, "+1 555-123-4567 · United States"),
        ("US", "15551234567", MUM, "+1 555-123-4567 · United States"),
        ("DE", "015551234567", "+4915551234567", "+49 15551 234567 · Germany"),
        ("DE", "0049 30 901820", "+4930901820", "+49 30 901820 · Germany"),
        ("DE", "+49 (0)30 901820", "+4930901820", "+49 30 901820 · Germany"),
        ("DE", "0151 23456780", "+4915123456780", "+49 1512 3456780 · Germany"),
        ("DE", "4915123456780", "+4915123456780", "+49 1512 3456780 · Germany"),
        ("DE", "49151 23456780", "+4915123456780", "+49 1512 3456780 · Germany"),
        ("DE", "0491 9123456", "+494919123456", "+49 491 9123456 · Germany"),
        ("BR", "11987654321", "+5511987654321", "+55 11 98765-4321 · Brazil"),
        ("US", "tel:+1-555-123-4567", MUM, "+1 555-123-4567 · United States"),
        ("DE", "TEL:015123456780", "+4915123456780", "+49 1512 3456780 · Germany"),
        ("GB", "07400 123456", "+447400123456", "+44 7400 123456 · United Kingdom"),
        (None, "+447400123456", "+447400123456", "+44 7400 123456 · United Kingdom"),
        (None, f"whatsapp:{MUM}", MUM, "+1 555-123-4567 · United States"),
        ("US", "+881612345678", "+881612345678", "+881 6 123 45678"),
    ],
)
async def test_spelling(
    hass: HomeAssistant,
    account: MockConfigEntry,
    country: str | None,
    typed: str,
    number: str,
    written: str,
) -> None:
    """Any usual spelling will do, and how it was understood is shown."""
    hass.config.country = country
    flow = await to_settings(hass, account, number=typed)
    assert understood(flow) == written
    await go_on(hass, flow, **USUAL)
    [contact] = contacts_of(account)
    assert contact.number == number


async def test_language(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """The country is named in the language of the house."""
    hass.config.language = "de"
    assert (
        understood(await to_settings(hass, account))
        == "+1 555-123-4567 · Vereinigte Staaten von Amerika"
    )


@pytest.mark.parametrize(
    ("country", "number", "error"),
    [
        ("US", "Mum", "invalid_number"),
        ("US", "", "invalid_number"),
        ("US", "12345", "invalid_number"),
        ("US", "+1", "invalid_number"),
        ("US", "555-123-4567 ext. 5", "invalid_number"),
        ("US", "rcs:agent", "invalid_number"),
        ("US", "{{ states('sensor.x') }}", "invalid_number"),
        ("US", "MG" + "5a" * 16, "invalid_number"),
        (None, "555-123-4567", "country_missing"),
        (None, "0049 30 901820", "country_missing"),
        (None, "Mum", "invalid_number"),
        (None, "+", "invalid_number"),
        ("US", "911", "emergency_number"),
        ("DE", "112", "emergency_number"),
        ("DE", "030 112", "emergency_number"),
        ("DE", "tel:112", "emergency_number"),
        ("DE", "49 112", "emergency_number"),
        (None, "+44 999", "emergency_number"),
        ("US", _OWN, "own_number"),
        ("US", "555 000 6009", "own_number"),
        ("US", "+1 555 000 6008", "own_number"),
        ("US", _DAD, "already_contact"),
        ("US", "(555) 765-4321", "already_contact"),
        ("US", "+1 555 123 45", "impossible_number"),
        ("US", "+1 155 123 4567", "impossible_number"),
        ("DE", "0151 2345678", "impossible_number"),
        ("DE", "12345", "impossible_number"),
        ("DE", "+49 (0)151 234567801", "impossible_number"),
    ],
)
async def test_number_that_cannot_be_used(
    hass: HomeAssistant, account: MockConfigEntry, country: str | None, number: str, error: str
) -> None:
    """What is wrong is said at the field, what was typed stays, and it can be mended."""
    hass.config.country = country
    add_senders(hass, account, "+15550006009", "whatsapp:+15550006008", receive=False)
    await add(hass, account, name="Dad", number=_DAD)
    flow = await go_on(hass, await start(hass, account), name="Mum", number=number)
    assert (flow["step_id"], flow["errors"]) == ("user", {"number": error})
    assert shown(flow) == {"name": "Mum", "number": number}
    flow = await go_on(hass, flow, **WHO)
    assert flow["step_id"] == "settings"


async def test_number_that_its_country_does_not_have(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """Numbering plans change: whoever sends it once more means it, another one is doubted anew."""
    flow = await start(hass, account)
    for number in ("+491512345678", "+1555123456", "+155512345"):
        flow = await go_on(hass, flow, name="Mum", number=number)
        assert flow["errors"] == {"number": "impossible_number"}
    flow = await go_on(hass, flow, name="Mum", number="+155512345")
    assert flow["step_id"] == "settings"


async def test_own_number_of_an_account_that_is_not_loaded(
    hass: HomeAssistant, account: MockConfigEntry, other_account: MockConfigEntry
) -> None:
    """Its senders are known all the same."""
    add_senders(hass, other_account, "+15550007000", receive=False)
    await hass.config_entries.async_set_disabled_by(
        other_account.entry_id, ConfigEntryDisabler.USER
    )
    flow = await go_on(hass, await start(hass, account), name="Mum", number="+15550007000")
    assert flow["errors"] == {"number": "own_number"}


async def test_contact_of_another_account(
    hass: HomeAssistant, account: MockConfigEntry, other_account: MockConfigEntry
) -> None:
    """A contact belongs to one account: another one may have the same."""
    await add(hass, account)
    await add(hass, other_account)
    assert [contact.number for contact in contacts_of(other_account)] == [MUM]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "name_missing"),
        (" \n\t ", "name_missing"),
        ("\u200b\x00", "name_missing"),
        ("M" * 101, "name_too_long"),
        ("Dad", "name_taken"),
        (" dAD ", "name_taken"),
        ("Bj\u00f6rn", "name_taken"),
        ("bjo\u0308rn", "name_taken"),
        ("555 123 4567", "name_is_number"),
        ("+4930901820", "name_is_number"),
        (f"whatsapp:{MUM}", "name_is_number"),
        ("911", "name_is_number"),
    ],
)
async def test_name_that_cannot_be_used(
    hass: HomeAssistant, account: MockConfigEntry, name: str, error: str
) -> None:
    """Actions must know by the name alone who is meant, and that it is no number."""
    hass.config.country = "US"
    await add(hass, account, name="Dad", number=_DAD)
    await add(hass, account, name="Bj\u00f6rn", number="+447400123456")
    flow = await go_on(hass, await start(hass, account), name=name, number=MUM)
    assert (flow["step_id"], flow["errors"]) == ("user", {"name": error})
    flow = await go_on(hass, flow, name="M" * 100, number=MUM)
    assert flow["step_id"] == "settings"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" Mum  at\nwork ", "Mum at work"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("{{ states('lock.door') }}", "{{ states('lock.door') }}"),
        ("<Say>Hi</Say>", "<Say>Hi</Say>"),
        ("[x](https://evil.example) **b**", "[x](https://evil.example) **b**"),
        ("Home 2", "Home 2"),
    ],
)
async def test_name(hass: HomeAssistant, account: MockConfigEntry, typed: str, name: str) -> None:
    """A name is text in one line, whatever it looks like."""
    await add(hass, account, name=typed)
    assert [contact.name for contact in contacts_of(account)] == [name]


async def test_all_mistakes_at_once(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Nobody has to find them one by one."""
    flow = await go_on(
        hass, await start(hass, account), name="", number="Mum", person="person.nobody"
    )
    assert flow["errors"] == {
        "name": "name_missing",
        "number": "invalid_number",
        "person": "not_a_person",
    }


async def test_person(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """A person of Home Assistant lends its name, unless another one is typed."""
    hass.states.async_set("person.mum", "home", {"friendly_name": "Mother"})
    await add(hass, account, name="", person="person.mum")
    await add(hass, account, name="Work", number=_DAD, person="person.mum")
    assert [(contact.name, contact.person) for contact in contacts_of(account)] == [
        ("Mother", "person.mum"),
        ("Work", "person.mum"),
    ]


async def test_person_of_the_registry(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Who is chosen by the id of the registry is kept by the name of the entity."""
    registry = er.async_get(hass)
    mum = registry.async_get_or_create("person", "person", "1", suggested_object_id="mum")
    light = registry.async_get_or_create("light", "demo", "2")
    await add(hass, account, person=mum.id)
    assert [contact.person for contact in contacts_of(account)] == ["person.mum"]
    for person in (light.id, "f" * 32):
        flow = await go_on(hass, await start(hass, account), name="Dad", number=_DAD, person=person)
        assert flow["errors"] == {"person": "not_a_person"}


async def test_other_entity(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Home Assistant itself refuses what is no person."""
    with pytest.raises(InvalidData):
        await go_on(hass, await start(hass, account), **WHO, person="light.kitchen")


async def test_without_twilio(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """A contact can be added while the account is not loaded; Twilio is never asked."""
    twilio.faults.add(Fault(OUTAGE, times=None))
    await add(hass, entry)
    assert [contact.number for contact in contacts_of(entry)] == [MUM]
    assert twilio.requests == []


async def test_account_without_credentials(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """An account that nobody can use yet has no contacts."""
    data = {name: value for name, value in entry.data.items() if name != "account_sid"}
    hass.config_entries.async_update_entry(entry, data=data)
    with pytest.raises(UnknownHandler):
        await hass.config_entries.subentries.async_init(
            (entry.entry_id, "contact"), context={"source": SOURCE_USER}
        )


@pytest.mark.parametrize(
    "second", [{"name": "Mother", "number": MUM}, {"name": "mum", "number": _DAD}]
)
async def test_same_contact_at_the_same_time(
    hass: HomeAssistant, account: MockConfigEntry, second: dict[str, str]
) -> None:
    """Two windows with one number, or one name, make one contact."""
    first = await to_settings(hass, account)
    other = await to_settings(hass, account, **second)
    await go_on(hass, first, **USUAL)
    flow = await go_on(hass, other, **USUAL)
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert [contact.name for contact in contacts_of(account)] == ["Mum"]


async def test_number_of_a_damaged_contact(
    hass: HomeAssistant, entry: MockConfigEntry, caplog: pytest.LogCaptureFixture
) -> None:
    """It is taken until that contact is removed."""
    await add_contact(hass, entry, channels=["pigeon"])
    flow = await go_on(hass, await start(hass, entry), name="Mother", number=MUM)
    assert flow["errors"] == {"number": "already_contact"}
    assert "A contact is damaged" in caplog.text
