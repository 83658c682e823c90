"""What a 401 of Twilio leads to."""

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.errors import Failed
from simulator import OUTAGE, AccountStatus, Fault, Hold, Refuse, Simulator
from simulator.errors import ACCOUNT_NOT_ACTIVE, AUTHENTICATE, NOT_PERMITTED, Problem

from .repair import issues_of

MESSAGE = {"to": "+15551234567", "message": "Hello"}
REJECTED = r"was not reached: Twilio did not accept the credentials\. Check the SID, the token"


async def fail(hass: HomeAssistant, action: str = "send_message") -> None:
    """Call an action that Twilio's 401 makes fail."""
    with pytest.raises(Failed, match=REJECTED):
        await hass.services.async_call("twilio", action, MESSAGE, blocking=True)
    await hass.async_block_till_done(wait_background_tasks=True)


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
    action: str,
) -> None:
    """A second 401 proves them wrong: new ones are asked for, once."""
    twilio.account.auth_token = "c7" * 16
    await fail(hass, action)
    assert sources(hass) == [SOURCE_REAUTH]
    await fail(hass, action)
    assert sources(hass) == [SOURCE_REAUTH]
    assert accusations(hass, account) == {}


async def test_wrong_credentials_while_numbers_are_unknown(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """Asking for the numbers is told of wrong credentials, too."""
    twilio.account.auth_token = "c7" * 16
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert sources(hass) == [SOURCE_REAUTH]


@pytest.mark.parametrize(
    ("action", "other_action", "right"),
    [("send_message", "make_call", "messages"), ("make_call", "send_message", "calls")],
)
async def test_missing_right(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    action: str,
    other_action: str,
    right: str,
) -> None:
    """Credentials that may list numbers are right; what they lack is named until it works."""
    twilio.faults.add(Fault(Refuse(NOT_PERMITTED), "POST"))
    await fail(hass, action)
    assert sources(hass) == []
    issue = accusations(hass, account)[f"missing_right_{right}"]
    assert (issue.severity, issue.is_fixable) == (ir.IssueSeverity.ERROR, False)
    assert issue.translation_placeholders == {"account": "Twilio"}

    await hass.services.async_call("twilio", other_action, MESSAGE, blocking=True)
    assert accusations(hass, account) == {f"missing_right_{right}": issue}
    await hass.services.async_call("twilio", action, MESSAGE, blocking=True)
    assert accusations(hass, account) == {}


async def test_changed_credentials(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Other credentials may have other rights."""
    twilio.faults.add(Fault(Refuse(NOT_PERMITTED), "POST"))
    await fail(hass)
    assert accusations(hass, account).keys() == {"missing_right_messages"}
    hass.config_entries.async_update_entry(account, title="Home")
    await hass.async_block_till_done()
    assert accusations(hass, account) == {}


@pytest.mark.parametrize("problem", [ACCOUNT_NOT_ACTIVE, AUTHENTICATE], ids=repr)
@pytest.mark.parametrize("has_key", [False, True])
async def test_suspended_account(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
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
    with pytest.raises(Failed):
        await hass.services.async_call("twilio", "send_message", MESSAGE, blocking=True)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert sources(hass) == []
    issues = accusations(hass, entry)
    assert issues.keys() == {"account_not_active"}
    assert issues["account_not_active"].severity is ir.IssueSeverity.ERROR

    twilio.account.status = AccountStatus.ACTIVE
    twilio.faults.clear()
    await hass.services.async_call("twilio", "send_message", MESSAGE, blocking=True)
    assert accusations(hass, entry) == {}


async def test_account_suspended_while_it_is_probed(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """The probe hears it, too."""
    twilio.faults.add(Fault(Refuse(NOT_PERMITTED), "POST"))
    twilio.faults.add(Fault(Refuse(ACCOUNT_NOT_ACTIVE), "GET"))
    await fail(hass)
    assert (sources(hass), set(accusations(hass, account))) == ([], {"account_not_active"})


async def test_nothing_is_known(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    pauses: list[float],
) -> None:
    """A probe that fails accuses nobody, and the next 401 asks again."""
    for _ in range(2):
        twilio.faults.add(Fault(Refuse(NOT_PERMITTED), "POST"))
        twilio.faults.add(Fault(OUTAGE, "GET", times=3))
        asked = len(twilio.requests)
        await fail(hass)
        assert [request.status for request in twilio.requests[asked:]] == [401, 503, 503, 503]
    assert (sources(hass), accusations(hass, account)) == ([], {})


async def test_one_probe_at_a_time(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A hundred refused messages are one question."""
    hold = Hold()
    twilio.faults.add(Fault(hold, "GET"))
    twilio.faults.add(Fault(Refuse(NOT_PERMITTED), "POST", times=None))
    asked = len(twilio.requests)
    for _ in range(3):
        with pytest.raises(Failed, match=REJECTED):
            await hass.services.async_call("twilio", "send_message", MESSAGE, blocking=True)
    hold.released.set()
    await hass.async_block_till_done(wait_background_tasks=True)
    methods = [request.method for request in twilio.requests[asked:]]
    assert sorted(methods) == ["GET", "POST", "POST", "POST"]
