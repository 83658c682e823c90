"""What a 401 of Twilio leads to, besides that what was to be sent waits."""

import asyncio
from typing import Any, Final

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.outbox.outbox import async_outbox
from simulator import OUTAGE, AccountStatus, Fault, Hold, Refuse, Simulator
from simulator.errors import ACCOUNT_NOT_ACTIVE, AUTHENTICATE, NOT_PERMITTED, Problem

from .actions import accepted, results_of, send_message
from .passing_time import PassingTime
from .repair import issues_of

ANNA: Final = "+15551234567"
BEN: Final = "+15551234568"


async def hold_up(
    hass: HomeAssistant,
    time_passes: PassingTime,
    action: str = "send_message",
    **data: Any,
) -> None:
    """Call an action whose message or call Twilio's 401 makes wait."""
    asking = asyncio.create_task(
        results_of(hass, action, **{"to": ANNA, "message": "Hello", **data})
    )
    await time_passes.until(asking.done)
    assert [result["status"] for result in asking.result()] == ["waiting"]
    await hass.async_block_till_done(wait_background_tasks=True)


def waiting(hass: HomeAssistant, account: MockConfigEntry) -> int:
    """Return how much waits."""
    return async_outbox(hass).counts(account.entry_id).waiting


def accusations(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, ir.IssueEntry]:
    """Return what the household is told, besides that the number is not used yet."""
    return {key: issue for key, issue in issues_of(hass, entry).items() if key != "new_numbers"}


def sources(hass: HomeAssistant) -> list[str]:
    """Return why flows of accounts are open."""
    flows = hass.config_entries.flow.async_progress_by_handler("twilio")
    return [flow["context"]["source"] for flow in flows]


@pytest.mark.parametrize("action", ["send_message", "make_call"])
async def test_wrong_credentials(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
    action: str,
) -> None:
    """A second 401 proves them wrong: new ones are asked for, once."""
    twilio.account.auth_token = "c7" * 16
    await hold_up(hass, time_passes, action)
    assert sources(hass) == [SOURCE_REAUTH]
    await hold_up(hass, time_passes, action)
    await time_passes.by(300)
    assert sources(hass) == [SOURCE_REAUTH]
    assert accusations(hass, account).keys() == {"messages_wait"}
    assert waiting(hass, account) == 2


