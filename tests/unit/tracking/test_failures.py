"""What did not arrive, as the household hears of it."""

from datetime import datetime, timedelta
import logging
from typing import Any, Final
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.translation import async_load_integrations
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.twilio.const import DOMAIN
from custom_components.twilio.tracking.failure_issue import MOST_ISSUES
from custom_components.twilio.webhook import RequestKind
from simulator import (
    DEFAULT_NUMBER,
    DeliveryError,
    HandsetBehaviour,
    MessageStatus,
    Simulator,
)

from .. import WEBHOOK_URL
from ..actions import send_message
from ..automations import automate, automation, say
from ..repair import begin, go_on, issues_of
from ..webhook import CALL_SID, MESSAGE_SID, REQUESTS
from . import ANNA, BEN, News
from .test_tracker import settle

KIND: Final = "message_not_delivered"
MORE: Final = "[What Twilio says about it](https://www.twilio.com/docs/api/errors/30003)"
UNREACHABLE: Final = (
    "The phone cannot be reached: it is switched off, out of coverage, or does not take "
    "messages. Try again later."
)
IN_GERMAN: Final = (
    "Das Telefon ist nicht erreichbar: Es ist ausgeschaltet, hat keinen Empfang oder nimmt keine "
    "Nachrichten an. Versuche es später erneut."
)

pytestmark = pytest.mark.usefixtures("house")


@pytest.fixture(autouse=True)
async def repairs(hass: HomeAssistant) -> None:
    """Have the repairs before the first client of the house."""
    assert await async_setup_component(hass, "repairs", {})


def recipients(hass: HomeAssistant) -> list[str]:
    """Return to whom messages failed, as the household sees it, in the order of the reports."""
    issues = [
        issue
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.translation_key == KIND
    ]
    placeholders = [issue.translation_placeholders or {} for issue in issues]
    return [gaps["recipient"] for gaps in placeholders]


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the log warns of."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno == logging.WARNING and record.name.startswith("custom_components.twilio")
    ]


async def send(hass: HomeAssistant, twilio: Simulator, to: str, **data: Any) -> None:
    """Send a message and wait for what becomes of it."""
    await send_message(hass, to=to, message="Hello", **data)
    await settle(hass, twilio)


async def test_phone_that_is_off(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    news: News,
    hass_client: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
    freezer: FrozenDateTimeFactory,
) -> None:
    """The household hears who, when, why, and what to do, and can say that it has."""
    await hass.config.async_set_time_zone("Asia/Tokyo")
    now = datetime.now(ZoneInfo("Asia/Tokyo"))
    twilio.handset(ANNA).behaviour = HandsetBehaviour.OFF
    await send(hass, twilio, ANNA, tag="a")
    issue = issues_of(hass, account)[KIND]
    assert issue.translation_placeholders == {
        "account": "Twilio",
        "recipient": ANNA,
        "sender": DEFAULT_NUMBER,
        "date": f"{now:%Y-%m-%d}",
        "time": f"{now:%H:%M}",
        "reason": f"{UNREACHABLE} {MORE}",
    }
    assert issue.learn_more_url == "https://www.twilio.com/docs/api/errors/30003"
    assert issue.issue_id == f"{KIND}_{ANNA[1:]}_{account.entry_id}"
    assert (issue.severity, issue.is_fixable, issue.is_persistent) == ("error", True, True)
    told = news.messages[-1]
    assert (told.status, told.error_code, told.error_message, told.tag) == (
        "undelivered",
        30003,
        UNREACHABLE,
        "a",
    )
    assert warnings(caplog) == [f"Message {told.message_sid} is undelivered: {UNREACHABLE[:-1]}"]
    client = await hass_client()
    step = await begin(client, issue)
    assert (step["step_id"], step["description_placeholders"]) == (
        "confirm",
        issue.translation_placeholders,
    )
    assert (await go_on(client, step))["type"] == "create_entry"
    assert recipients(hass) == []


async def test_message_that_arrives_later(
    hass: HomeAssistant, twilio: Simulator, freezer: FrozenDateTimeFactory
) -> None:
    """What failed is forgotten once a later message arrives there."""
    phone = twilio.handset(ANNA)
    phone.behaviour = HandsetBehaviour.OFF
    await send(hass, twilio, ANNA)
    assert recipients(hass) == [ANNA]
    await send(hass, twilio, BEN)
    assert recipients(hass) == [ANNA]
    phone.behaviour = HandsetBehaviour.ANSWERS
    phone.sends_receipts = False
    freezer.tick(1)
    await send(hass, twilio, ANNA)
    assert recipients(hass) == [ANNA]
    phone.sends_receipts = True
    await send(hass, twilio, ANNA)
    assert recipients(hass) == []


