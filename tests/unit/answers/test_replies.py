"""What goes back to people who texted."""

import asyncio
from collections.abc import Mapping
import logging
from typing import Any, Final

from homeassistant.core import CoreState, HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.outbox.outbox import async_outbox
from custom_components.twilio.senders import sender_subentry
from simulator import OUTAGE, Fault, Simulator

from .. import WEBHOOK_URL
from ..actions import send_message
from ..automations import automate, automation, say
from ..passing_time import PassingTime
from ..phone import WAIT
from ..webhook import EMPTY_RESPONSE, MESSAGE, OWNER, STRANGER, House

HOUSE: Final = "+15550006000"
SERVICE: Final = "MG" + "5a" * 16


def inbox(twilio: Simulator, number: str = OWNER) -> list[tuple[str, str]]:
    """Return what somebody got: from whom, and what."""
    return [(text.from_, text.body) for text in twilio.handset(number).inbox]


async def settle(hass: HomeAssistant, twilio: Simulator) -> None:
    """Wait until what was set going has arrived."""
    await hass.async_block_till_done()
    await twilio.settled()


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the log warns of."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.WARNING and record.name == "custom_components.twilio"
    ]


async def text(hass: HomeAssistant, twilio: Simulator, body: str = "Status?") -> None:
    """Text the house, and wait for what comes of it."""
    delivery = await twilio.handset(OWNER).text(body, to=twilio.number)
    assert (delivery.status, delivery.text) == (200, EMPTY_RESPONSE)
    await settle(hass, twilio)


FIVE_HUNDRED: Final = "a" * 499 + "."


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        pytest.param([say("All is well.")], ["All is well."], id="response"),
        pytest.param([say("{{ trigger.body }}!")], ["Status?!"], id="template"),
        pytest.param([say("{{ 2 * 21 }}")], ["42"], id="number"),
        pytest.param([say("One"), say("Two")], ["Two"], id="the last one counts"),
        pytest.param([say("One"), {"stop": "Enough"}], ["One"], id="stopped afterwards"),
        pytest.param(
            [{"if": "{{ true }}", "then": [say("Then")], "else": [say("Else")]}],
            ["Then"],
            id="in a branch",
        ),
        pytest.param([say("  Grüße\n🐕  ")], ["Grüße\n🐕"], id="not ASCII"),
        pytest.param([say("<Response/> & {{ '{{' }}")], ["<Response/> & {{"], id="markup"),
        pytest.param([], [], id="none"),
        pytest.param([say(None)], [], id="taken back"),
        pytest.param([say("")], [], id="empty"),
        pytest.param([say(" \n")], [], id="space"),
        pytest.param([say("{{ none }}")], [], id="a template that says nothing"),
        pytest.param([say("None today")], ["None today"], id="a text that begins like that"),
        pytest.param([say("{{ '\\x00\\x1b' }}")], [], id="nothing that can be sent"),
        pytest.param([say("Lost"), {"action": "no.such"}], [], id="failed"),
        pytest.param([say("a" * 1600)], ["a" * 1600], id="as much as fits"),
        pytest.param([say("a " * 800 + ". b")], [("a " * 800).strip(), ". b"], id="a little more"),
        pytest.param(
            [say(" ".join([FIVE_HUNDRED] * 6))],
            [" ".join([FIVE_HUNDRED] * 3), " ".join([FIVE_HUNDRED] * 3)],
            id="sentences stay whole",
        ),
    ],
)
async def test_response(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    caplog: pytest.LogCaptureFixture,
    actions: list[Mapping[str, Any]],
    expected: list[str],
) -> None:
    """What an automation answers goes back to whoever wrote."""
    await automate(hass, [automation("message_received", *actions)])
    await text(hass, twilio)
    assert inbox(twilio) == [(HOUSE, body) for body in expected]
    assert warnings(caplog) == []


