"""The check that Twilio reaches this house."""

import asyncio
import re

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.twilio import connection_check
from custom_components.twilio.connection_check import FirstReports
from simulator import BREAKDOWN, Drop, DropPoint, Fault, Hold, Refuse, Request, Simulator
from simulator.errors import NOT_PERMITTED, Problem

from . import HOOK_ID, PUBLIC_URL
from .device import ROUND_TRIP, press, value
from .limited import limit

CALLS = "Calls.json"


def give_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long for what never comes."""
    monkeypatch.setattr(connection_check, "PATIENCE_SECONDS", 0.05)


def orders(twilio: Simulator) -> list[Request]:
    """Return the calls that were asked for."""
    return [r for r in twilio.requests if r.method == "POST" and r.path.endswith(f"/{CALLS}")]


async def refusal(hass: HomeAssistant) -> HomeAssistantError:
    """Press the button in vain, and return why."""
    with pytest.raises(HomeAssistantError) as refused:
        await press(hass)
    return refused.value


async def test_first_report_counts() -> None:
    """It may come before anybody knows of the call, and the second changes nothing."""
    reports = FirstReports()
    reports.note("CA1", 5.0)
    reports.note("CA1", 7.0)
    assert await reports.wait_for("CA1", 1) == 5.0
    waiting = asyncio.ensure_future(reports.wait_for("CA2", 1))
    await asyncio.sleep(0)
    reports.note("CA1", 8.0)
    reports.note("CA2", 9.0)
    assert await waiting == 9.0


async def test_report_that_never_comes() -> None:
    """Nobody waits for ever, and what comes too late hurts nobody."""
    reports = FirstReports()
    reports.note("CA1", 5.0)
    with pytest.raises(TimeoutError):
        await reports.wait_for("CA2", 0)
    reports.note("CA2", 6.0)


@pytest.mark.usefixtures("house")
async def test_call_that_nobody_gets(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A call to a name reports back; no phone rings, and automations hear of nothing."""
    events = async_capture_events(hass, "twilio_data_received")
    await press(hass)
    [order] = orders(twilio)
    called = order.param("To") or ""
    assert re.fullmatch(r"client:nobody_[0-9a-f]{32}", called)
    assert [(name, value) for name, value in order.params if name != "To"] == [
        ("From", "client:home_assistant"),
        ("StatusCallback", f"{PUBLIC_URL}/api/webhook/{HOOK_ID}?kind=call_status"),
        ("StatusCallbackEvent", "initiated"),
        ("StatusCallbackEvent", "completed"),
        ("Timeout", "5"),
        ("Twiml", "<Response><Hangup/></Response>"),
    ]
    await hass.async_block_till_done(wait_background_tasks=True)
    await twilio.settled()
    assert [call.to for call in twilio.calls] == [called]
    assert twilio.handsets == []
    assert {delivery.status for delivery in twilio.deliveries} == {204}
    assert events == []


