"""What Twilio is asked where its answer is missing, and what it is taken for."""

import asyncio
from collections.abc import Callable
from pathlib import Path
import time
from typing import Any, Final

from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.outbox.entry import State
from custom_components.twilio.outbox.journal import Journal
from custom_components.twilio.outbox.outbox import async_outbox
from custom_components.twilio.webhook import RequestKind
from simulator import CallbackOrder, Drop, DropPoint, Fault, Hang, Hold, Line, Simulator

from .. import WEBHOOK_URL
from ..actions import results_of
from ..passing_time import PassingTime
from ..webhook import REQUESTS
from .entries import an_entry
from .waiting import ANNA

MESSAGES: Final = "/Messages.json"
CALLS: Final = "/Calls.json"
TAKEN: Final = Drop(DropPoint.AFTER_ACCEPTING)
NOT_TAKEN: Final = Drop(DropPoint.BEFORE_READING)
FIVE_MINUTES: Final = 300

_MOST_TURNS: Final = 200_000


def order(hass: HomeAssistant, action: str, message: str, **data: Any) -> asyncio.Task[Any]:
    """Send or call side by side with what a test does."""
    return asyncio.create_task(results_of(hass, action, **{"to": ANNA, "message": message} | data))


def counted(hass: HomeAssistant, account: MockConfigEntry) -> tuple[int, int, int]:
    """Return how much waits, may be there twice, and was given up."""
    counts = async_outbox(hass).counts(account.entry_id)
    return counts.waiting, counts.maybe_duplicates, counts.given_up


def uncertain(hass: HomeAssistant, account: MockConfigEntry) -> int:
    """Return of how much nobody knows whether Twilio has it."""
    return async_outbox(hass).counts(account.entry_id).uncertain


def bodies(twilio: Simulator) -> list[str]:
    """Return the texts that Twilio took, in order."""
    return [message.body for message in twilio.messages]


def asked(twilio: Simulator, method: str, path: str = MESSAGES) -> int:
    """Return how often Twilio was asked for something."""
    return sum(
        request.method == method and request.path.endswith(path) for request in twilio.requests
    )


def spoken(twilio: Simulator) -> list[str]:
    """Return what the calls say that Twilio took, as far as a test tells them apart."""
    documents = [
        request.param("Twiml") or ""
        for request in twilio.requests
        if request.method == "POST" and request.path.endswith(CALLS)
    ]
    return [word for text in documents for word in ("Fire", "Washing") if word in text]


def looks_for_anna(twilio: Simulator) -> int:
    """Return how often Twilio was asked for what was sent to Anna."""
    return sum(
        request.method == "GET" and request.param("To") == ANNA for request in twilio.requests
    )


async def soon(is_true: Callable[[], object]) -> None:
    """Wait for what comes true without any time passing."""
    for _ in range(_MOST_TURNS):
        if is_true():
            return
        await asyncio.sleep(0)
    raise TimeoutError


async def test_another_call_of_the_same_minute(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, time_passes: PassingTime
) -> None:
    """An alarm that Twilio never placed is not taken for the news that it did."""
    twilio.faults.add(Fault(NOT_TAKEN, "POST", CALLS))
    alarm = order(hass, "make_call", "Fire", alert=True)
    await time_passes.until(lambda: uncertain(hass, account) == 1, step=0)
    twilio.faults.add(Fault(TAKEN, "POST", CALLS))
    news = order(hass, "make_call", "Washing")
    await time_passes.until(lambda: counted(hass, account)[0] == 0)
    await asyncio.gather(alarm, news)
    assert sorted(spoken(twilio)) == ["Fire", "Washing"]
    assert (len(twilio.calls), counted(hass, account)) == (2, (0, 1, 0))