async def test_too_long(
    hass: HomeAssistant, twilio: Simulator, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """A reply takes three messages at most, and the log says that there was more."""
    await automate(hass, [automation("message_received", say("a" * 4801))])
    await text(hass, twilio)
    assert inbox(twilio) == [(HOUSE, "a" * 1600)] * 3
    assert warnings(caplog) == ["A reply was too long for 3 messages, its end was left out"]


async def test_several_automations(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """Each automation that answers is heard, one that says nothing is not."""
    await automate(
        hass,
        [
            automation("message_received", say("One"), alias="1"),
            automation("message_received", alias="2"),
            automation("message_received", say("Other"), alias="3", options={"body": "other"}),
            automation("message_received", say("Four"), alias="4"),
        ],
    )
    await text(hass, twilio)
    assert sorted(inbox(twilio)) == [(HOUSE, "Four"), (HOUSE, "One")]


async def test_slow_automation(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """Twilio is answered at once, the reply follows when the automation has ended."""
    await automate(hass, [automation("message_received", WAIT, say("Done."))])
    delivery = await twilio.handset(OWNER).text("Close the shutters", to=twilio.number)
    assert (delivery.status, delivery.text) == (200, EMPTY_RESPONSE)
    await twilio.settled()
    assert inbox(twilio) == []
    hass.bus.async_fire("go_on")
    await settle(hass, twilio)
    assert inbox(twilio) == [(HOUSE, "Done.")]


async def test_repeat(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """A text that Twilio brings twice is answered once."""
    await automate(hass, [automation("message_received", say("Once."))])
    delivery = await twilio.handset(OWNER).text("Status?", to=twilio.number)
    await settle(hass, twilio)
    again = await twilio.repeat(delivery)
    await settle(hass, twilio)
    assert (again.status, again.text) == (200, EMPTY_RESPONSE)
    assert inbox(twilio) == [(HOUSE, "Once.")]


@pytest.mark.parametrize("ending", ["turn_off", "restart"])
async def test_stopped_automation(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    caplog: pytest.LogCaptureFixture,
    ending: str,
) -> None:
    """An automation that is stopped answers nothing, and breaks nothing."""
    await automate(
        hass,
        [
            automation(
                "message_received",
                {"if": "{{ trigger.body == 'Wait' }}", "then": [say("Lost"), WAIT]},
                say("Kept"),
                mode="restart",
            )
        ],
    )
    await twilio.handset(OWNER).text("Wait", to=twilio.number)
    if ending == "turn_off":
        target = {"entity_id": "automation.answer"}
        await hass.services.async_call("automation", "turn_off", target, blocking=True)
        expected = []
    else:
        await text(hass, twilio, "Now")
        expected = [(HOUSE, "Kept")]
    await settle(hass, twilio)
    assert inbox(twilio) == expected
    assert warnings(caplog) == []


async def test_whatsapp(hass: HomeAssistant, twilio: Simulator, house: House) -> None:
    """Who writes on WhatsApp is answered there."""
    sender = twilio.add_whatsapp_sender(HOUSE)
    sender.sms_url = twilio.number.sms_url
    phone = twilio.handset(OWNER)
    await automate(hass, [automation("message_received", say("Hello."))])
    await phone.text("Hi", to=sender)
    await settle(hass, twilio)
    assert inbox(twilio) == [(f"whatsapp:{HOUSE}", "Hello.")]


@pytest.mark.parametrize(
    ("senders", "expected"),
    [
        ((), (HOUSE, None)),
        ((SERVICE,), (None, SERVICE)),
        ((HOUSE, SERVICE), (HOUSE, None)),
        ((HOUSE,), (HOUSE, None)),
    ],
)
async def test_messaging_service(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    senders: tuple[str, ...],
    expected: tuple[str | None, str | None],
) -> None:
    """The sender answers that somebody set up, be it the number or its Messaging Service."""
    for address in senders:
        sender = sender_subentry(address, address, {})
        hass.config_entries.async_add_subentry(account, sender)
    await hass.async_block_till_done(wait_background_tasks=True)
    await automate(hass, [automation("message_received", say("Hello."))])
    lost = await twilio.handset(OWNER).text("Hi", to=twilio.number)
    await settle(hass, twilio)
    twilio.requests.clear()
    fields = {**dict(lost.params), "MessagingServiceSid": SERVICE}
    sid = "SM" + "77" * 16
    fields |= {"MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid}
    await twilio.deliver(twilio.number.sms_url, fields)
    await settle(hass, twilio)
    [request] = [r for r in twilio.requests if r.method == "POST"]
    assert (request.param("From"), request.param("MessagingServiceSid")) == expected


@pytest.mark.parametrize("is_own_sender", [True, False])
@pytest.mark.parametrize("is_other_account", [True, False])
async def test_own_number(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    other_twilio: Simulator,
    other_account: MockConfigEntry,
    house: House,
    caplog: pytest.LogCaptureFixture,
    *,
    is_own_sender: bool,
    is_other_account: bool,
) -> None:
    """Two numbers of one house do not talk to each other for ever, whosever they are."""
    other = "+15550006001"
    entry, owner = (other_account, other_twilio) if is_other_account else (account, twilio)
    if is_own_sender:
        hass.config_entries.async_add_subentry(entry, sender_subentry(other, "Shop", {}))
    else:
        owner.add_number(other)
        await entry.runtime_data.numbers.async_refresh()
    await hass.async_block_till_done(wait_background_tasks=True)
    await automate(hass, [automation("message_received", say("Hello."))])
    await twilio.handset(other).text("Hi", to=twilio.number)
    await settle(hass, twilio)
    assert twilio.handset(other).inbox == []
    [warning] = warnings(caplog)
    assert warning.startswith("A reply ")
    assert other not in warning


async def test_limit(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Replies count, and end where the limit is; somebody else is answered still."""
    hass.config_entries.async_update_entry(account, options={"limits": {"replies_per_hour": 2}})
    await hass.async_block_till_done()
    await automate(hass, [automation("message_received", say("Hello."))])
    for _ in range(3):
        await text(hass, twilio)
    await twilio.handset(STRANGER).text("Hi", to=twilio.number)
    await settle(hass, twilio)
    assert (len(inbox(twilio)), len(inbox(twilio, STRANGER))) == (2, 1)
    [warning] = warnings(caplog)
    assert warning.startswith("A reply could not be sent: ")


async def test_limit_of_a_day(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Strangers do not use up what the house says by itself."""
    hass.config_entries.async_update_entry(account, options={"limits": {"messages_per_day": 4}})
    await hass.async_block_till_done()
    await automate(hass, [automation("message_received", say("Hello."))])
    strangers = [f"+1555123900{index}" for index in range(3)]
    for stranger in strangers:
        await twilio.handset(stranger).text("Hi", to=twilio.number)
        await settle(hass, twilio)
    assert [len(inbox(twilio, stranger)) for stranger in strangers] == [1, 1, 0]
    [warning] = warnings(caplog)
    assert warning.startswith("A reply could not be sent: Replies may be half of the messages")
    await send_message(hass, to=OWNER, message="Fire!")
    await settle(hass, twilio)
    assert inbox(twilio) == [(HOUSE, "Fire!")]


async def bring(hass: HomeAssistant, twilio: Simulator, **fields: str) -> None:
    """Bring the house a text that no handset of the simulator sends."""
    await twilio.deliver(f"{WEBHOOK_URL}?kind=message", {**MESSAGE, **fields})
    await settle(hass, twilio)


@pytest.mark.parametrize("country", ["DE", "US"])
@pytest.mark.parametrize(
    "address",
    [
        *("72975", "262966", "8722297501", "+72975", "MyBank", "anonymous", "", "client:anna"),
        *("+1555123000x", "+1234567890123456", "whatsapp:", "\u0661" * 9, f"{OWNER}\n"),
    ],
)
async def test_who_cannot_be_answered(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    caplog: pytest.LogCaptureFixture,
    country: str,
    address: str,
) -> None:
    """A short code or a name takes no reply, and nobody else gets it in its place."""
    hass.config.country = country
    await automate(hass, [automation("message_received", say("Hello."))])
    with caplog.at_level(logging.DEBUG, "custom_components.twilio"):
        await bring(hass, twilio, From=address)
    assert [request for request in twilio.requests if request.method == "POST"] == []
    assert warnings(caplog) == []
    said = "A reply was not sent: nothing reaches a short code or a name"
    assert caplog.messages.count(said) == 1


@pytest.mark.parametrize(
    "address",
    [
        "+5215512345678",
        "+72975123",
        "whatsapp:+5215512345678",
        "messenger:4711",
        "rcs:+15551230001",
    ],
)
async def test_exactly_who_wrote(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, house: House, address: str
) -> None:
    """A reply goes to the address as Twilio spells it, and counts as one to it."""
    hass.config.country = "DE"
    await automate(hass, [automation("message_received", say("Hello."))])
    await bring(hass, twilio, From=address)
    [to] = [request.param("To") for request in twilio.requests if request.method == "POST"]
    assert to == address


async def test_forged_emergency_number(
    hass: HomeAssistant, twilio: Simulator, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing goes to an emergency number, whoever says that he is one."""
    await automate(hass, [automation("message_received", say("Hello."))])
    await bring(hass, twilio, From="+3530112")
    assert [request for request in twilio.requests if request.method == "POST"] == []
    [warning] = warnings(caplog)
    assert warning.startswith("A reply could not be sent: … is an emergency number")


@pytest.mark.parametrize(("kind", "replies"), [("STOP", 0), ("START", 1), ("HELP", 1)])
async def test_opt_out(
    hass: HomeAssistant,
    twilio: Simulator,
    house: House,
    caplog: pytest.LogCaptureFixture,
    kind: str,
    replies: int,
) -> None:
    """Who wants no more messages gets none, not even one that says so."""
    await automate(hass, [automation("message_received", say("Hello."))])
    await bring(hass, twilio, OptOutType=kind, Body=kind)
    assert len([request for request in twilio.requests if request.method == "POST"]) == replies
    assert warnings(caplog) == []


async def test_after_an_opt_out(
    hass: HomeAssistant, twilio: Simulator, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Who has stopped the sender gets no answers to what comes later, and nobody is warned."""
    await automate(hass, [automation("message_received", say("Hello."))])
    for body in ("STOP", "Hello?"):
        await twilio.handset(OWNER).text(body, to=twilio.number)
        await settle(hass, twilio)
    assert [request for request in twilio.requests if request.method == "POST"] == []
    assert warnings(caplog) == []


async def test_refused(
    hass: HomeAssistant, twilio: Simulator, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """What Twilio does not take is told in the log, without saying who or what."""
    twilio.handset(OWNER).opt_out(twilio.number)
    await automate(hass, [automation("message_received", say("Secret."))])
    await twilio.handset(OWNER).text("Hi", to=twilio.number)
    await settle(hass, twilio)
    assert inbox(twilio) == []
    [warning] = warnings(caplog)
    assert warning.startswith("A reply could not be sent: ")
    assert OWNER not in warning
    assert "Secret" not in caplog.text


@pytest.mark.usefixtures("nobody_waits")
async def test_outage(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    time_passes: PassingTime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A reply waits for the end of an outage: nobody reads an end without a beginning."""
    twilio.faults.add(Fault(OUTAGE, "POST", "/Messages.json", times=None))
    await automate(hass, [automation("message_received", say("a" * 3000))])
    await text(hass, twilio)
    assert len([request for request in twilio.requests if request.param("Body")]) == 1
    waiting = async_outbox(hass).counts
    assert waiting(account.entry_id).waiting == 2
    assert warnings(caplog) == [
        "Twilio does not answer for Twilio; this is said again only when it is back"
    ]
    twilio.faults.clear()
    await time_passes.until(lambda: not waiting(account.entry_id).waiting)
    await settle(hass, twilio)
    assert inbox(twilio) == [(HOUSE, "a" * 1600), (HOUSE, "a" * 1400)]


@pytest.mark.parametrize("is_gone", [True, False])
async def test_account_that_is_not_loaded(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: House,
    caplog: pytest.LogCaptureFixture,
    *,
    is_gone: bool,
) -> None:
    """A reply needs its account, which may have been loaded anew meanwhile."""
    await automate(hass, [automation("message_received", WAIT, say("Done."))])
    await twilio.handset(OWNER).text("Hi", to=twilio.number)
    assert await hass.config_entries.async_unload(account.entry_id)
    if not is_gone:
        assert await hass.config_entries.async_setup(account.entry_id)
    hass.bus.async_fire("go_on")
    await settle(hass, twilio)
    assert inbox(twilio) == ([] if is_gone else [(HOUSE, "Done.")])
    assert warnings(caplog) == (
        ["A reply was not sent: its account is not loaded"] if is_gone else []
    )


async def test_stop(
    hass: HomeAssistant, twilio: Simulator, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """A stop of Home Assistant waits for no automation."""
    await automate(hass, [automation("message_received", say("Lost"), WAIT)])
    await twilio.handset(OWNER).text("Hi", to=twilio.number)
    async with asyncio.timeout(10):
        await hass.async_stop(force=True)
    assert hass.state is CoreState.stopped
    assert inbox(twilio) == []
    assert warnings(caplog) == []
