"""What the household hears of something that will not go out any more."""

import logging
from typing import Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.translation import async_load_integrations
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_capture_events
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.twilio.api import Refused
from custom_components.twilio.errors import Failed
from custom_components.twilio.listening.listeners import async_listeners
from custom_components.twilio.outbox.content import Kind
from custom_components.twilio.outbox.entry import Entry, State
from custom_components.twilio.outbox.giving_up import async_give_up
from custom_components.twilio.outbox.outbox import async_outbox
from custom_components.twilio.senders import sender_subentry
from custom_components.twilio.tracking.failure_issue import MOST_ISSUES
from custom_components.twilio.webhook import RequestKind
from simulator import DEFAULT_NUMBER, Simulator

from .. import WEBHOOK_URL
from ..actions import make_call, send_message
from ..automations import automate, automation
from ..passing_time import PassingTime
from ..repair import begin, go_on, issues_of
from ..tracking import News
from ..tracking.test_tracker import settle
from ..webhook import MESSAGE_SID, REQUESTS
from .entries import an_alert, an_entry
from .waiting import ANNA, BEN, be_busy, entries, take_all

EXPIRED: Final = "It could not be sent as long as it was of use."
BUSY: Final = "Twilio takes no more for the moment."
OPTED_OUT: Final = (
    "The recipient has opted out with STOP. They have to text START to your number first."
)


