"""What Twilio may have already of what an earlier run says it has not sent."""

import asyncio
from pathlib import Path
import time
from typing import Any, Final

from aiohttp import ClientSession
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.api import Credentials, OutgoingCall, OutgoingMessage, TwilioApi
from custom_components.twilio.outbox.content import Kind
from custom_components.twilio.outbox.entry import Entry
from custom_components.twilio.outbox.journal import Journal
from custom_components.twilio.outbox.outbox import async_outbox
from simulator import OUTAGE, Fault, Hang, Hold, Line, Simulator

from ..passing_time import PassingTime
from .entries import ANNA, BEN, SENDER, an_entry

MESSAGES: Final = "/Messages.json"
CALLS: Final = "/Calls.json"
TEXT: Final = "The cellar is wet"


def leave(
    storage: Path, account: MockConfigEntry, *references: str, age: float = 5, **details: Any
) -> list[Entry]:
    """Have an earlier run leave what it did not send, as far as its file says."""
    entries = [
        an_entry(
            reference, entry_id=account.entry_id, created=time.time() - age, attempts=1, **details
        )
        for reference in references or ("ab" * 16,)
    ]
    Journal(storage).rewrite(entries, {})
    return entries


async def have_taken(twilio: Simulator, to: str = ANNA, body: str = TEXT) -> str:
    """Have Twilio take a text of which this house knows nothing; return its SID."""
    async with ClientSession() as session:
        return (await _api(twilio, session).send_message(OutgoingMessage(to, body, SENDER))).sid


async def have_called(twilio: Simulator) -> None:
    """Have Twilio place a call of which this house knows nothing."""
    async with ClientSession() as session:
        await _api(twilio, session).place_call(OutgoingCall(ANNA, SENDER, twiml="<Response/>"))


def _api(twilio: Simulator, session: ClientSession) -> TwilioApi:
    account = twilio.account
    credentials = Credentials(account.sid, account.auth_token, api_base_url=twilio.url)
    return TwilioApi(session, credentials)


async def start(hass: HomeAssistant, twilio: Simulator) -> None:
    """Start the integration after the earlier run."""
    await twilio.settled()
    twilio.requests.clear()
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)


def asked(twilio: Simulator, path: str = MESSAGES) -> list[str]:
    """Return how Twilio was asked for messages or calls."""
    return [request.method for request in twilio.requests if request.path.endswith(path)]


def counted(hass: HomeAssistant, account: MockConfigEntry) -> tuple[int, int, int]:
    """Return how much waits, may be there twice, and was given up."""
    counts = async_outbox(hass).counts(account.entry_id)
    return counts.waiting, counts.maybe_duplicates, counts.given_up


@pytest.mark.parametrize("is_alert", [True, False])
async def test_taken_already(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    storage: Path,
    *,
    is_alert: bool,
) -> None:
    """What a disk could not note any more is not sent a second time."""
    (left,) = leave(storage, entry, is_alert=is_alert)
    sid = await have_taken(twilio)
    await start(hass, twilio)
    assert asked(twilio) == ["GET"]
    assert [message.sid for message in twilio.messages] == [sid]
    assert counted(hass, entry) == (0, 0, 0)
    record = entry.runtime_data.tracker.memory.get(left.reference)
    assert record is not None
    assert record.sid == sid
    await async_outbox(hass).writer.async_commit()
    assert Journal(storage).read().entries == ()


async def test_one_text_stands_for_one(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry, storage: Path
) -> None:
    """Of the same text asked for three times, what Twilio has not is sent."""
    leave(storage, entry, "1" * 32, "2" * 32, "3" * 32)
    for _ in range(2):
        await have_taken(twilio)
    await start(hass, twilio)
    assert asked(twilio) == ["GET", "POST"]
    assert counted(hass, entry) == (0, 0, 0)
    assert [message.body for message in twilio.messages] == [TEXT] * 3
    records = entry.runtime_data.tracker.records()
    assert {record.sid for record in records} == {message.sid for message in twilio.messages}


