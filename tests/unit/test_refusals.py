"""What an automation hears when Twilio refuses, or does not answer."""

from collections.abc import Callable
from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import (
    BREAKDOWN,
    OUTAGE,
    OVERLOAD,
    AccountStatus,
    Drop,
    DropPoint,
    Fault,
    HandsetLine,
    Refuse,
    Simulator,
)
from simulator.errors import Problem

from .actions import make_call, results_of, send_message

type Arrange = Callable[[Simulator], object] | None

ANNA: Final = "+15551234567"
BEN: Final = "+15551234568"
CARA: Final = "+15551234569"

OPTED_OUT: Final = (
    "The recipient has opted out with STOP. They have to text START to your number first"
)
CREDENTIALS: Final = (
    "Twilio did not accept the credentials. Check the SID, the token or key, and the region; a "
    "key may lack the right for this"
)
NOT_ACTIVE: Final = "The Twilio account is suspended or closed. Look at it in the Twilio Console"
UNCERTAIN: Final = (
    "Twilio did not answer in time, so it is unknown whether this went out. Look at the logs in "
    "the Twilio Console before you try again"
)
UNREACHABLE: Final = (
    "Twilio cannot be reached, so nothing was sent. Check the internet connection and try again"
)
BUSY: Final = "Twilio is busy with too many requests of this account. Try again in a moment"


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
        (lambda twilio: twilio.handset(ANNA).opt_out(twilio.number), {}, 21610, OPTED_OUT),
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
        (lambda twilio: setattr(twilio.account, "auth_token", "new"), {}, 20003, CREDENTIALS),
        (
            lambda twilio: setattr(twilio.account, "status", AccountStatus.SUSPENDED),
            {},
            20005,
            NOT_ACTIVE,
        ),
        (None, {"to": f"whatsapp:{ANNA}"}, 21910, "Twilio refused this (error 21910): "),
        (refuse_with(99999, "New"), {}, 99999, "Twilio refused this (error 99999): "),
    ],
    ids=[
        *("opted_out", "landline", "no_number", "country", "sender", "brand", "service"),
        *("whatsapp_sender", "credentials", "suspended", "channels", "new_code"),
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
    assert posts(twilio) == [400, 400] if code > 21000 else [401, 401]
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
        (lambda twilio: setattr(twilio.account, "auth_token", "new"), {}, 20003, CREDENTIALS),
        (
            lambda twilio: setattr(twilio.account, "status", AccountStatus.CLOSED),
            {},
            20005,
            NOT_ACTIVE,
        ),
        (refuse_with(99999, "New"), {}, 99999, "Twilio refused this (error 99999): "),
    ],
    ids=["country", "caller", "no_number", "credentials", "closed", "new_code"],
)
async def test_call_refused(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
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
    assert twilio.calls == []


async def test_one_who_opted_out_among_others(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Whoever else is named gets the message; the error names who did not, and why."""
    twilio.handset(BEN).opt_out(twilio.number)
    with pytest.raises(HomeAssistantError) as caught:
        await send_message(hass, to=[ANNA, BEN, "nonsense", CARA], message="Hello")
    assert str(caught.value) == (
        f"2 of 4 recipients were not reached: {BEN}: {OPTED_OUT}; nonsense is not a "
        "phone number. Write it with + and the country code, for example +15551234567, and several "
        "numbers as a list"
    )
    for reached in (ANNA, CARA):
        assert (await twilio.handset(reached).next_text()).body == "Hello"


@pytest.mark.parametrize("action", ["send_message", "make_call"])
@pytest.mark.parametrize(
    "fault",
    [OUTAGE, BREAKDOWN, Drop(DropPoint.BEFORE_READING), Drop(DropPoint.AFTER_ACCEPTING)],
    ids=["503", "500", "dropped", "dropped_late"],
)
async def test_no_answer(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    pauses: list[float],
    action: str,
    fault: Drop | Refuse,
) -> None:
    """Where Twilio may have acted, nothing is repeated, and the error says that it is unknown."""
    twilio.faults.add(Fault(fault, "POST", times=None))
    [result] = await results_of(hass, action, to=ANNA, message="Hello")
    assert (result["status"], result["error_code"]) == ("failed", None)
    assert result["error_message"] == f"{UNCERTAIN}."
    assert len(posts(twilio)) == 1
    assert pauses == []
    accepted = len(twilio.messages) + len(twilio.calls)
    assert accepted == (fault == Drop(DropPoint.AFTER_ACCEPTING))


@pytest.mark.parametrize("action", ["send_message", "make_call"])
async def test_no_connection(
    hass: HomeAssistant,
    account: MockConfigEntry,
    pauses: list[float],
    unused_tcp_port: int,
    action: str,
) -> None:
    """Where nothing can have reached Twilio, it is tried again, and then said."""
    hass.config_entries.async_update_entry(
        account, data={**account.data, "api_base_url": f"http://127.0.0.1:{unused_tcp_port}"}
    )
    await hass.async_block_till_done()
    [result] = await results_of(hass, action, to=ANNA, message="Hello")
    assert result["error_message"] == f"{UNREACHABLE}."
    assert len(pauses) == 2


@pytest.mark.parametrize("action", ["send_message", "make_call"])
@pytest.mark.parametrize(
    ("times", "answers", "sentence"),
    [(1, [429, 201], None), (2, [429, 429, 201], None), (3, [429, 429, 429], BUSY)],
)
async def test_overload(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    pauses: list[float],
    action: str,
    times: int,
    answers: list[int],
    sentence: str | None,
) -> None:
    """A request that Twilio turned away unread is sent again, twice at most."""
    twilio.faults.add(Fault(OVERLOAD, "POST", times=times))
    [result] = await results_of(hass, action, to=ANNA, message="Hello")
    assert result["error_message"] == (sentence and f"{sentence}.")
    assert posts(twilio) == answers