@pytest.fixture
def busy(hass: HomeAssistant, twilio: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Twilio take nothing for the time being."""
    be_busy(twilio, monkeypatch)


@pytest.fixture
def news(hass: HomeAssistant) -> News:
    """Return what the house hears of from now on."""
    news = News()
    async_listeners(hass).async_watch(news.note)
    return news


@pytest.fixture
def notified(hass: HomeAssistant) -> dict[str, tuple[str | None, str]]:
    """Return what every user is shown, whatever page is open, of what comes from now on."""
    shown: dict[str, tuple[str | None, str]] = {}

    @callback
    def async_note(
        update: persistent_notification.UpdateType,
        changed: dict[str, persistent_notification.Notification],
    ) -> None:
        for key, each in changed.items():
            if update is persistent_notification.UpdateType.REMOVED:
                del shown[key]
            else:
                shown[key] = each["title"], each["message"]

    persistent_notification.async_register_callback(hass, async_note)
    return shown


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return which errors the integration logs."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.ERROR and record.name.startswith("custom_components.twilio")
    ]


def lost(entry: MockConfigEntry, kind: str, to: str = ANNA) -> str:
    """Return the id of the notification of a lost alert."""
    return f"twilio_lost_{kind}_{to[1:]}_{entry.entry_id}"


def missed(hass: HomeAssistant, kind: str) -> list[str]:
    """Return whom something did not reach, as the repairs have it."""
    return [
        (issue.translation_placeholders or {})["recipient"]
        for issue in ir.async_get(hass).issues.values()
        if issue.translation_key == kind
    ]


async def report(hass: HomeAssistant, twilio: Simulator, sid: str, reference: str = "") -> None:
    """Have Twilio report that a message to Anna has arrived."""
    fields = {
        **REQUESTS[RequestKind.MESSAGE_STATUS],
        "MessageSid": sid,
        "MessageStatus": "delivered",
        "To": ANNA,
    }
    named = f"&id={reference}" if reference else ""
    await twilio.deliver(f"{WEBHOOK_URL}?kind=message_status{named}", fields)
    await hass.async_block_till_done(wait_background_tasks=True)


def hearsay(entry: MockConfigEntry, kind: Kind = Kind.MESSAGE) -> Entry:
    """Return an alert that was tried, and of which Twilio did not say whether it took it."""
    return an_alert(kind=kind, entry_id=entry.entry_id, state=State.UNCERTAIN)


@pytest.mark.usefixtures("busy")
async def test_message_that_expires(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    news: News,
    notified: dict[str, tuple[str | None, str]],
    time_passes: PassingTime,
    caplog: pytest.LogCaptureFixture,
    hass_client: ClientSessionGenerator,
) -> None:
    """The household hears who, when and why; automations hear it like any other failure."""
    assert await async_setup_component(hass, "repairs", {})
    await hass.config.async_set_time_zone("Asia/Tokyo")
    sender = sender_subentry(DEFAULT_NUMBER, "Home", {})
    hass.config_entries.async_add_subentry(account, sender)
    await hass.async_block_till_done()
    before = dt_util.now()
    await send_message(hass, to=ANNA, message="The code is 1234", tag="a", valid_for=90)
    await hass.async_block_till_done()
    await time_passes.by(80)
    assert (news.statuses, errors(caplog)) == ([], [])
    [listed] = await entries(hass)
    await time_passes.by(15)
    assert (await entries(hass), twilio.messages) == ([], [])
    [told] = news.messages
    assert (told.status, told.error_message, told.tag) == ("failed", f"{EXPIRED} {BUSY}", "a")
    assert (told.from_, told.to, told.message_sid, told.error_code) == (
        *(DEFAULT_NUMBER, ANNA, "", None),
    )
    assert (told.sender_id, told.channel, told.is_ours) == (sender.subentry_id, "sms", True)
    issue = issues_of(hass, account)["message_not_sent"]
    placeholders = dict(issue.translation_placeholders or {})
    assert placeholders.pop("date") in {f"{before:%Y-%m-%d}", f"{dt_util.now():%Y-%m-%d}"}
    assert placeholders.pop("time") in {f"{before:%H:%M}", f"{dt_util.now():%H:%M}"}
    assert placeholders == {
        "account": "Twilio",
        "recipient": ANNA,
        "sender": DEFAULT_NUMBER,
        "reason": f"{EXPIRED} {BUSY}",
    }
    assert issue.learn_more_url is None
    assert errors(caplog) == [
        f"Outbox: message {listed['id']} is given up after 2 attempts: {EXPIRED[:-1]}"
    ]
    assert "1234" not in caplog.text.replace(ANNA, "")
    assert notified == {}
    client = await hass_client()
    step = await begin(client, issue)
    assert (await go_on(client, step))["type"] == "create_entry"
    assert "message_not_sent" not in issues_of(hass, account)


@pytest.mark.usefixtures("busy")
async def test_alert_that_expires(
    hass: HomeAssistant,
    account: MockConfigEntry,
    notified: dict[str, tuple[str | None, str]],
    time_passes: PassingTime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whoever is in Home Assistant sees it at once, the last one to each recipient."""
    await send_message(hass, to=ANNA, message="Fire", alert=True, valid_for=90)
    await make_call(hass, to=BEN, message="Fire", alert=True)
    await hass.async_block_till_done()
    await time_passes.until(lambda: len(errors(caplog)) == 2, 20)
    now = dt_util.now()
    assert {key: title for key, (title, _) in notified.items()} == {
        lost(account, "message"): "Twilio: an alert was not sent",
        lost(account, "call", BEN): "Twilio: an alert was not sent",
    }
    text, call = (message for _, message in notified.values())
    assert text.startswith(f"The alert of {now:%Y-%m-%d}, ")
    assert text.endswith(f", to {ANNA} did not go out as a message. {EXPIRED} {BUSY}")
    assert call.endswith(f", to {BEN} did not go out as a call. {EXPIRED} {BUSY}")
    assert {"message_not_sent", "call_not_placed"} <= issues_of(hass, account).keys()
    kinds = [error.split()[1:3] for error in errors(caplog)]
    assert kinds == [["alert", "message"], ["alert", "call"]]


@pytest.mark.usefixtures("busy")
async def test_call_that_expires(
    hass: HomeAssistant,
    account: MockConfigEntry,
    news: News,
    notified: dict[str, tuple[str | None, str]],
    time_passes: PassingTime,
    hass_client: ClientSessionGenerator,
) -> None:
    """A call has a repair of its own."""
    assert await async_setup_component(hass, "repairs", {})
    await make_call(hass, to=ANNA, message="Hello", tag="b")
    await hass.async_block_till_done()
    await time_passes.until(lambda: bool(news.calls), 20)
    [told] = news.calls
    assert (told.status, told.error_message, told.tag, told.call_sid) == (
        *("failed", f"{EXPIRED} {BUSY}", "b", ""),
    )
    assert (told.is_inbound, told.party, told.sender_id) == (False, ANNA, None)
    issue = issues_of(hass, account)["call_not_placed"]
    assert (issue.severity, issue.is_fixable, issue.is_persistent) == ("error", True, True)
    assert issue.issue_id == f"call_not_placed_{ANNA[1:]}_{account.entry_id}"
    assert "message_not_sent" not in issues_of(hass, account)
    assert notified == {}
    client = await hass_client()
    step = await begin(client, issue)
    assert (await go_on(client, step))["type"] == "create_entry"
    assert "call_not_placed" not in issues_of(hass, account)


@pytest.mark.usefixtures("house")
async def test_call_that_is_answered_later(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """What was not placed is forgotten once somebody there picks up."""
    for to in (ANNA, BEN):
        call = an_entry(to, to=to, kind=Kind.CALL, entry_id=account.entry_id)
        async_give_up(hass, account, call, Failed("expired"))
    assert missed(hass, "call_not_placed") == [ANNA, BEN]
    await make_call(hass, to=ANNA, message="Hello")
    await twilio.settled()
    await hass.async_block_till_done()
    assert missed(hass, "call_not_placed") == [BEN]


@pytest.mark.usefixtures("house")
async def test_call_of_another_program(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Whoever calls: somebody there picks up."""
    async_give_up(hass, account, hearsay(account, Kind.CALL), Failed("expired_uncertain"))
    assert missed(hass, "call_uncertain") == [ANNA]
    fields = {**REQUESTS[RequestKind.CALL_STATUS], "CallStatus": "in-progress", "To": ANNA}
    await twilio.deliver(f"{WEBHOOK_URL}?kind=call_status", fields)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert missed(hass, "call_uncertain") == []


@pytest.mark.parametrize(
    ("kind", "key", "title"),
    [
        (Kind.MESSAGE, "message_uncertain", "went out as a message."),
        (Kind.CALL, "call_uncertain", "went out as a call."),
    ],
)
async def test_nobody_knows(
    hass: HomeAssistant,
    account: MockConfigEntry,
    notified: dict[str, tuple[str | None, str]],
    hass_client: ClientSessionGenerator,
    kind: Kind,
    key: str,
    title: str,
) -> None:
    """What may have gone out is not said to be lost."""
    assert await async_setup_component(hass, "repairs", {})
    async_give_up(hass, account, hearsay(account, kind), Failed("expired_uncertain"))
    shown, told = notified[lost(account, kind)]
    assert shown == "Twilio: it is unknown whether an alert went out"
    assert told.startswith("It is unknown whether the alert of ")
    assert f", to {ANNA} {title} Twilio never said whether it took this. " in told
    issue = issues_of(hass, account)[key]
    assert issues_of(hass, account).keys().isdisjoint({"message_not_sent", "call_not_placed"})
    client = await hass_client()
    step = await begin(client, issue)
    assert (await go_on(client, step))["type"] == "create_entry"
    assert key not in issues_of(hass, account)


async def test_fault_of_ours(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """What broke here, perhaps after Twilio took it, is not said to be lost either."""
    alert = an_alert(entry_id=account.entry_id, state=State.TRYING)
    async_give_up(hass, account, alert, Failed("uncertain"))
    assert missed(hass, "message_uncertain") == [ANNA]


@pytest.mark.usefixtures("house")
async def test_report_that_comes_after_all(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    notified: dict[str, tuple[str | None, str]],
) -> None:
    """The alert itself arrives: what was said of it is taken back."""
    reference = "0a" * 16
    alert = an_alert(reference, entry_id=account.entry_id, state=State.UNCERTAIN)
    account.runtime_data.tracker.async_expect(
        reference, DEFAULT_NUMBER, ANNA, None, is_call=False, is_reply=False
    )
    async_give_up(hass, account, alert, Failed("expired_uncertain"))
    assert (missed(hass, "message_uncertain"), len(notified)) == ([ANNA], 1)
    await report(hass, twilio, MESSAGE_SID, reference)
    assert (missed(hass, "message_uncertain"), notified) == ([], {})


@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("state", [State.WAITING, State.UNCERTAIN])
async def test_message_that_arrives_later(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    notified: dict[str, tuple[str | None, str]],
    freezer: FrozenDateTimeFactory,
    state: State,
) -> None:
    """A later message takes the repair and the notification back; one from before does not."""
    key = "message_uncertain" if state is State.UNCERTAIN else "message_not_sent"
    twilio.handset(ANNA).sends_receipts = False
    await send_message(hass, to=ANNA, message="Before")
    freezer.tick(1)
    for number, to in enumerate((ANNA, BEN)):
        alert = an_alert(str(number), to=to, entry_id=account.entry_id, state=state)
        async_give_up(hass, account, alert, Failed("expired"))
    await report(hass, twilio, twilio.messages[0].sid)
    assert missed(hass, key) == [ANNA, BEN]
    assert set(notified) == {lost(account, "message"), lost(account, "message", BEN)}
    freezer.tick(1)
    twilio.handset(ANNA).sends_receipts = True
    await send_message(hass, to=ANNA, message="After")
    await settle(hass, twilio)
    assert missed(hass, key) == [BEN]
    assert set(notified) == {lost(account, "message", BEN)}


@pytest.mark.usefixtures("busy")
async def test_refusal_that_comes_late(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    news: News,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What Twilio refuses once it answers is told with its code."""
    await send_message(hass, to=ANNA, message="Hello")
    await hass.async_block_till_done()
    twilio.handset(ANNA).opt_out(twilio.number)
    await take_all(hass, twilio, account)
    [told] = news.messages
    assert (told.status, told.error_code, told.error_message) == ("failed", 21610, OPTED_OUT)
    issue = issues_of(hass, account)["message_not_sent"]
    assert issue.learn_more_url == "https://www.twilio.com/docs/api/errors/21610"
    assert [error.partition(": ")[2].partition(": ")[2] for error in errors(caplog)] == [
        OPTED_OUT[:-1]
    ]


@pytest.mark.usefixtures("busy")
async def test_automation_on_a_loss(
    hass: HomeAssistant, account: MockConfigEntry, time_passes: PassingTime
) -> None:
    """The trigger that tells of failures tells of this one, by its tag."""
    seen = async_capture_events(hass, "lost")
    fire = {
        "event": "lost",
        "event_data": {"of": "{{ trigger.tag }}", "why": "{{ trigger.error_message }}"},
    }
    options = {"status": "failed", "tag": "cellar"}
    await automate(hass, [automation("message_status_changed", fire, options=options)])
    await send_message(hass, to=ANNA, message="Wet", tag="cellar", valid_for=90)
    await send_message(hass, to=BEN, message="Wet", valid_for=90)
    await hass.async_block_till_done()
    for _ in range(5):
        await time_passes.by(20)
    assert [event.data for event in seen] == [{"of": "cellar", "why": f"{EXPIRED} {BUSY}"}]


async def test_in_the_language_of_the_house(
    hass: HomeAssistant,
    account: MockConfigEntry,
    news: News,
    notified: dict[str, tuple[str | None, str]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The household reads it in its own language, the log stays English."""
    hass.config.language = "de"
    await async_load_integrations(hass, {"twilio"})
    alert = an_alert(entry_id=account.entry_id, reason="unreachable")
    async_give_up(hass, account, alert, Failed("expired"))
    reason = (
        "Es konnte nicht gesendet werden, solange es von Nutzen war. "
        "Twilio ist nicht erreichbar. Prüfe die Internetverbindung des Hauses."
    )
    assert news.messages[0].error_message == reason
    [(title, text)] = notified.values()
    assert title == "Twilio: Ein Alarm wurde nicht gesendet"
    assert text.endswith(f"ging nicht als Nachricht hinaus. {reason}")
    assert errors(caplog)[0].endswith(EXPIRED[:-1])


async def test_reply(
    hass: HomeAssistant, account: MockConfigEntry, news: News, caplog: pytest.LogCaptureFixture
) -> None:
    """Strangers fill no list; automations and the log tell all the same."""
    reply = an_entry(entry_id=account.entry_id, is_reply=True)
    async_give_up(hass, account, reply, Failed("expired"))
    assert "message_not_sent" not in issues_of(hass, account)
    assert (news.statuses, len(errors(caplog))) == (["failed"], 1)


@pytest.mark.parametrize(
    ("error", "logged"),
    [
        (Failed("expired_uncertain"), "Twilio never said whether it took this. "),
        (Refused(400, 21610, "x"), "The recipient has opted out with STOP."),
        (Refused(400, 39999, f"{ANNA} is odd"), "Twilio reports error 39999."),
        (Refused(400, None, f"{ANNA} is odd"), "refused"),
        (Failed("invalid_recipient", recipient=ANNA), "invalid_recipient"),
        (HomeAssistantError("Something else"), "Something else"),
    ],
    ids=["uncertain", "known", "unknown", "no_code", "with_number", "other"],
)
async def test_log(
    hass: HomeAssistant,
    account: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    error: HomeAssistantError,
    logged: str,
) -> None:
    """The log says why, and neither numbers nor texts."""
    async_give_up(hass, account, an_entry(entry_id=account.entry_id, attempts=3), error)
    [line] = errors(caplog)
    assert line.startswith(f"Outbox: message one is given up after 3 attempts: {logged}")
    assert ANNA not in line


async def test_many(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """So many recipients are listed at most."""
    for index in range(MOST_ISSUES + 2):
        call = an_entry(to=f"+1555123{index:04}", kind=Kind.CALL, entry_id=account.entry_id)
        async_give_up(hass, account, call, Failed("expired"))
    assert len(missed(hass, "call_not_placed")) == MOST_ISSUES


@pytest.mark.usefixtures("busy")
async def test_account_that_is_removed(
    hass: HomeAssistant,
    account: MockConfigEntry,
    news: News,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """What is lost with its account is in the log alone."""
    await send_message(hass, to=ANNA, message="Hello")
    await hass.async_block_till_done()
    await hass.config_entries.async_remove(account.entry_id)
    assert list(async_outbox(hass).places()) == []
    assert (len(errors(caplog)), news.occurrences) == (1, [])
    assert issues_of(hass, account) == {}
