"""Numbers on which nobody has decided yet."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.senders import senders_of
from simulator import DEFAULT_NUMBER, Simulator

from .. import WEBHOOK_URL
from ..repair import begin, go_on, issues_of
from . import FOREIGN, SECOND, Screen, add_sender, look_again, settle


async def test_numbers_of_an_account_without_senders(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, screen: Screen
) -> None:
    """Whoever comes from elsewhere is offered all numbers, and the free ones to receive on."""
    twilio.add_number(SECOND)
    await look_again(hass, account)
    twilio.number.sms_url = FOREIGN
    await look_again(hass, account)
    issue = issues_of(hass, account)["new_numbers"]
    assert (issue.severity, issue.is_fixable) == (ir.IssueSeverity.WARNING, True)
    assert issue.translation_placeholders
    assert set(issue.translation_placeholders["numbers"].split(", ")) == {DEFAULT_NUMBER, SECOND}

    step = await begin(screen, issue)
    assert (step["type"], step["step_id"]) == ("form", "senders")
    defaults = {field["name"]: set(field["default"]) for field in step["data_schema"]}
    assert defaults == {"senders": {DEFAULT_NUMBER, SECOND}, "receive_on": {SECOND}}

    asked = len(twilio.requests)
    step = await go_on(screen, step, senders=[DEFAULT_NUMBER, SECOND], receive_on=[SECOND])
    assert step["type"] == "create_entry"
    await settle(hass)
    senders = {sender.address: sender for sender in senders_of(account)}
    assert {address: own.receives for address, own in senders.items()} == {
        DEFAULT_NUMBER: False,
        SECOND: True,
    }
    assert [own.is_default for own in senders_of(account)] == [True, False]
    assert twilio.numbers[1].sms_url.startswith(WEBHOOK_URL)
    assert twilio.number.sms_url == FOREIGN
    assert issues_of(hass, account) == {}
    lists = [
        request
        for request in twilio.requests[asked:]
        if request.method == "GET" and "IncomingPhoneNumbers" in request.path
    ]
    assert len(lists) == 1, "one reload for all of them"


async def test_new_number_in_a_messaging_service(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, screen: Screen
) -> None:
    """It is not ticked to receive: what is set on it would not count. Twilio is asked once."""
    twilio.add_service(twilio.add_number(SECOND))
    await look_again(hass, account)
    step = await begin(screen, issues_of(hass, account)["new_numbers"])
    defaults = {field["name"]: set(field["default"]) for field in step["data_schema"]}
    assert defaults == {"senders": {DEFAULT_NUMBER, SECOND}, "receive_on": {DEFAULT_NUMBER}}
    asked = len(twilio.requests)
    step = await go_on(screen, step, senders=[], receive_on=[SECOND])
    assert step["errors"] == {"receive_on": "receives_but_no_sender"}
    assert len(twilio.requests) == asked


async def test_declined_numbers_are_not_offered_again(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, screen: Screen
) -> None:
    """Not in this run and not in the next; one that comes later is."""
    step = await begin(screen, issues_of(hass, account)["new_numbers"])
    step = await go_on(screen, step, senders=[], receive_on=[])
    assert step["type"] == "create_entry"
    await settle(hass)
    assert senders_of(account) == ()
    await look_again(hass, account)
    assert await hass.config_entries.async_reload(account.entry_id)
    await settle(hass)
    assert issues_of(hass, account) == {}

    twilio.add_number(SECOND)
    await look_again(hass, account)
    issue = issues_of(hass, account)["new_numbers"]
    assert (issue.translation_placeholders or {})["numbers"] == SECOND


async def test_numbers_that_were_seen(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry, screen: Screen
) -> None:
    """An account with senders is offered only what is new, and keeps its default sender."""
    twilio.add_number(SECOND)
    await look_again(hass, receiving)
    step = await begin(screen, issues_of(hass, receiving)["new_numbers"])
    await go_on(screen, step, senders=[SECOND], receive_on=[])
    await settle(hass)
    assert [(own.address, own.is_default) for own in senders_of(receiving)] == [
        (DEFAULT_NUMBER, True),
        (SECOND, False),
    ]


async def test_sender_that_was_removed_by_hand(
    hass: HomeAssistant, twilio: Simulator, receiving: MockConfigEntry
) -> None:
    """Its number is nothing new."""
    [sender] = senders_of(receiving)
    hass.config_entries.async_remove_subentry(receiving, sender.subentry_id)
    await settle(hass)
    await look_again(hass, receiving)
    assert issues_of(hass, receiving) == {}


async def test_number_that_became_a_sender_meanwhile(
    hass: HomeAssistant, account: MockConfigEntry, screen: Screen
) -> None:
    """It is not offered any more."""
    step = await begin(screen, issues_of(hass, account)["new_numbers"])
    add_sender(hass, account)
    await settle(hass)
    assert issues_of(hass, account) == {}
    step = await go_on(screen, step, senders=[DEFAULT_NUMBER], receive_on=[])
    assert step["type"] == "create_entry"
    assert len(senders_of(account)) == 1


async def test_number_that_receives_but_is_no_sender(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, screen: Screen
) -> None:
    """Both at once is refused; the number is named."""
    twilio.number.sms_url = FOREIGN
    await look_again(hass, account)
    step = await begin(screen, issues_of(hass, account)["new_numbers"])
    step = await go_on(screen, step, senders=[], receive_on=[DEFAULT_NUMBER])
    assert step["errors"] == {"receive_on": "receives_but_no_sender"}
    assert step["description_placeholders"]["number"] == DEFAULT_NUMBER


async def test_account_that_only_sends(
    hass: HomeAssistant, entry: MockConfigEntry, screen: Screen
) -> None:
    """It is not asked what it receives on."""
    hass.config_entries.async_update_entry(entry, data={**entry.data, "receive_mode": "none"})
    assert await async_setup_component(hass, "twilio", {})
    await settle(hass)
    step = await begin(screen, issues_of(hass, entry)["new_numbers"])
    assert [field["name"] for field in step["data_schema"]] == ["senders"]
    assert await hass.config_entries.async_unload(entry.entry_id)
    step = await go_on(screen, step, senders=[DEFAULT_NUMBER])
    assert (step["type"], step["reason"]) == ("abort", "not_loaded")
