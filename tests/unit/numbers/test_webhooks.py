"""The webhooks of an account's numbers: set, kept, followed, and put back."""

import asyncio
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_fire_time_changed

from custom_components.twilio.api import CredentialsRejected, Refused, Uncertain
from custom_components.twilio.errors import InvalidInput
from custom_components.twilio.numbers.phone_numbers import PERIOD, SPREAD
from custom_components.twilio.numbers.pointing import Pointing
from custom_components.twilio.numbers.webhooks import FIRST_PAUSE, LONGEST_PAUSE, NumberState
from simulator import (
    OUTAGE,
    AccountStatus,
    Drop,
    DropPoint,
    Fault,
    Hold,
    Refuse,
    Request,
    Simulator,
)
from simulator.errors import INVALID_PARAMETER, TOO_MANY_REQUESTS
from tests.nabu_casa import NabuCasa

from .. import HOOK_ID, PUBLIC_URL
from ..receiving import FRAGMENT, HERE, NOWHERE, add_senders, load, settle, urls, whole, writes
from ..repair import issues_of

HOME = "+15550006000"
SECOND = "+15550006001"
FOREIGN = {
    "sms_url": "https://other.example/sms",
    "voice_url": "https://other.example/voice",
    "status_callback": "https://other.example/status",
}
MOVED = "https://moved.example"


def point(twilio: Simulator, **fields: str) -> None:
    """Change the number at Twilio, as somebody does in the console."""
    for name, value in fields.items():
        setattr(twilio.number, name, value)


def at(base: str) -> dict[str, str]:
    """Return where a number leads when the house is at a base address."""
    return {name: url.replace(PUBLIC_URL, base) for name, url in HERE.items()}


def state(entry: MockConfigEntry, number: str = HOME) -> NumberState:
    """Return what is known of a number."""
    known: NumberState = entry.runtime_data.webhooks.states[number]
    return known


def requests_about_numbers(twilio: Simulator) -> list[Request]:
    """Return what was asked or said of the account's numbers."""
    return [request for request in twilio.requests if "IncomingPhoneNumbers" in request.path]


