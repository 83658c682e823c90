"""Automations that set themselves off, stopped and let go again."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from functools import partial
import time
from typing import Any, Final
from unittest.mock import patch

from aiohttp.test_utils import TestClient
from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.runaway import Runaway
from simulator import Simulator

from .asking import GO, SEND, go, on_event, origins, set_up
from .limited import HOME, PHONE, limit, send
from .repair import begin, go_on, issues_of
from .tracking import pass_time
from .yaml_house import set_up_notify

NEIGHBOUR: Final = "+15551234568"
AGAIN: Final = {"event": "go"}
LOOP: Final = on_event("Front door", SEND, AGAIN, id="front door")
NEIGHBOURLY: Final = {
    "action": "twilio.send_message",
    "data": {"to": NEIGHBOUR, "message": "Hello"},
}
OTHER: Final = on_event("Neighbour", NEIGHBOURLY, event="other", id="neighbour")
ALERT: Final = {
    "action": "twilio.send_message",
    "data": {"to": NEIGHBOUR, "message": "Fire", "alert": True},
}
ALARM: Final = "alarm"
EITHER: Final = on_event(
    "Front door",
    {"if": "{{ trigger.event.event_type == 'alarm' }}", "then": [ALERT], "else": [SEND]},
    id="front door",
    triggers=[{"trigger": "event", "event_type": [GO, ALARM]}],
)
REACHED: Final = {GO: PHONE, ALARM: NEIGHBOUR}
MOST: Final = {PHONE: 3, NEIGHBOUR: 6}

type MakeClient = Callable[[], Coroutine[Any, Any, TestClient[Any, Any]]]


def sent(twilio: Simulator) -> dict[str, int]:
    """Return how many messages somebody got."""
    recipients = [message.to for message in twilio.messages]
    return {to: recipients.count(to) for to in set(recipients)}


def shown(hass: HomeAssistant, entry: MockConfigEntry) -> list[str]:
    """Return who is said to have been stopped."""
    return [
        (issue.translation_placeholders or {})["name"]
        for issue in issues_of(hass, entry).values()
        if issue.translation_key == "runaway"
    ]


def said(hass: HomeAssistant, entry: MockConfigEntry) -> str:
    """Return how much is said to have been sent."""
    return (issues_of(hass, entry)["runaway"].translation_placeholders or {})["sent"]


@pytest.fixture
async def pace(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Let something send three times in five minutes."""
    options = {**account.options, "runaway": {"times": 3, "minutes": 5}}
    hass.config_entries.async_update_entry(account, options=options)
    await hass.async_block_till_done()


@pytest.fixture
async def loop(hass: HomeAssistant, account: MockConfigEntry, pace: None) -> ir.IssueEntry:
    """Return what the household is told of an automation that sets itself off."""
    await set_up(hass, [LOOP, OTHER])
    await go(hass)
    return issues_of(hass, account)["runaway"]


async def test_loop(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator, loop: ir.IssueEntry
) -> None:
    """It is stopped and named, with what it did; what others send still goes."""
    assert sent(twilio) == {PHONE: 3}
    assert (loop.severity, loop.is_fixable) == (ir.IssueSeverity.ERROR, True)
    assert loop.translation_placeholders == {
        "account": "Twilio",
        "name": "Front door",
        "automation": "[Front door](/config/automation/edit/front%20door)",
        "sent": "3",
        "minutes": "5",
    }
    await go(hass, "other", 3)
    await send(hass)
    await go(hass)
    assert sent(twilio) == {PHONE: 4, NEIGHBOUR: 3}
    assert shown(hass, account) == ["Front door"]


async def test_words(hass: HomeAssistant, pace: None, caplog: pytest.LogCaptureFixture) -> None:
    """The log of the automation says why, without numbers or texts."""
    await set_up(hass, [LOOP])
    await go(hass)
    assert (
        "Front door was stopped: it sent too many messages or calls (3 within 5 min). "
        "Settings, Repairs lets it send again"
    ) in caplog.text
    assert "automation.front door was stopped" in caplog.text
    assert PHONE not in caplog.text


