"""The first request of a call, honest, captured, or of a call that this house placed."""

from typing import Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.twilio.webhook import HANG_UP, RequestKind
from simulator import Simulator

from . import WEBHOOK_URL
from .phone import GREETING, said
from .triggered import listen
from .webhook import CALL_SID, RAW_EVENT, REQUESTS, House

OUR_URL: Final = f"{WEBHOOK_URL}?kind=call"
CALL: Final = {**REQUESTS[RequestKind.CALL], "Direction": "inbound"}
ENDED: Final = {**REQUESTS[RequestKind.CALL_STATUS], "Direction": "inbound"}


@pytest.mark.parametrize(
    ("url", "has_ended", "seconds", "times"),
    [
        pytest.param(OUR_URL, False, 19, 1, id="ours, tried again"),
        pytest.param(OUR_URL, False, 21, 1, id="ours, live"),
        pytest.param(OUR_URL, True, 60, 1, id="ours, over"),
        pytest.param(OUR_URL, True, 30 * 86_400, 1, id="ours, over for a month"),
        pytest.param(WEBHOOK_URL, False, 19, 1, id="user's, tried again"),
        pytest.param(WEBHOOK_URL, False, 21, 2, id="user's, led back to its beginning"),
        pytest.param(WEBHOOK_URL, True, 21, 1, id="user's, over"),
        pytest.param(WEBHOOK_URL, True, 30 * 86_400, 1, id="user's, over for a month"),
    ],
)
async def test_first_request_again(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    house: House,
    url: str,
    *,
    has_ended: bool,
    seconds: int,
    times: int,
) -> None:
    """A call begins once; who captured how it began makes nobody believe that it does again."""
    freezer.tick(0)
    raw, calls = async_capture_events(hass, RAW_EVENT), await listen(hass, "call_received")
    first = await twilio.deliver(url, CALL)
    if has_ended:
        await twilio.deliver(f"{WEBHOOK_URL}?kind=call_status", ENDED)
    freezer.tick(seconds)
    again = await twilio.repeat(first)
    await hass.async_block_till_done()
    assert len(calls) == len(raw) == times
    assert said(first.text) == [GREETING]
    is_refused = has_ended or (url == OUR_URL and seconds > 20)
    assert again.text == (HANG_UP.twiml if is_refused else first.text)


@pytest.mark.parametrize("direction", ["outbound-api", "outbound-dial"])
async def test_call_that_was_placed(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    direction: str,
) -> None:
    """A call from the house that asks at an address of the user's own is not one to the house."""
    raw, calls = async_capture_events(hass, RAW_EVENT), await listen(hass, "call_received")
    parties = {"From": CALL["To"], "To": CALL["From"], "Direction": direction}
    delivery = await twilio.deliver(WEBHOOK_URL, CALL | parties)
    await hass.async_block_till_done()
    assert calls == []
    assert [event.data["Direction"] for event in raw] == [direction]
    assert account.runtime_data.tracker.call_began(CALL_SID) is None
    assert delivery.text == HANG_UP.twiml
