"""The connection to Twilio's API, of which the log tells when it changes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
import logging

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.api import Credentials
from custom_components.twilio.errors import Failed
from simulator import BREAKDOWN, OUTAGE, OVERLOAD, Drop, DropPoint, Fault, Refuse, Simulator
from simulator.errors import NOT_PERMITTED
from simulator.faults import Effect

from .api import CALL, MESSAGE
from .api.scripted_server import Scripted, ScriptedServer

LOST = "Twilio does not answer for Twilio; this is said again only when it is back"
BACK = "Twilio answers again for Twilio"
NO_NUMBERS = '{"incoming_phone_numbers": []}'


def told(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Return what the log said of the connection."""
    return [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.getMessage() in (LOST, BACK)
    ]


async def fail(account: MockConfigEntry) -> None:
    """Ask what does not get through."""
    with pytest.raises(Failed):
        await account.runtime_data.numbers.async_ask()


@pytest.mark.parametrize(
    "effect", [OUTAGE, BREAKDOWN, Drop(), Drop(DropPoint.AFTER_ACCEPTING)], ids=repr
)
async def test_lost_and_back(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    pauses: list[float],
    caplog: pytest.LogCaptureFixture,
    freezer: FrozenDateTimeFactory,
    effect: Effect,
) -> None:
    """Whatever is asked meanwhile, there is one line for each."""
    reachability = account.runtime_data.reachability
    assert reachability.is_reached
    twilio.faults.add(Fault(effect, times=None))
    lost = dt_util.utcnow()
    await fail(account)
    freezer.tick(60)
    await fail(account)
    with pytest.raises(Failed):
        await account.runtime_data.api.send_message(MESSAGE)
    with pytest.raises(Failed):
        await account.runtime_data.api.place_call(CALL)
    assert told(caplog) == [("WARNING", LOST)]
    assert (reachability.is_reached, reachability.lost_since) == (False, lost)

    twilio.faults.clear()
    for _ in range(2):
        await account.runtime_data.numbers.async_ask()
    assert told(caplog) == [("WARNING", LOST), ("INFO", BACK)]
    assert (reachability.is_reached, reachability.lost_since) == (True, None)


@pytest.mark.parametrize("effect", [Refuse(NOT_PERMITTED), OVERLOAD], ids=repr)
async def test_refusals_are_answers(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    pauses: list[float],
    caplog: pytest.LogCaptureFixture,
    effect: Effect,
) -> None:
    """Who says no is there, and ends an outage."""
    twilio.faults.add(Fault(effect, times=None))
    await fail(account)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert told(caplog) == []

    for what, count in ((OUTAGE, 1), (effect, 2)):
        twilio.faults.clear()
        twilio.faults.add(Fault(what, times=None))
        await fail(account)
        assert len(told(caplog)) == count
    assert told(caplog) == [("WARNING", LOST), ("INFO", BACK)]


async def test_attempt_that_fails(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    pauses: list[float],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What another attempt mends is nothing to tell."""
    twilio.faults.add(Fault(OUTAGE, times=2))
    await account.runtime_data.numbers.async_ask()
    assert told(caplog) == []


async def test_lost_from_the_start(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    pauses: list[float],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An account that loads without Twilio says so in one line."""
    twilio.faults.add(Fault(OUTAGE, times=None))
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    twilio.faults.clear()
    await entry.runtime_data.numbers.async_refresh()
    twilio.faults.add(Fault(Refuse(NOT_PERMITTED), times=2))
    await entry.runtime_data.numbers.async_refresh()
    lines = [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.WARNING and record.name.startswith("custom_components.twilio")
    ]
    assert lines[0] == LOST
    [refusal] = lines[1:]
    assert refusal.startswith("Error fetching the numbers of Twilio data: Twilio did not accept")


async def test_house_that_stops(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The end of the house's own session says nothing of Twilio."""
    account.runtime_data.api._session.detach()
    with pytest.raises(Failed):
        await account.runtime_data.numbers.async_ask()
    assert told(caplog) == []


async def test_moments_of_answers(twilio: Simulator, account: MockConfigEntry) -> None:
    """Who wants to know the time hears it from each answer, until it has heard enough."""
    moments: list[datetime] = []
    others: list[datetime] = []
    reachability = account.runtime_data.reachability
    stop = reachability.async_listen_for_answers(moments.append)
    stop_others = reachability.async_listen_for_answers(others.append)
    twilio.date_skew = 3600
    asked = datetime.now(UTC) + timedelta(seconds=3599)
    await account.runtime_data.numbers.async_ask()
    answered = datetime.now(UTC) + timedelta(seconds=3600)
    twilio.faults.add(Fault(Refuse(NOT_PERMITTED)))
    await fail(account)
    assert asked <= moments[0] <= answered
    assert len(moments) == 2
    stop()
    await account.runtime_data.numbers.async_ask()
    assert (len(moments), len(others)) == (2, 3)
    stop_others()


@pytest.mark.parametrize("effect", [OUTAGE, BREAKDOWN, Drop()], ids=repr)
async def test_what_is_no_answer_tells_no_time(
    twilio: Simulator, account: MockConfigEntry, pauses: list[float], effect: Effect
) -> None:
    """A proxy that says 503 has a clock of its own."""
    moments: list[datetime] = []
    account.runtime_data.reachability.async_listen_for_answers(moments.append)
    twilio.faults.add(Fault(effect, times=None))
    await fail(account)
    assert moments == []


@pytest.mark.parametrize("date", ["", "noon"])
async def test_answer_that_tells_no_time(account: MockConfigEntry, date: str) -> None:
    """It is an answer all the same."""
    moments: list[datetime] = []
    reachability = account.runtime_data.reachability
    reachability.async_listen_for_answers(moments.append)
    runtime = account.runtime_data
    async with ScriptedServer([Scripted(200, NO_NUMBERS, (("Date", date),))] * 2) as server:
        runtime.api.use(replace(Credentials.from_data(account.data), api_base_url=server.url))
        reachability.lost()
        await runtime.numbers.async_ask()
    assert (moments, reachability.is_reached) == ([], True)
