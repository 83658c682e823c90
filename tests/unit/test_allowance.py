"""What an account may send, counted, and said aloud where it stops."""

from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.translation import async_get_translations
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.errors import Failed, InvalidInput
from custom_components.twilio.limits import Limit, LimitReached
from simulator import Simulator

from .actions import results_of
from .automations import automate
from .limited import HOME, LIMITS, OF_ALERTS, PHONE, TO_ONE, call, limit, send
from .tracking import pass_time

SERVICE: Final = "MG" + "5a" * 16


def texts(twilio: Simulator) -> list[str]:
    """Return to whom messages were sent."""
    return [message.to for message in twilio.messages if not message.is_inbound]


def issues(registry: ir.IssueRegistry) -> dict[str, dict[str, str] | None]:
    """Return what the household is told of limits."""
    return {
        str(issue.translation_key): issue.translation_placeholders
        for (domain, _), issue in registry.issues.items()
        if domain == "twilio" and issue.issue_id.startswith("limit_")
    }


async def test_limit_of_recipients(
    hass: HomeAssistant,
    account: MockConfigEntry,
    twilio: Simulator,
    issue_registry: ir.IssueRegistry,
) -> None:
    """An action with too many recipients reaches none of them."""
    await limit(hass, account, recipients_per_action=2)
    with pytest.raises(
        LimitReached,
        match=r"The action has more recipients than one action may reach \(2\)\. "
        r"Use several actions, or change the limit in the options of the integration",
    ):
        await send(hass, to=[PHONE, "+15551234568", "+15551234569"])
    assert twilio.messages == []
    assert issues(issue_registry) == {
        "limit_recipients_per_action": {
            "account": "Twilio",
            "allowed": "2",
            "recipient": "",
            "most": "other sources",
        }
    }
    await send(hass, to=[PHONE, "+15551234568"])
    assert len(twilio.messages) == 2


async def test_automation_with_too_many_recipients(
    hass: HomeAssistant, account: MockConfigEntry, issue_registry: ir.IssueRegistry
) -> None:
    """The automation is named, with a link to it."""
    await limit(hass, account, recipients_per_action=1)
    action = {
        "action": "twilio.send_message",
        "data": {"to": [PHONE, "+15551234568"], "message": "Hello", "alert": True},
    }
    go = {"trigger": "event", "event_type": "go"}
    await automate(hass, [{"id": "door", "alias": "Door", "triggers": [go], "actions": [action]}])
    hass.bus.async_fire("go")
    await hass.async_block_till_done()
    told = issues(issue_registry)["limit_recipients_per_action"]
    assert told is not None
    assert told["most"] == "[Door](/config/automation/edit/door)"


async def test_hundred_recipients(
    hass: HomeAssistant, account: MockConfigEntry, twilio: Simulator
) -> None:
    """As many as one action may reach, and not one more."""
    await limit(hass, account, recipients_without_service=1000)
    people = [f"+1555123{index:04}" for index in range(101)]
    with pytest.raises(LimitReached):
        await send(hass, to=people)
    await send(hass, to=people[:100])
    assert [message.to for message in twilio.messages] == people[:100]


@pytest.mark.parametrize(
    ("data", "is_refused"),
    [
        ({}, True),
        ({"alert": True}, False),
        ({"sender": "MyHome"}, False),
        ({"sender": SERVICE}, False),
    ],
    ids=["number", "alert", "name", "service"],
)
async def test_many_recipients_of_a_number(
    hass: HomeAssistant,
    account: MockConfigEntry,
    twilio: Simulator,
    issue_registry: ir.IssueRegistry,
    data: dict[str, Any],
    *,
    is_refused: bool,
) -> None:
    """A number alone texts 20 people at once; repeats and nonsense do not count."""
    people = [f"+1555123{index:04}" for index in range(20)]
    to = [*people, people[0], "nonsense"]
    await results_of(hass, "send_message", to=to, message="Hello")
    assert len(twilio.messages) == 20
    order = {"to": [*people, "+15551230020"], "message": "Hello", **data}
    if not is_refused:
        assert len(await results_of(hass, "send_message", **order)) == 21
        return
    with pytest.raises(LimitReached, match=r"networks let pass \(20\)"):
        await send(hass, **order)
    assert len(twilio.messages) == 20
    told = issues(issue_registry)["limit_recipients_without_service"]
    assert told is not None
    assert told["allowed"] == "20"


async def test_no_recipient(
    hass: HomeAssistant, account: MockConfigEntry, issue_registry: ir.IssueRegistry
) -> None:
    """Nobody is a mistake, not a limit."""
    with pytest.raises(
        InvalidInput,
        match=r"The message or call has no recipient\. Name at least one number or contact",
    ):
        await send(hass, to=[])
    assert issues(issue_registry) == {}