async def test_one_action_to_many(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator, pace: None
) -> None:
    """A hundred people are one time, whether in one action or in a hundred."""
    people = [f"+1555200{index:04}" for index in range(100)]
    many = {"action": "twilio.send_message", "data": {"to": people, "message": "Hello"}}
    each = {
        "repeat": {
            "for_each": people[:20],
            "sequence": [
                {
                    "action": "twilio.send_message",
                    "data": {"to": "{{ repeat.item }}", "message": "Hello"},
                }
            ],
        }
    }
    options = {**account.options, "limits": {"recipients_without_service": 100}}
    hass.config_entries.async_update_entry(account, options=options)
    await set_up(hass, [on_event("Many", many, each, id="many")])
    await go(hass)
    assert len(twilio.messages) == 120
    assert shown(hass, account) == []


async def test_click(
    hass: HomeAssistant,
    hass_client: MakeClient,
    account: MockConfigEntry,
    twilio: Simulator,
    loop: ir.IssueEntry,
) -> None:
    """Who has looked lets it send again; if nothing was mended, it is stopped again."""
    assert await async_setup_component(hass, "repairs", {})
    client = await hass_client()
    step = await begin(client, loop)
    assert (step["step_id"], step["description_placeholders"]["name"]) == ("confirm", "Front door")
    assert (await go_on(client, step))["type"] == "create_entry"
    assert shown(hass, account) == []
    await go(hass)
    assert sent(twilio) == {PHONE: 6}
    assert shown(hass, account) == ["Front door"]


async def test_click_while_the_account_is_not_loaded(
    hass: HomeAssistant, hass_client: MakeClient, account: MockConfigEntry, loop: ir.IssueEntry
) -> None:
    """Then it has to wait for a moment."""
    assert await async_setup_component(hass, "repairs", {})
    client = await hass_client()
    assert await hass.config_entries.async_unload(account.entry_id)
    ended = await go_on(client, await begin(client, loop))
    assert (ended["type"], ended["reason"]) == ("abort", "not_loaded")
    assert shown(hass, account) == ["Front door"]


async def test_turned_off(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator, loop: ir.IssueEntry
) -> None:
    """Who turns it off has looked: turned on again, it sends."""
    entity = {"entity_id": "automation.front_door"}
    await hass.services.async_call("automation", "turn_off", entity, blocking=True)
    assert shown(hass, account) == []
    await hass.services.async_call("automation", "turn_on", entity, blocking=True)
    await go(hass)
    assert sent(twilio) == {PHONE: 6}


@pytest.mark.parametrize(
    ("automations", "expected"),
    [
        pytest.param([LOOP, OTHER], ["Front door"], id="as it was"),
        pytest.param([{**LOOP, "actions": [SEND]}, OTHER], [], id="edited"),
        pytest.param([OTHER], [], id="removed"),
        pytest.param([LOOP], ["Front door"], id="another one removed"),
    ],
)
async def test_edited(
    hass: HomeAssistant,
    account: MockConfigEntry,
    loop: ir.IssueEntry,
    automations: list[dict[str, Any]],
    expected: list[str],
) -> None:
    """Who edits it has looked."""
    with patch(
        "homeassistant.config.async_hass_config_yaml", return_value={"automation": automations}
    ):
        await hass.services.async_call("automation", "reload", blocking=True)
        await hass.async_block_till_done()
    assert shown(hass, account) == expected


async def test_script(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator, pace: None
) -> None:
    """A script that somebody starts again and again is one too; that it ends changes nothing."""
    await set_up(hass, [], {"tell": [SEND]})
    for _ in range(3):
        await hass.services.async_call("script", "tell", blocking=True)
    for _ in range(2):
        with pytest.raises(Runaway):
            await hass.services.async_call("script", "tell", blocking=True)
    assert shown(hass, account) == ["tell"]
    assert sent(twilio) == {PHONE: 3}


async def test_an_hour_later(
    hass: HomeAssistant,
    account: MockConfigEntry,
    twilio: Simulator,
    freezer: FrozenDateTimeFactory,
    loop: ir.IssueEntry,
) -> None:
    """It may send again by itself then, also where somebody keeps setting it off."""
    await pass_time(hass, freezer, timedelta(minutes=58))
    await go(hass)
    assert shown(hass, account) == ["Front door"]
    await pass_time(hass, freezer, timedelta(minutes=2, seconds=1))
    assert shown(hass, account) == []
    assert sent(twilio) == {PHONE: 3}
    await go(hass)
    assert sent(twilio) == {PHONE: 6}


