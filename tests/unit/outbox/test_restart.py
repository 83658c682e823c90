"""A house that was down, with things left to be sent."""

import asyncio
from pathlib import Path
import time
from typing import Any, Final

from homeassistant.core import EVENT_HOMEASSISTANT_STOP, HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.outbox.content import Kind
from custom_components.twilio.outbox.entry import Entry, State
from custom_components.twilio.outbox.journal import Journal
from custom_components.twilio.outbox.outbox import async_outbox
from simulator import Fault, Hold, Line, Simulator

from ..actions import accepted, results_of, send_message
from ..passing_time import PassingTime
from .entries import an_entry
from .waiting import ANNA

MESSAGES: Final = "/Messages.json"


def leave(storage: Path, account: MockConfigEntry, **details: Any) -> Entry:
    """Have an earlier run leave something to be sent."""
    entry = an_entry(
        "ab" * 16, **{"entry_id": account.entry_id, "created": time.time() - 5} | details
    )
    Journal(storage).rewrite([entry], {})
    return entry


def asked(twilio: Simulator, method: str) -> int:
    """Return how often Twilio was asked for messages."""
    return sum(
        request.method == method and request.path.endswith(MESSAGES) for request in twilio.requests
    )


async def start(hass: HomeAssistant) -> None:
    """Start the integration, and let Twilio answer for the first time, which tells the time."""
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)


async def test_waiting(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry, storage: Path
) -> None:
    """What surely was not sent goes out at once, with its id in the status callback."""
    left = leave(storage, entry)
    await start(hass)
    assert [message.body for message in twilio.messages] == ["The cellar is wet"]
    assert f"id={left.reference}" in (twilio.requests[-1].param("StatusCallback") or "")
    assert async_outbox(hass).counts(entry.entry_id).waiting == 0


@pytest.mark.usefixtures("pauses", "nobody_waits")
@pytest.mark.parametrize(
    ("action", "sender"), [("send_message", "+15550006001"), ("make_call", "+15550006000")]
)
async def test_sender_while_twilio_is_out_of_reach(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    twilio: Simulator,
    entry: MockConfigEntry,
    line: Line,
    time_passes: PassingTime,
    action: str,
    sender: str,
) -> None:
    """Where nobody chose one, a number that Twilio listed in an earlier run will do."""
    twilio.add_number("+15550006001")
    listed = [
        ["PN" + "1" * 32, "+15550006000", False, False, True],
        ["PN" + "2" * 32, "+15550006001", True, False, False],
    ]
    hass_storage["twilio"] = {
        "version": 1,
        "data": {entry.entry_id: {"numbers": {"last_listed": listed}}},
    }
    await line.cut()
    await start(hass)
    (result,) = await results_of(hass, action, to=ANNA, message="Fire", alert=True)
    assert result["status"] == "waiting"
    await line.mend()
    await time_passes.until(lambda: bool(accepted(twilio)))
    assert [item.from_ for item in accepted(twilio)] == [sender]


@pytest.mark.parametrize("state", [State.TRYING, State.UNCERTAIN])
@pytest.mark.parametrize("is_alert", [True, False])
async def test_uncertain_and_not_taken(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    storage: Path,
    time_passes: PassingTime,
    state: State,
    *,
    is_alert: bool,
) -> None:
    """What may have been sent is looked for, and sent again where it is not found."""
    tried = time.time() - 3
    leave(storage, entry, state=state, attempts=1, tried=tried, is_alert=is_alert)
    await start(hass)
    assert asked(twilio, "POST") == 0
    took = await time_passes.until(lambda: bool(twilio.messages))
    assert took == pytest.approx(6 if is_alert else 60, abs=2)
    assert asked(twilio, "GET") == (2 if is_alert else 3)
    counts = async_outbox(hass).counts(entry.entry_id)
    assert (counts.waiting, counts.maybe_duplicates, len(twilio.messages)) == (0, 1, 1)


