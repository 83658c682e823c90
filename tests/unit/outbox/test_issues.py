"""What the household hears of an outbox that does not empty itself."""

from pathlib import Path
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import OUTAGE, Fault, Simulator

from ..actions import make_call, send_message
from ..passing_time import PassingTime
from ..repair import issues_of
from .waiting import ANNA, BEN, be_busy, take_all

KIND: Final = "messages_wait"
NOT_WRITTEN: Final = "outbox_not_written"


def told(hass: HomeAssistant, entry: MockConfigEntry) -> dict[str, str] | None:
    """Return what fills the gaps of the repair, if there is one."""
    issue = issues_of(hass, entry).get(KIND)
    return dict(issue.translation_placeholders or {}) if issue else None


@pytest.fixture
def busy(hass: HomeAssistant, twilio: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Twilio take nothing for the time being."""
    be_busy(twilio, monkeypatch)


@pytest.mark.usefixtures("busy")
async def test_something_waits(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
) -> None:
    """After five minutes the household hears how much waits, since when and why."""
    await hass.config.async_set_time_zone("Asia/Tokyo")
    before = dt_util.now()
    await send_message(hass, to=ANNA, message="Hello")
    await make_call(hass, to=BEN, message="Hello")
    await hass.async_block_till_done()
    await time_passes.by(295)
    assert told(hass, account) is None
    await time_passes.by(6)
    placeholders = told(hass, account)
    assert placeholders is not None
    assert placeholders.pop("date") in {f"{before:%Y-%m-%d}", f"{dt_util.now():%Y-%m-%d}"}
    assert placeholders.pop("time") in {f"{before:%H:%M}", f"{dt_util.now():%H:%M}"}
    assert placeholders == {
        "account": "Twilio",
        "count": "2",
        "alerts": "0",
        "reason": "Twilio takes no more for the moment.",
    }
    issue = issues_of(hass, account)[KIND]
    assert (issue.severity, issue.is_fixable, issue.is_persistent) == ("warning", False, False)


@pytest.mark.usefixtures("busy")
async def test_an_alert_waits(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
) -> None:
    """That is worse, and what joins later is told soon."""
    await send_message(hass, to=ANNA, message="Hello")
    await hass.async_block_till_done()
    await time_passes.by(301)
    assert issues_of(hass, account)[KIND].severity == "warning"
    await send_message(hass, to=BEN, message="Fire", alert=True)
    await hass.async_block_till_done()
    await time_passes.by(2.1)
    placeholders = told(hass, account)
    assert placeholders
    assert (placeholders["count"], placeholders["alerts"]) == ("2", "1")
    assert issues_of(hass, account)[KIND].severity == "error"


@pytest.mark.usefixtures("busy")
async def test_all_has_gone_out(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
) -> None:
    """It goes with what it is about."""
    await send_message(hass, to=ANNA, message="Hello")
    await hass.async_block_till_done()
    await time_passes.by(301)
    assert told(hass, account)
    twilio.faults.clear()
    await time_passes.until(lambda: bool(twilio.messages), 10)
    await time_passes.by(2.1)
    assert told(hass, account) is None


@pytest.mark.usefixtures("busy")
async def test_reload(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
) -> None:
    """It stays over a reload, and goes where that helps."""
    await send_message(hass, to=ANNA, message="Hello")
    await hass.async_block_till_done()
    await time_passes.by(301)
    await hass.config_entries.async_reload(account.entry_id)
    assert told(hass, account)
    await take_all(hass, twilio, account)
    await time_passes.by(2.1)
    assert told(hass, account) is None


async def test_ordinary_messages(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, time_passes: PassingTime
) -> None:
    """What goes out is no news, however long ago the first was."""
    for _ in range(4):
        await send_message(hass, to=ANNA, message="Hello")
        await time_passes.by(100)
    assert told(hass, account) is None


async def test_uncertain(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """That Twilio's answer is missing is a reason of its own."""
    be_busy(twilio, monkeypatch)
    twilio.faults.clear()
    twilio.faults.add(Fault(OUTAGE, method="POST", times=None))
    await send_message(hass, to=ANNA, message="Hello")
    await hass.async_block_till_done()
    for _ in range(16):
        await time_passes.by(20)
    placeholders = told(hass, account)
    assert placeholders
    assert placeholders["reason"] == (
        "Twilio did not answer, so this house looks in Twilio's log whether it went out."
    )


async def test_disk_that_cannot_be_written(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    outbox_file: Path,
    time_passes: PassingTime,
) -> None:
    """The household hears it as long as it lasts; messages go out all the same."""
    issues = ir.async_get(hass)
    outbox_file.parent.rename(outbox_file.parent.with_name("away"))
    outbox_file.parent.write_text("no folder")
    await send_message(hass, to=ANNA, message="Hello")
    assert [message.to for message in twilio.messages] == [ANNA]
    await hass.async_block_till_done(wait_background_tasks=True)
    issue = issues.async_get_issue("twilio", NOT_WRITTEN)
    assert issue
    assert (issue.severity, issue.is_fixable, issue.active) == ("error", False, True)
    outbox_file.parent.unlink()
    outbox_file.parent.with_name("away").rename(outbox_file.parent)
    await time_passes.until(lambda: issues.async_get_issue("twilio", NOT_WRITTEN) is None)
    assert await hass.config_entries.async_reload(account.entry_id)
    assert issues.async_get_issue("twilio", NOT_WRITTEN) is None
