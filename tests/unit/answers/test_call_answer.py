"""What a caller hears of the automations that he set going."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.core import Context, CoreState, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_mock_service,
)

from custom_components.twilio.answers import call_answer
from custom_components.twilio.listening.listeners import ExpectedInput, Run, async_listeners
from custom_components.twilio.listening.occurrences import Occurrence, OccurrenceKind
from simulator import Said, Simulator

from .. import WEBHOOK_URL
from ..automations import automate, automation, say
from ..phone import GREETING, RUN, WAIT, add_sender, announce_start, dial, heard
from ..webhook import OWNER, RAW_EVENT, House

FALLBACK: Final = (
    "This is the home you called. Something went wrong here. Please try again later. Goodbye."
)


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        pytest.param([say("Welcome.")], ["Welcome."], id="response"),
        pytest.param([say("Hello {{ trigger.from }}")], [f"Hello {OWNER}"], id="template"),
        pytest.param([say("<Hangup/> & more")], ["<Hangup/> & more"], id="markup is text"),
        pytest.param([], [GREETING], id="none"),
        pytest.param([say(" ")], [GREETING], id="empty"),
        pytest.param([say("{{ none }}")], [GREETING], id="a template that says nothing"),
        pytest.param([say("{{ '\\x07' }}")], [GREETING], id="unspeakable"),
        pytest.param([say("Lost"), {"action": "no.such"}], [GREETING], id="failed"),
        pytest.param(
            [{"condition": "template", "value_template": "{{ false }}"}, say("No")],
            [GREETING],
            id="stopped by a condition",
        ),
    ],
)
async def test_call(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    actions: list[Mapping[str, Any]],
    expected: list[str],
) -> None:
    """A caller hears what an automation says, else the greeting."""
    await automate(hass, [automation("call_received", *actions)])
    assert await heard(twilio) == expected
    assert twilio.alerts == []


async def test_voice_of_the_sender(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House
) -> None:
    """An automation speaks in the language and voice of the sender."""
    await add_sender(hass, account, language="de-AT", voice="Polly.Hannah", greeting="Servus.")
    await automate(hass, [automation("call_received", say("Grüß Gott."))])
    call = await dial(twilio)
    await call.ended()
    assert call.transcript[0] == Said("Grüß Gott.", "de-AT", "Polly.Hannah")


async def test_others_are_not_waited_for(
    hass: HomeAssistant, twilio: Simulator, house: House
) -> None:
    """Where no trigger matches, the greeting comes at once."""
    await automate(
        hass, [automation("call_received", WAIT, say("No"), options={"from": "+15559990000"})]
    )
    assert await heard(twilio) == [GREETING]


async def test_first_response(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """The first automation that has something to say is heard; others go on undisturbed."""
    calls = async_mock_service(hass, "test", "run")
    await automate(
        hass,
        [
            automation("call_received", WAIT, say("Slow"), RUN, alias="Slow"),
            automation("call_received", alias="Silent"),
            automation("call_received", say("Quick"), alias="Quick"),
        ],
    )
    assert await heard(twilio) == ["Quick"]
    hass.bus.async_fire("go_on")
    await hass.async_block_till_done()
    assert len(calls) == 1


async def test_late_response(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """The caller is kept on the line until an automation that takes a while has ended."""
    await automate(
        hass,
        [
            automation("call_received", alias="Silent"),
            automation("call_received", RUN, WAIT, say("Done."), alias="Slow"),
        ],
    )
    started = announce_start(hass)
    call = await dial(twilio)
    async with asyncio.timeout(5):
        await started.wait()
    assert call.transcript == []
    hass.bus.async_fire("go_on")
    await call.ended()
    assert call.speech == ["Done."]


async def test_caller_who_hangs_up_first(
    hass: HomeAssistant, twilio: Simulator, house: House
) -> None:
    """A call that ends before the house has said anything is a missed one."""
    twilio.number.status_callback = f"{WEBHOOK_URL}?kind=call_status"
    missed = async_mock_service(hass, "test", "missed")
    await automate(
        hass,
        [
            automation("call_received", RUN, WAIT, alias="Slow"),
            automation(
                "call_status_changed",
                {"action": "test.missed", "data": {"from": "{{ trigger.from }}"}},
                options={"direction": "inbound", "status": ["no-answer", "canceled"]},
                alias="Missed",
            ),
        ],
    )
    started = announce_start(hass)
    call = await dial(twilio)
    async with asyncio.timeout(5):
        await started.wait()
    await call.hang_up()
    await twilio.settled()
    hass.bus.async_fire("go_on")
    await hass.async_block_till_done()
    assert [service.data["from"] for service in missed] == [int(OWNER)]


@pytest.mark.parametrize("by_cloud", [True, False])
async def test_too_slow(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    *,
    by_cloud: bool,
) -> None:
    """After the time that the sender gives, the caller is greeted; the automation goes on."""
    calls = async_mock_service(hass, "test", "run")
    await add_sender(hass, account, greeting="Later.", response_timeout=14 if by_cloud else 1)
    if by_cloud:
        monkeypatch.setattr(call_answer, "CLOUD_RESPONSE_TIMEOUT", 0.05)
        data = {"receive_mode": "cloud", "cloudhook_url": "https://hooks.nabu.casa/abc"}
        hass.config_entries.async_update_entry(account, data={**account.data, **data})
        await hass.async_block_till_done(wait_background_tasks=True)
    await automate(hass, [automation("call_received", WAIT, RUN, say("Too late"))])
    async with asyncio.timeout(5):
        assert await heard(twilio) == ["Later."]
    hass.bus.async_fire("go_on")
    await hass.async_block_till_done()
    assert len(calls) == 1


async def test_too_long(
    hass: HomeAssistant, twilio: Simulator, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """A response of which Twilio would say nothing is said as far as it fits."""
    await automate(hass, [automation("call_received", say("😀" * 6001))])
    assert "".join(await heard(twilio)) == "😀" * 6000
    assert "A response is too long for a call, so its end is not said" in caplog.messages
    assert twilio.alerts == []


async def test_automation_that_is_turned_off(
    hass: HomeAssistant, twilio: Simulator, house: House
) -> None:
    """Who waits for an automation that is stopped is greeted."""
    started = announce_start(hass)
    await automate(hass, [automation("call_received", RUN, WAIT, say("Lost"))])
    call = await dial(twilio)
    async with asyncio.timeout(5):
        await started.wait()
        target = {"entity_id": "automation.answer"}
        await hass.services.async_call("automation", "turn_off", target, blocking=True)
        await call.ended()
    assert call.speech == [GREETING]


@dataclass
class Attached:
    """A trigger whose run is whatever a test wants."""

    run: Callable[[Occurrence, Context], Run]
    expects: ExpectedInput | None = None

    def is_on(self, _: str, __: str | None) -> bool:
        """Listen everywhere."""
        return True

    def is_for(self, _: str, __: str) -> bool:
        """Listen to everybody."""
        return True

    def accepts(self, _: Occurrence) -> bool:
        """Act on everything."""
        return True


async def test_stop(
    hass: HomeAssistant, twilio: Simulator, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """A stop of Home Assistant waits for no caller: who is on the line hears that it failed."""
    started, released = asyncio.Event(), asyncio.Event()

    async def go_on() -> None:
        started.set()
        await released.wait()

    def run(_: Occurrence, __: Context) -> Run:
        return hass.loop.create_task(go_on())

    async_listeners(hass).async_listen(OccurrenceKind.CALL_RECEIVED, Attached(run))
    call = await dial(twilio)
    async with asyncio.timeout(5):
        await started.wait()
        await hass.async_stop(force=True)
        await call.ended()
    assert hass.state is CoreState.stopped
    assert call.speech == [FALLBACK]
    assert "still running" not in caplog.text
    released.set()


async def test_run_that_fails(
    hass: HomeAssistant, twilio: Simulator, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """A run that raises is told in the log, and the caller is greeted."""

    async def fail() -> None:
        raise RuntimeError("Broken")

    def run(_: Occurrence, __: Context) -> Run:
        return hass.async_create_task(fail())

    async_listeners(hass).async_listen(OccurrenceKind.CALL_RECEIVED, Attached(run))
    assert await heard(twilio) == [GREETING]
    assert "What a trigger set going failed" in caplog.messages


async def test_one_context(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """The raw event and the automation of one request belong together."""
    events = async_capture_events(hass, RAW_EVENT)
    calls = async_mock_service(hass, "test", "run")
    await automate(hass, [automation("call_received", RUN)])
    await heard(twilio)
    assert [call.context.parent_id for call in calls] == [event.context.id for event in events]
    assert len(calls) == 1
