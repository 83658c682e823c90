"""Messages that Twilio could not bring, fetched from its log."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
import logging
import time
from typing import Any, Final

from aiohttp.test_utils import TestClient
from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE, EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, Event, HomeAssistant, State
from homeassistant.helpers.json import json_bytes
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_capture_events,
    async_fire_time_changed,
    mock_restore_cache,
)

from custom_components.twilio.account import Account
from custom_components.twilio.commands import hearing
from custom_components.twilio.learned import Learned, async_learned
from custom_components.twilio.listening.news import message_of
from custom_components.twilio.listening.occurrences import MessageReceived
from custom_components.twilio.missed.catching_up import OVERLAP, PERIOD, SECOND_LOOK
from custom_components.twilio.missed.missed_messages import CLOCK_TOLERANCE, LONGEST_MEMORY, MAX_AGE
from custom_components.twilio.webhook import InboundMessage, VerifiedRequest
from custom_components.twilio.webhook.addresses import Addresses
from simulator import OUTAGE, Delivery, Fault, Hold, Simulator

from .. import HOOK_ID, PUBLIC_URL, WEBHOOK_URL
from ..automations import automate, automation, say
from ..receiving import HERE, add_senders, load, settle
from ..webhook import ACCOUNT_SID, OWNER, RAW_EVENT

type Connect = Callable[[], Coroutine[Any, Any, TestClient[Any, Any]]]

HOME: Final = "+15550006000"
SECOND: Final = "+15550006001"
MOMENT: Final = timedelta(seconds=5)
SEEN: Final = {
    "event": "seen",
    "event_data": {
        "body": "Text: {{ trigger.body }}",
        "caught_up": "{{ trigger.caught_up }}",
        "age": "{{ trigger.age }}",
    },
}


@pytest.fixture
async def receiving(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    hass_client_no_auth: Connect,
    twilio: Simulator,
    entry: MockConfigEntry,
) -> MockConfigEntry:
    """Return a loaded account with a number that leads here, in a house that Twilio reaches."""
    freezer.move_to(entry.created_at)
    add_senders(hass, entry, HOME)
    await load(hass)
    await open_tunnel(hass_client_no_auth, twilio)
    freezer.tick(MOMENT)
    return entry


@pytest.fixture
def events(hass: HomeAssistant) -> list[Event]:
    """Return the raw events as they fire."""
    fired: list[Event] = async_capture_events(hass, RAW_EVENT)
    return fired


async def open_tunnel(connect: Connect, twilio: Simulator) -> None:
    """Let Twilio reach the house."""
    client = await connect()
    twilio.tunnels.open(PUBLIC_URL, f"http://127.0.0.1:{client.port}")


def bodies(events: list[Event]) -> list[str]:
    """Return the texts that automations heard of."""
    return [event.data["Body"] for event in events]


async def lose(twilio: Simulator, body: str, to: str = HOME) -> Delivery:
    """Send a text that Home Assistant takes without anybody hearing of it."""
    number = next(number for number in twilio.numbers if number.address == to)
    url, number.sms_url = number.sms_url, f"{PUBLIC_URL}/api/webhook/{'00' * 32}"
    delivery = await twilio.handset(OWNER).text(body, to=to)
    number.sms_url = url
    return delivery


async def pass_time(hass: HomeAssistant, freezer: FrozenDateTimeFactory, passed: timedelta) -> None:
    """Let time go by, and do what is due."""
    freezer.tick(passed)
    async_fire_time_changed(hass)
    await settle(hass)


async def unload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Unload an account."""
    assert await hass.config_entries.async_unload(entry.entry_id)


