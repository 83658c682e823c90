"""Strangers who texted become contacts by one form."""

from collections.abc import Mapping
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SubentryFlowResult
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.twilio.contacts.contact import ContactChannel, contacts_of
from custom_components.twilio.learned import LearnedStore, async_learned
from simulator import Simulator

from ..contact import add_contact
from ..contact_flow import add, go_on as flow_go_on, start, to_settings
from ..receiving import add_senders
from ..repair import begin, go_on, issues_of
from ..webhook import House
from . import Screen, settle

MUM: Final = "+15551234567"
DAD: Final = "+15557654321"
_KEY: Final = "unknown_sender"
_NOW: Final = "2026-11-21T12:00:00+00:00"


async def text(
    hass: HomeAssistant, twilio: Simulator, from_: str = MUM, body: str = "Hello"
) -> None:
    """Text the house."""
    await twilio.handset(from_).text(body, to=twilio.number)
    await twilio.settled()
    await settle(hass)


def strangers(hass: HomeAssistant, account: MockConfigEntry) -> list[str]:
    """Return the numbers that are remembered."""
    known = async_learned(hass).async_know(account.entry_id).strangers.known
    return [stranger.number for stranger in known]


def numbers(hass: HomeAssistant, account: MockConfigEntry) -> str | None:
    """Return what the issue names, none without an issue."""
    issue = issues_of(hass, account).get(_KEY)
    return (issue.translation_placeholders or {})["numbers"] if issue else None


async def test_stranger_becomes_a_contact(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    screen: Screen,
) -> None:
    """One form with a name is all that it takes; by default a contact may do nothing."""
    await text(hass, twilio)
    issue = issues_of(hass, account)[_KEY]
    assert (issue.severity, issue.is_fixable) == (ir.IssueSeverity.WARNING, True)
    step = await begin(screen, issue)
    assert (step["type"], step["step_id"]) == ("form", "contact")
    number, name, may_command = step["data_schema"]
    latest, forget = number["selector"]["select"]["options"]
    assert latest["value"] == MUM
    assert latest["label"].startswith("+1 555-123-4567 · 20")
    assert forget == {
        "value": "forget",
        "label": "Nobody I know: forget all of these numbers",
    }
    assert (name["name"], may_command["default"]) == ("name", False)
    step = await go_on(screen, step, number=MUM, name=" Mum ")
    assert step["type"] == "create_entry"
    await settle(hass)
    [contact] = account.runtime_data.contacts
    assert (contact.name, contact.number) == ("Mum", MUM)
    assert (contact.may_receive, contact.may_command, contact.pin) == (True, False, None)
    assert contact.channels == {ContactChannel.SMS, ContactChannel.CALL}
    assert account.subentries[contact.subentry_id].unique_id == f"contact:{MUM}"
    assert (strangers(hass, account), issues_of(hass, account).get(_KEY)) == ([], None)
    await text(hass, twilio)
    assert strangers(hass, account) == []


async def test_nobody_is_chosen(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House, screen: Screen
) -> None:
    """Whoever texts right before somebody adds another does not get into that one's place."""
    await text(hass, twilio)
    step = await begin(screen, issues_of(hass, account)[_KEY])
    number, *_ = step["data_schema"]
    # The frontend chooses the first of what is required.
    assert (number.get("default"), number.get("required")) == (None, False)
    step = await go_on(screen, step, name="Mum", may_command=True)
    assert step["errors"] == {"number": "number_missing"}
    assert contacts_of(account) == ()
    step = await go_on(screen, step, number=MUM, name="Mum")
    assert (step["type"], [known.name for known in contacts_of(account)]) == (
        "create_entry",
        ["Mum"],
    )


