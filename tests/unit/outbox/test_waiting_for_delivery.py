"""Who waits for a delivery waits for what is in the outbox, too."""

import asyncio
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.delivery import Result
from custom_components.twilio.outbox.outbox import async_outbox
from custom_components.twilio.tracking.outcome import outcomes
from simulator import OVERLOAD, Drop, DropPoint, Fault, Line, Simulator

from ..actions import results_of, send_message
from ..consent import HOUSE, SECOND, add_sender
from ..passing_time import PassingTime
from ..repair import issues_of
from .waiting import ANNA, BEN

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have nobody wait who does not ask for it."""
    monkeypatch.setattr("custom_components.twilio.outbox.outbox.PATIENCE_SECONDS", 0.0)


def waiting_for(hass: HomeAssistant, **data: Any) -> asyncio.Task[list[dict[str, Any]]]:
    """Send a message to Anna and wait for what becomes of it."""
    order = {"to": ANNA, "message": "Hello", "wait_for_delivery": True, **data}
    return asyncio.create_task(results_of(hass, "send_message", **order))


async def test_delivered_after_a_pause(
    hass: HomeAssistant, twilio: Simulator, time_passes: PassingTime
) -> None:
    """What Twilio takes a little later is waited for up to its delivery."""
    twilio.faults.add(Fault(OVERLOAD, "POST", "/Messages.json"))
    sending = waiting_for(hass, to=[ANNA, BEN])
    await time_passes.until(lambda: len(twilio.messages) == 2, 0.2)
    await twilio.settled()
    results = await sending
    assert [(result["to"], result["status"]) for result in results] == [
        (ANNA, "delivered"),
        (BEN, "delivered"),
    ]
    assert {result["sid"] for result in results} == {message.sid for message in twilio.messages}
    assert [result["segments"] for result in results] == [1, 1]


async def test_answer_that_got_lost(
    hass: HomeAssistant, twilio: Simulator, time_passes: PassingTime
) -> None:
    """What Twilio has taken without this house hearing of it is known by its reports."""
    twilio.faults.add(Fault(Drop(DropPoint.AFTER_ACCEPTING), "POST", "/Messages.json"))
    sending = waiting_for(hass)
    await time_passes.until(lambda: bool(twilio.messages), 0.2)
    await twilio.settled()
    [result] = await sending
    assert (result["status"], result["sid"]) == ("delivered", twilio.messages[0].sid)


async def test_refused_after_a_pause(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, time_passes: PassingTime
) -> None:
    """Whoever waits hears of the refusal himself."""
    twilio.handset(ANNA).opt_out(twilio.number)
    twilio.faults.add(Fault(OVERLOAD, "POST", "/Messages.json"))
    sending = waiting_for(hass)
    await time_passes.until(sending.done, 0.2)
    [result] = sending.result()
    assert (result["status"], result["error_code"]) == ("failed", 21610)
    assert "message_not_delivered" not in issues_of(hass, account)


async def test_sent_another_way_after_a_pause(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, time_passes: PassingTime
) -> None:
    """Nor does anybody hear of a refusal where another sender gets through."""
    twilio.add_number(SECOND)
    for number in (HOUSE, SECOND):
        await add_sender(hass, account, number)
    twilio.handset(ANNA).opt_out(twilio.number)
    twilio.faults.add(Fault(OVERLOAD, "POST", "/Messages.json"))
    sending = waiting_for(hass)
    await time_passes.until(lambda: bool(twilio.messages), 0.2)
    await twilio.settled()
    [result] = await sending
    assert (result["status"], result["error_code"]) == ("delivered", None)
    assert [message.from_ for message in twilio.messages] == [SECOND]


async def test_without_a_response(
    hass: HomeAssistant, twilio: Simulator, time_passes: PassingTime
) -> None:
    """The action fails with that."""
    twilio.handset(ANNA).opt_out(twilio.number)
    twilio.faults.add(Fault(OVERLOAD, "POST", "/Messages.json"))
    order = {"to": ANNA, "message": "Hello", "wait_for_delivery": True}
    sending = asyncio.create_task(send_message(hass, **order))
    await time_passes.until(sending.done, 0.2)
    with pytest.raises(HomeAssistantError, match="has opted out with STOP"):
        await sending


async def test_line_that_stays_cut(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    line: Line,
    time_passes: PassingTime,
) -> None:
    """Nobody waits for ever; what waits then goes on alone."""
    await line.cut()
    sending = waiting_for(hass)
    assert await time_passes.until(sending.done) <= 62
    [result] = sending.result()
    assert (result["status"], result["sid"], result["error_message"]) == ("waiting", None, None)
    assert async_outbox(hass).counts(account.entry_id).waiting == 1
    await line.mend()
    await time_passes.until(lambda: bool(twilio.messages))


@pytest.mark.parametrize(("is_known", "status"), [(True, "delivered"), (False, "waiting")])
async def test_settled_before_anybody_waits(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    is_known: bool,  # noqa: FBT001 - a column of the table
    status: str,
) -> None:
    """What Twilio took between the action's two waits is known as far as it is tracked."""
    await send_message(hass, to=ANNA, message="Hello")
    await twilio.settled()
    await hass.async_block_till_done()
    [record] = account.runtime_data.tracker.records()
    waiting = Result(ANNA, status="waiting", reference=record.reference if is_known else "0" * 32)
    [result] = await outcomes(async_outbox(hass), account.runtime_data.tracker, [waiting])
    sid = twilio.messages[0].sid if is_known else None
    assert (result.status, result.sid) == (status, sid)