async def test_older_message_that_arrives_late(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """That an older message arrives at last says nothing of the one that failed."""
    phone = twilio.handset(ANNA)
    phone.sends_receipts = False
    await send(hass, twilio, ANNA)
    freezer.tick(1)
    phone.behaviour = HandsetBehaviour.OFF
    await send(hass, twilio, ANNA)
    older = twilio.messages[0]
    fields = {**REQUESTS[RequestKind.MESSAGE_STATUS], "MessageSid": older.sid, "To": ANNA}
    await twilio.deliver(f"{WEBHOOK_URL}?kind=message_status", fields)
    assert recipients(hass) == [ANNA]


async def test_failure_after_failure(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """The last failure is shown, once for each recipient, whatever the channel."""
    freezer.move_to("2026-11-21T12:00:00+00:00")
    for code, sender in ((30003, DEFAULT_NUMBER), (63024, f"whatsapp:{DEFAULT_NUMBER}")):
        twilio.handset(ANNA).delivery_error = DeliveryError(code=code, status=MessageStatus.FAILED)
        freezer.tick(timedelta(hours=1))
        if sender.startswith("whatsapp"):
            twilio.add_whatsapp_sender(DEFAULT_NUMBER)
            await twilio.handset(ANNA).text("Hi", to=sender)
        await send(hass, twilio, ANNA, sender=sender)
    [issue] = [i for k, i in issues_of(hass, account).items() if k == KIND]
    assert issue.translation_placeholders is not None
    assert issue.translation_placeholders["recipient"] == f"whatsapp:{ANNA}"
    assert issue.learn_more_url == "https://www.twilio.com/docs/api/errors/63024"
    assert len(recipients(hass)) == 1


@pytest.mark.parametrize(
    ("code", "reason", "url"),
    [
        (
            39999,
            "Twilio reports error 39999. What it means is on Twilio's pages.",
            "https://www.twilio.com/docs/api/errors/39999",
        ),
        (None, "Twilio gave no reason.", None),
    ],
)
async def test_failure_that_nobody_explains(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    news: News,
    caplog: pytest.LogCaptureFixture,
    code: int | None,
    reason: str,
    url: str | None,
) -> None:
    """What is not known is said, too."""
    twilio.handset(ANNA).sends_receipts = False
    await send(hass, twilio, ANNA)
    fields = {
        **REQUESTS[RequestKind.MESSAGE_STATUS],
        "MessageSid": twilio.messages[0].sid,
        "MessageStatus": "failed",
        **({"ErrorCode": str(code)} if code else {}),
    }
    await twilio.deliver(f"{WEBHOOK_URL}?kind=message_status", fields)
    issue = issues_of(hass, account)[KIND]
    assert issue.translation_placeholders is not None
    more = f" [What Twilio says about it]({url})" if url else ""
    assert issue.translation_placeholders["reason"] == f"{reason}{more}"
    assert issue.learn_more_url == url
    assert news.messages[-1].error_message == reason
    assert warnings(caplog) == [f"Message {twilio.messages[0].sid} is failed: {reason[:-1]}"]


async def test_in_the_language_of_the_house(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, caplog: Any
) -> None:
    """The household reads why in its own language, the log stays English."""
    hass.config.language = "de"
    await async_load_integrations(hass, {DOMAIN})
    twilio.handset(ANNA).behaviour = HandsetBehaviour.OFF
    await send(hass, twilio, ANNA)
    placeholders = issues_of(hass, account)[KIND].translation_placeholders
    assert placeholders is not None
    assert placeholders["reason"] == (
        f"{IN_GERMAN} [Was Twilio dazu schreibt](https://www.twilio.com/docs/api/errors/30003)"
    )
    assert UNREACHABLE[:-1] in warnings(caplog)[0]


async def test_language_that_is_not_loaded(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Better English than nothing."""
    hass.config.language = "fi"  # What one test loads, all have; no test loads Finnish.
    twilio.handset(ANNA).behaviour = HandsetBehaviour.OFF
    await send(hass, twilio, ANNA)
    placeholders = issues_of(hass, account)[KIND].translation_placeholders
    assert placeholders is not None
    assert placeholders["reason"] == f"{UNREACHABLE} {MORE}"


async def test_strangers(hass: HomeAssistant, twilio: Simulator) -> None:
    """Who only ever got replies fills no list, who got anything else belongs to the house."""
    for number in (ANNA, BEN):
        twilio.handset(number).behaviour = HandsetBehaviour.OFF
    await automate(hass, [automation("message_received", say("Nobody."))])
    await twilio.handset(ANNA).text("Who is there?", to=twilio.number)
    await settle(hass, twilio)
    assert [message.to for message in twilio.messages if not message.is_inbound] == [ANNA]
    assert recipients(hass) == []
    await send(hass, twilio, BEN)
    ir.async_delete_issue(hass, DOMAIN, next(key for _, key in ir.async_get(hass).issues))
    await twilio.handset(BEN).text("Who is there?", to=twilio.number)
    await settle(hass, twilio)
    assert recipients(hass) == [BEN]


async def test_somebody_who_has_just_written(hass: HomeAssistant, twilio: Simulator) -> None:
    """What the house says by itself is missed, whoever wrote to it a minute ago."""
    phone = twilio.handset(ANNA)
    await phone.text("All well?", to=twilio.number)
    phone.behaviour = HandsetBehaviour.OFF
    await send(hass, twilio, ANNA)
    assert recipients(hass) == [ANNA]


async def test_message_of_somebody_else(
    hass: HomeAssistant, twilio: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    """What another program could not send is in the log alone."""
    for status in ("failed", "delivered"):
        fields = {**REQUESTS[RequestKind.MESSAGE_STATUS], "MessageStatus": status}
        await twilio.deliver(f"{WEBHOOK_URL}?kind=message_status", fields)
    assert warnings(caplog) == [f"Message {MESSAGE_SID} is failed: Twilio gave no reason"]
    assert recipients(hass) == []


@pytest.mark.parametrize("to", [ANNA, f"whatsapp:{ANNA}"])
async def test_message_that_was_forgotten(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    to: str,
) -> None:
    """That a message was sent here, the address of the report shows as well."""
    freezer.move_to("2026-11-21T10:00:00+00:00")
    await hass.config.async_set_time_zone("UTC")
    fields = {**REQUESTS[RequestKind.MESSAGE_STATUS], "MessageStatus": "failed", "To": to}
    url = f"{WEBHOOK_URL}?kind=message_status&id={'0a' * 16}"
    await twilio.deliver(url, {**fields, "ErrorCode": "30003"})
    told = issues_of(hass, account)[KIND].translation_placeholders
    assert told is not None
    assert {name: told[name] for name in ("recipient", "sender", "date", "time", "reason")} == {
        "recipient": to,
        "sender": DEFAULT_NUMBER,
        "date": "2026-11-21",
        "time": "10:00",
        "reason": f"{UNREACHABLE} {MORE}",
    }


async def test_reply_that_was_forgotten(hass: HomeAssistant, twilio: Simulator) -> None:
    """Who is known by replies alone stays off the list."""
    await automate(hass, [automation("message_received", say("Nobody."))])
    await twilio.handset(ANNA).text("Who is there?", to=twilio.number)
    await settle(hass, twilio)
    fields = {**REQUESTS[RequestKind.MESSAGE_STATUS], "MessageStatus": "failed", "To": ANNA}
    await twilio.deliver(f"{WEBHOOK_URL}?kind=message_status&id={'0a' * 16}", fields)
    assert recipients(hass) == []


async def test_many(hass: HomeAssistant, twilio: Simulator, freezer: FrozenDateTimeFactory) -> None:
    """So many recipients are shown at the same time, the last ones."""
    numbers = [f"+15551230{index:03}" for index in range(MOST_ISSUES + 1)]
    for number in [*numbers[:MOST_ISSUES], numbers[3]]:
        twilio.handset(number).behaviour = HandsetBehaviour.OFF
        freezer.tick(1)
        await send(hass, twilio, number)
    assert recipients(hass) == numbers[:MOST_ISSUES]
    twilio.handset(numbers[-1]).behaviour = HandsetBehaviour.OFF
    await send(hass, twilio, numbers[-1])
    assert recipients(hass) == numbers[1:]
    assert MOST_ISSUES == 20


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        ("failed", "13224", "This number cannot be called. Write it with + and the country code"),
        ("failed", None, "Twilio gave no reason"),
        ("busy", None, None),
        ("no-answer", None, None),
    ],
)
async def test_calls(
    hass: HomeAssistant,
    twilio: Simulator,
    news: News,
    caplog: pytest.LogCaptureFixture,
    status: str,
    code: str | None,
    words: str | None,
) -> None:
    """A call that failed is in the log; that nobody answers is not worth it."""
    fields = {
        **REQUESTS[RequestKind.CALL_STATUS],
        "CallStatus": status,
        **({"ErrorCode": code} if code else {}),
    }
    await twilio.deliver(f"{WEBHOOK_URL}?kind=call_status", fields)
    assert warnings(caplog) == ([f"Call {CALL_SID} is failed: {words}"] if words else [])
    assert news.calls[-1].error_message == (f"{words}." if code else None)
    assert recipients(hass) == []


async def test_other_account(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    other_account: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each account has its own list, which goes with it."""
    twilio.handset(ANNA).behaviour = HandsetBehaviour.OFF
    await send(hass, twilio, ANNA, sender=DEFAULT_NUMBER)
    assert KIND in issues_of(hass, account)
    assert KIND not in issues_of(hass, other_account)
    assert len(warnings(caplog)) == 1
    await hass.config_entries.async_remove(account.entry_id)
    assert recipients(hass) == []