async def test_several(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House, screen: Screen
) -> None:
    """One issue names all of them, and stays for those that are left."""
    for from_ in (MUM, DAD, MUM):
        await text(hass, twilio, from_)
    assert numbers(hass, account) == "+1 555-123-4567, +1 555-765-4321"
    step = await begin(screen, issues_of(hass, account)[_KEY])
    await go_on(screen, step, number=DAD, name="Dad", may_command=True)
    await settle(hass)
    assert [(known.name, known.may_command) for known in contacts_of(account)] == [("Dad", True)]
    assert numbers(hass, account) == "+1 555-123-4567"


async def test_forgotten(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House, screen: Screen
) -> None:
    """Whoever knows none of them is rid of them, until one texts again."""
    for from_ in (MUM, DAD):
        await text(hass, twilio, from_)
    step = await begin(screen, issues_of(hass, account)[_KEY])
    step = await go_on(screen, step, number="forget")
    assert step["type"] == "create_entry"
    assert (strangers(hass, account), contacts_of(account), numbers(hass, account)) == (
        [],
        (),
        None,
    )
    await text(hass, twilio)
    assert numbers(hass, account) == "+1 555-123-4567"


async def test_ignored(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """Ignored, it stays quiet, whoever texts, and over a reload."""
    await text(hass, twilio)
    issue_id = issues_of(hass, account)[_KEY].issue_id
    ir.async_ignore_issue(hass, "twilio", issue_id, ignore=True)
    await text(hass, twilio, DAD)
    assert await hass.config_entries.async_reload(account.entry_id)
    await settle(hass)
    issue = issues_of(hass, account)[_KEY]
    assert issue.dismissed_version is not None
    assert numbers(hass, account) == "+1 555-765-4321, +1 555-123-4567"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ({}, "name_missing"),
        ({"name": "x" * 101}, "name_too_long"),
        ({"name": "ada"}, "name_taken"),
        ({"name": "+15551112222"}, "name_is_number"),
    ],
)
async def test_name_that_cannot_be_used(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    screen: Screen,
    name: Mapping[str, Any],
    error: str,
) -> None:
    """It is said at the field, and can be mended."""
    await add_contact(hass, account, "Ada", DAD)
    await text(hass, twilio)
    step = await begin(screen, issues_of(hass, account)[_KEY])
    step = await go_on(screen, step, number=MUM, **name)
    assert step["errors"] == {"name": error}
    await go_on(screen, step, number=MUM, name="Mum")
    assert [known.name for known in contacts_of(account)] == ["Ada", "Mum"]


async def test_contact_meanwhile(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House, screen: Screen
) -> None:
    """The number of somebody who became a contact elsewhere is not added again."""
    await text(hass, twilio)
    step = await begin(screen, issues_of(hass, account)[_KEY])
    await add_contact(hass, account, "Mum", MUM)
    step = await go_on(screen, step, number=MUM, name="Mother")
    assert step["errors"] == {"number": "already_contact"}
    assert [known.name for known in contacts_of(account)] == ["Mum"]


async def test_account_that_is_not_loaded(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House, screen: Screen
) -> None:
    """The form works all the same: nothing of it needs Twilio."""
    await text(hass, twilio)
    step = await begin(screen, issues_of(hass, account)[_KEY])
    assert await hass.config_entries.async_unload(account.entry_id)
    await go_on(screen, step, number=MUM, name="Mum")
    assert [known.name for known in contacts_of(account)] == ["Mum"]


async def test_whatsapp(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House, screen: Screen
) -> None:
    """Who texted on WhatsApp is reached there, too, also where the flow adds the contact."""
    whatsapp = twilio.add_whatsapp_sender("+15550006005")
    whatsapp.sms_url = twilio.number.sms_url
    for from_ in (MUM, DAD):
        await twilio.handset(from_).text("Hello", to=whatsapp)
    await settle(hass)
    step = await begin(screen, issues_of(hass, account)[_KEY])
    await go_on(screen, step, number=MUM, name="Mum")
    flow = await to_settings(hass, account, name="Dad", number=DAD)
    await add(hass, account, name="Dad", number=DAD, channels=_channels_as_offered(flow))
    everywhere = set(ContactChannel)
    assert [contact.channels for contact in contacts_of(account)] == [everywhere, everywhere]