@pytest.mark.parametrize("is_alert", [True, False])
async def test_uncertain_and_taken(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    storage: Path,
    time_passes: PassingTime,
    *,
    is_alert: bool,
) -> None:
    """What Twilio has is found, and not sent again."""
    await start(hass)
    await send_message(hass, to=ANNA, message="The cellar is wet")
    await hass.config_entries.async_unload(entry.entry_id)
    tracked = async_outbox(hass)
    sid = twilio.messages[0].sid
    # The earlier run did not hear of it, so this one knows nothing of its SID.
    hass.data.pop("twilio_learned")
    left = an_entry(
        "cd" * 16,
        entry_id=entry.entry_id,
        created=time.time(),
        state=State.UNCERTAIN,
        tried=time.time(),
        attempts=1,
        is_alert=is_alert,
    )
    tracked.queue.add(left, hass.loop.time())
    await hass.config_entries.async_setup(entry.entry_id)
    await time_passes.until(lambda: not tracked.counts(entry.entry_id).waiting)
    assert [message.sid for message in twilio.messages] == [sid]
    assert tracked.counts(entry.entry_id).maybe_duplicates == 0
    record = entry.runtime_data.tracker.memory.get(left.reference)
    assert record is not None
    assert record.sid == sid


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize(
    ("kind", "hours", "is_sent"),
    [
        (Kind.MESSAGE, 0.9, True),
        (Kind.MESSAGE, 1.1, False),
        (Kind.CALL, 0.1, True),
        (Kind.CALL, 0.3, False),
    ],
)
async def test_age(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    storage: Path,
    line: Line,
    time_passes: PassingTime,
    kind: Kind,
    hours: float,
    *,
    is_sent: bool,
) -> None:
    """What is of no use any more is given up, but not before the time is known."""
    await line.cut()
    valid_for = 600.0 if kind is Kind.CALL else 3600.0
    leave(storage, entry, kind=kind, created=time.time() - hours * 3600, valid_for=valid_for)
    await start(hass)
    await time_passes.by(60)
    outbox = async_outbox(hass)
    assert outbox.counts(entry.entry_id).waiting == 1
    await line.mend()
    await entry.runtime_data.numbers.async_refresh()  # Any answer tells the time.
    await time_passes.until(lambda: not outbox.counts(entry.entry_id).waiting)
    assert bool(twilio.messages or twilio.calls) is is_sent
    assert outbox.counts(entry.entry_id).given_up == (0 if is_sent else 1)


async def test_late_text_says_when_it_was_meant(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry, storage: Path
) -> None:
    """More than two minutes later, a text begins with when it was meant."""
    await hass.config.async_set_time_zone("UTC")
    created = time.time() - 1_200
    leave(storage, entry, created=created)
    await start(hass)
    meant = time.strftime("%H:%M", time.gmtime(created))
    (message,) = twilio.messages
    assert message.body.endswith("\nThe cellar is wet")
    assert meant in message.body


async def test_disk_takes_nothing(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    storage: Path,
    time_passes: PassingTime,
) -> None:
    """What cannot be kept is sent all the same, and the household hears of the disk."""
    issue = ("twilio", "outbox_not_written")
    storage.with_name(f"{storage.name}.new").mkdir()
    await send_message(hass, to=ANNA, message="Fire")
    assert [message.body for message in twilio.messages] == ["Fire"]
    assert issue in ir.async_get(hass).issues
    storage.with_name(f"{storage.name}.new").rmdir()
    await time_passes.until(lambda: issue not in ir.async_get(hass).issues)


async def test_house_stops(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, storage: Path
) -> None:
    """While Home Assistant stops, nothing is begun, and what comes is kept for the next run."""
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await asyncio.sleep(0)
    (result,) = await results_of(hass, "send_message", to=ANNA, message="Fire")
    assert result["status"] == "waiting"
    assert twilio.messages == []
    (kept,) = Journal(storage).read().entries
    assert (kept.content.to, kept.state) == (ANNA, State.WAITING)


async def test_on_disk_before_it_is_sent(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, storage: Path
) -> None:
    """At the moment when Twilio is asked, all recipients are on the disk."""
    hold = Hold()
    twilio.faults.add(Fault(hold, "POST", MESSAGES))
    limits = {"recipients_without_service": 60}
    hass.config_entries.async_update_entry(account, options={"limits": limits})
    recipients = [f"+1555123{number:04}" for number in range(60)]
    sending = asyncio.create_task(results_of(hass, "send_message", to=recipients, message="Fire"))
    await hold.reached.wait()
    entries = Journal(storage).read().entries
    assert {entry.content.to for entry in entries} >= {recipients[-1], recipients[40]}
    hold.released.set()
    await sending
    await async_outbox(hass).writer.async_commit()
    assert Journal(storage).read().entries == ()