async def refresh(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Do what is done once a day."""
    await entry.runtime_data.numbers.async_refresh()
    await settle(hass)


async def later(hass: HomeAssistant, freezer: FrozenDateTimeFactory, passed: timedelta) -> None:
    """Let time go by."""
    freezer.tick(passed)
    async_fire_time_changed(hass)
    await settle(hass)


@pytest.fixture
async def receiving(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, twilio: Simulator, entry: MockConfigEntry
) -> MockConfigEntry:
    """Return a loaded account that receives on a number, which led to somebody else before."""
    point(twilio, **FOREIGN, sms_method="GET")
    add_senders(hass, entry, HOME)
    await load(hass)
    assert urls(twilio.number) == HERE
    return entry


async def test_memory_is_lost(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """Who does not know any more what was set overwrites nobody, and asks instead."""
    twilio.add_number(SECOND)
    add_senders(hass, entry, HOME, SECOND)
    freezer.tick(timedelta(hours=2))
    point(twilio, **FOREIGN)
    await load(hass)
    assert urls(twilio.number) == FOREIGN
    assert urls(twilio.numbers[1]) == HERE
    issue = issues_of(hass, entry)["number_points_elsewhere"]
    assert issue.translation_placeholders
    assert issue.translation_placeholders["number"] == HOME
    await entry.runtime_data.webhooks.async_claim(HOME)
    assert urls(twilio.number) == HERE
    assert await hass.config_entries.async_remove(entry.entry_id)
    assert urls(twilio.number) == FOREIGN


async def test_set_at_load(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    twilio: Simulator,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A number that was ticked leads here, in one request; the others are left alone."""
    point(twilio, **FOREIGN, sms_method="GET")
    other, sending = twilio.add_number("+15550006009"), twilio.add_number(SECOND)
    add_senders(hass, entry, HOME)
    add_senders(hass, entry, SECOND, receive=False)
    add_senders(hass, entry, "whatsapp:+15550006003", "MG" + "1" * 32, "MyBrand")
    await load(hass)
    assert writes(twilio) == [
        (
            twilio.number.sid,
            {
                "SmsUrl": HERE["sms_url"],
                "SmsMethod": "POST",
                "VoiceUrl": HERE["voice_url"],
                "StatusCallback": HERE["status_callback"],
            },
        )
    ]
    assert urls(twilio.number) == HERE
    assert urls(other) == urls(sending) == NOWHERE
    webhooks = entry.runtime_data.webhooks
    assert {number: known.wanted for number, known in webhooks.states.items()} == {
        HOME: True,
        SECOND: False,
        other.address: False,
    }
    assert webhooks.pointing(HOME).is_here is True
    assert webhooks.pointing(SECOND).messages is Pointing.NOWHERE
    assert webhooks.pointing("+15550009999") is None
    assert f"The webhooks of {HOME} were set at Twilio" in caplog.text
    assert HOOK_ID not in caplog.text


async def test_written_once(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """Neither a day nor a reload writes what is there already."""
    for _ in range(3):
        await refresh(hass, receiving)
        assert await hass.config_entries.async_reload(receiving.entry_id)
        await settle(hass)
    assert len(writes(twilio)) == 1
    assert urls(twilio.number) == HERE


async def test_set_up_does_not_wait(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """An account is loaded while Twilio thinks about its numbers."""
    add_senders(hass, entry, HOME)
    hold = Hold()
    twilio.faults.add(Fault(hold, method="POST"))
    async with asyncio.timeout(5):
        assert await hass.config_entries.async_setup(entry.entry_id)
        await hold.reached.wait()
    assert (entry.state, entry.runtime_data.webhooks.states) == (ConfigEntryState.LOADED, {})
    hold.released.set()
    await settle(hass)
    assert state(entry).pointing.is_here is True


async def test_many_numbers(hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry) -> None:
    """More than a page of them, few at once; one that is refused stops no other."""
    numbers = [twilio.number, *(twilio.add_number(f"+155500070{i:02}") for i in range(60))]
    refused = numbers[30]
    twilio.faults.add(Fault(Refuse(INVALID_PARAMETER), method="POST", path=refused.sid))
    add_senders(hass, entry, *(number.address for number in numbers))
    await load(hass)
    assert [number for number in numbers if urls(number) != HERE] == [refused]
    states = entry.runtime_data.webhooks.states
    assert [known.number for known in states.values() if known.error] == [refused.address]
    assert isinstance(states[refused.address].error, Refused)
    assert await hass.config_entries.async_remove(entry.entry_id)
    assert [urls(number) for number in numbers] == [NOWHERE] * 61


@pytest.mark.parametrize(
    "drift",
    [
        pytest.param(NOWHERE, id="cleared"),
        pytest.param({"voice_url": "https://demo.twilio.com/welcome/voice/"}, id="demo"),
        pytest.param({"voice_method": "GET"}, id="method"),
        pytest.param({"status_callback": ""}, id="status callback"),
    ],
)
async def test_drift_is_repaired(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    drift: dict[str, str],
) -> None:
    """What leads nowhere leads here again a day later, and the log says so once."""
    caplog.clear()
    point(twilio, **drift)
    await later(hass, freezer, PERIOD + SPREAD)
    assert urls(twilio.number) == HERE
    assert twilio.number.voice_method == "POST"
    lines = [record for record in caplog.records if "webhooks of" in record.getMessage()]
    assert [record.levelname for record in lines] == ["INFO"]
    assert await hass.config_entries.async_remove(receiving.entry_id)
    assert urls(twilio.number) == FOREIGN


async def test_somebody_elses_change_stays(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """Who pointed the number elsewhere meant it; that is told, and nothing is overwritten."""
    point(twilio, sms_url="https://x.example/sms", status_callback="https://x.example/status")
    await refresh(hass, receiving)
    assert urls(twilio.number) == {
        **HERE,
        "sms_url": "https://x.example/sms",
        "status_callback": "https://x.example/status",
    }
    pointing = state(receiving).pointing
    assert (pointing.messages, pointing.calls) == (Pointing.ELSEWHERE, Pointing.HERE)
    assert (pointing.hosts, pointing.is_here) == (("x.example",), False)
    assert len(writes(twilio)) == 1


async def test_change_that_nobody_has_seen_yet(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
) -> None:
    """A house that moves looks before it writes: yesterday's truth is not enough."""
    freezer.tick(timedelta(hours=2))
    point(twilio, sms_url="https://x.example/sms")
    hass.config_entries.async_update_entry(receiving, data={**receiving.data, "public_url": MOVED})
    await settle(hass)
    assert urls(twilio.number) == {**at(MOVED), "sms_url": "https://x.example/sms"}
    freezer.tick(timedelta(hours=2))
    point(twilio, sms_url="https://y.example/sms")
    await receiving.runtime_data.webhooks.async_claim(HOME)
    assert urls(twilio.number) == at(MOVED)
    assert await hass.config_entries.async_remove(receiving.entry_id)
    assert urls(twilio.number) == {**FOREIGN, "sms_url": "https://y.example/sms"}


async def test_drift_of_a_number_that_was_set_by_hand(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """A number that led here all along was never overwritten, and is not afterwards."""
    point(twilio, **HERE)
    add_senders(hass, entry, HOME)
    await load(hass)
    point(twilio, **FOREIGN)
    await refresh(hass, entry)
    assert (urls(twilio.number), writes(twilio)) == (FOREIGN, [])


async def test_claim(hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry) -> None:
    """Who confirms it gets the number back, and later what was overwritten last."""
    point(twilio, sms_url="https://x.example/sms", sms_method="GET")
    await refresh(hass, receiving)
    heard: list[bool | None] = []
    webhooks = receiving.runtime_data.webhooks
    stop = webhooks.async_listen(lambda: heard.append(webhooks.pointing(HOME).is_here))
    await webhooks.async_claim(HOME)
    assert (urls(twilio.number), heard) == (HERE, [True])
    await settle(hass)
    stop()
    told = len(heard)
    await webhooks.async_claim(HOME)
    await settle(hass)
    assert len(heard) == told
    assert len(writes(twilio)) == 2
    assert await hass.config_entries.async_remove(receiving.entry_id)
    assert urls(twilio.number) == {**FOREIGN, "sms_url": "https://x.example/sms"}
    assert twilio.number.sms_method == "GET"


async def test_claim_that_fails(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """Who confirms it hears why it did not work."""
    webhooks = receiving.runtime_data.webhooks
    point(twilio, sms_url="https://x.example/sms")
    await refresh(hass, receiving)
    twilio.faults.add(Fault(Refuse(INVALID_PARAMETER), method="POST"))
    with pytest.raises(Refused):
        await webhooks.async_claim(HOME)
    assert isinstance(state(receiving).error, Refused)
    with pytest.raises(InvalidInput, match=r"^\+15550009999 cannot be pointed at this house"):
        await webhooks.async_claim("+15550009999")
    data = {**receiving.data, "receive_mode": "external"}
    hass.config_entries.async_update_entry(receiving, data=data)
    with pytest.raises(InvalidInput):
        await webhooks.async_claim(HOME)


async def test_external_url_is_followed(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """A house that moves takes its numbers along; without an address for now they stay."""
    hass.config_entries.async_update_entry(
        receiving, data={**receiving.data, "receive_mode": "external"}
    )
    await settle(hass)
    assert urls(twilio.number) == HERE
    for base in (MOVED, PUBLIC_URL, MOVED):
        await hass.config.async_update(external_url=base)
        await settle(hass)
        assert urls(twilio.number) == at(base)
        assert state(receiving).pointing.is_here is True
    await hass.config.async_update(external_url="http://plain.example")
    await settle(hass)
    assert urls(twilio.number) == at(MOVED)
    assert await hass.config_entries.async_remove(receiving.entry_id)
    assert urls(twilio.number) == FOREIGN


async def test_custom_url_is_followed(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """A reconfigured address likewise."""
    hass.config_entries.async_update_entry(
        receiving, data={**receiving.data, "public_url": f"{MOVED}/"}
    )
    await settle(hass)
    assert urls(twilio.number) == at(MOVED)
    assert state(receiving).pointing.is_here is True


async def test_cloud_is_followed(
    hass: HomeAssistant, cloud: NabuCasa, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """A number goes to the cloud and comes back; in the end it is what it was."""
    hass.config_entries.async_update_entry(
        receiving, data={**receiving.data, "receive_mode": "cloud"}
    )
    await settle(hass)
    cloudhook = receiving.data["cloudhook_url"]
    assert twilio.number.sms_url == f"{cloudhook}?kind=message{FRAGMENT}"
    assert state(receiving).pointing.is_here is True
    hass.config_entries.async_update_entry(
        receiving, data={**receiving.data, "receive_mode": "custom"}
    )
    await settle(hass)
    assert urls(twilio.number) == HERE
    hass.config_entries.async_update_entry(
        receiving, data={**receiving.data, "receive_mode": "cloud"}
    )
    await settle(hass)
    assert await hass.config_entries.async_remove(receiving.entry_id)
    assert urls(twilio.number) == FOREIGN


async def test_moved_while_twilio_was_down(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    pauses: list[float],
) -> None:
    """However long it lasts: an address that nobody else remembers is still known as ours."""
    twilio.faults.add(Fault(OUTAGE, times=None))
    hass.config_entries.async_update_entry(receiving, data={**receiving.data, "public_url": MOVED})
    await settle(hass)
    await later(hass, freezer, timedelta(days=3))
    assert urls(twilio.number) == HERE
    twilio.faults.clear()
    await later(hass, freezer, LONGEST_PAUSE)
    assert urls(twilio.number) == at(MOVED)
    assert await hass.config_entries.async_remove(receiving.entry_id)
    assert urls(twilio.number) == FOREIGN


async def test_asked_again_until_it_works(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    entry: MockConfigEntry,
    pauses: list[float],
) -> None:
    """Where Twilio does not answer, it is asked again, less and less often."""
    add_senders(hass, entry, HOME)
    twilio.faults.add(Fault(OUTAGE, method="POST", times=None))
    await load(hass)
    pause = FIRST_PAUSE
    for _ in range(8):
        asked = len(writes(twilio))
        await later(hass, freezer, pause - timedelta(seconds=2))
        assert len(writes(twilio)) == asked
        await later(hass, freezer, timedelta(seconds=4))
        assert len(writes(twilio)) == asked + 1
        pause = min(pause * 2, LONGEST_PAUSE)
    twilio.faults.clear()
    await later(hass, freezer, LONGEST_PAUSE)
    assert urls(twilio.number) == HERE
    asked = len(requests_about_numbers(twilio))
    await later(hass, freezer, LONGEST_PAUSE * 2)
    assert len(requests_about_numbers(twilio)) == asked


async def test_not_asked_again_once_unloaded(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    entry: MockConfigEntry,
    pauses: list[float],
) -> None:
    """An account that is gone writes no more."""
    add_senders(hass, entry, HOME)
    twilio.faults.add(Fault(OUTAGE, method="POST", times=None))
    await load(hass)
    assert await hass.config_entries.async_unload(entry.entry_id)
    asked = len(twilio.requests)
    hass.bus.async_fire(EVENT_CORE_CONFIG_UPDATE)
    await later(hass, freezer, PERIOD + SPREAD)
    assert len(twilio.requests) == asked


async def test_refused_is_not_asked_again_before_the_next_day(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """What Twilio refuses it would refuse again; a day later perhaps not."""
    add_senders(hass, entry, HOME)
    twilio.faults.add(Fault(Refuse(INVALID_PARAMETER), method="POST"))
    await load(hass)
    assert isinstance(state(entry).error, Refused)
    assert state(entry).pointing.is_here is False
    await later(hass, freezer, LONGEST_PAUSE * 2)
    assert len(writes(twilio)) == 1
    await later(hass, freezer, PERIOD + SPREAD)
    assert urls(twilio.number) == HERE
    assert state(entry).error is None


@pytest.mark.parametrize(
    ("rights", "starts_reauth"),
    [({"GET IncomingPhoneNumbers"}, False), (set(), True)],
    ids=["key without the right", "key revoked meanwhile"],
)
async def test_credentials_in_doubt(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    *,
    rights: set[str],
    starts_reauth: bool,
) -> None:
    """A 401 is looked into: one that only lacks the right to write asks nobody for credentials."""
    key = {
        "api_key_sid": twilio.account.api_key_sid,
        "api_key_secret": twilio.account.api_key_secret,
    }
    hass.config_entries.async_update_entry(entry, data={**entry.data, **key})
    twilio.account.key_rights = {"GET IncomingPhoneNumbers"}
    add_senders(hass, entry, HOME)
    hold = Hold()
    twilio.faults.add(Fault(hold, method="POST"))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hold.reached.wait()
    twilio.account.key_rights = rights
    hold.released.set()
    await settle(hass)
    assert isinstance(state(entry).error, CredentialsRejected)
    flows = [flow["context"]["source"] for flow in hass.config_entries.flow.async_progress()]
    assert flows == ["reauth"] * starts_reauth


async def test_sender_that_no_longer_receives(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """Its number is what it was, and so is one whose sender is removed."""
    [subentry] = receiving.subentries.values()
    hass.config_entries.async_update_subentry(
        receiving, subentry, data={**subentry.data, "receive": False}
    )
    await settle(hass)
    await receiving.runtime_data.webhooks.async_align()
    assert (urls(twilio.number), twilio.number.sms_method) == (FOREIGN, "GET")
    assert state(receiving).wanted is False
    point(twilio, sms_url="https://x.example/sms")
    hass.config_entries.async_update_subentry(
        receiving, subentry, data={**subentry.data, "receive": True}
    )
    await settle(hass)
    await receiving.runtime_data.webhooks.async_align()
    assert urls(twilio.number) == HERE
    assert hass.config_entries.async_remove_subentry(receiving, subentry.subentry_id)
    await settle(hass)
    await receiving.runtime_data.webhooks.async_align()
    assert urls(twilio.number) == {**FOREIGN, "sms_url": "https://x.example/sms"}


async def test_nothing_is_received_any_more(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """With the receive mode none, all numbers are what they were."""
    hass.config_entries.async_update_entry(
        receiving, data={**receiving.data, "receive_mode": "none"}
    )
    await settle(hass)
    assert urls(twilio.number) == FOREIGN


async def test_put_back_later(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    receiving: MockConfigEntry,
    pauses: list[float],
) -> None:
    """What cannot be put back now is put back when Twilio answers again."""
    twilio.faults.add(Fault(OUTAGE, method="POST"))
    hass.config_entries.async_update_entry(
        receiving, data={**receiving.data, "receive_mode": "none"}
    )
    await settle(hass)
    assert urls(twilio.number) == HERE
    await later(hass, freezer, FIRST_PAUSE + timedelta(seconds=2))
    assert urls(twilio.number) == FOREIGN


async def test_disabled_account_leaves_twilio_alone(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """Who enables it again finds it working; who removes it meanwhile gets everything back."""
    await hass.config_entries.async_set_disabled_by(receiving.entry_id, ConfigEntryDisabler.USER)
    await settle(hass)
    assert urls(twilio.number) == HERE
    assert await hass.config_entries.async_remove(receiving.entry_id)
    assert (urls(twilio.number), twilio.number.sms_method) == (FOREIGN, "GET")


async def test_number_that_is_gone(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """Once it is back, what it was is still known, and who has it by then keeps it."""
    lost = twilio.release_number(HOME)
    await refresh(hass, receiving)
    webhooks = receiving.runtime_data.webhooks
    assert (webhooks.states, webhooks.pointing(HOME)) == ({}, None)
    twilio.take_back_number(lost)
    point(twilio, voice_url="https://x.example/voice")
    await refresh(hass, receiving)
    assert urls(lost) == {**HERE, "voice_url": "https://x.example/voice"}
    assert await hass.config_entries.async_remove(receiving.entry_id)
    assert urls(lost) == {**FOREIGN, "voice_url": "https://x.example/voice"}


async def test_twimlet_is_somebody_elses(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """Twilio hosts twimlets, but whoever forwards his calls by one chose that."""
    forward = "http://twimlets.com/forward?PhoneNumber=%2B15551234567"
    point(twilio, voice_url=forward)
    await refresh(hass, receiving)
    assert twilio.number.voice_url == forward
    assert state(receiving).pointing.calls is Pointing.ELSEWHERE


async def test_too_many_requests(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    entry: MockConfigEntry,
    pauses: list[float],
) -> None:
    """Twilio is busy, which is no refusal: nobody is told, and it is asked again soon."""
    add_senders(hass, entry, HOME)
    twilio.faults.add(Fault(Refuse(TOO_MANY_REQUESTS), method="POST", times=3))
    await load(hass)
    error = state(entry).error
    assert (error and error.status, set(issues_of(hass, entry))) == (429, set())
    await later(hass, freezer, FIRST_PAUSE + timedelta(seconds=2))
    assert urls(twilio.number) == HERE


async def test_remembered_before_it_is_overwritten(
    hass: HomeAssistant, hass_storage: dict[str, Any], twilio: Simulator, entry: MockConfigEntry
) -> None:
    """When Twilio hears of the first change, what was there is on disk, number by number."""
    numbers = [twilio.number, twilio.add_number(SECOND), twilio.add_number("+15550006002")]
    for number in numbers:
        for name, url in FOREIGN.items():
            setattr(number, name, f"{url}?{number.sid}")
    add_senders(hass, entry, *(number.address for number in numbers))
    hold = Hold()
    twilio.faults.add(Fault(hold, method="POST", times=None))
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hold.reached.wait()
    stored = hass_storage["twilio"]["data"][entry.entry_id]["former_webhooks"]
    for number in numbers:
        former = stored[number.sid]
        assert (former["number"], former["is_set"]) == (number.address, False)
        assert {name: former["webhooks"][name] for name in FOREIGN} == urls(number)
        assert former["webhooks"]["sms_url"] == f"{FOREIGN['sms_url']}?{number.sid}"
    hold.released.set()
    await settle(hass)


@pytest.mark.parametrize("point_of_death", list(DropPoint))
async def test_power_cut(
    hass: HomeAssistant,
    twilio: Simulator,
    entry: MockConfigEntry,
    pauses: list[float],
    point_of_death: DropPoint,
) -> None:
    """Whether or not Twilio had the change: after the next start it has, and can go back."""
    point(twilio, **FOREIGN)
    before = whole(twilio)
    add_senders(hass, entry, HOME)
    twilio.faults.add(Fault(Drop(point_of_death), method="POST"))
    await load(hass)
    assert isinstance(state(entry).error, Uncertain)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await settle(hass)
    assert urls(twilio.number) == HERE
    assert await hass.config_entries.async_remove(entry.entry_id)
    assert whole(twilio) == before


async def test_requests_at_once(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """Whatever is asked for while one alignment runs is one more alignment."""
    point(twilio, **NOWHERE)
    listed = len(twilio.requests)
    hold = Hold()
    twilio.faults.add(Fault(hold, method="POST"))
    webhooks = receiving.runtime_data.webhooks
    await receiving.runtime_data.numbers.async_refresh()
    await hold.reached.wait()
    waiting = [asyncio.create_task(webhooks.async_align()) for _ in range(5)]
    for _ in range(5):
        hass.bus.async_fire(EVENT_CORE_CONFIG_UPDATE)
    hold.released.set()
    await asyncio.gather(*waiting)
    assert [request.method for request in twilio.requests[listed:]] == ["GET", "POST"]


async def test_two_houses(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry, other_account: MockConfigEntry
) -> None:
    """Accounts do not touch each other's numbers."""
    add_senders(hass, entry, HOME)
    add_senders(hass, other_account, HOME)
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.config_entries.async_reload(other_account.entry_id)
    await settle(hass)
    assert urls(twilio.number) == HERE
    assert list(other_account.runtime_data.webhooks.states) == ["+15550007000"]


async def test_suspended_account(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """While Twilio tells nothing, the last truth stands."""
    twilio.account.status = AccountStatus.SUSPENDED
    await refresh(hass, receiving)
    assert state(receiving).pointing.is_here is True


async def test_stopping(hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry) -> None:
    """A house that stops writes nothing any more: it could not remember what."""
    point(twilio, **NOWHERE)
    await hass.async_stop()
    await receiving.runtime_data.webhooks.async_align()
    assert urls(twilio.number) == NOWHERE
