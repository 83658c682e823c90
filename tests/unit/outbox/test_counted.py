"""What counts against the limits of an account while it waits, and once it has ended."""

import asyncio
from collections.abc import Mapping
import time
from typing import Any, Final

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.errors import Failed
from custom_components.twilio.outbox.outbox import async_outbox
from simulator import OUTAGE, Fault, Line, Refuse, Simulator
from simulator.errors import NOT_FOUND

from ..limited import PHONE, limit
from ..passing_time import PassingTime

ORDERS: Final = [
    pytest.param("send_message", "messages", {}, id="message"),
    pytest.param("send_message", "alert_messages", {"alert": True}, id="alert message"),
    pytest.param("make_call", "calls", {}, id="call"),
    pytest.param("make_call", "alert_calls", {"alert": True}, id="alert call"),
]

every_order = pytest.mark.parametrize(("action", "counted_as", "more"), ORDERS)


def counts(entry: MockConfigEntry) -> dict[str, int]:
    """Return what counts, without what does not."""
    found = entry.runtime_data.allowance.ledger.counts(time.time())
    return {name: count for name, count in found.items() if count}


async def order(hass: HomeAssistant, action: str, more: Mapping[str, Any]) -> list[Any]:
    """Send or call, and return the results."""
    response = await hass.services.async_call(
        "twilio",
        action,
        {"to": PHONE, "message": "Hello", **more},
        blocking=True,
        return_response=True,
    )
    assert response
    results: Any = response["results"]
    return list(results)


async def wait_in_vain(
    hass: HomeAssistant, time_passes: PassingTime, action: str, more: Mapping[str, Any]
) -> list[Any]:
    """Send or call while nothing gets through."""
    sending = asyncio.create_task(order(hass, action, more))
    await time_passes.until(sending.done)
    return sending.result()


@every_order
async def test_refused(
    hass: HomeAssistant,
    account: MockConfigEntry,
    twilio: Simulator,
    action: str,
    counted_as: str,
    more: dict[str, Any],
) -> None:
    """What Twilio does not take leaves room for what it takes."""
    await limit(hass, account, **{f"{counted_as}_per_day": 1})
    twilio.faults.add(Fault(Refuse(NOT_FOUND), "POST", times=1))
    assert [result["status"] for result in await order(hass, action, more)] == ["failed"]
    assert counts(account) == {}
    assert [result["status"] for result in await order(hass, action, more)] == ["queued"]
    assert counts(account) == {counted_as: 1}
    (over,) = await order(hass, action, more)
    assert (over["status"], over["sid"]) == ("failed", None)
    await twilio.settled()


@every_order
@pytest.mark.parametrize("is_mended", [True, False])
async def test_waiting(
    hass: HomeAssistant,
    account: MockConfigEntry,
    twilio: Simulator,
    line: Line,
    time_passes: PassingTime,
    action: str,
    counted_as: str,
    more: dict[str, Any],
    *,
    is_mended: bool,
) -> None:
    """It has its place from the beginning; one that never went out gives it back."""
    await limit(hass, account, **{f"{counted_as}_per_day": 1})
    await line.cut()
    (result,) = await wait_in_vain(hass, time_passes, action, more)
    assert result["status"] == "waiting"
    assert counts(account) == {counted_as: 1}
    if is_mended:
        await line.mend()
    outbox = async_outbox(hass)
    await time_passes.until(lambda: not outbox.counts(account.entry_id).waiting, 60)
    assert counts(account) == ({counted_as: 1} if is_mended else {})
    await twilio.settled()


async def test_cancelled(
    hass: HomeAssistant, account: MockConfigEntry, line: Line, time_passes: PassingTime
) -> None:
    """What somebody took back before it went out makes room."""
    await line.cut()
    await wait_in_vain(hass, time_passes, "send_message", {})
    await hass.services.async_call(
        "twilio", "cancel_outbox", {"to": [PHONE]}, blocking=True, return_response=True
    )
    assert counts(account) == {}


@pytest.mark.usefixtures("pauses")
async def test_nobody_can_tell(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator, time_passes: PassingTime
) -> None:
    """What Twilio may have taken counts."""
    twilio.faults.add(Fault(OUTAGE, "POST", times=None))
    twilio.faults.add(Fault(OUTAGE, "GET", times=None))
    (result,) = await wait_in_vain(hass, time_passes, "send_message", {"valid_for": 20})
    assert result["status"] == "waiting"
    outbox = async_outbox(hass)
    await time_passes.until(lambda: not outbox.counts(account.entry_id).waiting)
    assert counts(account) == {"messages": 1}


async def test_nothing_recorded_twice(
    hass: HomeAssistant, account: MockConfigEntry, line: Line, time_passes: PassingTime
) -> None:
    """A limit that is reached refuses what would wait, too."""
    await limit(hass, account, messages_per_hour=1)
    await line.cut()
    await wait_in_vain(hass, time_passes, "send_message", {})
    with pytest.raises(Failed, match="within an hour"):
        await hass.services.async_call(
            "twilio", "send_message", {"to": PHONE, "message": "Hello"}, blocking=True
        )
    assert async_outbox(hass).counts(account.entry_id).waiting == 1
