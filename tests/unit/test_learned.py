"""What the house learns of its accounts, and that it stays."""

from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.twilio.api import NumberWebhooks, PhoneNumber
from custom_components.twilio.learned import SAVE_DELAY, Learned, LearnedStore, async_learned
from custom_components.twilio.numbers.former import FormerWebhooks
from custom_components.twilio.outbox.content import Kind
from simulator import Simulator

from . import WEBHOOK_URL
from .webhook import MESSAGE, MESSAGE_SID, OWNER, House

NOW = "2026-11-21T12:00:00+00:00"


def test_nothing_learned() -> None:
    """Of a new account nothing is known, and nothing is needed to know nothing."""
    assert Learned.from_json({}) == Learned()
    assert Learned.from_json(Learned().as_json()) == Learned()


@pytest.mark.parametrize("part", ["webhook", "ledger", "tracking", "strangers"])
@pytest.mark.parametrize("damage", ["x", None, [1]])
def test_damaged_part(part: str, damage: object) -> None:
    """It does not cost what is to be put back at Twilio one day."""
    former = FormerWebhooks("+15550006000", NumberWebhooks(sms_url="https://x.example"))
    learned = Learned(former_webhooks={"PN1": former})
    assert Learned.from_json({**learned.as_json(), part: damage}) == learned


def test_damaged_strangers() -> None:
    """Who texted lately is learned anew."""
    learned = Learned()
    assert Learned.from_json({**learned.as_json(), "strangers": {"known": [[1]]}}) == learned


async def test_new_house(hass: HomeAssistant) -> None:
    """Without a file everything is new, and each account has one memory of its own."""
    store = LearnedStore(hass)
    await store.async_load()
    learned = store.async_know("a")
    assert learned == Learned()
    assert store.async_know("a") is learned
    assert store.webhook("a") is learned.webhook
    assert store.async_know("b") is not learned


async def test_on_disk(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    freezer: FrozenDateTimeFactory,
) -> None:
    """What a message teaches is on disk after two seconds, without what it says."""
    freezer.move_to(NOW)
    await twilio.deliver(WEBHOOK_URL, MESSAGE)
    await hass.async_block_till_done()
    freezer.tick(timedelta(seconds=SAVE_DELAY))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    stored = hass_storage["twilio"]
    assert (stored["version"], stored["key"], SAVE_DELAY) == (1, "twilio", 2)
    learned = stored["data"][account.entry_id]
    assert learned["ledger"] == {
        "bookings": [],
        "heard_from": {OWNER: pytest.approx(1795262400)},
        "stops": [],
    }
    assert learned["webhook"]["addresses"] == {"configured": [WEBHOOK_URL], "replaced": {}}
    empty_response = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
    [(kind, (fingerprint, name), *answer)] = learned["webhook"]["repeats"]
    assert (kind, name) == ("message", f"message:{MESSAGE_SID}")
    assert answer == [200, empty_response, pytest.approx(1795262400)]
    assert fingerprint.startswith("fingerprint:")
    assert "ARM" not in str(stored)