@pytest.mark.parametrize("taken", [0, 1, 2])
@pytest.mark.parametrize("alerts", [(True, True), (True, False)])
async def test_same_text_twice(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
    alerts: tuple[bool, bool],
    taken: int,
) -> None:
    """One text in Twilio's log stands for one: of two in doubt, both are there in the end."""
    for number, alert in enumerate(alerts):
        twilio.faults.add(Fault(TAKEN if number < taken else NOT_TAKEN, "POST", MESSAGES))
        order(hass, "send_message", "Fire", alert=alert)
        await time_passes.until(lambda: uncertain(hass, account) == number + 1, step=0)  # noqa: B023
    await time_passes.until(lambda: counted(hass, account)[0] == 0)
    await time_passes.by(FIVE_MINUTES)
    # Two alerts in doubt do not wait for each other: rather three than one.
    texts = 3 if taken == 1 and all(alerts) else 2
    assert bodies(twilio) == ["Fire"] * texts
    sids = [record.sid for record in account.runtime_data.tracker.records()]
    assert len({*sids} & {message.sid for message in twilio.messages}) == 2
    assert counted(hass, account) == (0, texts - taken, 0)


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize("alert", [True, False])
@pytest.mark.parametrize(("drop", "again"), [(TAKEN, 0), (NOT_TAKEN, 1)])
async def test_router_restarts(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    line: Line,
    time_passes: PassingTime,
    drop: Drop,
    again: int,
    *,
    alert: bool,
) -> None:
    """Where the line breaks in the middle of a text, Twilio is asked before it goes out again."""
    twilio.faults.add(Fault(drop, "POST", MESSAGES))
    order(hass, "send_message", "Fire", alert=alert)
    await time_passes.until(lambda: uncertain(hass, account) == 1, step=0)
    await line.cut()
    for _ in range(FIVE_MINUTES):
        await time_passes.by(1)
    twilio.requests.clear()
    await line.mend()
    await time_passes.until(lambda: counted(hass, account)[0] == 0)
    await time_passes.by(FIVE_MINUTES)
    asked_first = [request.method for request in twilio.requests if MESSAGES in request.path]
    assert asked_first[0] == "GET"
    (body,) = bodies(twilio)
    assert (body.rpartition("\n")[2], counted(hass, account)) == ("Fire", (0, again, 0))


async def begin_again(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, time_passes: PassingTime
) -> tuple[Hold, asyncio.Task[None], str]:
    """Have an alert be sent again that Twilio has already, and its answer be waited for."""
    twilio.list_lag, twilio.callbacks = 1000, CallbackOrder.NEVER
    twilio.faults.add(Fault(TAKEN, "POST", MESSAGES))
    order(hass, "send_message", "Fire", alert=True)
    await time_passes.until(lambda: uncertain(hass, account) == 1, step=0)
    (place,) = async_outbox(hass).places()
    again = Hold()
    twilio.faults.add(Fault(again, "POST", MESSAGES))
    await time_passes.by(2)
    sending = asyncio.create_task(time_passes.by(4))
    await again.reached.wait()
    return again, sending, place.entry.reference


async def report(twilio: Simulator, reference: str) -> None:
    """Have Twilio report that the first text has arrived."""
    fields = {**REQUESTS[RequestKind.MESSAGE_STATUS], "MessageSid": twilio.messages[0].sid}
    delivery = await twilio.deliver(f"{WEBHOOK_URL}?kind=message_status&id={reference}", fields)
    assert delivery.succeeded


@pytest.mark.parametrize("refusal", ["too many requests", "for good"])
async def test_report_while_it_is_sent_again(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: TestClient[Any, Any],
    storage: Path,
    time_passes: PassingTime,
    refusal: str,
) -> None:
    """What has arrived counts as accepted, whatever Twilio says of the second try."""
    again, sending, reference = await begin_again(hass, twilio, account, time_passes)
    await report(twilio, reference)
    if refusal == "for good":
        twilio.handset(ANNA).opt_out(twilio.number)
    else:
        twilio.most_at_once = 0
    again.released.set()
    await soon(lambda: asked(twilio, "POST") == 2)
    await sending
    twilio.most_at_once = 100
    await time_passes.by(60)
    assert (bodies(twilio), asked(twilio, "POST")) == (["Fire"], 2)
    assert counted(hass, account) == (0, 1, 0)
    record = account.runtime_data.tracker.memory.get(reference)
    assert record is not None
    assert (record.sid, record.status) == (twilio.messages[0].sid, "delivered")
    await async_outbox(hass).writer.async_commit()
    assert Journal(storage).read().entries == ()


async def test_others_in_doubt(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    storage: Path,
    time_passes: PassingTime,
) -> None:
    """However many ask for a list that hangs, an alert in doubt is asked for and sent again."""
    facts: dict[str, Any] = {
        "entry_id": entry.entry_id,
        "created": time.time(),
        "state": State.TRYING,
        "attempts": 1,
    }
    left = [an_entry(f"{number:032x}", to=f"+1555124{number:04}", **facts) for number in range(40)]
    Journal(storage).rewrite(left, {})
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    twilio.faults.add(Fault(Hang(), "GET", MESSAGES, times=None))
    waits = [asyncio.create_task(time_passes.by(5))]
    await soon(lambda: asked(twilio, "GET") == 10)
    twilio.faults.add(Fault(NOT_TAKEN, "POST", MESSAGES))
    order(hass, "send_message", "Fire", alert=True)
    await soon(lambda: uncertain(hass, entry) == 41)
    for looks, seconds in ((1, 2), (2, 5)):
        waits.append(asyncio.create_task(time_passes.by(seconds)))
        await soon(lambda: looks_for_anna(twilio) == looks)  # noqa: B023
    waits.append(asyncio.create_task(time_passes.by(5)))
    await soon(lambda: "Fire" in bodies(twilio))
    twilio.faults.clear()
    twilio.faults.release()
    await asyncio.gather(*waits)
