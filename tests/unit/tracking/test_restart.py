"""What is known of messages and calls when the house starts again."""

from datetime import timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.listening.listeners import async_listeners
from custom_components.twilio.webhook import RequestKind
from simulator import DEFAULT_NUMBER, Simulator

from .. import WEBHOOK_URL
from ..actions import make_call, send_message
from ..webhook import REQUESTS
from ..webhook.conftest import Restart
from . import ANNA, News, pass_time
from .test_follow_up import looks
from .test_tracker import loaded, settle


@pytest.mark.usefixtures("house")
async def test_report_after_a_restart(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, restart: Restart
) -> None:
    """A report that comes after a restart belongs to what was sent before it."""
    twilio.handset(ANNA).sends_receipts = False
    await send_message(hass, to=ANNA, message="Hello", tag="a")
    await make_call(hass, to=ANNA, message="Hello", tag="b")
    await settle(hass, twilio)
    before = loaded(account).tracker.memory
    news = News()
    async with restart() as house:
        async_listeners(house).async_watch(news.note)
        [entry] = house.config_entries.async_entries("twilio")
        tracker = entry.runtime_data.tracker
        assert tracker.memory == before
        assert tracker.memory is not before
        assert tracker.tag_of_call(twilio.calls[0].sid) == "b"
        fields = {
            **REQUESTS[RequestKind.MESSAGE_STATUS],
            "MessageSid": twilio.messages[0].sid,
            "To": ANNA,
        }
        for status in ("queued", "delivered"):
            url = f"{WEBHOOK_URL}?kind=message_status"
            await twilio.deliver(url, {**fields, "MessageStatus": status})
        assert [(told.status, told.tag) for told in news.messages] == [("delivered", "a")]
        assert tracker.failure_rate(DEFAULT_NUMBER) == 0


@pytest.mark.usefixtures("pauses")
async def test_schedule_after_a_restart(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    restart: Restart,
) -> None:
    """What is still open is asked about, but no more often than before."""
    twilio.handset(ANNA).sends_receipts = False
    await send_message(hass, to=ANNA, message="Hello", tag="a")
    await twilio.settled()
    await pass_time(hass, freezer, timedelta(minutes=1))
    assert len(looks(twilio)) == 1
    async with restart() as house:
        assert len(looks(twilio)) == 1
        await pass_time(house, freezer, timedelta(minutes=4))
        assert len(looks(twilio)) == 2
