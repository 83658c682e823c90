"""The actions of the integration: what they take, answer and raise."""

from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from syrupy.assertion import SnapshotAssertion
from syrupy.matchers import path_type
import voluptuous as vol

from custom_components.twilio.errors import InvalidInput
from simulator import Simulator

from .actions import accepted, make_call, results_of, send_message

ANNA: Final = "+15551234567"
BEN: Final = "+15551234568"
HOUSE: Final = "+15550006000"
HOLIDAY_HOME: Final = "+15550007000"

# SIDs are as random as Twilio's.
ANY_SID: Final = path_type({r"\d+\.sid": (str,)}, regex=True, strict=False)


@pytest.mark.parametrize("action", ["send_message", "make_call"])
async def test_response(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    snapshot: SnapshotAssertion,
    action: str,
) -> None:
    """Who asks gets the same keys for everybody, in the order asked; nothing is raised."""
    to = [ANNA, "nonsense", HOUSE, "112", 15551234568, "+1 (555) 123-4567"]
    twilio.handset(BEN).opt_out(twilio.number)
    results = await results_of(hass, action, to=to, message="Hello")
    assert results == snapshot(matcher=ANY_SID)
    sids = [result["sid"] for result in results if result["sid"]]
    assert sids == [item.sid for item in accepted(twilio)]


@pytest.mark.parametrize("action", ["send_message", "make_call"])
async def test_no_response(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, action: str
) -> None:
    """Who does not ask gets nothing, but hears of everybody who was not reached."""
    order = {"to": [ANNA], "message": "Hello"}
    assert await hass.services.async_call("twilio", action, order, blocking=True) is None
    with pytest.raises(HomeAssistantError) as caught:
        await hass.services.async_call(
            "twilio", action, {"to": ["nonsense", ANNA, "112"], "message": "Hello"}, blocking=True
        )
    assert str(caught.value) == (
        "2 of 3 recipients were not reached: "
        "nonsense is neither a phone number nor the name of a contact of this account. "
        "Write numbers with + and the country code, for example +15551234567, and several "
        "recipients as a list; "
        "112 is an emergency number. Twilio does not connect to emergency services reliably, "
        "so this house never texts or calls them"
    )
    assert [item.to for item in accepted(twilio)] == [ANNA, ANNA]


@pytest.mark.parametrize("action", ["send_message", "make_call"])
@pytest.mark.parametrize(
    "to",
    [
        *(ANNA, 15551234567, [ANNA], [15551234567], (ANNA,), "+1 (555) 123-4567"),
        *([ANNA, ANNA], ["15551234567", 15551234567, f" {ANNA} "]),
    ],
    ids=[
        *("text", "integer", "list", "integers", "tuple", "separators", "repeated", "spellings"),
    ],
)
async def test_recipients(
    hass: HomeAssistant, account: MockConfigEntry, action: str, to: Any
) -> None:
    """A recipient may be one or many, text or a number, and gets one message or call."""
    results = await results_of(hass, action, to=to, message="Hello")
    assert [(result["to"], result["status"]) for result in results] == [(ANNA, "queued")]


