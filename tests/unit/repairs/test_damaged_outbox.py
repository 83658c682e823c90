"""An outbox of which an earlier run left what nobody can read."""

from pathlib import Path
import time

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.outbox.changes import Count, Put, as_line
from custom_components.twilio.outbox.journal import Journal
from custom_components.twilio.outbox.outbox import async_outbox
from simulator import Simulator

from ..outbox.entries import an_entry
from ..repair import begin, go_on
from . import Screen, settle

RUBBISH = b"00000000 {}\n"


def damaged(entry: MockConfigEntry) -> bytes:
    """Return a file of which two lines are wrong."""
    left = an_entry(entry_id=entry.entry_id, created=time.time())
    return RUBBISH + as_line(Put(left)) + RUBBISH


def leave(path: Path, content: bytes) -> None:
    """Have an earlier run leave a file."""
    path.write_bytes(content)


def aside_of(path: Path) -> Path:
    """Return where what cannot be read is kept."""
    return path.with_name("twilio.outbox.damaged")


def issue(hass: HomeAssistant, key: str) -> ir.IssueEntry | None:
    """Return the issue of the house."""
    return ir.async_get(hass).async_get_issue("twilio", key)


async def start(hass: HomeAssistant) -> None:
    """Start the integration, and have it write what it wants to."""
    assert await async_setup_component(hass, "twilio", {})
    await settle(hass)
    assert await async_outbox(hass).writer.async_commit()


async def test_damaged_lines(
    hass: HomeAssistant, entry: MockConfigEntry, screen: Screen, outbox_file: Path
) -> None:
    """The household hears how many; once it has seen that, the file with them is deleted."""
    content = damaged(entry)
    leave(outbox_file, content)
    await start(hass)
    found = issue(hass, "outbox_damaged")
    assert found
    assert (found.severity, found.is_fixable, found.is_persistent) == ("error", True, True)
    assert found.translation_placeholders == {"count": "2"}
    assert aside_of(outbox_file).read_bytes() == content
    step = await begin(screen, found)
    assert (step["type"], step["step_id"]) == ("form", "confirm")
    assert step["description_placeholders"] == {"count": "2"}
    assert aside_of(outbox_file).exists()
    step = await go_on(screen, step)
    assert step["type"] == "create_entry"
    assert issue(hass, "outbox_damaged") is None
    assert not aside_of(outbox_file).exists()


async def test_no_file_to_delete(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    screen: Screen,
    outbox_file: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Where it cannot be deleted the log says so, and the issue goes all the same."""
    leave(outbox_file, damaged(entry))
    await start(hass)
    aside_of(outbox_file).unlink()
    aside_of(outbox_file).mkdir()
    found = issue(hass, "outbox_damaged")
    assert found
    step = await go_on(screen, await begin(screen, found))
    assert step["type"] == "create_entry"
    assert "The damaged file of the outbox cannot be deleted" in caplog.text
    assert issue(hass, "outbox_damaged") is None


async def test_unreadable(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    screen: Screen,
    outbox_file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A disk that gives nothing is another matter."""
    content = damaged(entry)
    leave(outbox_file, content)
    with monkeypatch.context() as patched:

        def fail(_: Path) -> bytes:
            raise OSError("input/output error")

        patched.setattr(Path, "read_bytes", fail)
        await async_outbox(hass).async_load()
    await start(hass)
    assert issue(hass, "outbox_damaged") is None
    found = issue(hass, "outbox_unreadable")
    assert found
    assert (found.severity, found.is_fixable, found.is_persistent) == ("error", True, True)
    assert aside_of(outbox_file).read_bytes() == content
    step = await go_on(screen, await begin(screen, found))
    assert step["type"] == "create_entry"
    assert not aside_of(outbox_file).exists()


@pytest.mark.parametrize("end", [b"", b"00000000 {"])
async def test_sound(
    hass: HomeAssistant, entry: MockConfigEntry, outbox_file: Path, end: bytes
) -> None:
    """A torn end, as a power cut leaves it, is nothing that anybody relied on."""
    left = an_entry(entry_id=entry.entry_id, created=time.time())
    leave(outbox_file, as_line(Put(left)) + end)
    await start(hass)
    assert issue(hass, "outbox_damaged") is issue(hass, "outbox_unreadable") is None


@pytest.mark.parametrize("is_set_up", [True, False])
async def test_last_account_is_removed(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    outbox_file: Path,
    *,
    is_set_up: bool,
) -> None:
    """Nothing of what was said and to whom stays behind, also of accounts that went before."""
    stranger = an_entry("two", entry_id="gone", created=time.time())
    count = Count("before.given_up", 3)
    leave(outbox_file, damaged(entry) + as_line(Put(stranger)) + as_line(count))
    aside_of(outbox_file).write_bytes(b"of an earlier time")
    if is_set_up:
        await start(hass)
        assert issue(hass, "outbox_damaged")
    assert await hass.config_entries.async_remove(entry.entry_id)
    await settle(hass)
    assert [*outbox_file.parent.iterdir()] == []
    assert issue(hass, "outbox_damaged") is None


async def test_another_account_is_left(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    other_account: MockConfigEntry,
    outbox_file: Path,
) -> None:
    """What is of others stays."""
    await async_outbox(hass).async_load()
    left = an_entry(entry_id=other_account.entry_id, created=time.time())
    async_outbox(hass).writer.put(left)
    assert await hass.config_entries.async_remove(entry.entry_id)
    await settle(hass)
    assert await async_outbox(hass).writer.async_commit()
    assert Journal(outbox_file).read().entries == (left,)