async def test_text_that_comes_too_often(
    hass: HomeAssistant,
    house: object,
    account: MockConfigEntry,
    twilio: Simulator,
    freezer: FrozenDateTimeFactory,
    pace: None,
) -> None:
    """A stranger can hold up an automation that forwards texts, and not keep it off."""
    forward = {
        "alias": "Forward",
        "id": "forward",
        "mode": "parallel",
        "triggers": [{"trigger": "twilio.message_received", "options": {}}],
        "actions": [NEIGHBOURLY],
    }
    await set_up(hass, [forward])

    async def text() -> None:
        await twilio.handset(PHONE).text("Hello", to=twilio.number)
        for _ in range(3):
            await hass.async_block_till_done(wait_background_tasks=True)
        await twilio.settled()

    for _ in range(4):
        await text()
    assert shown(hass, account) == ["Forward"]
    await pass_time(hass, freezer, timedelta(minutes=58))
    await text()
    assert sent(twilio)[NEIGHBOUR] == 3
    await pass_time(hass, freezer, timedelta(minutes=2, seconds=1))
    await text()
    assert sent(twilio)[NEIGHBOUR] == 4


@pytest.mark.parametrize(
    ("event", "name"),
    [
        pytest.param(GO, "messages_per_hour", id="all else"),
        pytest.param(ALARM, "alert_messages_per_hour", id="alerts"),
    ],
)
@pytest.mark.usefixtures("pauses")  # A connection grows old meanwhile, and Twilio is asked again.
async def test_half_of_an_hour(
    hass: HomeAssistant,
    account: MockConfigEntry,
    twilio: Simulator,
    freezer: FrozenDateTimeFactory,
    event: str,
    name: str,
) -> None:
    """What is never too fast leaves half of what may go out to all others, and is named."""
    await limit(hass, account, **{name: 20})
    await set_up(hass, [EITHER])
    for _ in range(12):
        freezer.tick(timedelta(minutes=2))
        await go(hass, event)
    assert sent(twilio) == {REACHED[event]: 10}
    placeholders = issues_of(hass, account)["runaway"].translation_placeholders or {}
    assert {key: placeholders[key] for key in ("name", "sent", "minutes")} == {
        "name": "Front door",
        "sent": "10",
        "minutes": "60",
    }