@pytest.mark.usefixtures("house")
async def test_call_is_ended(hass: HomeAssistant, twilio: Simulator) -> None:
    """What is left of the call is ended, whether or not it ended by itself meanwhile."""
    await press(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    last = twilio.requests[-1]
    assert last.path.endswith(f"/Calls/{twilio.calls[0].sid}.json")
    assert last.params == (("Status", "completed"),)


@pytest.mark.usefixtures("house")
async def test_names_are_never_used_twice(hass: HomeAssistant, twilio: Simulator) -> None:
    """Nobody can register under what he cannot know."""
    await press(hass)
    await press(hass)
    assert len({order.param("To") for order in orders(twilio)}) == 2


@pytest.mark.usefixtures("house")
async def test_one_check_at_a_time(hass: HomeAssistant, twilio: Simulator) -> None:
    """Whoever asks meanwhile gets the same result; whoever gives up ends nothing."""
    hold = Hold()
    twilio.faults.add(Fault(hold, method="POST", path=CALLS))
    presses = [hass.async_create_task(press(hass)) for _ in range(3)]
    await hold.reached.wait()
    presses[0].cancel()
    hold.released.set()
    results = await asyncio.gather(*presses, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert results[1:] == [None, None]
    assert len(orders(twilio)) == 1
    assert float(value(hass, ROUND_TRIP)) > 0


@pytest.mark.usefixtures("house")
async def test_nothing_comes_back(
    hass: HomeAssistant, twilio: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says where Twilio was sent, and the last result is none."""
    await press(hass)
    assert float(value(hass, ROUND_TRIP)) > 0
    twilio.tunnels.close(PUBLIC_URL)
    give_up_soon(monkeypatch)
    error = await refusal(hass)
    assert not isinstance(error, ServiceValidationError)
    assert str(error) == (
        "Twilio took the test call, but nothing came back to https://house.example within 0.05 "
        "seconds. Check that this address leads to Home Assistant through your proxy or tunnel, "
        "and look at the error logs in the Twilio Console. If Home Assistant's log says that a "
        "request was turned away, the address or the Auth Token is not the right one"
    )
    assert HOOK_ID not in repr(error.translation_placeholders)
    assert value(hass, ROUND_TRIP) == "unknown"


@pytest.mark.usefixtures("house")
async def test_reports_of_other_calls(
    hass: HomeAssistant, twilio: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the report of the test call proves anything."""
    hold = Hold()
    twilio.faults.add(Fault(hold, method="POST", path=CALLS))
    pressed = hass.async_create_task(press(hass))
    await hold.reached.wait()
    report_url = f"{PUBLIC_URL}/api/webhook/{HOOK_ID}?kind=call_status"
    twilio.number.status_callback = report_url
    await twilio.handset("+15551234567").dial(twilio.number)
    await twilio.settled()
    assert [d.status for d in twilio.deliveries if d.url == report_url] == [204]
    twilio.tunnels.close(PUBLIC_URL)
    give_up_soon(monkeypatch)
    hold.released.set()
    with pytest.raises(HomeAssistantError) as refused:
        await pressed
    assert refused.value.translation_key == "not_called_back"


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        pytest.param(Fault(Drop(DropPoint.AFTER_ACCEPTING)), "uncertain", id="no answer"),
        pytest.param(Fault(BREAKDOWN), "uncertain", id="out of order"),
        pytest.param(Fault(Refuse(NOT_PERMITTED)), "twilio_20003", id="no right"),
        pytest.param(Fault(Refuse(Problem(29999, "No."))), "refused", id="refused"),
    ],
)
@pytest.mark.usefixtures("house")
async def test_twilio_does_not_call(
    hass: HomeAssistant, twilio: Simulator, fault: Fault, key: str
) -> None:
    """What Twilio says, or does not say, is what the person reads."""
    twilio.faults.add(fault)
    assert (await refusal(hass)).translation_key == key
    assert value(hass, ROUND_TRIP) == "unknown"
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.usefixtures("house")
async def test_checks_are_limited(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """An automation that presses for ever is stopped like one that calls for ever."""
    await limit(hass, account, calls_per_day=1)
    await press(hass)
    assert (await refusal(hass)).translation_key == "limit_calls_per_day"
    assert len(orders(twilio)) == 1


@pytest.mark.usefixtures("house")
async def test_account_is_unloaded(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A check that can have no result any more says so."""
    hold = Hold()
    twilio.faults.add(Fault(hold, method="POST", path=CALLS))
    checked = hass.async_create_task(account.runtime_data.connection.async_run())
    await hold.reached.wait()
    assert await hass.config_entries.async_unload(account.entry_id)
    hold.released.set()
    with pytest.raises(HomeAssistantError) as refused:
        await checked
    assert refused.value.translation_key == "check_interrupted"


async def test_no_address(hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry) -> None:
    """Without an address nobody is called."""
    hass.config_entries.async_update_entry(account, data={**account.data, "receive_mode": "none"})
    with pytest.raises(ServiceValidationError) as refused:
        await account.runtime_data.connection.async_run()
    assert refused.value.translation_key == "webhook_required"
    assert orders(twilio) == []
