"""What an automation hears when Twilio refuses something for what it is."""

from collections.abc import Callable
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Fault, HandsetLine, Refuse, Simulator
from simulator.errors import Problem

from .actions import make_call, results_of, send_message
from .passing_time import PassingTime

type Arrange = Callable[[Simulator], object] | None

ANNA: Final = "+15551234567"
BEN: Final = "+15551234568"
CARA: Final = "+15551234569"

HOUSE: Final = "+15550006000"
OPTED_OUT: Final = (
    "The recipient has opted out with STOP. They have to text START to your number first"
)


def posts(twilio: Simulator) -> list[int | None]:
    """Return how the requests to send something were answered."""
    return [request.status for request in twilio.requests if request.method == "POST"]


def turn_into(line: HandsetLine) -> Arrange:
    """Make Anna's number one of another kind."""
    return lambda twilio: setattr(twilio.handset(ANNA), "line", line)


def refuse_with(code: int, message: str) -> Arrange:
    """Let Twilio answer with an error of its own."""
    return lambda twilio: twilio.faults.add(Fault(Refuse(Problem(code, message)), "POST"))


@pytest.mark.parametrize(
    ("arrange", "data", "code", "sentence"),
    [
        (turn_into(HandsetLine.LANDLINE), {}, 21614, "This is not a mobile number."),
        (turn_into(HandsetLine.INVALID), {}, 21211, "This is not a number that Twilio can text."),
        (
            lambda twilio: twilio.account.forbidden_regions.add("+1"),
            {},
            21408,
            "Messages to this country are switched off.",
        ),
        (None, {"sender": "+15559990000"}, 21606, "This sender cannot text this recipient."),
        (None, {"sender": "MyBrand"}, 21612, "This sender cannot reach this recipient by message."),
        (None, {"sender": "MG" + "5a" * 16}, 21705, "The Messaging Service does not exist"),
        (
            None,
            {"sender": "whatsapp:+15559990000"},
            63007,
            "There is no such sender on this channel.",
        ),
        (
            None,
            {"to": f"whatsapp:{ANNA}", "sender": HOUSE},
            21910,
            "Twilio refused this (error 21910): ",
        ),
        (refuse_with(99999, "New"), {}, 99999, "Twilio refused this (error 99999): "),
    ],
    ids=[
        *("landline", "no_number", "country", "sender", "brand", "service"),
        *("whatsapp_sender", "channels", "new_code"),
    ],
)
async def test_message_refused(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    arrange: Arrange,
    data: dict[str, str],
    code: int,
    sentence: str,
) -> None:
    """What Twilio refuses is raised in words, or answered with Twilio's code."""
    for ask in (True, False):
        if arrange:
            arrange(twilio)
        order = {"to": ANNA, "message": "Hello", **data}
        if ask:
            [result] = await results_of(hass, "send_message", **order)
            assert (result["sid"], result["status"]) == (None, "failed")
            assert result["error_code"] == code
            assert result["error_message"].startswith(sentence)
        else:
            with pytest.raises(HomeAssistantError) as caught:
                await send_message(hass, **order)
            assert f"{result['to']} was not reached: {result['error_message']}" in (
                str(caught.value),
                f"{caught.value}.",
            )
            assert not isinstance(caught.value, ServiceValidationError)
    assert posts(twilio) == [400, 400]
    assert twilio.messages == []


@pytest.mark.parametrize(
    ("arrange", "data", "code", "sentence"),
    [
        (
            lambda twilio: twilio.account.forbidden_regions.add("+1"),
            {},
            21215,
            "Calls to this country are switched off. Allow it in the Twilio Console under Voice",
        ),
        (
            None,
            {"sender": "+15559990000"},
            21210,
            "The call needs a caller ID that is one of your Twilio numbers or verified at Twilio",
        ),
        (refuse_with(21217, "Not valid"), {}, 21217, "This is not a number that Twilio can call."),
        (refuse_with(99999, "New"), {}, 99999, "Twilio refused this (error 99999): "),
    ],
    ids=["country", "caller", "no_number", "new_code"],
)
async def test_call_refused(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
    arrange: Arrange,
    data: dict[str, str],
    code: int,
    sentence: str,
) -> None:
    """A call is refused in words, too."""
    for ask in (True, False):
        if arrange:
            arrange(twilio)
        order = {"to": ANNA, "message": "Hello", **data}
        if ask:
            [result] = await results_of(hass, "make_call", **order)
            assert (result["sid"], result["status"]) == (None, "failed")
            assert result["error_code"] == code
            assert result["error_message"].startswith(sentence)
        else:
            with pytest.raises(HomeAssistantError) as caught:
                await make_call(hass, **order)
            assert f"{caught.value}." == f"{ANNA} was not reached: {result['error_message']}"
        await time_passes.by(1)
    assert twilio.calls == []


async def test_one_who_opted_out_among_others(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Whoever else is named gets the message; the error names who did not, and why."""
    twilio.handset(BEN).opt_out(twilio.number)
    with pytest.raises(HomeAssistantError) as caught:
        await send_message(hass, to=[ANNA, BEN, "nonsense", CARA], message="Hello")
    assert str(caught.value) == (
        f"2 of 4 recipients were not reached: {BEN}: {OPTED_OUT}; nonsense is "
        "neither a phone number nor the name of a contact of this account. Write numbers with + "
        "and the country code, for example +15551234567, and several recipients as a list"
    )
    for reached in (ANNA, CARA):
        assert (await twilio.handset(reached).next_text()).body == "Hello"