async def load_again(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Load an account again."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await settle(hass)


def state_of(hass: HomeAssistant, entity_id: str) -> State:
    """Return the state of an entity that is there."""
    state = hass.states.get(entity_id)
    assert state is not None
    return state


def lists(twilio: Simulator) -> list[str | None]:
    """Return for which numbers messages were listed."""
    return [
        request.param("To")
        for request in twilio.requests
        if request.method == "GET" and request.path.endswith("/Messages.json")
    ]


async def test_missed_while_unloaded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What came meanwhile is handled once the account is there, in order, as if it came then."""
    reached = receiving.runtime_data.arrivals.last
    await unload(hass, receiving)
    for body in ("ARM", "DISARM"):
        assert (await twilio.handset(OWNER).text(body, to=HOME)).status == 503
        freezer.tick(MOMENT)
    assert events == []
    await load_again(hass, receiving)
    assert bodies(events) == ["ARM", "DISARM"]
    sid = twilio.messages[0].sid
    assert events[0].data == {
        "AccountSid": ACCOUNT_SID,
        "ApiVersion": "2010-04-01",
        "Body": "ARM",
        "From": OWNER,
        "MessageSid": sid,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": HOME,
        "webhook_id": HOOK_ID,
    }
    assert f"2 missed messages to {HOME} were handled" in caplog.text
    assert "ARM" not in caplog.text
    # Nobody called, but somebody wrote.
    assert receiving.runtime_data.arrivals.last == reached
    heard_from = receiving.runtime_data.allowance.ledger.as_json()["heard_from"]
    assert heard_from == {OWNER: pytest.approx(time.time())}


async def test_taken_by_nobody(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
) -> None:
    """What Home Assistant took before the webhook was open is found within the period."""
    assert (await lose(twilio, "ARM")).status == 200
    assert events == []
    await pass_time(hass, freezer, PERIOD)
    assert bodies(events) == ["ARM"]
    for _ in range(4):
        await pass_time(hass, freezer, PERIOD)
    assert bodies(events) == ["ARM"]


async def test_half_a_character(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
) -> None:
    """What only Twilio's log can spell does not keep Home Assistant from storing its states."""
    await lose(twilio, "ARM")
    twilio.messages[0].body = "ARM \ud83d"
    await pass_time(hass, freezer, PERIOD)
    assert bodies(events) == ["ARM ?"]
    states = hass.states.async_all()
    assert "ARM ?" in {state.attributes.get("body") for state in states}
    json_bytes([state.as_dict() for state in states])


async def test_found_within_its_time(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
) -> None:
    """What came a moment after a look is young enough at the next one."""
    await pass_time(hass, freezer, PERIOD - MOMENT)
    await lose(twilio, "ARM")
    await pass_time(hass, freezer, PERIOD)
    assert bodies(events) == ["ARM"]
    assert PERIOD + SECOND_LOOK < MAX_AGE


async def test_list_that_lags(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
) -> None:
    """What the log lacks at first is there a minute later."""
    freezer.tick(timedelta(seconds=30))
    twilio._desk.list_lag = 30
    await lose(twilio, "ARM")
    await hass.config_entries.async_reload(receiving.entry_id)
    await settle(hass)
    assert (bodies(events), lists(twilio)) == ([], [HOME] * 2)
    await pass_time(hass, freezer, SECOND_LOOK)
    assert bodies(events) == ["ARM"]


async def test_list_that_lags_long(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
) -> None:
    """What appears late in the log, behind a look that found nothing, is not passed over."""
    twilio._desk.list_lag = 300
    await pass_time(hass, freezer, PERIOD - timedelta(minutes=3))
    await lose(twilio, "ARM")
    await pass_time(hass, freezer, timedelta(minutes=3))
    assert bodies(events) == []
    await pass_time(hass, freezer, PERIOD)
    assert bodies(events) == ["ARM"]


@pytest.mark.parametrize("is_first_by_request", [True, False])
async def test_by_request_and_by_list(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
    *,
    is_first_by_request: bool,
) -> None:
    """What Twilio brings after all is not fetched, and what was fetched is not taken again."""
    lost = await lose(twilio, "ARM")
    params = {**dict(lost.params), "Body": "ARM"}
    if is_first_by_request:
        await twilio.deliver(HERE["sms_url"], params)
    await pass_time(hass, freezer, PERIOD)
    answer = await twilio.deliver(HERE["sms_url"], params)
    await settle(hass)
    assert (answer.status, answer.body.endswith(b"<Response/>")) == (200, True)
    assert bodies(events) == ["ARM"]


async def test_by_request_while_it_is_listed(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
) -> None:
    """A retry that arrives between the list and its handling wins."""
    lost = await lose(twilio, "ARM")
    hold = Hold()
    twilio.faults.add(Fault(hold, method="GET", path="IncomingPhoneNumbers"))
    # Old enough that the numbers are asked for again before anything is done.
    freezer.tick(PERIOD)
    async_fire_time_changed(hass)
    await asyncio.wait_for(hold.reached.wait(), 5)
    await twilio.deliver(HERE["sms_url"], lost.params)
    hold.released.set()
    await settle(hass)
    assert bodies(events) == ["ARM"]


async def test_late(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What is older than a quarter of an hour is told to triggers alone, which know its age."""
    seen = async_capture_events(hass, "seen")
    await automate(
        hass,
        [
            automation("message_received", SEEN, alias="Now"),
            automation("message_received", SEEN, options={"max_age": {"days": 1}}, alias="Later"),
        ],
    )
    await unload(hass, receiving)
    await lose(twilio, "1")
    freezer.tick(MAX_AGE - MOMENT)
    await lose(twilio, "2")
    freezer.tick(MOMENT * 2)
    await load_again(hass, receiving)
    await pass_time(hass, freezer, SECOND_LOOK)
    await pass_time(hass, freezer, PERIOD)
    assert bodies(events) == ["2"]
    assert [(e.data["body"], e.data["caught_up"]) for e in seen] == [
        ("Text: 1", True),
        *[("Text: 2", True)] * 2,
    ]
    # Twilio's log has whole seconds.
    ages = [event.data["age"] for event in seen]
    late = (MAX_AGE + MOMENT).total_seconds()
    assert ages == [
        pytest.approx(late, abs=1),
        *[pytest.approx(MOMENT.total_seconds() * 2, abs=1)] * 2,
    ]
    assert f"1 missed messages to {HOME} were handled" in caplog.text
    warned = [r.message for r in caplog.records if r.levelno == logging.WARNING]
    [warning] = [message for message in warned if HOME in message]
    assert warning == (
        f"1 messages to {HOME} came over 15 minutes ago, while nobody was there: "
        "only triggers with a longer max_age get them"
    )


async def test_event_entity(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
) -> None:
    """Nothing that acts on the event entity acts on a text of hours ago."""
    [entity_id] = [
        entity for entity in hass.states.async_entity_ids("event") if entity.endswith("_message")
    ]
    await unload(hass, receiving)
    await lose(twilio, "Open the gate")
    freezer.tick(MAX_AGE + MOMENT)
    await load_again(hass, receiving)
    assert state_of(hass, entity_id).state == "unknown"
    await lose(twilio, "ARM")
    freezer.tick(MAX_AGE - PERIOD - MOMENT)
    await pass_time(hass, freezer, PERIOD)
    assert state_of(hass, entity_id).attributes["body"] == "ARM"


async def test_by_request(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """What Twilio brings itself has no age."""
    seen = async_capture_events(hass, "seen")
    await automate(hass, [automation("message_received", SEEN)])
    await twilio.handset(OWNER).text("ARM", to=HOME)
    await settle(hass)
    assert [event.data for event in seen] == [{"body": "Text: ARM", "caught_up": False, "age": 0}]


async def test_reply_to_what_was_missed(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
) -> None:
    """Who texted while nobody was there is answered still."""
    await automate(hass, [automation("message_received", say("Armed."))])
    await lose(twilio, "ARM")
    await pass_time(hass, freezer, PERIOD)
    await twilio.settled()
    assert [text.body for text in twilio.handset(OWNER).inbox] == ["Armed."]


async def test_too_old(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What is older than a day is told once, in one line of the log."""
    seen = async_capture_events(hass, "seen")
    anything = {"max_age": {"days": 9}}
    await automate(hass, [automation("message_received", SEEN, options=anything)])
    await unload(hass, receiving)
    for body in ("1", "2", "3"):
        await lose(twilio, body)
    freezer.tick(LONGEST_MEMORY - MOMENT)
    await lose(twilio, "4")
    freezer.tick(MOMENT * 2)
    await load_again(hass, receiving)
    await pass_time(hass, freezer, SECOND_LOOK)
    await pass_time(hass, freezer, PERIOD)
    assert bodies(events) == ["4"]
    assert [event.data["body"] for event in seen] == ["Text: 4"]
    line = f"3 messages to {HOME} came too long ago, while nobody was there, to be handled"
    assert [record.message for record in caplog.records].count(line) == 1
    assert caplog.text.count("came too long ago") == 1


async def test_other_numbers(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
) -> None:
    """What other numbers receive, and what the house sends, is nobody's business."""
    twilio.add_number(SECOND)
    await lose(twilio, "Not for you", SECOND)
    await receiving.runtime_data.numbers.async_refresh()
    await pass_time(hass, freezer, PERIOD)
    assert (bodies(events), set(lists(twilio))) == ([], {HOME})


async def test_several_numbers(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
) -> None:
    """Each number that leads here is looked at, one that was just added from now on."""
    twilio.add_number(SECOND)
    await lose(twilio, "For its former server", SECOND)
    freezer.tick(MOMENT)
    add_senders(hass, receiving, SECOND)
    await settle(hass)
    freezer.tick(MOMENT)
    await lose(twilio, "Home", HOME)
    await lose(twilio, "Second", SECOND)
    await pass_time(hass, freezer, PERIOD)
    assert sorted(bodies(events)) == ["Home", "Second"]


async def test_number_that_leads_elsewhere_by_now(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
) -> None:
    """A text that another server got is not for this house, even before the daily look tells."""
    twilio.number.sms_url = "https://other.example/sms"
    await twilio.handset(OWNER).text("For the other", to=HOME)
    await pass_time(hass, freezer, PERIOD)
    assert bodies(events) == []
    # And nothing of that time is, once the number is back.
    twilio.number.sms_url = HERE["sms_url"]
    await receiving.runtime_data.numbers.async_refresh()
    await settle(hass)
    await pass_time(hass, freezer, PERIOD)
    assert bodies(events) == []
    await lose(twilio, "For us")
    await pass_time(hass, freezer, PERIOD)
    assert bodies(events) == ["For us"]


@pytest.mark.parametrize("is_application", [True, False])
async def test_number_whose_messages_go_elsewhere(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
    *,
    is_application: bool,
) -> None:
    """What an application or a Messaging Service takes is not for this house."""
    if is_application:
        twilio.number.sms_application_sid = "AP" + "1" * 32
    else:
        twilio.add_service(twilio.number, inbound_url="https://other.example/sms")
    freezer.tick(timedelta(days=1))
    await receiving.runtime_data.numbers.async_refresh()
    await settle(hass)
    asked = len(lists(twilio))
    await lose(twilio, "For the service")
    await pass_time(hass, freezer, PERIOD)
    assert (bodies(events), len(lists(twilio))) == ([], asked)


async def test_outage(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
    pauses: list[float],
) -> None:
    """While Twilio is out of order nothing is lost: the next look finds it."""
    await lose(twilio, "ARM")
    twilio.faults.add(Fault(OUTAGE, path="/Messages", times=None))
    await pass_time(hass, freezer, SECOND_LOOK)
    assert bodies(events) == []
    twilio.faults.clear()
    await pass_time(hass, freezer, PERIOD)
    assert bodies(events) == ["ARM"]


async def test_outage_in_the_middle(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
    pauses: list[float],
) -> None:
    """Where nobody can tell whether a number still leads here, nothing is done yet."""
    await pass_time(hass, freezer, PERIOD - SECOND_LOOK)
    await lose(twilio, "ARM")
    twilio.faults.add(Fault(OUTAGE, path="/IncomingPhoneNumbers", times=None))
    await pass_time(hass, freezer, SECOND_LOOK)
    assert bodies(events) == []
    twilio.faults.clear()
    await pass_time(hass, freezer, PERIOD)
    assert bodies(events) == ["ARM"]


async def test_key_without_the_right(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is one line in the log, whatever the number of looks, and nobody is asked for a key."""
    key = {
        "api_key_sid": twilio.account.api_key_sid,
        "api_key_secret": twilio.account.api_key_secret,
    }
    hass.config_entries.async_update_entry(entry, data={**entry.data, **key})
    rights = {"GET IncomingPhoneNumbers", "POST IncomingPhoneNumbers"}
    twilio.account.key_rights = rights
    add_senders(hass, entry, HOME)
    await load(hass)
    for _ in range(3):
        await pass_time(hass, freezer, PERIOD)
    line = "Twilio does not list messages for Twilio, so those that were missed stay so"
    assert caplog.text.count(line) == 1
    assert hass.config_entries.flow.async_progress() == []
    twilio.account.key_rights = rights | {"GET Messages"}
    await pass_time(hass, freezer, PERIOD)
    twilio.account.key_rights = rights
    await pass_time(hass, freezer, PERIOD)
    assert caplog.text.count(line) == 2


async def test_clock_that_is_not_set(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
) -> None:
    """Before the mark the clock is wrong, and so is one of which Twilio's log is ahead."""
    await unload(hass, receiving)
    freezer.tick(timedelta(hours=5))
    await lose(twilio, "ARM")
    asked, now = len(lists(twilio)), dt_util.utcnow()
    freezer.move_to(now - timedelta(days=200))
    await load_again(hass, receiving)
    assert (bodies(events), len(lists(twilio))) == ([], asked)
    freezer.move_to(now - CLOCK_TOLERANCE - MOMENT)
    async_fire_time_changed(hass)
    await settle(hass)
    assert (bodies(events), len(lists(twilio))) == ([], asked + 1)
    freezer.move_to(now + MOMENT)
    await load_again_after_unload(hass, receiving)
    assert bodies(events) == ["ARM"]


async def load_again_after_unload(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Reload an account."""
    await unload(hass, entry)
    await load_again(hass, entry)


async def test_more_than_a_page(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
) -> None:
    """Everything that was missed is handled, the oldest first."""
    twilio.tunnels.open(PUBLIC_URL, "http://127.0.0.1:1")
    url, twilio.number.sms_url = twilio.number.sms_url, ""
    for index in range(1001):
        await twilio.handset(OWNER).text(str(index), to=HOME)
    twilio.number.sms_url = url
    await pass_time(hass, freezer, PERIOD)
    assert bodies(events) == [str(index) for index in range(1001)]


async def test_house_that_stops(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
) -> None:
    """While Home Assistant stops nobody listens: what was missed waits for the next run."""
    await lose(twilio, "ARM")
    mark = dict(async_learned(hass).async_know(receiving.entry_id).marks.numbers)
    hass.set_state(CoreState.stopping)
    await pass_time(hass, freezer, PERIOD)
    hass.set_state(CoreState.running)
    assert bodies(events) == []
    assert async_learned(hass).async_know(receiving.entry_id).marks.numbers == mark
    await pass_time(hass, freezer, MOMENT)
    await load_again_after_unload(hass, receiving)
    assert bodies(events) == ["ARM"]


async def test_before_home_assistant_runs(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
) -> None:
    """Nothing is handled before automations are there."""
    await unload(hass, receiving)
    await lose(twilio, "ARM")
    hass.set_state(CoreState.starting)
    await load_again(hass, receiving)
    assert bodies(events) == []
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await settle(hass)
    assert bodies(events) == ["ARM"]


async def test_unloaded_in_the_middle(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
) -> None:
    """An account that is unloaded is not waited for, and looks no more."""
    await lose(twilio, "ARM")
    asked = len(lists(twilio))
    hold = Hold()
    twilio.faults.add(Fault(hold, path="/Messages"))
    freezer.tick(PERIOD)
    async_fire_time_changed(hass)
    await asyncio.wait_for(hold.reached.wait(), 5)
    await unload(hass, receiving)
    hold.released.set()
    await pass_time(hass, freezer, PERIOD)
    assert (bodies(events), len(lists(twilio))) == ([], asked + 1)


async def test_one_look_at_a_time(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
) -> None:
    """Where a look is due for two reasons, there is one."""
    asked = len(lists(twilio))
    await pass_time(hass, freezer, PERIOD)
    assert len(lists(twilio)) == asked + 1


async def test_regular_stop(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
) -> None:
    """What was handled before a stop is not handled after it, what was missed then is."""
    await twilio.handset(OWNER).text("Handled", to=HOME)
    freezer.tick(MOMENT)
    await lose(twilio, "Missed")
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    stored = hass_storage["twilio"]["data"][receiving.entry_id]
    assert list(stored["marks"]["numbers"]) == [twilio.number.sid]
    await unload(hass, receiving)
    learned = async_learned(hass)
    learned._accounts[receiving.entry_id] = Learned.from_json(stored)
    await load_again(hass, receiving)
    assert bodies(events) == ["Handled", "Missed"]


async def test_mark_moves(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
) -> None:
    """The mark of a number begins when it is added, and follows at a distance."""
    marks = async_learned(hass).async_know(receiving.entry_id).marks
    began = time.time() - MOMENT.total_seconds()
    assert marks.numbers == {twilio.number.sid: pytest.approx(began, abs=0.5)}
    await pass_time(hass, freezer, PERIOD * 3)
    looked = time.time() - OVERLAP.total_seconds()
    assert marks.numbers == {twilio.number.sid: pytest.approx(looked, abs=0.5)}


async def test_house_without_an_address_for_a_moment(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
) -> None:
    """The mark outlives the time without an address."""
    await unload(hass, receiving)
    await lose(twilio, "ARM")
    data = dict(receiving.data)
    hass.config_entries.async_update_entry(receiving, data={**data, "public_url": ""})
    async_learned(hass).webhook(receiving.entry_id).addresses = Addresses()
    await load_again(hass, receiving)
    assert bodies(events) == []
    hass.config_entries.async_update_entry(receiving, data=data)
    await settle(hass)
    await pass_time(hass, freezer, SECOND_LOOK)
    assert bodies(events) == ["ARM"]


async def test_account_without_a_number_here(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """Nothing is asked for nobody."""
    data = {**entry.data, "receive_mode": "none"}
    hass.config_entries.async_update_entry(entry, data=data)
    await load(hass)
    await pass_time(hass, freezer, PERIOD)
    assert lists(twilio) == []


async def test_new_account(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    hass_client_no_auth: Connect,
    twilio: Simulator,
    entry: MockConfigEntry,
    events: list[Event],
) -> None:
    """What came before an account was added was for somebody else, though its number leads here."""
    freezer.move_to(entry.created_at - MOMENT)
    twilio.number.sms_url = ""
    await twilio.handset(OWNER).text("Too early", to=HOME)
    freezer.move_to(entry.created_at + MOMENT)
    twilio.number.sms_url = HERE["sms_url"]
    await load(hass)
    await open_tunnel(hass_client_no_auth, twilio)
    assert (bodies(events), lists(twilio)) == ([], [HOME])
    await lose(twilio, "ARM")
    await pass_time(hass, freezer, SECOND_LOOK)
    assert bodies(events) == ["ARM"]


async def test_taken_over(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    hass_client_no_auth: Connect,
    twilio: Simulator,
    entry: MockConfigEntry,
    events: list[Event],
) -> None:
    """An account of Home Assistant's own integration goes on where that stopped."""
    freezer.move_to(entry.created_at + timedelta(days=100))
    twilio.number.sms_url = WEBHOOK_URL
    await twilio.handset(OWNER).text("Handled by core", to=HOME)
    freezer.tick(MOMENT)
    mock_restore_cache(hass, [State("light.hall", "on")])
    freezer.tick(MOMENT)
    await twilio.handset(OWNER).text("Missed", to=HOME)
    freezer.tick(MOMENT)
    await load(hass)
    assert bodies(events) == ["Missed"]
    assert twilio.number.sms_url == WEBHOOK_URL


async def test_message_that_cannot_be_handled(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    events: list[Event],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A fault with one message keeps no other from being handled."""

    def fail_once(
        account: Account, message: InboundMessage, request: VerifiedRequest
    ) -> MessageReceived:
        if message.body == "Odd":
            raise RuntimeError("Odd")
        return message_of(account, message, request)

    monkeypatch.setattr(hearing, "message_of", fail_once)
    await lose(twilio, "Odd")
    await lose(twilio, "ARM")
    await pass_time(hass, freezer, PERIOD)
    assert bodies(events) == ["ARM"]
    assert "A message of Twilio's log could not be handled" in caplog.text
