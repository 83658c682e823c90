"""A number that somebody pointed elsewhere."""

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.senders import sender_subentry, senders_of
from simulator import DEFAULT_NUMBER, Fault, Refuse, Simulator
from simulator.errors import CALLBACK_URL_INVALID

from .. import WEBHOOK_URL
from ..repair import begin, go_on, issues_of
from . import FOREIGN, SECOND, Screen, look_again, settle


@pytest.fixture
async def drifted(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> MockConfigEntry:
    """Return an account whose number somebody else has pointed at his server."""
    assert issues_of(hass, receiving) == {}
    twilio.number.sms_url = FOREIGN
    await look_again(hass, receiving)
    return receiving


async def test_number_that_points_elsewhere(
    hass: HomeAssistant, twilio: Simulator, drifted: MockConfigEntry
) -> None:
    """It is told, with the host, and left alone."""
    issue = issues_of(hass, drifted)["number_points_elsewhere"]
    assert issue.issue_id == f"number_points_elsewhere_15550006000_{drifted.entry_id}"
    assert (issue.severity, issue.is_fixable) == (ir.IssueSeverity.WARNING, True)
    assert issue.translation_placeholders == {
        "account": "Twilio",
        "host": "else.example",
        "name": twilio.number.friendly_name,
        "number": DEFAULT_NUMBER,
    }
    assert twilio.number.sms_url == FOREIGN

    twilio.number.sms_url = ""
    await look_again(hass, drifted)
    assert issues_of(hass, drifted) == {}
    assert twilio.number.sms_url.startswith(WEBHOOK_URL)


async def test_claim_a_number(
    hass: HomeAssistant, twilio: Simulator, drifted: MockConfigEntry, screen: Screen
) -> None:
    """One click brings it back here."""
    step = await begin(screen, issues_of(hass, drifted)["number_points_elsewhere"])
    assert (step["type"], step["step_id"]) == ("menu", "init")
    assert step["menu_options"] == ["claim", "leave"]
    step = await go_on(screen, step, next_step_id="claim")
    assert step["type"] == "create_entry"
    await settle(hass)
    assert twilio.number.sms_url.startswith(WEBHOOK_URL)
    await look_again(hass, drifted)
    assert issues_of(hass, drifted) == {}


async def test_leave_a_number(
    hass: HomeAssistant, twilio: Simulator, drifted: MockConfigEntry, screen: Screen
) -> None:
    """The other click gives up receiving on it; what was not changed is put back."""
    other = sender_subentry(SECOND, "Boat", {"default": False, "receive": True})
    hass.config_entries.async_add_subentry(drifted, other)
    await settle(hass)
    step = await begin(screen, issues_of(hass, drifted)["number_points_elsewhere"])
    step = await go_on(screen, step, next_step_id="leave")
    assert step["type"] == "create_entry"
    await settle(hass)
    assert [sender.receives for sender in senders_of(drifted)] == [False, True]
    assert (twilio.number.sms_url, twilio.number.voice_url) == (FOREIGN, "")
    assert issues_of(hass, drifted) == {}


async def test_claim_that_is_refused(
    hass: HomeAssistant, twilio: Simulator, drifted: MockConfigEntry, screen: Screen
) -> None:
    """The reason is said, and the issue stays for another try."""
    step = await begin(screen, issues_of(hass, drifted)["number_points_elsewhere"])
    twilio.faults.add(Fault(Refuse(CALLBACK_URL_INVALID), "POST"))
    step = await go_on(screen, step, next_step_id="claim")
    assert (step["type"], step["reason"]) == ("abort", "not_claimed")
    assert "21502" in step["description_placeholders"]["reason"]
    await settle(hass)
    assert issues_of(hass, drifted).keys() == {"number_points_elsewhere"}
    step = await begin(screen, issues_of(hass, drifted)["number_points_elsewhere"])
    step = await go_on(screen, step, next_step_id="claim")
    assert step["type"] == "create_entry"


async def test_claim_while_not_loaded(
    hass: HomeAssistant, twilio: Simulator, drifted: MockConfigEntry, screen: Screen
) -> None:
    """A reload does not take the issue away, but for a moment nothing can be done."""
    step = await begin(screen, issues_of(hass, drifted)["number_points_elsewhere"])
    assert await hass.config_entries.async_unload(drifted.entry_id)
    step = await go_on(screen, step, next_step_id="claim")
    assert (step["type"], step["reason"]) == ("abort", "not_loaded")
    assert issues_of(hass, drifted).keys() == {"number_points_elsewhere"}


async def test_ignored_issue_stays_ignored(
    hass: HomeAssistant, drifted: MockConfigEntry, issue_registry: ir.IssueRegistry
) -> None:
    """Neither a new list nor a reload shows it again."""
    issue = issues_of(hass, drifted)["number_points_elsewhere"]
    issue_registry.async_ignore("twilio", issue.issue_id, ignore=True)
    await look_again(hass, drifted)
    assert await hass.config_entries.async_reload(drifted.entry_id)
    await settle(hass)
    assert issues_of(hass, drifted)["number_points_elsewhere"].dismissed_version is not None


async def test_disabled_account(hass: HomeAssistant, drifted: MockConfigEntry) -> None:
    """What is switched off has nothing to be mended, until it is on again."""
    await hass.config_entries.async_set_disabled_by(drifted.entry_id, ConfigEntryDisabler.USER)
    assert issues_of(hass, drifted) == {}
    await hass.config_entries.async_set_disabled_by(drifted.entry_id, None)
    await settle(hass)
    assert issues_of(hass, drifted).keys() == {"number_points_elsewhere"}


async def test_removed_account(hass: HomeAssistant, drifted: MockConfigEntry) -> None:
    """What is gone has nothing to be mended."""
    assert await hass.config_entries.async_remove(drifted.entry_id)
    assert issues_of(hass, drifted) == {}


async def test_lost_address_is_the_only_issue(
    hass: HomeAssistant, twilio: Simulator, drifted: MockConfigEntry
) -> None:
    """Without an address nothing could be claimed."""
    hass.config_entries.async_update_entry(
        drifted, data={**drifted.data, "receive_mode": "external"}
    )
    await look_again(hass, drifted)
    assert issues_of(hass, drifted).keys() == {"no_address"}
