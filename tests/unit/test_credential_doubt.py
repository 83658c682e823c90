"""What a 401 of Twilio leads to."""

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.errors import Failed
from simulator import OUTAGE, Fault, Hold, Refuse, Simulator
from simulator.errors import NOT_PERMITTED

MESSAGE = {"to": "+15551234567", "message": "Hello"}
REJECTED = r"was not reached: Twilio did not accept the credentials\. Check the SID, the token"


async def fail(hass: HomeAssistant, action: str = "send_message") -> None:
    """Call an action that Twilio's 401 makes fail."""
    with pytest.raises(Failed, match=REJECTED):
        await hass.services.async_call("twilio", action, MESSAGE, blocking=True)
    await hass.async_block_till_done(wait_background_tasks=True)


def sources(hass: HomeAssistant) -> list[str]:
    """Return why flows of accounts are open."""
    flows = hass.config_entries.flow.async_progress_by_handler("twilio")
    return [flow["context"]["source"] for flow in flows]


def issue_of(registry: ir.IssueRegistry, entry: MockConfigEntry) -> ir.IssueEntry | None:
    """Return what the household is told of rights."""
    return registry.async_get_issue("twilio", f"missing_right_{entry.entry_id}")


@pytest.mark.parametrize("action", ["send_message", "make_call"])
async def test_wrong_credentials(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    action: str,
) -> None:
    """A second 401 proves them wrong: new ones are asked for, once."""
    twilio.account.auth_token = "c7" * 16
    await fail(hass, action)
    assert sources(hass) == [SOURCE_REAUTH]
    await fail(hass, action)
    assert sources(hass) == [SOURCE_REAUTH]
    assert issue_of(issue_registry, account) is None


async def test_wrong_credentials_while_numbers_are_unknown(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """Asking for the numbers is told of wrong credentials, too."""
    twilio.account.auth_token = "c7" * 16
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert sources(hass) == [SOURCE_REAUTH]


async def test_missing_right(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
) -> None:
    """Credentials that may list numbers are right; what they lack is named."""
    twilio.faults.add(Fault(Refuse(NOT_PERMITTED), "POST"))
    await fail(hass)
    assert sources(hass) == []
    issue = issue_of(issue_registry, account)
    assert issue
    assert (issue.severity, issue.translation_key) == (ir.IssueSeverity.ERROR, "missing_right")
    assert issue.translation_placeholders == {"account": "Twilio"}

    hass.config_entries.async_update_entry(account, title="Home")
    await hass.async_block_till_done()
    assert issue_of(issue_registry, account) is None


async def test_nothing_is_known(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    pauses: list[float],
) -> None:
    """A probe that fails accuses nobody, and the next 401 asks again."""
    for _ in range(2):
        twilio.faults.add(Fault(Refuse(NOT_PERMITTED), "POST"))
        twilio.faults.add(Fault(OUTAGE, "GET", times=3))
        asked = len(twilio.requests)
        await fail(hass)
        assert [request.status for request in twilio.requests[asked:]] == [401, 503, 503, 503]
    assert (sources(hass), issue_of(issue_registry, account)) == ([], None)


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


async def test_words_of_the_issue(hass: HomeAssistant) -> None:
    """The household hears what to do."""
    words = await async_get_translations(hass, "en", "issues", ["twilio"])
    prefix = "component.twilio.issues.missing_right."
    assert {key: text for key, text in words.items() if key.startswith(prefix)} == {
        f"{prefix}title": "{account}: the API key lacks a right",
        f"{prefix}description": "Twilio accepts the API key, but did not allow it to do what this "
        "house asked for. Give the key the rights for messages and calls in the Twilio Console, "
        "or enter another key.",
    }
