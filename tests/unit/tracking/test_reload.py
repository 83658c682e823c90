"""What is under way while its account is loaded anew."""

import asyncio
from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Fault, Hold, Simulator

from .. import WEBHOOK_URL
from ..actions import make_call, results_of, send_message
from . import ANNA, News, pass_time
from .test_follow_up import looks
from .test_tracker import loaded, report


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize(
    ("action", "path"), [(send_message, "/Messages"), (make_call, "/Calls")], ids=["text", "call"]
)
async def test_send_under_way(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    news: News,
    action: object,
    path: str,
) -> None:
    """What Twilio takes over meanwhile is followed as ever."""
    assert callable(action)
    hold = Hold()
    twilio.faults.add(Fault(hold, "POST", path))
    sending = asyncio.create_task(action(hass, to=ANNA, message="Hello", tag="a"))
    await hold.reached.wait()
    assert await hass.config_entries.async_reload(account.entry_id)
    hold.released.set()
    await sending
    await twilio.settled()
    [record] = loaded(account).tracker.records()
    assert (record.tag, record.status) == ("a", "queued")
    await pass_time(hass, freezer, timedelta(minutes=1))
    assert looks(twilio) == [record.sid]
    assert len(news.statuses) == 1


@pytest.mark.usefixtures("house")
async def test_waiting_for_delivery(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Who waits for what becomes of a message is told as soon as that is known."""
    twilio.handset(ANNA).sends_receipts = False
    accepted = asyncio.Event()
    loaded(account).tracker.async_listen(lambda record: accepted.set() if record.sid else None)
    waiting = asyncio.create_task(
        results_of(hass, "send_message", to=ANNA, message="Hello", wait_for_delivery=True)
    )
    await accepted.wait()
    await twilio.settled()
    assert await hass.config_entries.async_reload(account.entry_id)
    url = f"{WEBHOOK_URL}?kind=message_status"
    await twilio.deliver(url, report(twilio.messages[0], "delivered"))
    async with asyncio.timeout(10):
        [result] = await waiting
    assert result["status"] == "delivered"


async def test_account_that_is_added_again(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """What was known goes with the account."""
    await send_message(hass, to=ANNA, message="Hello")
    await twilio.settled()
    before = loaded(account).tracker
    await hass.config_entries.async_remove(account.entry_id)
    await hass.config_entries.async_add(account)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (len(list(before.records())), list(loaded(account).tracker.records())) == (1, [])
