"""STOP and START, from the phone that writes them to what the house does."""

import logging
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events

from custom_components.twilio.const import DOMAIN
from custom_components.twilio.learned import LearnedStore, async_learned
from custom_components.twilio.webhook import RequestKind
from simulator import Fault, Number, Refuse, Simulator
from simulator.errors import Problem

from .. import PUBLIC_URL, WEBHOOK_URL
from ..actions import make_call, results_of, send_message
from ..contact import add_contact, change_contact
from ..outbox.waiting import be_busy, take_all
from ..webhook import MESSAGE, REQUESTS, House
from . import ANNA, BEN, HOUSE, SECOND, add_sender, got, settle, write

OPTED_OUT: Final = (
    "+15551234567 wants no more messages from +15550006000, so none is sent. They have to text "
    "START to +15550006000 first"
)


def shown(hass: HomeAssistant) -> list[dict[str, str]]:
    """Return what the repairs say of those who want no messages."""
    return [
        dict(issue.translation_placeholders or {})
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.translation_key == "opted_out" and issue.active
    ]


async def sending(hass: HomeAssistant, **data: Any) -> str | None:
    """Send a message, and return why it is not."""
    try:
        await send_message(hass, **{"to": ANNA, "message": "Hello", **data})
    except HomeAssistantError as err:
        return str(err).removesuffix(".")
    return None


def let_in_again(twilio: Simulator) -> None:
    """Have Twilio forget an opt-out, which its support can do."""
    twilio._board.opt_outs.remove(ANNA, HOUSE)


@pytest.fixture
def second(twilio: Simulator, house: House) -> Number:
    """Return another number of the account, whose texts come here too."""
    number = twilio.add_number(SECOND)
    number.sms_url = WEBHOOK_URL
    return number


@pytest.mark.parametrize("word", ["STOP", "stop", "Stop.", "UNSUBSCRIBE", "cancel", "stop all"])
async def test_stop_and_start(
    hass: HomeAssistant, twilio: Simulator, house: House, word: str
) -> None:
    """Who texts STOP gets nothing more until START, and the household hears of it."""
    assert await sending(hass) is None
    await write(hass, twilio, word)
    asked = len(twilio.requests)
    assert await sending(hass) == OPTED_OUT
    assert len(twilio.requests) == asked
    [repair] = shown(hass)
    assert (repair["recipient"], repair["sender"], repair["cause"]) == (ANNA, HOUSE, "by a text")
    await write(hass, twilio, "START")
    assert shown(hass) == []
    assert await sending(hass) is None
    await settle(hass, twilio)
    assert [body for _, body in got(twilio)] == ["Hello", "Hello"]


@pytest.mark.parametrize("word", ["please stop", "HELP", "stop it", "never", "🛑"])
async def test_other_words(hass: HomeAssistant, twilio: Simulator, house: House, word: str) -> None:
    """Only a whole text that is such a word counts, and help is not one."""
    await write(hass, twilio, word)
    assert (await sending(hass), shown(hass)) == (None, [])


async def test_only_that_pair(hass: HomeAssistant, twilio: Simulator, second: Number) -> None:
    """Another person, and another sender that was named, are not meant."""
    await write(hass, twilio, "STOP")
    assert await sending(hass, to=BEN) is None
    assert await sending(hass, sender=SECOND) is None
    assert await sending(hass, sender=HOUSE) == OPTED_OUT


@pytest.mark.parametrize("to", ["Anna", ANNA])
async def test_contact(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House, to: str
) -> None:
    """A contact is called by the name, as in all that is said of it."""
    await add_contact(hass, account, "Anna", ANNA)
    await write(hass, twilio, "STOP")
    assert await sending(hass, to=to) == OPTED_OUT.replace(ANNA, "Anna")