async def test_reload(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator, loop: ir.IssueEntry
) -> None:
    """A reload is no way around, and leaves nothing running."""
    assert await hass.config_entries.async_reload(account.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert shown(hass, account) == ["Front door"]
    await go(hass)
    assert sent(twilio) == {PHONE: 3}
    account.runtime_data.allowance.runaways.async_release("automation.front door")
    await go(hass)
    assert sent(twilio) == {PHONE: 6}


@pytest.mark.parametrize(
    ("ago", "expected"), [(3599, ["automation.front door"]), (3601, []), (-3600, [])]
)
async def test_restart(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    entry: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    ago: float,
    expected: list[str],
) -> None:
    """What was stopped before a restart stays stopped, and is said again."""
    stop = {
        "origin": "automation.front door",
        "is_alert": False,
        "sent": 30,
        "minutes": 5,
        "since": time.time() - ago,
    }
    data = {entry.entry_id: {"ledger": {"bookings": [], "heard_from": {}, "stops": [stop]}}}
    hass_storage["twilio"] = {"version": 1, "data": data}
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert shown(hass, entry) == expected
    if expected:
        await set_up(hass, [LOOP])
        await go(hass)
        assert shown(hass, entry) == expected


@pytest.mark.parametrize(
    ("runaway", "expected"),
    [({"times": 3, "minutes": 5}, ["Front door"]), ({"times": 4, "minutes": 5}, []), ({}, [])],
)
async def test_options(
    hass: HomeAssistant,
    account: MockConfigEntry,
    loop: ir.IssueEntry,
    runaway: dict[str, int],
    expected: list[str],
) -> None:
    """Who allows more lets it send again; who changes something else does not."""
    options = {**account.options, "countries": ["US"], "runaway": runaway}
    hass.config_entries.async_update_entry(account, options=options)
    await hass.async_block_till_done()
    assert shown(hass, account) == expected


async def test_alerts_of_what_was_stopped(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator, pace: None
) -> None:
    """Its alerts still go, up to twice as many; then they stop too, with the same repair."""
    both = {**SEND, "continue_on_error": True}
    await set_up(hass, [on_event("Front door", both, ALERT, id="front door")])
    await go(hass, times=8)
    assert sent(twilio) == {PHONE: 3, NEIGHBOUR: 6}
    assert shown(hass, account) == ["Front door"]
    account.runtime_data.allowance.runaways.async_release("automation.front door")
    await go(hass)
    assert sent(twilio) == {PHONE: 4, NEIGHBOUR: 7}


@pytest.mark.parametrize(("first", "last"), [(GO, ALARM), (ALARM, GO)])
async def test_one_of_two_stops_ends(
    hass: HomeAssistant,
    account: MockConfigEntry,
    twilio: Simulator,
    freezer: FrozenDateTimeFactory,
    pace: None,
    first: str,
    last: str,
) -> None:
    """Its alerts may go again minutes later; all else stays stopped, and the repair ends both."""
    await set_up(hass, [EITHER])
    await go(hass, first, 7)
    await go(hass, last, 7)
    assert said(hass, account) == str(MOST[REACHED[last]])
    await pass_time(hass, freezer, timedelta(minutes=4))
    await go(hass, ALARM)
    assert sent(twilio) == MOST

    await pass_time(hass, freezer, timedelta(minutes=1, seconds=1))
    await go(hass, GO)
    await go(hass, ALARM, 7)
    assert sent(twilio) == {**MOST, NEIGHBOUR: 2 * MOST[NEIGHBOUR]}
    await pass_time(hass, freezer, timedelta(minutes=5, seconds=1))
    assert said(hass, account) == str(MOST[PHONE])

    entity = {"entity_id": "automation.front_door"}
    await hass.services.async_call("automation", "turn_off", entity, blocking=True)
    assert shown(hass, account) == []
    await hass.services.async_call("automation", "turn_on", entity, blocking=True)
    await go(hass, GO)
    assert sent(twilio)[PHONE] == MOST[PHONE] + 1


@pytest.mark.parametrize("is_reloaded", [False, True])
@pytest.mark.parametrize("first", [GO, ALARM])
async def test_last_of_two_stops_ends(
    hass: HomeAssistant,
    account: MockConfigEntry,
    twilio: Simulator,
    freezer: FrozenDateTimeFactory,
    pace: None,
    first: str,
    *,
    is_reloaded: bool,
) -> None:
    """Each ends by itself, and the repair with the last one."""
    await set_up(hass, [EITHER])
    last = ALARM if first == GO else GO
    for event in (first, last):
        await go(hass, event, 7)
        if event == first:
            await pass_time(hass, freezer, timedelta(minutes=3))
    if is_reloaded:
        assert await hass.config_entries.async_reload(account.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
    stops = account.runtime_data.allowance.ledger.brake.stops
    assert len(stops) == 2
    await pass_time(hass, freezer, timedelta(minutes=5, seconds=1))
    assert list(stops) == [("automation.front door", False)]
    assert shown(hass, account) == ["Front door"]
    await pass_time(hass, freezer, timedelta(minutes=55))
    assert not stops
    assert shown(hass, account) == []
    await go(hass, first)
    await go(hass, last)
    assert sent(twilio) == {to: most + 1 for to, most in MOST.items()}


async def test_clock_that_is_set_on(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator, pace: None
) -> None:
    """Of two stops it ends the one that was long enough, before any timer does."""
    await set_up(hass, [EITHER])
    await go(hass, GO, 7)
    await go(hass, ALARM, 7)
    begun = time.time()
    with patch("time.time", return_value=begun + timedelta(minutes=6).total_seconds()):
        await go(hass, GO)
        await go(hass, ALARM)
    assert sent(twilio) == {**MOST, NEIGHBOUR: MOST[NEIGHBOUR] + 1}
    assert said(hass, account) == str(MOST[PHONE])


async def test_unloaded(
    hass: HomeAssistant,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    pace: None,
) -> None:
    """Nothing of it goes on: what was said of two stops stays."""
    await set_up(hass, [EITHER])
    await go(hass, GO, 7)
    await go(hass, ALARM, 7)
    assert await hass.config_entries.async_unload(account.entry_id)
    for _ in range(2):
        await pass_time(hass, freezer, timedelta(minutes=61))
    assert shown(hass, account) == ["Front door"]


async def test_replies_stop_nobody(
    hass: HomeAssistant, house: object, account: MockConfigEntry, twilio: Simulator, pace: None
) -> None:
    """Strangers cannot stop an automation by texting: replies have limits of their own."""
    answer = {
        "alias": "Answer",
        "id": "answer",
        "mode": "parallel",
        "triggers": [{"trigger": "twilio.message_received", "options": {}}],
        "actions": [{"set_conversation_response": "Yes?"}],
    }
    await set_up(hass, [answer])
    for _ in range(5):
        await twilio.handset(PHONE).text("Hello", to=twilio.number)
        await hass.async_block_till_done(wait_background_tasks=True)
        await twilio.settled()
    assert len(twilio.handset(PHONE).inbox) == 5
    assert shown(hass, account) == []


@pytest.mark.parametrize("platform", ["twilio", "twilio_sms"])
async def test_notifiers(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator, pace: None, platform: str
) -> None:
    """What a notifier sends is counted for the automation that uses it."""
    config = {"platform": platform, "name": "sms", "from_number": HOME}
    if platform == "twilio":
        config["type"] = "sms"
    await set_up_notify(hass, {"notify": [config]})
    await hass.async_block_till_done()
    notify = {"action": "notify.sms", "data": {"target": [PHONE], "message": "Hello"}}
    await set_up(hass, [on_event("Front door", notify, AGAIN, id="front door"), OTHER])
    await go(hass)
    await go(hass, "other")
    assert sent(twilio) == {PHONE: 3, NEIGHBOUR: 1}
    assert shown(hass, account) == ["Front door"]


async def test_thread_of_another_integration(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator, pace: None
) -> None:
    """A notifier that sends in a thread, as Home Assistant's own does, is told by what it says."""
    client = hass.data["twilio"]

    async def notify(service: ServiceCall) -> None:
        for target in service.data["target"]:
            create = partial(
                client.messages.create, to=target, body=service.data["message"], from_=HOME
            )
            await hass.async_add_executor_job(create)

    hass.services.async_register("notify", "text", notify)
    text = {"action": "notify.text", "data": {"target": [PHONE], "message": "Hello"}}
    other = {"action": "notify.text", "data": {"target": [PHONE, NEIGHBOUR], "message": "Fire"}}
    ways = [on_event("Front door", text, AGAIN, id="front door")]
    await set_up(
        hass,
        [*ways, on_event("Script", {"action": "script.tell"}, event="other")],
        {"tell": [other]},
    )
    await go(hass)
    await go(hass, "other")
    await hass.services.async_call("script", "tell", blocking=True)
    await hass.async_add_executor_job(
        partial(client.messages.create, to=NEIGHBOUR, body="Hello", from_=HOME)
    )
    assert origins(account) == [
        *["automation.front door"] * 3,
        *["automation.script"] * 2,
        *["script.tell"] * 2,
        None,
    ]
    assert shown(hass, account) == ["Front door"]


async def test_hour_that_is_over_unnoticed(
    hass: HomeAssistant,
    account: MockConfigEntry,
    twilio: Simulator,
    freezer: FrozenDateTimeFactory,
    loop: ir.IssueEntry,
) -> None:
    """A clock that was set on lets it send too."""
    freezer.tick(timedelta(hours=1))
    await hass.services.async_call(
        "automation", "trigger", {"entity_id": "automation.front_door"}, blocking=True
    )
    assert sent(twilio)[PHONE] > 3


async def test_repair_of_a_limit_names_it(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator
) -> None:
    """Who looks for what uses up a limit is told."""
    await limit(hass, account, messages_per_hour=6, messages_to_one_per_hour=5)
    await set_up(hass, [on_event("Front door", SEND, id="front door"), OTHER])
    await go(hass, times=4)
    await go(hass, "other")
    await send(hass)
    await go(hass, "other")
    placeholders = issues_of(hass, account)["limit_messages_per_hour"].translation_placeholders
    assert placeholders
    assert placeholders["most"] == (
        "[Front door](/config/automation/edit/front%20door) (4), "
        "[Neighbour](/config/automation/edit/neighbour) (1), other sources (1)"
    )
    assert sent(twilio) == {PHONE: 5, NEIGHBOUR: 1}