async def test_wrong_credentials_while_numbers_are_unknown(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """Asking for the numbers is told of wrong credentials, too."""
    twilio.account.auth_token = "c7" * 16
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert sources(hass) == [SOURCE_REAUTH]


@pytest.mark.parametrize(
    ("action", "other_action", "right", "path"),
    [
        ("send_message", "make_call", "messages", "/Messages.json"),
        ("make_call", "send_message", "calls", "/Calls.json"),
    ],
)
async def test_missing_right(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
    action: str,
    other_action: str,
    right: str,
    path: str,
) -> None:
    """Credentials that may list numbers are right; what they lack is named until it works."""
    twilio.faults.add(Fault(Refuse(NOT_PERMITTED), "POST", path, times=None))
    await hold_up(hass, time_passes, action)
    assert sources(hass) == []
    issue = accusations(hass, account)[f"missing_right_{right}"]
    assert (issue.severity, issue.is_fixable) == (ir.IssueSeverity.ERROR, False)
    assert issue.translation_placeholders == {"account": "Twilio"}

    (result,) = await results_of(hass, other_action, to=ANNA, message="Hello")
    assert (result["status"], waiting(hass, account)) == ("queued", 1)
    assert accusations(hass, account) == {f"missing_right_{right}": issue}

    twilio.faults.clear()
    await time_passes.until(lambda: not waiting(hass, account))
    assert len(accepted(twilio)) == 2
    assert accusations(hass, account) == {}


async def test_changed_credentials(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, time_passes: PassingTime
) -> None:
    """Other credentials may have other rights: they are tried at once."""
    twilio.faults.add(Fault(Refuse(NOT_PERMITTED), "POST", times=None))
    await hold_up(hass, time_passes)
    assert accusations(hass, account).keys() == {"missing_right_messages"}
    twilio.faults.clear()
    hass.config_entries.async_update_entry(account, title="Home")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert accusations(hass, account) == {}
    assert (waiting(hass, account), len(twilio.messages)) == (0, 1)


@pytest.mark.parametrize("problem", [ACCOUNT_NOT_ACTIVE, AUTHENTICATE], ids=repr)
@pytest.mark.parametrize("has_key", [False, True])
async def test_suspended_account(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    time_passes: PassingTime,
    problem: Problem,
    *,
    has_key: bool,
) -> None:
    """Its credentials are right, whatever Twilio says, so nobody is asked for others."""
    if has_key:
        key = {
            "api_key_sid": twilio.account.api_key_sid,
            "api_key_secret": twilio.account.api_key_secret,
        }
        hass.config_entries.async_update_entry(entry, data={**entry.data, **key})
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    twilio.account.status = AccountStatus.SUSPENDED
    twilio.faults.add(Fault(Refuse(problem), path="IncomingPhoneNumbers", times=None))
    twilio.faults.add(Fault(Refuse(problem), path="Messages", times=None))
    await hold_up(hass, time_passes)
    assert sources(hass) == []
    issues = accusations(hass, entry)
    assert issues.keys() == {"account_not_active"}
    assert issues["account_not_active"].severity is ir.IssueSeverity.ERROR

    twilio.account.status = AccountStatus.ACTIVE
    twilio.faults.clear()
    await time_passes.until(lambda: not waiting(hass, entry))
    assert accusations(hass, entry) == {}
    assert [message.to for message in twilio.messages] == [ANNA]


async def test_account_suspended_while_it_is_probed(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, time_passes: PassingTime
) -> None:
    """The probe hears it, too."""
    twilio.faults.add(Fault(Refuse(NOT_PERMITTED), "POST", times=None))
    twilio.faults.add(Fault(Refuse(ACCOUNT_NOT_ACTIVE), "GET", times=None))
    await hold_up(hass, time_passes)
    assert (sources(hass), set(accusations(hass, account))) == ([], {"account_not_active"})


async def test_nothing_is_known(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    pauses: list[float],
    time_passes: PassingTime,
) -> None:
    """A probe that fails accuses nobody, and the next 401 asks again."""
    twilio.faults.add(Fault(Refuse(NOT_PERMITTED), "POST", times=None))
    twilio.faults.add(Fault(OUTAGE, "GET", times=None))
    asked = len(twilio.requests)
    sending = asyncio.create_task(send_message(hass, to=ANNA, message="Hello"))
    for tries in (1, 2):
        await time_passes.until(lambda: len(twilio.requests) >= asked + 4 * tries)  # noqa: B023
        statuses = [request.status for request in twilio.requests[asked:]]
        assert statuses == [401, 503, 503, 503] * tries
    assert (sources(hass), accusations(hass, account)) == ([], {})
    await time_passes.until(sending.done)


async def test_one_probe_at_a_time(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, time_passes: PassingTime
) -> None:
    """A hundred refused messages are one question."""
    hold = Hold()
    twilio.faults.add(Fault(hold, "GET"))
    twilio.faults.add(Fault(Refuse(NOT_PERMITTED), "POST", times=None))
    asked = len(twilio.requests)
    sending = asyncio.create_task(
        send_message(hass, to=[ANNA, BEN, "+15551234569"], message="Hello", alert=True)
    )
    await hold.reached.wait()
    await hass.async_block_till_done()
    hold.released.set()
    await hass.async_block_till_done(wait_background_tasks=True)
    methods = [request.method for request in twilio.requests[asked:]]
    assert sorted(methods) == ["GET", "POST", "POST", "POST"]
    await time_passes.until(sending.done)