@pytest.mark.usefixtures("second")
async def test_next_sender(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Where nobody named a sender, the next one goes; refused is only what has no way left."""
    await add_sender(hass, account, HOUSE, default=True)
    await add_sender(hass, account, SECOND)
    await write(hass, twilio, "STOP")
    assert await sending(hass) is None
    await settle(hass, twilio)
    assert got(twilio) == [(SECOND, "Hello")]
    await write(hass, twilio, "STOP", to=SECOND)
    assert await sending(hass) == OPTED_OUT.replace("+15550006000", "+15550006000, +15550006001")


@pytest.mark.usefixtures("second")
async def test_alert(hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry) -> None:
    """An alert takes the way that is open, and else tries: Twilio has the last word."""
    await add_sender(hass, account, HOUSE, default=True)
    await write(hass, twilio, "STOP")
    reason = await sending(hass, alert=True)
    assert reason is not None
    assert "opted out with STOP" in reason
    await add_sender(hass, account, SECOND)
    assert await sending(hass, alert=True) is None
    await settle(hass, twilio)
    assert got(twilio) == [(SECOND, "Hello")]


@pytest.mark.usefixtures("house")
async def test_calls_go_on(hass: HomeAssistant, twilio: Simulator) -> None:
    """Who wants no texts can still be called."""
    await write(hass, twilio, "STOP")
    await make_call(hass, to=ANNA, message="Hello")
    assert [call.to for call in twilio.calls] == [ANNA]


@pytest.mark.usefixtures("account")
async def test_refusal(hass: HomeAssistant, twilio: Simulator) -> None:
    """What this house did not hear it learns from Twilio's refusal, and asks no second time."""
    twilio.handset(ANNA).opt_out(HOUSE)
    reason = await sending(hass)
    assert reason is not None
    assert "opted out with STOP" in reason
    asked = len(twilio.requests)
    assert await sending(hass) == OPTED_OUT
    assert len(twilio.requests) == asked
    assert [repair["cause"] for repair in shown(hass)] == ["Twilio refused a message"]


@pytest.mark.usefixtures("second")
async def test_next_sender_after_a_refusal(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """A refusal costs no message that could go out another way."""
    await add_sender(hass, account, HOUSE, default=True)
    await add_sender(hass, account, SECOND)
    twilio.handset(ANNA).opt_out(HOUSE)
    [result] = await results_of(hass, "send_message", to=ANNA, message="Hello")
    assert (result["to"], result["status"], result["error_code"]) == (ANNA, "queued", None)
    await settle(hass, twilio)
    assert got(twilio) == [(SECOND, "Hello")]


@pytest.mark.usefixtures("house")
async def test_message_that_gets_through(hass: HomeAssistant, twilio: Simulator) -> None:
    """What is known from a refusal alone is over once a message arrives."""
    phone = twilio.handset(ANNA)
    phone.opt_out(HOUSE)
    assert await sending(hass) is not None
    assert len(shown(hass)) == 1
    let_in_again(twilio)
    assert await sending(hass, alert=True) is None
    await settle(hass, twilio)
    assert shown(hass) == []


async def test_refusal_in_a_report(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """A Messaging Service may find out only after it has taken a message."""
    service = twilio.add_service(twilio.number, use_inbound_webhook_on_number=True)
    service.checks_late = True
    twilio.handset(ANNA).opt_out(HOUSE)
    assert await sending(hass, sender=service.sid) is None
    await settle(hass, twilio)
    reason = await sending(hass, sender=service.sid)
    assert reason is not None
    assert "wants no more messages" in reason


async def test_service(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """A STOP to a number of a Messaging Service stops the service, in its own words too."""
    service = twilio.add_service(
        twilio.number, use_inbound_webhook_on_number=True, has_advanced_opt_out=True
    )
    await write(hass, twilio, "STOP")
    assert await sending(hass, sender=service.sid) == OPTED_OUT
    assert [repair["cause"] for repair in shown(hass)] == ["by a text, says Twilio"]
    await write(hass, twilio, "UNSTOP")
    assert await sending(hass, sender=service.sid) is None


async def test_name_of_a_service(
    hass: HomeAssistant, twilio: Simulator, house: House, account: MockConfigEntry
) -> None:
    """Where only the service is known, it is called by its name."""
    service = twilio.add_service(twilio.number)
    await add_sender(hass, account, service.sid)
    subentry = next(iter(account.subentries.values()))
    hass.config_entries.async_update_subentry(account, subentry, title="The pool")
    await hass.async_block_till_done(wait_background_tasks=True)
    twilio.handset(ANNA).opt_out(HOUSE)
    await sending(hass, sender=service.sid)
    reason = await sending(hass, sender=service.sid)
    assert reason is not None
    assert "START to The pool" in reason
    assert [repair["sender"] for repair in shown(hass)] == ["The pool"]


async def test_restart(
    hass: HomeAssistant, twilio: Simulator, house: House, account: MockConfigEntry
) -> None:
    """It is kept over a reload and a restart, and still shown."""
    await write(hass, twilio, "STOP")
    await async_learned(hass).async_write()
    stored = LearnedStore(hass)
    await stored.async_load()
    assert stored.async_know(account.entry_id).consent.opt_outs.has_stopped_any(ANNA)
    await hass.config_entries.async_reload(account.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await sending(hass) == OPTED_OUT
    assert len(shown(hass)) == 1


async def test_caught_up_in_the_wrong_order(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    house: House,
    account: MockConfigEntry,
) -> None:
    """A STOP that is found in Twilio's log after the START that followed is over."""
    await add_sender(hass, account, HOUSE, receive=True)
    freezer.tick(5)
    url, twilio.number.sms_url = twilio.number.sms_url, f"{PUBLIC_URL}/api/webhook/{'00' * 32}"
    await twilio.handset(ANNA).text("STOP", to=HOUSE)
    twilio.number.sms_url = url
    freezer.tick(5)
    heard = async_capture_events(hass, "twilio_data_received")
    await write(hass, twilio, "START")
    freezer.tick(5)
    await hass.config_entries.async_reload(account.entry_id)
    await settle(hass, twilio)
    assert [event.data["Body"] for event in heard] == ["START", "STOP"]
    assert (await sending(hass), shown(hass)) == (None, [])


async def test_what_waits(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    account: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What waits to go there is given up, but for alerts and what goes elsewhere."""
    be_busy(twilio, monkeypatch)
    for data in ({}, {"alert": True}, {"to": BEN}):
        assert await sending(hass, **data) is None
    await write(hass, twilio, "STOP")
    issues = ir.async_get(hass).issues.values()
    [lost] = [issue for issue in issues if issue.translation_key == "message_not_sent"]
    assert lost.translation_placeholders is not None
    assert "wants no more messages" in lost.translation_placeholders["reason"]
    let_in_again(twilio)
    await take_all(hass, twilio, account)
    await settle(hass, twilio)
    assert (len(got(twilio)), len(got(twilio, BEN))) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "got_it"),
    [
        ({"may_receive": False}, []),
        ({"channels": ["whatsapp"]}, ["Alert"]),
        ({"name": "Annie"}, ["Alert", "Hello"]),
    ],
)
async def test_what_waits_and_is_not_to_go_any_more(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    account: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    changes: dict[str, Any],
    got_it: list[str],
) -> None:
    """What the household decides meanwhile counts, too."""
    await add_contact(hass, account, "Anna", ANNA)
    be_busy(twilio, monkeypatch)
    assert await sending(hass) is None
    assert await sending(hass, message="Alert", alert=True) is None
    await change_contact(hass, account, **changes)
    await take_all(hass, twilio, account)
    await settle(hass, twilio)
    assert sorted(body for _, body in got(twilio)) == got_it


@pytest.mark.usefixtures("house")
async def test_many_strangers(hass: HomeAssistant, twilio: Simulator) -> None:
    """Anybody can text STOP, so that not everybody is on the list, but each is respected."""
    people = [f"+1555200{index:04}" for index in range(22)]
    for number, person in enumerate(people):
        sid = f"SM{number:032x}"
        fields = {**MESSAGE, "From": person, "Body": "STOP", "MessageSid": sid, "SmsSid": sid}
        await twilio.deliver(f"{WEBHOOK_URL}?kind=message", fields)
    await settle(hass, twilio)
    assert {repair["recipient"] for repair in shown(hass)} == set(people[2:])
    reason = await sending(hass, to=people[0])
    assert reason is not None
    assert "wants no more messages" in reason


async def test_contact_in_words(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    account: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A contact is called by name in the repair, and by no number in the log."""
    await add_contact(hass, account, "Anna", ANNA)
    caplog.clear()
    await write(hass, twilio, "STOP")
    assert [repair["recipient"] for repair in shown(hass)] == [f"Anna ({ANNA})"]
    lines = [record.getMessage() for record in caplog.records if record.levelno >= logging.INFO]
    assert not any(ANNA in line for line in lines if "twilio" in line)


@pytest.mark.usefixtures("house")
async def test_other_account(
    hass: HomeAssistant, twilio: Simulator, other_account: MockConfigEntry
) -> None:
    """What somebody tells one account is nothing to another."""
    await write(hass, twilio, "STOP")
    assert not other_account.runtime_data.consent.memory.opt_outs.has_stopped_any(ANNA)


@pytest.mark.usefixtures("house")
async def test_reports_of_others(hass: HomeAssistant, twilio: Simulator) -> None:
    """What another program sent from the account says nothing of this house's messages."""
    twilio.handset(ANNA).opt_out(HOUSE)
    assert await sending(hass) is not None
    report = {**REQUESTS[RequestKind.MESSAGE_STATUS], "From": HOUSE, "To": ANNA}
    for number, fields in enumerate(
        ({"MessageStatus": "delivered"}, {"MessageStatus": "undelivered", "ErrorCode": "21610"})
    ):
        sid = f"SM{number:032x}"
        of_another = {**report, "MessageSid": sid, "SmsSid": sid, **fields}
        await twilio.deliver(f"{WEBHOOK_URL}?kind=message_status", of_another)
    await settle(hass, twilio)
    assert len(shown(hass)) == 1


@pytest.mark.parametrize(
    ("channel", "error_code", "got_it"),
    [
        (["whatsapp", "sms"], None, [HOUSE]),
        (["whatsapp"], 63003, []),
    ],
)
@pytest.mark.usefixtures("house")
async def test_next_channel_after_a_refusal(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    channel: list[str],
    error_code: int | None,
    got_it: list[str],
) -> None:
    """Who cannot be reached on a channel is tried on the next one that was named."""
    twilio.add_whatsapp_sender(HOUSE)
    twilio.handset(ANNA).joined_sandbox = True
    await add_sender(hass, account, f"whatsapp:{HOUSE}")
    twilio.faults.add(Fault(Refuse(Problem(63003, "No such channel", 400)), "POST"))
    order = {"to": ANNA, "message": "Hello", "channel": channel}
    [result] = await results_of(hass, "send_message", **order)
    assert result["error_code"] == error_code
    await settle(hass, twilio)
    assert [sender for sender, _ in got(twilio)] == got_it


async def test_account_with_whatsapp_alone(
    hass: HomeAssistant, twilio: Simulator, entry: MockConfigEntry
) -> None:
    """Without any number for texts, WhatsApp goes on, and texts say what is missing."""
    twilio.release_number(HOUSE)
    twilio.add_whatsapp_sender(HOUSE)
    twilio.handset(ANNA).joined_sandbox = True
    assert await async_setup_component(hass, "twilio", {})
    await settle(hass, twilio)
    missing = "Twilio has no number that can send this. Name a sender, or get a number at Twilio"
    assert await sending(hass, channel="whatsapp") == missing
    await add_sender(hass, entry, f"whatsapp:{HOUSE}")
    assert await sending(hass) == missing
    assert await sending(hass, channel="whatsapp") is None


async def test_clock_that_is_set_back(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    twilio: Simulator,
    house: House,
    account: MockConfigEntry,
) -> None:
    """What is written now is the last word, whatever time it was before."""
    await add_contact(hass, account, "Anna", ANNA, double_opt_in=True)
    for word, is_stopped in (("START", False), ("STOP", True), ("START", False), ("STOP", True)):
        await write(hass, twilio, word)
        memory = account.runtime_data.consent.memory
        assert memory.opt_outs.has_stopped_any(ANNA) is is_stopped
        assert (memory.confirmations.confirmed_at(ANNA) is None) is is_stopped
        freezer.tick(-3600)
