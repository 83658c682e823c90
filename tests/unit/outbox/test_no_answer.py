"""What an automation hears while Twilio takes nothing, or does not answer, and what comes of it."""

import asyncio
from typing import Any, Final

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.outbox.outbox import async_outbox
from simulator import (
    LATE_BREAKDOWN,
    OUTAGE,
    OVERLOAD,
    Drop,
    DropPoint,
    Fault,
    Line,
    Refuse,
    Simulator,
)
from simulator.errors import ACCOUNT_NOT_ACTIVE, AUTHENTICATE, NOT_PERMITTED, Problem

from ..actions import accepted, results_of
from ..passing_time import PassingTime
from .waiting import ANNA, entries

pytestmark = pytest.mark.parametrize("action", ["send_message", "make_call"])

OF_A_PROXY: Final = Problem(99_999, "Log in first", 401)
LATE_DROP: Final = Drop(DropPoint.AFTER_ACCEPTING)

UNREACHABLE: Final = "Twilio cannot be reached. Check the internet connection of this house."
UNCERTAIN: Final = "Twilio did not answer, so this house looks in Twilio's log whether it went out."
TOO_MANY: Final = "Twilio takes no more for the moment."
CREDENTIALS: Final = (
    "Twilio does not accept the credentials. Enter the right ones, or give the key the right that "
    "is missing."
)
NOT_ACTIVE: Final = "The Twilio account is suspended or closed. Look at it in the Twilio Console."


async def result_of(
    hass: HomeAssistant, time_passes: PassingTime, action: str, **data: Any
) -> dict[str, Any]:
    """Return what becomes of something to Anna, as far as that is known within ten seconds."""
    asking = asyncio.create_task(results_of(hass, action, to=ANNA, message="Fire", **data))
    assert await time_passes.until(asking.done) <= 11
    (result,) = asking.result()
    return result


def posts(twilio: Simulator) -> list[int | None]:
    """Return how the requests to send something were answered."""
    return [request.status for request in twilio.requests if request.method == "POST"]


async def waiting(hass: HomeAssistant) -> list[tuple[str, str]]:
    """Return the state of what waits, and why it does."""
    return [(entry["state"], entry["reason"]) for entry in await entries(hass)]


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        pytest.param(None, UNREACHABLE, id="no connection"),
        pytest.param(OVERLOAD, TOO_MANY, id="busy"),
        pytest.param(Refuse(AUTHENTICATE), CREDENTIALS, id="credentials"),
        pytest.param(Refuse(NOT_PERMITTED), CREDENTIALS, id="right"),
        pytest.param(Refuse(OF_A_PROXY), CREDENTIALS, id="proxy"),
        pytest.param(Refuse(ACCOUNT_NOT_ACTIVE), NOT_ACTIVE, id="suspended"),
    ],
)
async def test_not_taken(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    line: Line,
    time_passes: PassingTime,
    action: str,
    refusal: Refuse | None,
    reason: str,
) -> None:
    """What Twilio surely has not taken waits, is no error, and goes out once when it can."""
    if refusal:
        twilio.faults.add(Fault(refusal, "POST", times=None))
    else:
        await line.cut()
    result = await result_of(hass, time_passes, action)
    assert result == {
        "to": ANNA,
        "sid": None,
        "status": "waiting",
        "segments": None,
        "error_code": None,
        "error_message": None,
    }
    assert await waiting(hass) == [("waiting", reason)]
    assert accepted(twilio) == []

    twilio.faults.clear()
    await line.mend()
    outbox = async_outbox(hass)
    assert await time_passes.until(lambda: bool(accepted(twilio))) <= 60
    counts = outbox.counts(account.entry_id)
    assert (counts.waiting, counts.maybe_duplicates, counts.given_up) == (0, 0, 0)
    await time_passes.by(120)
    assert [item.to for item in accepted(twilio)] == [ANNA]


@pytest.mark.parametrize("alert", [True, False], ids=["alert", "ordinary"])
@pytest.mark.parametrize(
    "effect",
    [OUTAGE, Drop(), LATE_BREAKDOWN, LATE_DROP],
    ids=["refused", "dropped", "refused_late", "dropped_late"],
)
async def test_answer_is_missing(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
    action: str,
    effect: Drop | Refuse,
    *,
    alert: bool,
) -> None:
    """What Twilio may have taken is looked for; an alert that is not found goes out at once."""
    was_taken = effect in {LATE_BREAKDOWN, LATE_DROP}
    twilio.faults.add(Fault(effect, "POST"))
    result = await result_of(hass, time_passes, action, alert=alert)
    if alert or was_taken:
        (item,) = accepted(twilio)
        assert (result["sid"], result["error_message"]) == (item.sid, None)
        assert await waiting(hass) == []
    else:
        assert (result["sid"], result["status"]) == (None, "waiting")
        assert await waiting(hass) == [("uncertain", UNCERTAIN)]
        assert len(posts(twilio)) == 1
    for _ in range(62):
        await time_passes.by(1)
    counts = async_outbox(hass).counts(account.entry_id)
    assert (counts.waiting, counts.maybe_duplicates) == (0, 0 if was_taken else 1)
    assert len(accepted(twilio)) == 1
    assert len(posts(twilio)) == (1 if was_taken else 2)
