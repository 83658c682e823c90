"""What becomes of messages and calls whose reports stay away."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final
from unittest.mock import patch

from aiohttp import ConnectionTimeoutError
from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.account import Account
from custom_components.twilio.listening.occurrences import MessageStatusChanged
from custom_components.twilio.listening.status_news import message_status_news
from custom_components.twilio.tracking import Record, follow_up
from custom_components.twilio.tracking.follow_up import PAUSE
from custom_components.twilio.tracking.schedule import LOOKS, next_due
from custom_components.twilio.webhook import MessageStatus
from simulator import (
    BREAKDOWN,
    DEFAULT_NUMBER,
    OVERLOAD,
    CallbackOrder,
    Drop,
    DropPoint,
    Fault,
    Refuse,
    Simulator,
)
from simulator.errors import ACCOUNT_NOT_ACTIVE, AUTHENTICATE, NOT_FOUND, NOT_PERMITTED, Problem

from ..actions import make_call, send_message
from ..repair import issues_of
from . import ANNA, BEN, News, pass_time
from .test_tracker import loaded

pytestmark = pytest.mark.usefixtures("pauses")

MINUTE: Final = timedelta(minutes=1)
PAUSE_TIME: Final = timedelta(seconds=PAUSE)


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
        "person": None,
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
async def test_call_of_which_nobody_tells_the_end(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """Where Twilio tells nothing, a call goes on as long as one may take, whoever called."""
    twilio.callbacks = CallbackOrder.NEVER
    twilio.faults.add(Fault(Refuse(NOT_PERMITTED), "GET", "/Calls/", times=None))
    await twilio.handset(BEN).dial(twilio.number)
    await make_call(hass, to=ANNA, message="Hello")
    await twilio.settled()
    active = loaded(account).tracker.active_calls
    assert {(call.party, call.status) for call in active()} == {(BEN, "ringing"), (ANNA, "queued")}
    await pass_time(hass, freezer, timedelta(hours=4) - timedelta(seconds=1))
    assert len(active()) == 2
    await pass_time(hass, freezer, timedelta(seconds=1))
    assert active() == ()


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


async def test_a_younger_one_is_due_first(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """One that was asked about before waits longer than one that has just begun."""
    twilio.handset(ANNA).sends_receipts = False
    await send_message(hass, to=ANNA, message="Hello")
    await twilio.settled()
    await pass_time(hass, freezer, MINUTE)
    await send_message(hass, to=BEN, message="Hello")
    await twilio.settled()
    await pass_time(hass, freezer, MINUTE)
    assert looks(twilio) == [message.sid for message in twilio.messages]


@pytest.mark.usefixtures("house")
async def test_burst(
    hass: HomeAssistant, twilio: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many are sent and arrive, all are gone through but once."""
    passes: list[float | None] = []

    def noted(records: Iterable[Record]) -> float | None:
        passes.append(next_due(records))
        return passes[-1]

    monkeypatch.setattr(follow_up, "next_due", noted)
    to = [f"+1555123{number:04d}" for number in range(20)]
    await send_message(hass, to=to, message="Hello")
    await twilio.settled()
    assert {message.status for message in twilio.messages} == {"delivered"}
    assert len(passes) == 1


async def test_too_many_requests(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    news: News,
) -> None:
    """Twilio is left alone for a while where it is asked too much, and then no look is lost."""
    await send_message(hass, to=[ANNA, BEN], message="Hello")
    await twilio.settled()
    twilio.faults.add(Fault(OVERLOAD, "GET", times=None))
    await pass_time(hass, freezer, MINUTE)
    assert len(set(looks(twilio))) == 1
    twilio.faults.clear()
    asked = len(looks(twilio))
    await pass_time(hass, freezer, timedelta(seconds=PAUSE - 1))
    assert len(looks(twilio)) == asked
    await pass_time(hass, freezer, timedelta(seconds=1))
    assert len(looks(twilio)) == asked + 2
    assert news.statuses == ["delivered", "delivered"]


async def test_twilio_out_of_reach(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    news: News,
) -> None:
    """Where Twilio is not reached, no look is lost, however long that takes."""
    await send_message(hass, to=[ANNA, BEN], message="Hello")
    await twilio.settled()
    session = async_get_clientsession(hass)
    with patch.object(session, "request", side_effect=ConnectionTimeoutError) as request:
        for _ in range(20):
            await pass_time(hass, freezer, PAUSE_TIME)
    assert request.call_count == 20 * 3
    assert {record.looks for record in loaded(account).tracker.records()} == {0}
    await pass_time(hass, freezer, PAUSE_TIME)
    assert news.statuses == ["delivered", "delivered"]


@pytest.mark.parametrize(
    ("effect", "rounds"),
    [
        pytest.param(BREAKDOWN, 0, id="an error"),
        pytest.param(Drop(), 1, id="no answer at all"),
        pytest.param(Drop(DropPoint.AFTER_ACCEPTING), 1, id="half an answer"),
    ],
)
async def test_message_that_twilio_cannot_tell_of(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    news: News,
    effect: Refuse | Drop,
    rounds: int,
) -> None:
    """A message on which Twilio fails is given up in the end, and does not hold up others."""
    await send_message(hass, to=[ANNA, BEN], message="Hello")
    await twilio.settled()
    broken, other = twilio.messages
    twilio.faults.add(Fault(effect, "GET", f"/Messages/{broken.sid}", times=None))
    await pass_time(hass, freezer, MINUTE)
    for _ in range(rounds):
        await pass_time(hass, freezer, PAUSE_TIME)
    assert [(told.to, told.status) for told in news.messages] == [(BEN, "delivered")]
    for _ in range(4):
        await pass_time(hass, freezer, timedelta(hours=12))
    asked = looks(twilio)
    await pass_time(hass, freezer, timedelta(days=30))
    assert looks(twilio) == asked
    assert (asked.count(other.sid), set(asked)) == (1, {broken.sid, other.sid})
    assert next_due(loaded(account).tracker.records()) is None


async def test_fault_of_ours(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    news: News,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One message that this house cannot deal with stops no other, and is given up in the end."""

    def fail(account: Account, report: MessageStatus, *more: Any) -> MessageStatusChanged | None:
        if report.to == ANNA:
            raise RuntimeError("Odd")
        return message_status_news(account, report, *more)

    monkeypatch.setattr(follow_up, "message_status_news", fail)
    await send_message(hass, to=[ANNA, BEN], message="Hello")
    await twilio.settled()
    await pass_time(hass, freezer, MINUTE)
    assert [(told.to, told.status) for told in news.messages] == [(BEN, "delivered")]
    for _ in range(6):
        await pass_time(hass, freezer, timedelta(days=1))
    assert len(looks(twilio)) == 3
    assert caplog.text.count("What became of a message or call cannot be taken over") == 2


async def test_listener_that_fails(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    news: News,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whoever cannot show what becomes of a message keeps nobody from sending or following it."""

    def fail(_: Record) -> None:
        raise RuntimeError("Odd")

    loaded(account).tracker.async_listen(fail)
    await send_message(hass, to=ANNA, message="Hello")
    await twilio.settled()
    await pass_time(hass, freezer, MINUTE)
    assert news.statuses == ["delivered"]
    assert "What became of a message or call cannot be shown" in caplog.text


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
