"""What becomes of messages and calls whose reports stay away."""

from datetime import timedelta
from typing import Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.tracking.follow_up import PAUSE
from custom_components.twilio.tracking.schedule import LOOKS
from simulator import DEFAULT_NUMBER, OUTAGE, OVERLOAD, Fault, Refuse, Simulator
from simulator.errors import ACCOUNT_NOT_ACTIVE, AUTHENTICATE, NOT_FOUND, NOT_PERMITTED, Problem

from ..actions import make_call, send_message
from ..repair import issues_of
from . import ANNA, BEN, News, pass_time
from .test_tracker import loaded

pytestmark = pytest.mark.usefixtures("pauses")

MINUTE: Final = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def frozen(freezer: FrozenDateTimeFactory) -> None:
    """Let time pass only where a test says so."""


def looks(twilio: Simulator) -> list[str]:
    """Return of which messages and calls Twilio was asked, by their SIDs."""
    return [
        request.path.rpartition("/")[2].removesuffix(".json")
        for request in twilio.requests
        if request.method == "GET" and ("/Messages/" in request.path or "/Calls/" in request.path)
    ]


async def test_message_without_reports(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    news: News,
) -> None:
    """What no report says is asked a minute later, and told as a report would."""
    await send_message(hass, to=ANNA, message="Hello", tag="a")
    await twilio.settled()
    await pass_time(hass, freezer, MINUTE - timedelta(seconds=1))
    assert (looks(twilio), news.occurrences) == ([], [])
    await pass_time(hass, freezer, timedelta(seconds=1))
    [message] = twilio.messages
    assert looks(twilio) == [message.sid]
    [told] = news.messages
    assert told.as_payload() == {
        "from": DEFAULT_NUMBER,
        "to": ANNA,
        "contact": None,
        "message_sid": message.sid,
        "channel": "sms",
        "status": "delivered",
        "error_code": None,
        "error_message": None,
        "tag": "a",
        "data": {
            "MessageSid": message.sid,
            "MessageStatus": "delivered",
            "From": DEFAULT_NUMBER,
            "To": ANNA,
        },
    }
    await pass_time(hass, freezer, timedelta(days=2))
    assert looks(twilio) == [message.sid]


async def test_call_without_reports(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    news: News,
) -> None:
    """A call is asked about, too."""
    await make_call(hass, to=ANNA, message="Hello", tag="a")
    await twilio.settled()
    assert [call.status for call in loaded(account).tracker.active_calls()] == ["queued"]
    await pass_time(hass, freezer, MINUTE)
    [call] = twilio.calls
    assert looks(twilio) == [call.sid]
    [told] = news.calls
    assert (told.status, told.tag, told.duration) == ("completed", "a", call.duration)
    assert (told.from_, told.to, told.is_inbound) == (DEFAULT_NUMBER, ANNA, False)
    assert told.data == {
        "CallSid": call.sid,
        "CallStatus": "completed",
        "From": DEFAULT_NUMBER,
        "To": ANNA,
        "Direction": "outbound-api",
        "CallDuration": str(call.duration),
    }
    assert loaded(account).tracker.active_calls() == ()


@pytest.mark.usefixtures("house")
async def test_reports_that_come(
    hass: HomeAssistant, twilio: Simulator, freezer: FrozenDateTimeFactory
) -> None:
    """What has ended is not asked about."""
    await send_message(hass, to=ANNA, message="Hello")
    await make_call(hass, to=BEN, message="Hello")
    await twilio.settled()
    await pass_time(hass, freezer, timedelta(days=2))
    assert looks(twilio) == []


async def test_message_that_nobody_confirms(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    news: News,
) -> None:
    """Twilio is asked five times, and after a day it is left as it is."""
    twilio.handset(ANNA).sends_receipts = False
    await send_message(hass, to=ANNA, message="Hello")
    await twilio.settled()
    begun = 0.0
    for count, at in enumerate(LOOKS, start=1):
        await pass_time(hass, freezer, timedelta(seconds=at - begun))
        assert len(looks(twilio)) == count
        begun = at
    await pass_time(hass, freezer, timedelta(days=30))
    assert len(looks(twilio)) == len(LOOKS)
    assert news.statuses == ["sent"]
    assert [r.status for r in loaded(account).tracker.memory.messages] == ["sent"]


async def test_several(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    news: News,
) -> None:
    """Each is asked about at its own time."""
    await send_message(hass, to=ANNA, message="Hello")
    await pass_time(hass, freezer, MINUTE / 2)
    await send_message(hass, to=[BEN, "+15551230003"], message="Hello")
    await twilio.settled()
    sids = [message.sid for message in twilio.messages]
    await pass_time(hass, freezer, MINUTE / 2)
    assert looks(twilio) == sids[:1]
    await pass_time(hass, freezer, MINUTE / 2)
    assert looks(twilio) == sids
    assert news.statuses == ["delivered"] * 3


