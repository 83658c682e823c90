"""Messages that Twilio refuses on their way when nobody waits for them any more."""

import time
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.outbox.outbox import async_outbox
from simulator import Fault, Refuse, Simulator
from simulator.errors import Problem

from ..actions import accepted, make_call, send_message
from ..consent import HOUSE, SECOND, add_sender, settle
from .waiting import ANNA, be_busy, entries, take_all

WHATSAPP: Final = f"whatsapp:{HOUSE}"


@pytest.fixture
async def senders(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> MockConfigEntry:
    """Return an account with two numbers and WhatsApp, of which Twilio takes nothing for now."""
    twilio.add_number(SECOND)
    twilio.add_whatsapp_sender(HOUSE)
    twilio.handset(ANNA).joined_sandbox = True
    for sender in (HOUSE, SECOND, WHATSAPP):
        await add_sender(hass, account, sender)
    be_busy(twilio, monkeypatch)
    return account


async def refuse_and_take(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, code: int, times: int
) -> None:
    """Have Twilio refuse some messages, and take all that come then."""
    twilio.faults.clear()
    twilio.faults.add(Fault(Refuse(Problem(code, "Not so", 400)), "POST", times=times))
    await hass.config_entries.async_reload(account.entry_id)
    await settle(hass, twilio)


def given_up(hass: HomeAssistant, account: MockConfigEntry) -> int:
    """Return how much the household was told will not go out any more."""
    lost = [
        issue
        for issue in ir.async_get(hass).issues.values()
        if issue.translation_key in {"message_not_sent", "call_not_placed"}
    ]
    counts = async_outbox(hass).counts(account.entry_id)
    assert (counts.given_up, counts.waiting) == (len(lost), 0)
    return len(lost)


@pytest.mark.parametrize(
    ("code", "times", "data", "sent", "lost"),
    [
        (21610, 1, {}, [(SECOND, ANNA)], 0),
        (21606, 1, {"alert": True}, [(SECOND, ANNA)], 0),
        (21606, 2, {}, [], 1),
        (21211, 1, {}, [], 1),
        (21211, 2, {"channel": ["sms", "whatsapp"]}, [], 1),
        (21211, 1, {"alert": True}, [(SECOND, ANNA)], 0),
        (21610, 1, {"sender": HOUSE}, [], 1),
        (21211, 1, {"channel": ["sms", "whatsapp"]}, [(WHATSAPP, f"whatsapp:{ANNA}")], 0),
        (
            21610,
            2,
            {"channel": ["sms", "whatsapp"], "alert": True},
            [(WHATSAPP, f"whatsapp:{ANNA}")],
            0,
        ),
    ],
)
async def test_refused_while_it_waits(
    hass: HomeAssistant,
    twilio: Simulator,
    senders: MockConfigEntry,
    code: int,
    times: int,
    data: dict[str, Any],
    sent: list[tuple[str, str]],
    lost: int,
) -> None:
    """It goes the next way that may help, as it would have had somebody waited for it."""
    await send_message(hass, to=ANNA, message="Fire", tag="alarm", **data)
    [waiting] = await entries(hass)
    await refuse_and_take(hass, twilio, senders, code, times)
    assert [(item.from_, item.to) for item in accepted(twilio)] == sent
    assert given_up(hass, senders) == lost
    records = senders.runtime_data.tracker.records()
    known = [(record.reference, record.sender, record.party, record.tag) for record in records]
    assert known == [(waiting["id"], *way, "alarm") for way in sent]
    kind = "alert_messages" if data.get("alert") else "messages"
    assert senders.runtime_data.allowance.ledger.counts(time.time())[kind] == len(sent)


async def test_stopped_meanwhile(
    hass: HomeAssistant, twilio: Simulator, senders: MockConfigEntry
) -> None:
    """A sender that was stopped meanwhile takes no ordinary message over."""
    await send_message(hass, to=ANNA, message="Dinner")
    senders.runtime_data.consent.async_hear_refusal(ANNA, SECOND)
    await refuse_and_take(hass, twilio, senders, 21606, 1)
    assert accepted(twilio) == []
    assert given_up(hass, senders) == 1


async def test_validity(
    hass: HomeAssistant,
    twilio: Simulator,
    senders: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is of use no longer than it was, and still known by its id."""
    await send_message(hass, to=ANNA, message="Fire", alert=True, valid_for=300)
    [before] = await entries(hass)
    twilio.faults.clear()
    twilio.faults.add(Fault(Refuse(Problem(21610, "Not so", 400)), "POST"))
    be_busy(twilio, monkeypatch)
    await hass.config_entries.async_reload(senders.entry_id)
    await settle(hass, twilio)
    [after] = await entries(hass)
    assert (before["sender"], after["sender"]) == (HOUSE, SECOND)
    assert [after[key] for key in ("id", "expires")] == [before[key] for key in ("id", "expires")]


async def test_call(hass: HomeAssistant, twilio: Simulator, senders: MockConfigEntry) -> None:
    """A call has one way."""
    await make_call(hass, to=ANNA, message="Fire")
    await refuse_and_take(hass, twilio, senders, 21610, 1)
    assert accepted(twilio) == []
    assert given_up(hass, senders) == 1


async def test_taken_at_once(
    hass: HomeAssistant, twilio: Simulator, senders: MockConfigEntry
) -> None:
    """What Twilio takes goes no other way."""
    await send_message(hass, to=ANNA, message="Fire", alert=True)
    await take_all(hass, twilio, senders)
    assert [item.from_ for item in accepted(twilio)] == [HOUSE]