async def test_limit_of_messages(
    hass: HomeAssistant,
    account: MockConfigEntry,
    twilio: Simulator,
    issue_registry: ir.IssueRegistry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Each message counts for a day; who is over the limit is named with the reason."""
    await limit(hass, account, messages_per_day=3)
    await send(hass, to=[PHONE, "+15551234568"])
    with pytest.raises(Failed, match=r"^1 of 2 recipients were not reached: \+1555\d+: The limit"):
        await send(hass, to=[PHONE, "+15551234568"])
    assert len(twilio.messages) == 3
    assert issues(issue_registry) == {
        "limit_messages_per_day": {
            "account": "Twilio",
            "allowed": "3",
            "recipient": "",
            "most": "other sources (3)",
        }
    }
    freezer.tick(24 * 60 * 60 + 1)
    await send(hass)
    assert len(twilio.messages) == 4


async def test_limit_of_calls(
    hass: HomeAssistant,
    account: MockConfigEntry,
    twilio: Simulator,
    issue_registry: ir.IssueRegistry,
) -> None:
    """Calls have a limit of their own."""
    await limit(hass, account, calls_per_day=1)
    await call(hass)
    with pytest.raises(
        LimitReached,
        match=r"The limit of calls within 24 hours \(1\) is reached\. "
        r"The options of the integration change it",
    ):
        await call(hass)
    await send(hass)
    assert (len(twilio.calls), len(twilio.messages)) == (1, 1)
    assert issues(issue_registry) == {
        "limit_calls_per_day": {
            "account": "Twilio",
            "allowed": "1",
            "recipient": "",
            "most": "other sources (1)",
        }
    }
    await twilio.settled()


async def test_limit_of_replies(
    hass: HomeAssistant,
    house: object,
    account: MockConfigEntry,
    twilio: Simulator,
    issue_registry: ir.IssueRegistry,
    freezer: FrozenDateTimeFactory,
    pauses: list[float],
) -> None:
    """Two machines that answer each other stop; others are still texted."""
    await limit(hass, account, replies_per_hour=2)
    assert (await twilio.handset(PHONE).text("Hello", to=twilio.number)).status == 200
    await send(hass)
    await send(hass)
    with pytest.raises(
        LimitReached,
        match=r"The limit of replies to this number within an hour \(2\) is reached\. Two "
        r"automatic systems may be answering each other\. The options of the integration change "
        r"the limit",
    ):
        await send(hass)
    assert issues(issue_registry) == {
        "limit_replies_per_hour": {
            "account": "Twilio",
            "allowed": "2",
            "recipient": PHONE,
            "most": "other sources (2)",
        }
    }
    await send(hass, to="+15551234568")
    assert list(issues(issue_registry)) == ["limit_replies_per_hour"]
    await pass_time(hass, freezer, timedelta(hours=1))
    assert issues(issue_registry) == {}
    await send(hass)
    assert texts(twilio) == [PHONE, PHONE, "+15551234568", PHONE]


async def test_limit_of_replies_in_a_day(
    hass: HomeAssistant,
    house: object,
    account: MockConfigEntry,
    twilio: Simulator,
    issue_registry: ir.IssueRegistry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Strangers who text do not use up what the house says to everybody else."""
    await limit(hass, account, messages_per_day=4)
    strangers = [f"+1555123900{index}" for index in range(3)]
    for stranger in strangers:
        await twilio.handset(stranger).text("Hello", to=twilio.number)
    for stranger in strangers[:2]:
        await send(hass, to=stranger)
    with pytest.raises(
        LimitReached,
        match=r"^Replies may be half of the messages within 24 hours, and that limit \(2\) is "
        r"reached\. Messages to numbers that did not text within the last hour still go out\. The "
        r"options of the integration change the limit of messages$",
    ):
        await send(hass, to=strangers[2])
    said = {
        "limit_replies_per_day": {
            "account": "Twilio",
            "allowed": "2",
            "recipient": "",
            "most": "other sources (2)",
        }
    }
    assert issues(issue_registry) == said
    await send(hass)
    assert texts(twilio) == [*strangers[:2], PHONE]
    assert issues(issue_registry) == said
    freezer.tick(24 * 60 * 60)
    await twilio.handset(strangers[2]).text("Hello", to=twilio.number)
    await send(hass, to=strangers[2])
    assert issues(issue_registry) == {}


@pytest.mark.parametrize(
    ("limited", "hours"),
    [
        ({"messages_per_day": 1}, 24),
        ({"calls_per_day": 1}, 24),
        ({"messages_per_day": 2, "replies_per_hour": 2}, 24),
        ({"replies_per_hour": 1}, 1),
        ({"recipients_per_action": 1}, None),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else None,
)
async def test_warning_that_is_out_of_date(
    hass: HomeAssistant,
    house: object,
    account: MockConfigEntry,
    twilio: Simulator,
    issue_registry: ir.IssueRegistry,
    freezer: FrozenDateTimeFactory,
    pauses: list[float],
    limited: dict[str, int],
    hours: int | None,
) -> None:
    """A warning goes once nothing was refused for as long as the limit counts, by itself.

    What is wrong with an action is wrong with it tomorrow, too.
    """
    await limit(hass, account, **limited)
    if "replies_per_hour" in limited:
        await twilio.handset(PHONE).text("Hello", to=twilio.number)
    to = [PHONE, "+15551234568"] if "recipients_per_action" in limited else PHONE
    order = call if "calls_per_day" in limited else send
    with suppress(LimitReached):
        await order(hass, to=to)
    for _ in range(2):
        with pytest.raises(LimitReached):
            await order(hass, to=to)
        assert len(issues(issue_registry)) == 1
        await pass_time(hass, freezer, timedelta(minutes=10))
    await pass_time(hass, freezer, timedelta(hours=hours or 24) - timedelta(minutes=11))
    assert len(issues(issue_registry)) == 1
    await pass_time(hass, freezer, timedelta(minutes=1))
    assert len(issues(issue_registry)) == (hours is None)


async def test_warning_of_an_account_that_is_unloaded(
    hass: HomeAssistant,
    account: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    freezer: FrozenDateTimeFactory,
    pauses: list[float],
) -> None:
    """Nothing is left running of an account that is not loaded, and a reload begins anew."""
    await limit(hass, account, calls_per_day=1)
    await call(hass)
    with pytest.raises(LimitReached):
        await call(hass)
    assert await hass.config_entries.async_unload(account.entry_id)
    await pass_time(hass, freezer, timedelta(days=2))
    assert list(issues(issue_registry)) == ["limit_calls_per_day"]
    assert await hass.config_entries.async_setup(account.entry_id)
    assert issues(issue_registry) == {}


async def test_limit_that_stops_nothing_any_more(
    hass: HomeAssistant,
    account: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """A warning goes when messages go out again."""
    await limit(hass, account, messages_per_day=1)
    await send(hass)
    with pytest.raises(LimitReached):
        await send(hass)
    assert list(issues(issue_registry)) == ["limit_messages_per_day"]
    freezer.tick(24 * 60 * 60 + 1)
    await send(hass)
    assert issues(issue_registry) == {}


async def test_limits_of_an_option_that_is_missing(
    hass: HomeAssistant, account: MockConfigEntry
) -> None:
    """An option that nobody set is the default."""
    hass.config_entries.async_update_entry(account, options={"limits": {"calls_per_day": 7}})
    await hass.async_block_till_done()
    assert account.runtime_data.allowance.ledger.limits == {
        **LIMITS,
        **TO_ONE,
        **OF_ALERTS,
        "calls_per_day": 7,
    }


async def test_words_of_the_issues(hass: HomeAssistant) -> None:
    """A limit that was reached is explained."""
    prefix = "component.twilio.issues."
    words = await async_get_translations(hass, "en", "issues", ["twilio"])
    texts = {key.removeprefix(prefix): text for key, text in words.items() if "limit_" in key}
    assert {key for key in texts if key.endswith(".title")} == {
        f"limit_{limit}.title" for limit in Limit
    }
    assert texts["limit_messages_per_day.title"] == "{account}: too many messages within 24 hours"
    assert texts["limit_messages_per_day.description"] == (
        "The limit of messages within 24 hours ({allowed}) is reached, so further ones are "
        "refused. Most of them came from: {most}.\n\nIf you need more, change the limit in the "
        "options of the integration. Alerts still go out."
    )


async def test_warnings_go_with_their_account(
    hass: HomeAssistant,
    account: MockConfigEntry,
    other_account: MockConfigEntry,
    issue_registry: ir.IssueRegistry,
) -> None:
    """Of an account that is gone, nothing is to be mended; of the other one it still is."""
    for entry, sender in ((account, HOME), (other_account, "+15550007000")):
        await limit(hass, entry, recipients_per_action=1)
        with pytest.raises(LimitReached):
            await send(hass, to=[PHONE, "+15551234568"], sender=sender)
    assert await hass.config_entries.async_remove(account.entry_id)
    assert issues(issue_registry) == {
        "limit_recipients_per_action": {
            "account": "Holiday home",
            "allowed": "1",
            "recipient": "",
            "most": "other sources",
        }
    }
    await send(hass, sender="+15550007000")
    assert list(issues(issue_registry)) == ["limit_recipients_per_action"]
