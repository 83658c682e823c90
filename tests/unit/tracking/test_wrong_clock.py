"""What is followed in a house whose clock is set back."""

from dataclasses import dataclass
from datetime import timedelta
import time
from typing import Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.tracking import follow_up, tracker
from custom_components.twilio.tracking.follow_up import PAUSE
from custom_components.twilio.tracking.memory import LONGEST_CALL
from custom_components.twilio.webhook import RequestKind
from simulator import OVERLOAD, Fault, Simulator

from .. import WEBHOOK_URL
from ..actions import send_message
from ..webhook import REQUESTS
from . import ANNA, News, pass_time
from .test_follow_up import looks
from .test_tracker import loaded

pytestmark = pytest.mark.usefixtures("pauses")

MINUTE: Final = timedelta(minutes=1)
YEAR: Final = 365 * 24 * 3600.0


@dataclass(slots=True)
class Clock:
    """The clock of the house; the time that passes is right all the same."""

    ahead: float = 0.0

    def time(self) -> float:
        """Return the seconds since the epoch, as the house believes."""
        return time.time() + self.ahead


@pytest.fixture
def clock(freezer: FrozenDateTimeFactory, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return a clock that is a year ahead."""
    clock = Clock(YEAR)
    for module in (follow_up, tracker):
        monkeypatch.setattr(module, "time", clock)
    return clock


async def test_message(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    clock: Clock,
    news: News,
) -> None:
    """It is asked about a little later than it would have been, and no more often."""
    twilio.handset(ANNA).sends_receipts = False
    await send_message(hass, to=ANNA, message="Hello")
    await twilio.settled()
    clock.ahead = 0
    for expected in (0, 1, 1, 1, 1, 2):
        await pass_time(hass, freezer, MINUTE)
        assert len(looks(twilio)) == expected
    assert news.statuses == ["sent"]


@pytest.mark.usefixtures("house")
async def test_call(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    clock: Clock,
) -> None:
    """A call whose end nobody tells is over after as long as calls go on."""
    await twilio.deliver(f"{WEBHOOK_URL}?kind=call", REQUESTS[RequestKind.CALL])
    clock.ahead = 0
    await pass_time(hass, freezer, MINUTE)
    assert len(loaded(account).tracker.active_calls()) == 1
    await pass_time(hass, freezer, timedelta(seconds=LONGEST_CALL))
    assert loaded(account).tracker.active_calls() == ()


async def test_pause(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    clock: Clock,
    news: News,
) -> None:
    """Twilio is left alone for minutes, not until the clock is there again."""
    await send_message(hass, to=ANNA, message="Hello")
    await twilio.settled()
    twilio.faults.add(Fault(OVERLOAD, "GET", times=None))
    await pass_time(hass, freezer, MINUTE)
    twilio.faults.clear()
    clock.ahead = 0
    await pass_time(hass, freezer, timedelta(seconds=PAUSE))
    await pass_time(hass, freezer, MINUTE)
    assert news.statuses == ["delivered"]