async def test_steady_stream(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Messages that keep coming do not put off the writing, and are written in their turn."""
    freezer.tick(timedelta(seconds=SAVE_DELAY))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    written = []
    for index in range(4):
        await twilio.deliver(WEBHOOK_URL, {**MESSAGE, "MessageSid": f"SM{index:032x}"})
        freezer.tick(timedelta(seconds=1))
        async_fire_time_changed(hass)
        await hass.async_block_till_done()
        learned = hass_storage["twilio"]["data"][account.entry_id]
        written.append(len(learned["webhook"]["repeats"]))
    assert written == [0, 2, 2, 4]


async def test_regular_stop(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
) -> None:
    """A stop does not wait for those seconds."""
    await twilio.deliver(WEBHOOK_URL, MESSAGE)
    assert "twilio" not in hass_storage
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    assert len(hass_storage["twilio"]["data"][account.entry_id]["webhook"]["repeats"]) == 1


async def test_account_that_is_gone_is_forgotten(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    twilio: Simulator,
    account: MockConfigEntry,
    other_account: MockConfigEntry,
    house: House,
) -> None:
    """Nothing stays of an account that is removed, and all of the others."""
    await twilio.deliver(WEBHOOK_URL, MESSAGE)
    await hass.config_entries.async_remove(account.entry_id)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    assert list(hass_storage["twilio"]["data"]) == [other_account.entry_id]


async def test_account_that_nobody_knew(hass: HomeAssistant, hass_storage: dict[str, Any]) -> None:
    """Where nothing is forgotten, nothing is written."""
    store = LearnedStore(hass)
    await store.async_load()
    store.async_forget("nobody")
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    assert "twilio" not in hass_storage


async def test_counts_outlive_a_start(
    hass: HomeAssistant, hass_storage: dict[str, Any], entry: MockConfigEntry
) -> None:
    """A house that starts knows what it sent before."""
    learned = Learned()
    learned.ledger.book(Kind.MESSAGE, OWNER, 1_000_000.0)
    learned.ledger.book(Kind.CALL, OWNER, 1_000_000.0)
    hass_storage["twilio"] = {
        "version": 1,
        "minor_version": 1,
        "key": "twilio",
        "data": {entry.entry_id: learned.as_json()},
    }
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    ledger = entry.runtime_data.allowance.ledger
    counts = ledger.counts(1_000_001.0)
    assert (counts["messages"], counts["calls"]) == (1, 1)


async def test_file_that_cannot_be_read(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What cannot be read of one account keeps neither the house nor the others from starting."""
    other = Learned()
    other.ledger.book(Kind.CALL, OWNER, 1_000_000.0)
    hass_storage["twilio"] = {
        "version": 1,
        "minor_version": 1,
        "key": "twilio",
        "data": {entry.entry_id: {"webhook": 7}, "other": other.as_json()},
    }
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    assert "What was learned of a Twilio account cannot be read" in caplog.text
    assert async_learned(hass).async_know("other").ledger.counts(1_000_001.0)["calls"] == 1


@pytest.mark.parametrize("account", ["x", 5, None, [1]])
async def test_account_that_cannot_be_read(
    hass: HomeAssistant, hass_storage: dict[str, Any], account: object
) -> None:
    """It is learned anew; the others are what they were."""
    other = Learned()
    other.webhook.last_reached = 5.0
    data = {"a": account, "b": other.as_json()}
    hass_storage["twilio"] = {"version": 1, "minor_version": 1, "key": "twilio", "data": data}
    store = LearnedStore(hass)
    await store.async_load()
    assert store.async_know("a") == Learned()
    assert store.async_know("b") == other


async def test_file_of_a_later_version(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A file that only a later version can read keeps nobody from starting."""
    hass_storage["twilio"] = {"version": 2, "minor_version": 1, "key": "twilio", "data": {}}
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED
    assert "What was learned of Twilio cannot be read" in caplog.text


async def test_former_webhooks_that_cannot_be_read(caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be read of one number costs neither the others nor the rest."""
    number = PhoneNumber("PN1", "+15550006000", "Home", sms=True, mms=True, voice=True)
    former = FormerWebhooks.of(number)
    stored = {"former_webhooks": {"PN1": former.as_json()}}
    assert Learned.from_json(stored).former_webhooks == {"PN1": former}
    for junk in (
        7,
        {},
        {**former.as_json(), "number": 7},
        {**former.as_json(), "addresses": [None]},
        {**former.as_json(), "webhooks": {}},
        {**former.as_json(), "webhooks": {**former.as_json()["webhooks"], "sms_url": None}},
    ):
        caplog.clear()
        learned = Learned.from_json({"former_webhooks": {"PN0": junk, "PN1": former.as_json()}})
        assert learned.former_webhooks == {"PN1": former}
        assert "What the webhooks of a number were cannot be read" in caplog.text
    assert Learned.from_json({"former_webhooks": 7}) == Learned()