@pytest.mark.parametrize(
    ("to", "body", "age"),
    [
        pytest.param(BEN, TEXT, 5, id="to somebody else"),
        pytest.param(ANNA, "The attic is wet", 5, id="another text"),
        pytest.param(ANNA, TEXT, -3, id="from before"),
    ],
)
async def test_another_text(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    storage: Path,
    to: str,
    body: str,
    age: float,
) -> None:
    """What only resembles it does not count."""
    await have_taken(twilio, to, body)
    leave(storage, entry, age=age)
    await start(hass, twilio)
    assert asked(twilio) == ["GET", "POST"]
    sent = twilio.messages[1]
    assert (sent.to, sent.body, counted(hass, entry)) == (ANNA, TEXT, (0, 0, 0))


async def test_calls_are_not_compared(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry, storage: Path
) -> None:
    """What a call says is not in Twilio's log: no other may stand for it."""
    leave(storage, entry, kind=Kind.CALL)
    await have_called(twilio)
    await start(hass, twilio)
    assert (asked(twilio, CALLS), len(twilio.calls)) == (["POST"], 2)
    assert counted(hass, entry) == (0, 0, 0)


async def test_list_is_refused(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    storage: Path,
    time_passes: PassingTime,
    pauses: list[float],
) -> None:
    """Where Twilio does not tell, it is asked once more, and then it goes out."""
    twilio.faults.add(Fault(OUTAGE, "GET", MESSAGES, times=None))
    leave(storage, entry)
    await start(hass, twilio)
    at_first = asked(twilio)
    assert await time_passes.until(lambda: bool(twilio.messages)) == 1
    assert asked(twilio) == [*at_first, *at_first, "POST"]
    assert counted(hass, entry) == (0, 0, 0)


async def test_list_hangs(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    storage: Path,
    time_passes: PassingTime,
) -> None:
    """Where Twilio does not answer, what waits does so for two questions, and no longer."""
    first, second = Hang(), Hang()
    twilio.faults.add(Fault(first, "GET", MESSAGES))
    twilio.faults.add(Fault(second, "GET", MESSAGES))
    leave(storage, entry)
    starting = asyncio.create_task(start(hass, twilio))
    await first.reached.wait()
    passing = asyncio.create_task(time_passes.until(lambda: bool(twilio.messages)))
    await second.reached.wait()
    assert "POST" not in asked(twilio)
    assert await passing <= 12
    await starting
    assert asked(twilio) == ["GET", "GET", "POST"]
    assert counted(hass, entry) == (0, 0, 0)


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize(("is_taken", "then"), [(True, ["GET"]), (False, ["GET", "POST"])])
async def test_no_connection(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    storage: Path,
    line: Line,
    time_passes: PassingTime,
    *,
    is_taken: bool,
    then: list[str],
) -> None:
    """As long as there is no connection, Twilio is asked again, and nothing goes out before."""
    leave(storage, entry)
    if is_taken:
        await have_taken(twilio)
    await line.cut()
    await start(hass, twilio)
    for _ in range(600):
        await time_passes.by(1)
    await line.mend()
    assert await time_passes.until(lambda: not counted(hass, entry)[0]) <= 60
    assert asked(twilio) == then
    assert ([message.body for message in twilio.messages], counted(hass, entry)) == (
        [TEXT],
        (0, 0, 0),
    )


async def test_what_is_asked_for_meanwhile(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    storage: Path,
) -> None:
    """What this run is asked for does not wait for what an earlier one left."""
    hold = Hold()
    twilio.faults.add(Fault(hold, "GET", MESSAGES))
    leave(storage, entry)
    starting = asyncio.create_task(start(hass, twilio))
    await hold.reached.wait()
    await hass.services.async_call(
        "twilio", "send_message", {"to": BEN, "message": "Fire"}, blocking=True
    )
    assert [message.body for message in twilio.messages] == ["Fire"]
    hold.released.set()
    await starting
    assert [message.body for message in twilio.messages] == ["Fire", TEXT]


async def test_reload_meanwhile(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    storage: Path,
) -> None:
    """An account that is loaded anew before Twilio has answered asks again."""
    hold = Hold()
    twilio.faults.add(Fault(hold, "GET", MESSAGES))
    leave(storage, entry, "1" * 32, "2" * 32)
    await have_taken(twilio)
    starting = asyncio.create_task(start(hass, twilio))
    await hold.reached.wait()
    assert await hass.config_entries.async_reload(entry.entry_id)
    hold.released.set()
    await starting
    await hass.async_block_till_done(wait_background_tasks=True)
    assert asked(twilio).count("POST") == 1
    assert ([message.body for message in twilio.messages], counted(hass, entry)) == (
        [TEXT] * 2,
        (0, 0, 0),
    )
