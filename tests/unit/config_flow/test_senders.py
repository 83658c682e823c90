"""Adding an account: which numbers this house uses, and which it receives on."""

from typing import Any

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import ConfigEntryError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio import account_look
from simulator import OUTAGE, AccountSettings, AccountType, Fault, Hold, Refuse, Simulator
from simulator.errors import AUTHENTICATE
from simulator.number import Number

from .. import PUBLIC_URL, WEBHOOK_URL
from . import (
    SID,
    created,
    go_on,
    labels,
    placeholders,
    receive_by,
    suggested,
    ticked,
    to_receive_step,
    to_senders_step,
    typed,
)

HOME = "+15550006000"
SHOP = "+15550006001"
BARN = "+15550006002"
AT_HOME = {"receive_mode": "custom", "public_url": PUBLIC_URL}


def senders(entry: ConfigEntry) -> list[dict[str, Any]]:
    """Return what the senders of an account hold."""
    return [dict(subentry.data) for subentry in entry.subentries.values()]


async def test_numbers_as_offered(hass: HomeAssistant, twilio: Simulator) -> None:
    """Who changes nothing has all numbers, and receives on them."""
    twilio.number.friendly_name = "Home"
    twilio.add_number(SHOP)
    flow = await to_senders_step(hass, twilio)
    assert labels(flow) == [f"{SHOP} · SMS, MMS, calls", f"{HOME} · Home · SMS, MMS, calls"]
    assert labels(flow, "receive_on") == labels(flow)
    assert ticked(flow) == {"senders": [SHOP, HOME], "receive_on": [SHOP, HOME]}
    flow = await go_on(hass, flow, {})
    entry = await created(hass, flow)
    assert flow["description"] == "receiving"
    assert placeholders(flow)["numbers"] == f"{HOME}, {SHOP}"
    assert [(s.subentry_type, s.unique_id, s.title) for s in entry.subentries.values()] == [
        ("sender", SHOP, "(555) 000-6001"),
        ("sender", HOME, "Home"),
    ]
    assert senders(entry) == [
        {"address": SHOP, "default": True, "receive": True},
        {"address": HOME, "default": False, "receive": True},
    ]
    assert entry.state is ConfigEntryState.LOADED


async def test_number_that_is_left_out(hass: HomeAssistant, twilio: Simulator) -> None:
    """A number that nobody ticks stays what it is, although the form would have it receive."""
    twilio.add_number(SHOP)
    flow = await to_senders_step(hass, twilio)
    flow = await go_on(hass, flow, {"senders": [HOME], "receive_on": [SHOP, HOME]})
    entry = await created(hass, flow)
    assert senders(entry) == [{"address": HOME, "default": True, "receive": True}]
    shop = next(number for number in twilio.numbers if number.address == SHOP)
    assert (shop.sms_url, shop.voice_url) == ("", "")


async def test_no_number_wanted(hass: HomeAssistant, twilio: Simulator) -> None:
    """A house may add an account without any of its numbers."""
    flow = await go_on(hass, await to_senders_step(hass, twilio), {"senders": []})
    entry = await created(hass, flow)
    assert (senders(entry), flow["description"]) == ([], "webhook")


async def test_only_sending(hass: HomeAssistant, twilio: Simulator) -> None:
    """Where Twilio does not come, nobody is asked what to receive on."""
    flow = await to_senders_step(hass, twilio, receive_mode="none")
    assert ticked(flow) == {"senders": [HOME]}
    entry = await created(hass, await go_on(hass, flow, {}))
    assert senders(entry) == [{"address": HOME, "default": True, "receive": False}]


def somebody_elses(number: Number) -> None:
    """Let messages go to another server, calls nowhere."""
    number.sms_url = "https://desk.example/sms"


def two_servers(number: Number) -> None:
    """Let messages and calls go to two servers."""
    number.sms_url = "https://desk.example/sms"
    number.voice_url = "https://phone.example/voice"


def demo(number: Number) -> None:
    """Leave a number as Twilio sells it."""
    number.sms_url = "https://demo.twilio.com/welcome/sms/reply/"
    number.voice_url = "https://demo.twilio.com/welcome/voice/"


def trunk(number: Number) -> None:
    """Give the calls of a number to a trunk."""
    number.trunk_sid = "TK" + "5a" * 16


def application(number: Number) -> None:
    """Give the messages of a number to an application."""
    number.sms_application_sid = "AP" + "5a" * 16


@pytest.mark.parametrize(
    ("change", "label", "is_ticked"),
    [
        pytest.param(somebody_elses, "SMS, MMS, calls → desk.example", False, id="messages away"),
        pytest.param(
            two_servers, "SMS, MMS, calls → desk.example, phone.example", False, id="both away"
        ),
        pytest.param(demo, "SMS, MMS, calls", True, id="as sold"),
        pytest.param(trunk, "SMS, MMS, calls → SIP trunk", False, id="trunk"),
        pytest.param(application, "SMS, MMS, calls → TwiML app", False, id="application"),
    ],
)
async def test_who_has_what_a_number_receives(
    hass: HomeAssistant,
    twilio: Simulator,
    change: Any,
    label: str,
    is_ticked: bool,  # noqa: FBT001 - a column
) -> None:
    """Only a number that nobody else uses is ticked to receive; all are ticked to send."""
    change(twilio.number)
    flow = await to_senders_step(hass, twilio)
    assert labels(flow) == [f"{HOME} · {label}"]
    assert ticked(flow) == {"senders": [HOME], "receive_on": [HOME] if is_ticked else []}