@pytest.mark.parametrize(
    "fault", [OUTAGE, Refuse(Problem(20429, "Too Many Requests", 429))], ids=["down", "too many"]
)
async def test_twilio_out_of_order(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    news: News,
    fault: Refuse,
) -> None:
    """Without an answer Twilio is left alone for a while, and then no look is lost."""
    await send_message(hass, to=[ANNA, BEN], message="Hello")
    await twilio.settled()
    twilio.faults.add(Fault(fault, "GET", times=None))
    await pass_time(hass, freezer, MINUTE)
    assert len(set(looks(twilio))) == 1
    twilio.faults.clear()
    asked = len(looks(twilio))
    await pass_time(hass, freezer, timedelta(seconds=PAUSE - 1))
    assert len(looks(twilio)) == asked
    await pass_time(hass, freezer, timedelta(seconds=1))
    assert len(looks(twilio)) == asked + 2
    assert news.statuses == ["delivered", "delivered"]


async def test_message_that_is_gone(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    news: News,
) -> None:
    """What somebody has deleted at Twilio is given up, and stops nothing else."""
    await send_message(hass, to=[ANNA, BEN], message="Hello")
    await twilio.settled()
    twilio.faults.add(Fault(Refuse(NOT_FOUND), "GET", "/Messages/"))
    await pass_time(hass, freezer, MINUTE)
    await pass_time(hass, freezer, timedelta(days=2))
    assert looks(twilio) == [message.sid for message in twilio.messages]
    assert news.statuses == ["delivered"]


@pytest.mark.parametrize(
    ("problem", "action", "path", "issues"),
    [
        (NOT_PERMITTED, send_message, "/Messages/", {"missing_right_messages"}),
        (NOT_PERMITTED, make_call, "/Calls/", {"missing_right_calls"}),
        (ACCOUNT_NOT_ACTIVE, send_message, "/Messages/", {"account_not_active"}),
        (Problem(20001, "Something else", 400), send_message, "/Messages/", set()),
    ],
)
async def test_refusal(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    problem: Problem,
    action: object,
    path: str,
    issues: set[str],
) -> None:
    """A refusal is looked into as everywhere, and the next look comes at its time."""
    assert callable(action)
    await action(hass, to=ANNA, message="Hello")
    await twilio.settled()
    refused = Problem(problem.code, "No", problem.status)
    twilio.faults.add(Fault(Refuse(refused), "GET", path, times=None))
    await pass_time(hass, freezer, MINUTE)
    assert issues_of(hass, account).keys() - {"new_numbers"} == issues
    assert len(looks(twilio)) == 1
    await pass_time(hass, freezer, timedelta(minutes=4))
    assert len(looks(twilio)) == 2


async def test_wrong_credentials(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Credentials that are gone are asked for again."""
    await send_message(hass, to=ANNA, message="Hello")
    await twilio.settled()
    twilio.faults.add(Fault(Refuse(AUTHENTICATE), "GET", times=None))
    await pass_time(hass, freezer, MINUTE)
    assert [flow["step_id"] for flow in hass.config_entries.flow.async_progress()] == [
        "reauth_confirm"
    ]


async def test_reload(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    news: News,
) -> None:
    """While the account is not loaded nobody asks; then the schedule goes on."""
    await send_message(hass, to=ANNA, message="Hello", tag="a")
    await twilio.settled()
    assert await hass.config_entries.async_unload(account.entry_id)
    await pass_time(hass, freezer, 2 * MINUTE)
    assert looks(twilio) == []
    assert await hass.config_entries.async_setup(account.entry_id)
    await pass_time(hass, freezer, timedelta())
    assert looks(twilio) == [twilio.messages[0].sid]
    assert [(told.status, told.tag) for told in news.messages] == [("delivered", "a")]


async def test_start(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Nobody is asked before Home Assistant runs: automations would not hear of it."""
    hass.set_state(CoreState.starting)
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    await send_message(hass, to=ANNA, message="Hello")
    await twilio.settled()
    await pass_time(hass, freezer, 2 * MINUTE)
    assert looks(twilio) == []
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await pass_time(hass, freezer, timedelta(seconds=1))
    assert len(looks(twilio)) == 1


async def test_report_during_a_look(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    news: News,
) -> None:
    """What is sent while Twilio is asked is asked about at its own time."""
    twilio.handset(ANNA).sends_receipts = False
    await send_message(hass, to=ANNA, message="Hello")
    await twilio.settled()
    twilio.faults.add(Fault(OVERLOAD, "GET", "/Messages/"))
    freezer.tick(MINUTE)
    await send_message(hass, to=BEN, message="Hello")
    await twilio.settled()
    await pass_time(hass, freezer, timedelta())
    assert len(looks(twilio)) == 2
    await pass_time(hass, freezer, MINUTE)
    assert looks(twilio)[-1] == twilio.messages[1].sid
    assert news.statuses == ["sent", "delivered"]
