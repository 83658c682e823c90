"""How many messages and calls wait, as the device of the account shows it."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from homeassistant.core import Event, EventStateChangedData, HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.twilio.outbox.journal import Journal
from custom_components.twilio.outbox.outbox import async_outbox
from custom_components.twilio.outbox.place import Place
from simulator import Drop, Fault, Simulator

from ..actions import make_call, send_message
from ..passing_time import PassingTime
from .entries import CREATED, an_entry
from .waiting import ANNA, BEN, be_busy, take_all

OUTBOX: Final = "sensor.twilio_outbox"


def shown(hass: HomeAssistant) -> tuple[str, int | None, int | None]:
    """Return what the sensor says: how many, how many alerts, how many uncertain."""
    state = hass.states.get(OUTBOX)
    assert state
    return state.state, state.attributes.get("alerts"), state.attributes.get("uncertain")


def oldest(hass: HomeAssistant) -> Any:
    """Return since when something waits, as the sensor says it."""
    state = hass.states.get(OUTBOX)
    assert state
    return state.attributes["oldest"]


@pytest.fixture
def changes(hass: HomeAssistant) -> list[Event[EventStateChangedData]]:
    """Return what happens to states from now on."""
    captured: list[Event[EventStateChangedData]] = async_capture_events(hass, "state_changed")
    return captured


def states(changes: list[Event[EventStateChangedData]]) -> list[str]:
    """Return what the sensor has shown, in order."""
    return [
        event.data["new_state"].state
        for event in changes
        if event.data["entity_id"] == OUTBOX and event.data["new_state"]
    ]


async def test_what_waits(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What does not go out is shown, and what is special about it; nothing once it has."""
    assert (shown(hass), oldest(hass)) == (("0", 0, 0), None)
    state = hass.states.get(OUTBOX)
    assert state
    assert state.state_info
    assert state.state_info["unrecorded_attributes"] >= {"alerts", "oldest", "uncertain"}
    be_busy(twilio, monkeypatch)
    before = dt_util.utcnow()
    await send_message(hass, to=ANNA, message="Hello")
    await send_message(hass, to=ANNA, message="Fire", alert=True)
    await make_call(hass, to=BEN, message="Fire")
    await hass.async_block_till_done()
    assert shown(hass) == ("0", 0, 0)
    await time_passes.by(2.1)
    assert shown(hass) == ("3", 1, 0)
    assert before <= oldest(hass) <= dt_util.utcnow()
    await take_all(hass, twilio, account)
    await time_passes.by(2.1)
    assert (shown(hass), oldest(hass)) == (("0", 0, 0), None)


async def test_uncertain(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """That nobody knows whether something went out is shown, too."""
    be_busy(twilio, monkeypatch)
    twilio.faults.clear()
    twilio.faults.add(Fault(Drop(), method="POST", path="/Messages.json"))
    await send_message(hass, to=ANNA, message="Hello")
    await hass.async_block_till_done()
    await time_passes.by(2.1)
    assert shown(hass) == ("1", 0, 1)


async def test_ordinary_messages(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
    changes: list[Event[EventStateChangedData]],
) -> None:
    """What goes out as usual does not make it flicker."""
    for _ in range(3):
        await send_message(hass, to=[ANNA, BEN], message="Hello")
        await time_passes.by(1)
    await time_passes.by(5)
    assert states(changes) == []


async def test_messages_in_a_row(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
    changes: list[Event[EventStateChangedData]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A burst is one change; what is younger than the rest is shown a little later."""
    be_busy(twilio, monkeypatch)
    for _ in range(5):
        await send_message(hass, to=ANNA, message="Hello")
    await hass.async_block_till_done()
    await time_passes.by(1)
    await send_message(hass, to=BEN, message="Hello")
    await time_passes.by(1.1)
    assert states(changes) == ["5"]
    await time_passes.by(2.1)
    assert states(changes) == ["5", "6"]
    await time_passes.by(40)
    assert states(changes) == ["5", "6"]


async def test_only_its_own_account(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    other_account: MockConfigEntry,
    other_twilio: Simulator,
    time_passes: PassingTime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each account counts for itself."""
    be_busy(other_twilio, monkeypatch)
    await send_message(hass, to=ANNA, message="Hello", config_entry_id=other_account.entry_id)
    await hass.async_block_till_done()
    await time_passes.by(2.1)
    other = hass.states.get("sensor.holiday_home_outbox")
    assert other
    assert (other.state, shown(hass)) == ("1", ("0", 0, 0))


async def test_reload(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What waits is shown at once after a reload, and nobody looks in between."""
    be_busy(twilio, monkeypatch)
    await send_message(hass, to=ANNA, message="Hello")
    await hass.async_block_till_done()
    assert await hass.config_entries.async_unload(account.entry_id)
    await time_passes.by(2.1)
    assert shown(hass)[0] == "unavailable"
    assert await hass.config_entries.async_setup(account.entry_id)
    assert shown(hass)[0] == "1"


@pytest.fixture
def looks(hass: HomeAssistant) -> Callable[[], int]:
    """Return what tells how often somebody has looked at the outbox since it was last asked."""
    count, outbox = 0, async_outbox(hass)
    places = outbox.places

    def look(entry_id: str | None = None) -> Iterable[Place]:
        nonlocal count
        count += 1
        return places(entry_id)

    def asked() -> int:
        nonlocal count
        found, count = count, 0
        return found

    outbox.places = look  # type: ignore[method-assign]
    return asked


async def test_idle(
    hass: HomeAssistant,
    twilio: Simulator,
    looks: Callable[[], int],
    account: MockConfigEntry,
    time_passes: PassingTime,
) -> None:
    """Nobody looks at an empty outbox."""
    await send_message(hass, to=ANNA, message="Hello")
    await hass.async_block_till_done()
    looks()
    await time_passes.by(2.1)
    assert looks() > 0
    await time_passes.by(3600)
    assert looks() == 0


async def test_account_that_is_not_loaded(
    hass: HomeAssistant,
    twilio: Simulator,
    looks: Callable[[], int],
    account: MockConfigEntry,
    time_passes: PassingTime,
) -> None:
    """Nobody looks for an account that shows nothing, be it right after a message."""
    await send_message(hass, to=ANNA, message="Hello")
    await hass.async_block_till_done()
    assert await hass.config_entries.async_unload(account.entry_id)
    looks()
    await time_passes.by(3600)
    assert looks() == 0


async def test_what_an_earlier_run_left(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    outbox_file: Path,
) -> None:
    """What waited before a restart is shown from the start."""
    waiting = [
        an_entry(f"{index}", to=f"+1555123{index:04}", entry_id=entry.entry_id)
        for index in range(2)
    ]
    Journal(outbox_file).rewrite(waiting, {})
    twilio.faults.add(Fault(Drop(), times=None))
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done()
    assert shown(hass)[0] == "2"
    assert oldest(hass) == dt_util.utc_from_timestamp(CREATED)