async def test_number_in_a_messaging_service(hass: HomeAssistant, twilio: Simulator) -> None:
    """What a Messaging Service receives, its numbers do not."""
    twilio.add_service(twilio.number, inbound_url="https://pool.example/sms")
    flow = await to_senders_step(hass, twilio)
    assert labels(flow) == [f"{HOME} · SMS, MMS, calls → Messaging Service"]
    assert ticked(flow)["receive_on"] == []


@pytest.mark.parametrize(
    ("receive_on", "description"), [([HOME, SHOP], "receiving"), ([SHOP], "overridden")]
)
async def test_overridden_number_is_not_said_to_receive(
    hass: HomeAssistant, twilio: Simulator, receive_on: list[str], description: str
) -> None:
    """Who ticks it all the same reads that something else has it."""
    twilio.add_service(twilio.add_number(SHOP))
    flow = await to_senders_step(hass, twilio)
    flow = await go_on(hass, flow, {"receive_on": receive_on})
    await created(hass, flow)
    assert flow["description"] == description
    assert placeholders(flow)["numbers"] == receive_on[0]


async def test_number_in_another_region(hass: HomeAssistant, twilio: Simulator) -> None:
    """A number whose calls another region handles does not call the URL that is set here."""
    twilio.number.inbound_region = "ie1"
    flow = await to_senders_step(hass, twilio)
    assert labels(flow) == [f"{HOME} · SMS, MMS, calls → another region"]
    assert ticked(flow)["receive_on"] == []


async def test_who_else_has_the_numbers_is_not_told(
    hass: HomeAssistant, twilio: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for long: what cannot be looked at stops nothing."""
    monkeypatch.setattr(account_look, "PATIENCE_SECONDS", 0.05)
    flow = await to_receive_step(hass, twilio)
    hold = Hold()
    twilio.faults.add(Fault(hold, path="Services"))
    flow = await go_on(hass, flow, AT_HOME)
    hold.released.set()
    assert ticked(flow) == {"senders": [HOME], "receive_on": [HOME]}


async def test_number_of_another_account_of_this_house(
    hass: HomeAssistant, account: MockConfigEntry, other_twilio: Simulator
) -> None:
    """A number that calls this house already is nobody else's."""
    other_twilio.number.sms_url = f"{WEBHOOK_URL}?kind=message"
    flow = await to_senders_step(hass, other_twilio)
    assert ticked(flow)["receive_on"] == ["+15550007000"]


async def test_number_of_somebody_else_that_is_taken_over(
    hass: HomeAssistant, twilio: Simulator
) -> None:
    """A tick is consent."""
    somebody_elses(twilio.number)
    flow = await to_senders_step(hass, twilio)
    flow = await go_on(hass, flow, {"senders": [HOME], "receive_on": [HOME]})
    entry = await created(hass, flow)
    assert senders(entry) == [{"address": HOME, "default": True, "receive": True}]


async def test_receiving_without_being_a_sender(hass: HomeAssistant, twilio: Simulator) -> None:
    """Who ticks a number of another server in one list only has to say what he means."""
    somebody_elses(twilio.number)
    user_input = {"senders": [], "receive_on": [HOME]}
    flow = await go_on(hass, await to_senders_step(hass, twilio), user_input)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "senders")
    assert flow["errors"] == {"receive_on": "receives_but_no_sender"}
    assert flow["description_placeholders"] == {"number": HOME}
    assert suggested(flow) == user_input
    entry = await created(hass, await go_on(hass, flow, {**user_input, "senders": [HOME]}))
    assert senders(entry) == [{"address": HOME, "default": True, "receive": True}]


async def test_default_is_one_that_can_text(hass: HomeAssistant, twilio: Simulator) -> None:
    """The first number that texts is the default, though Twilio lists others first."""
    twilio.add_number(SHOP, sms=False, mms=False)
    twilio.add_number(BARN, sms=False, mms=False, voice=False)
    flow = await to_senders_step(hass, twilio)
    assert labels(flow) == [BARN, f"{SHOP} · calls", f"{HOME} · SMS, MMS, calls"]
    assert ticked(flow)["receive_on"] == [SHOP, HOME]
    entry = await created(hass, await go_on(hass, flow, {"senders": [BARN, SHOP, HOME]}))
    assert {sender["address"]: sender["default"] for sender in senders(entry)} == {
        BARN: False,
        SHOP: False,
        HOME: True,
    }


