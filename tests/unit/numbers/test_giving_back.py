"""Removing an account leaves Twilio as it was, or says what is left."""

import asyncio

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.issue_registry import IssueRegistry
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.numbers import giving_back
from simulator import OUTAGE, Fault, Hold, Refuse, Simulator
from simulator.errors import INVALID_PARAMETER

from .. import HOOK_ID
from ..receiving import HERE, add_senders, load, settle, urls, whole, writes

HOME = "+15550006000"
SECOND = "+15550006001"


@pytest.fixture
async def receiving(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> MockConfigEntry:
    """Return a loaded account that receives on two numbers."""
    twilio.number.sms_url, twilio.number.sms_method = "https://other.example/?a=1&b=%20#x", "GET"
    twilio.add_number(SECOND, voice=False).sms_application_sid = ""
    add_senders(hass, entry, HOME, SECOND)
    await load(hass)
    return entry


async def test_as_it_was(hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry) -> None:
    """Byte for byte, whatever the numbers were; nothing is reported."""
    numbers = [twilio.number, *(twilio.add_number(f"+155500070{i:02}") for i in range(6))]
    numbers[0].sms_url, numbers[0].sms_method = "https://other.example/?a=1&b=%20#x", "GET"
    numbers[1].voice_url = "https://demo.twilio.com/welcome/voice/"
    numbers[2].sms_application_sid = "AP" + "1" * 32
    numbers[3].voice_application_sid = "AP" + "2" * 32
    numbers[4].trunk_sid = "TK" + "1" * 32
    numbers[5].voice_receive_mode = "fax"
    numbers[6].status_callback, numbers[6].status_callback_method = "http://x.example", "GET"
    before = whole(twilio)
    add_senders(hass, entry, *(number.address for number in numbers))
    await load(hass)
    changed = [now != was for now, was in zip(whole(twilio), before, strict=True)]
    assert changed == [True] * 7
    assert await hass.config_entries.async_remove(entry.entry_id)
    assert whole(twilio) == before


async def test_account_that_is_not_loaded(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """It takes no loaded account to leave."""
    assert await hass.config_entries.async_unload(receiving.entry_id)
    assert receiving.state is ConfigEntryState.NOT_LOADED
    assert await hass.config_entries.async_remove(receiving.entry_id)
    assert twilio.number.sms_url == "https://other.example/?a=1&b=%20#x"


async def test_somebody_elses_change_stays(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """Whoever has pointed a number elsewhere keeps it."""
    twilio.number.sms_url = "https://x.example/"
    assert await hass.config_entries.async_remove(receiving.entry_id)
    assert urls(twilio.number) == {
        "sms_url": "https://x.example/",
        "voice_url": "",
        "status_callback": "",
    }


async def test_nothing_to_give_back(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """An account that has set nothing asks nothing."""
    asked = len(twilio.requests)
    assert await hass.config_entries.async_remove(account.entry_id)
    assert len(twilio.requests) == asked


async def test_twilio_is_down(
    hass: HomeAssistant,
    twilio: Simulator,
    receiving: MockConfigEntry,
    pauses: list[float],
    issue_registry: IssueRegistry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The account goes in any case; which numbers are left is said."""
    twilio.faults.add(Fault(OUTAGE, times=None))
    assert await hass.config_entries.async_remove(receiving.entry_id)
    [issue] = issue_registry.issues.values()
    assert (issue.translation_key, issue.is_fixable) == ("webhooks_left", False)
    assert issue.translation_placeholders == {
        "account": "Twilio",
        "numbers": f"{HOME}, {SECOND}",
    }
    assert f"what these numbers receive here: {HOME}, {SECOND}" in caplog.text
    assert HOOK_ID not in caplog.text


async def test_account_comes_back(
    hass: HomeAssistant,
    twilio: Simulator,
    receiving: MockConfigEntry,
    pauses: list[float],
    issue_registry: IssueRegistry,
) -> None:
    """Whoever adds the account again looks after its numbers again."""
    twilio.faults.add(Fault(OUTAGE, times=None))
    assert await hass.config_entries.async_remove(receiving.entry_id)
    assert len(issue_registry.issues) == 1
    again = MockConfigEntry(
        domain="twilio",
        unique_id=twilio.account.sid,
        version=1,
        minor_version=2,
        data=dict(receiving.data) | {"hook_id": "ef" * 32},
    )
    again.add_to_hass(hass)
    assert await hass.config_entries.async_setup(again.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    keys = {issue.translation_key for issue in issue_registry.issues.values()}
    assert "webhooks_left" not in keys
    assert urls(twilio.number)["sms_url"] == HERE["sms_url"]
    twilio.faults.clear()
    add_senders(hass, again, SECOND)
    await settle(hass)
    assert twilio.number.sms_url == "https://other.example/?a=1&b=%20#x"
    [_, second] = twilio.numbers
    assert second.sms_url == HERE["sms_url"].replace(HOOK_ID, "ef" * 32)
    assert await hass.config_entries.async_remove(again.entry_id)
    assert second.sms_url == ""
    assert not issue_registry.issues


async def test_number_that_led_here_before(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    issue_registry: IssueRegistry,
) -> None:
    """Nobody remembers anything else of it, so that it stays is said."""
    twilio.number.sms_url = HERE["sms_url"]
    add_senders(hass, entry, HOME)
    await load(hass)
    assert await hass.config_entries.async_remove(entry.entry_id)
    assert urls(twilio.number) == {**HERE, "voice_url": "", "status_callback": ""}
    keys = [issue.translation_key for issue in issue_registry.issues.values()]
    assert keys == ["webhooks_left"]


async def test_account_without_credentials(
    hass: HomeAssistant,
    twilio: Simulator,
    receiving: MockConfigEntry,
    issue_registry: IssueRegistry,
) -> None:
    """A restored entry may be older than what was learned; what is left is said nonetheless."""
    data = {key: value for key, value in receiving.data.items() if key != "account_sid"}
    hass.config_entries.async_update_entry(receiving, data=data)
    assert await hass.config_entries.async_remove(receiving.entry_id)
    assert [issue.translation_key for issue in issue_registry.issues.values()] == ["webhooks_left"]


async def test_one_is_refused(
    hass: HomeAssistant,
    twilio: Simulator,
    receiving: MockConfigEntry,
    issue_registry: IssueRegistry,
) -> None:
    """One number's trouble is not the other's."""
    twilio.faults.add(Fault(Refuse(INVALID_PARAMETER), method="POST", path=twilio.number.sid))
    assert await hass.config_entries.async_remove(receiving.entry_id)
    assert [number.sms_url for number in twilio.numbers] == [HERE["sms_url"], ""]
    [issue] = issue_registry.issues.values()
    assert issue.translation_placeholders == {"account": "Twilio", "numbers": HOME}


@pytest.mark.parametrize(
    ("method", "left"), [("GET", f"{HOME}, {SECOND}"), ("POST", HOME)], ids=["list", "write"]
)
async def test_twilio_hangs(
    hass: HomeAssistant,
    twilio: Simulator,
    receiving: MockConfigEntry,
    issue_registry: IssueRegistry,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    left: str,
) -> None:
    """Nobody waits longer than promised, and what was written meanwhile counts."""
    assert giving_back.PATIENCE_SECONDS == 30
    monkeypatch.setattr(giving_back, "PATIENCE_SECONDS", 0.3)
    hold = Hold()
    path = twilio.number.sid if method == "POST" else ""
    twilio.faults.add(Fault(hold, method=method, path=path))
    async with asyncio.timeout(5):
        assert await hass.config_entries.async_remove(receiving.entry_id)
    [issue] = issue_registry.issues.values()
    assert issue.translation_placeholders == {"account": "Twilio", "numbers": left}
    hold.released.set()


async def test_number_that_is_gone(
    hass: HomeAssistant,
    twilio: Simulator,
    receiving: MockConfigEntry,
    issue_registry: IssueRegistry,
) -> None:
    """A number that the account no longer has needs nothing."""
    twilio.release_number(HOME)
    written = len(writes(twilio))
    assert await hass.config_entries.async_remove(receiving.entry_id)
    await settle(hass)
    assert len(writes(twilio)) == written + 1
    assert len(issue_registry.issues) == 0