def _channels_as_offered(flow: SubentryFlowResult) -> Any:
    schema = flow["data_schema"]
    assert schema
    return schema({})["channels"]


async def test_offered_by_the_flow(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    freezer: FrozenDateTimeFactory,
) -> None:
    """The flow of a contact offers them, and takes any other number; none is chosen yet."""
    freezer.move_to(_NOW)
    for from_ in (MUM, DAD):
        await text(hass, twilio, from_)
    flow = await start(hass, account)
    schema = flow["data_schema"]
    assert schema
    [(key, chooser)] = [item for item in schema.schema.items() if item[0] == "number"]
    assert [(option["value"], option["label"]) for option in chooser.config["options"]] == [
        (DAD, "+1 555-765-4321 · 2026-11-21 04:00"),
        (MUM, "+1 555-123-4567 · 2026-11-21 04:00"),
    ]
    assert isinstance(key, vol.Optional)
    flow = await flow_go_on(hass, flow, name="Ada")
    assert flow["errors"] == {"number": "invalid_number"}
    flow = await flow_go_on(hass, flow, name="Ada", number="+1 555 111 2222")
    assert flow["step_id"] == "settings"


@pytest.mark.parametrize("body", ["STOP", "stop.", "Unsubscribe"])
async def test_stop(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House, body: str
) -> None:
    """Who wants to hear nothing is not proposed, and forgotten where he was."""
    await text(hass, twilio, DAD, body)
    assert strangers(hass, account) == []
    await text(hass, twilio)
    await text(hass, twilio, MUM, body)
    assert (strangers(hass, account), numbers(hass, account)) == ([], None)
    await text(hass, twilio, MUM, "Hello?")
    assert strangers(hass, account) == []
    await text(hass, twilio, MUM, "START")
    await text(hass, twilio, MUM, "Hello!")
    assert strangers(hass, account) == [MUM]


@pytest.mark.parametrize(
    "from_", ["12345", "MyBank", "+112", "+4930112", "+44999", "+15550006009", "+15550006008"]
)
async def test_who_is_no_stranger(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House, from_: str
) -> None:
    """Short codes, names, emergency numbers and the numbers of the house are none."""
    add_senders(hass, account, "+15550006009", "whatsapp:+15550006008", receive=False)
    await settle(hass)
    await text(hass, twilio, from_)
    assert strangers(hass, account) == []


async def test_another_account(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    other_account: MockConfigEntry,
    house: House,
) -> None:
    """A contact of one account is a stranger to the other."""
    await add_contact(hass, other_account, "Mum", MUM)
    await text(hass, twilio)
    assert (strangers(hass, account), strangers(hass, other_account)) == ([MUM], [])


async def test_what_is_kept(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    freezer: FrozenDateTimeFactory,
) -> None:
    """The number, the channel and when; never a text. It outlives a restart."""
    freezer.move_to(_NOW)
    await text(hass, twilio, body="My secret")
    learned = async_learned(hass)
    await learned.async_write()
    [stored] = hass_storage["twilio"]["data"].values()
    assert stored["strangers"] == {"known": [[MUM, "sms", 1795262400.0]]}
    assert "My secret" not in str(stored["strangers"])
    again = LearnedStore(hass)
    await again.async_load()
    assert (
        again.async_know(account.entry_id).strangers
        == learned.async_know(account.entry_id).strangers
    )


async def test_told_again_after_a_restart(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """The issue is there as long as somebody is unknown, and goes with the account."""
    await text(hass, twilio)
    ir.async_get(hass).async_delete("twilio", issues_of(hass, account)[_KEY].issue_id)
    assert await hass.config_entries.async_reload(account.entry_id)
    await settle(hass)
    assert numbers(hass, account) == "+1 555-123-4567"
    await hass.config_entries.async_remove(account.entry_id)
    assert issues_of(hass, account) == {}