async def test_default_is_one_that_receives(hass: HomeAssistant, twilio: Simulator) -> None:
    """A number that somebody else answers is not what people get texts from, if there is a choice.

    They answer to where a text came from.
    """
    twilio.add_number(SHOP).sms_url = "https://shop.example/"
    flow = await to_senders_step(hass, twilio)
    entry = await created(hass, await go_on(hass, flow, {}))
    assert senders(entry) == [
        {"address": SHOP, "default": False, "receive": False},
        {"address": HOME, "default": True, "receive": True},
    ]


async def test_many_numbers(hass: HomeAssistant, twilio: Simulator) -> None:
    """However many numbers there are, each is offered."""
    for index in range(60):
        twilio.add_number(f"+1555100{index:04}")
    flow = await to_senders_step(hass, twilio)
    assert len(labels(flow)) == 61
    assert len(ticked(flow)["senders"]) == 61
    entry = await created(hass, await go_on(hass, flow, {}))
    assert len(entry.subentries) == 61
    assert [sender["default"] for sender in senders(entry)].count(True) == 1


@pytest.mark.parametrize(
    ("receiving", "description"),
    [(AT_HOME, "no_numbers"), ({"receive_mode": "none"}, "no_numbers_sending_only")],
)
async def test_no_numbers(
    hass: HomeAssistant, socket_enabled: None, receiving: dict[str, str], description: str
) -> None:
    """An account without numbers is added, and told what it lacks."""
    async with Simulator(numbers=()) as twilio:
        flow = await go_on(hass, await to_receive_step(hass, twilio), receiving)
        entry = await created(hass, flow)
    assert (flow["description"], senders(entry)) == (description, [])


async def test_trial_account(hass: HomeAssistant, socket_enabled: None) -> None:
    """A trial account is told what it cannot do."""
    settings = AccountSettings(type=AccountType.TRIAL)
    async with Simulator(account=settings) as twilio:
        flow = await receive_by(hass, await to_receive_step(hass, twilio), AT_HOME)
        await created(hass, flow)
    assert placeholders(flow)["trial"].startswith("This is a trial account")


async def test_nobody_knows_what_kind_of_account_it_is(
    hass: HomeAssistant, twilio: Simulator
) -> None:
    """That Twilio does not tell stops nothing."""
    flow = await to_receive_step(hass, twilio)
    twilio.faults.add(Fault(Refuse(AUTHENTICATE), path=f"{SID}.json"))
    flow = await receive_by(hass, flow, AT_HOME)
    await created(hass, flow)
    assert placeholders(flow)["trial"] == ""


async def test_token_revoked_meanwhile(hass: HomeAssistant, twilio: Simulator) -> None:
    """The credentials are asked for again, and nothing else."""
    flow = await to_receive_step(hass, twilio)
    twilio.account.auth_token = "b6" * 16
    flow = await go_on(hass, flow, AT_HOME)
    assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "user")
    assert flow["errors"] == {"base": "invalid_auth"}
    assert suggested(flow)["account_sid"] == SID
    flow = await go_on(hass, flow, typed(twilio))
    assert (flow["step_id"], suggested(flow)) == ("receive", AT_HOME)
    entry = await created(hass, await receive_by(hass, flow, AT_HOME))
    assert entry.data["auth_token"] == "b6" * 16


async def test_twilio_out_of_reach_meanwhile(
    hass: HomeAssistant, twilio: Simulator, pauses: list[float]
) -> None:
    """The form can be sent again."""
    flow = await to_receive_step(hass, twilio)
    twilio.faults.add(Fault(OUTAGE, times=3))
    flow = await go_on(hass, flow, AT_HOME)
    assert (flow["step_id"], flow["errors"]) == ("receive", {"base": "cannot_connect"})
    assert suggested(flow) == AT_HOME
    await created(hass, await receive_by(hass, flow, AT_HOME))


async def test_too_many_requests_meanwhile(
    hass: HomeAssistant, twilio: Simulator, pauses: list[float]
) -> None:
    """Credentials that work after all are not called wrong."""
    flow = await to_receive_step(hass, twilio)
    twilio.faults.add(Fault(Refuse(AUTHENTICATE)))
    flow = await go_on(hass, flow, AT_HOME)
    assert (flow["step_id"], flow["errors"]) == ("user", {"base": "cannot_connect"})
    flow = await go_on(hass, flow, typed(twilio))
    await created(hass, await receive_by(hass, flow, AT_HOME))


async def test_account_that_yaml_brought_meanwhile(hass: HomeAssistant, twilio: Simulator) -> None:
    """An entry that came while somebody thought about his numbers stays."""
    flow = await to_senders_step(hass, twilio)
    known = MockConfigEntry(domain="twilio", unique_id=SID)
    known.add_to_hass(hass)
    flow = await go_on(hass, flow, {})
    assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "already_configured")
    assert hass.config_entries.async_entries("twilio") == [known]


async def test_account_that_does_not_load(
    hass: HomeAssistant, twilio: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is added all the same, and Home Assistant says that it does not load."""

    async def fail(*_: object) -> bool:
        raise ConfigEntryError

    flow = await to_senders_step(hass, twilio)
    monkeypatch.setattr("custom_components.twilio.async_setup_entry", fail)
    entry = await created(hass, await go_on(hass, flow, {}))
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert len(senders(entry)) == 1