@pytest.mark.parametrize("number", [ANNA, "15551234567", 15551234567])
async def test_templates(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, number: str | int
) -> None:
    """Templates turn numbers into integers, and what they put into a text is not rendered again."""
    order = {"to": "{{ number }}", "message": "{{ text }}", "sender": "{{ '+15550006000' }}"}
    sequence = [{"action": "twilio.send_message", "data": order}]
    assert await async_setup_component(hass, "script", {"script": {"tell": {"sequence": sequence}}})
    variables = {"number": number, "text": "{{ states('lock.door') }}"}
    await hass.services.async_call("script", "tell", variables, blocking=True)
    [message] = twilio.messages
    assert (message.to, message.from_, message.body) == (ANNA, HOUSE, "{{ states('lock.door') }}")


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("send_message", {"to": ANNA, "message": "Hello", "channel": "call"}),
        ("send_message", {"to": ANNA, "message": "Hello", "entity_id": "Mum"}),
        ("send_message", {"to": {"number": ANNA}, "message": "Hello"}),
        ("send_message", {"to": ANNA, "message": {"text": "Hello"}}),
        ("send_message", {"to": ANNA, "message": "Hello", "media_url": {"url": "x"}}),
        ("send_message", {"to": ANNA, "message": "Hello", "sender": [HOUSE]}),
        ("send_message", {"to": ANNA, "message": "Hello", "twiml": "<Response/>"}),
        ("make_call", {"to": ANNA, "message": "Hello", "channel": "sms"}),
        ("reply", {"message": {"text": "Hello"}}),
        ("reply", {"message": "Hello", "to": ANNA}),
        ("make_call", {"to": ANNA, "message": "Hello", "media_url": "https://example.com/a.mp3"}),
        ("make_call", {"to": ANNA, "message": "Hello", "url": "https://example.com/twiml"}),
        ("make_call", {"to": [None], "message": "Hello"}),
    ],
)
async def test_what_an_action_does_not_take(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    action: str,
    data: dict[str, Any],
) -> None:
    """What has no meaning is refused by Home Assistant, before anything happens."""
    with pytest.raises(vol.Invalid):
        await hass.services.async_call("twilio", action, data, blocking=True)
    assert accepted(twilio) == []


@pytest.mark.parametrize("call", [send_message, make_call])
async def test_without_an_account(hass: HomeAssistant, call: Any) -> None:
    """The actions exist before any account does, and say what is missing."""
    assert await async_setup_component(hass, "twilio", {})
    with pytest.raises(ServiceValidationError, match="twilio"):
        await call(hass, to=ANNA, message="Hello")


@pytest.mark.parametrize("action", ["send_message", "make_call"])
@pytest.mark.parametrize(
    ("sender", "is_other"),
    [(HOUSE, False), (HOLIDAY_HOME, True), ("15550007000", True), ("+1 555 000 7000", True)],
)
async def test_owner_of_the_sender(
    hass: HomeAssistant,
    twilio: Simulator,
    other_twilio: Simulator,
    other_account: MockConfigEntry,
    action: str,
    sender: str,
    is_other: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """With several accounts, the one that owns the sender acts."""
    await results_of(hass, action, to=ANNA, message="Hello", sender=sender)
    acting, resting = (other_twilio, twilio) if is_other else (twilio, other_twilio)
    assert (len(accepted(acting)), accepted(resting)) == (1, [])


@pytest.mark.parametrize("action", ["send_message", "make_call"])
async def test_named_account(
    hass: HomeAssistant,
    twilio: Simulator,
    other_twilio: Simulator,
    other_account: MockConfigEntry,
    action: str,
) -> None:
    """With several accounts, one can be named; it takes its own first number."""
    await results_of(hass, action, to=ANNA, message="Hello", config_entry_id=other_account.entry_id)
    assert [item.from_ for item in accepted(other_twilio)] == [HOLIDAY_HOME]
    assert accepted(twilio) == []


@pytest.mark.parametrize("call", [send_message, make_call])
async def test_no_account_is_meant(
    hass: HomeAssistant,
    twilio: Simulator,
    other_twilio: Simulator,
    other_account: MockConfigEntry,
    call: Any,
) -> None:
    """With several accounts and nothing that tells which, none is guessed."""
    with pytest.raises(ServiceValidationError):
        await call(hass, to=ANNA, message="Hello")
    with pytest.raises(ServiceValidationError):
        await call(hass, to=ANNA, message="Hello", sender="+15559990000")
    assert accepted(twilio) + accepted(other_twilio) == []


async def test_what_a_template_left_empty(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """An empty recipient or picture is none."""
    data = {"to": ["", ANNA], "message": "Hello", "media_url": ""}
    await hass.services.async_call("twilio", "send_message", data, blocking=True)
    assert [item.to for item in accepted(twilio)] == [ANNA]
    with pytest.raises(InvalidInput, match="has no recipient"):
        await hass.services.async_call("twilio", "send_message", {**data, "to": " "}, blocking=True)
