"""How what waits gets to Twilio: in which order, how fast, and when not."""

import asyncio
from typing import Any, Final

from aiohttp import ClientTimeout
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.api import transport
from custom_components.twilio.outbox.outbox import async_outbox
from simulator import OUTAGE, Drop, DropPoint, Fault, Hang, Hold, Line, Refuse, Simulator
from simulator.errors import TOO_MANY_REQUESTS

from ..actions import make_call, results_of, send_message
from ..passing_time import PassingTime
from .waiting import ANNA, BEN

MESSAGES: Final = "/Messages.json"


def bodies(twilio: Simulator) -> list[str]:
    """Return the texts that Twilio took, in order."""
    return [message.body for message in twilio.messages]


def asked(twilio: Simulator, method: str = "POST", path: str = MESSAGES) -> int:
    """Return how often Twilio was asked for something."""
    return sum(
        request.method == method and request.path.endswith(path) for request in twilio.requests
    )


def send(hass: HomeAssistant, message: str, to: str = ANNA, **data: Any) -> asyncio.Task[Any]:
    """Send a text side by side with what a test does, and return what becomes of it."""
    return asyncio.create_task(results_of(hass, "send_message", to=to, message=message, **data))


def waiting(hass: HomeAssistant, account: MockConfigEntry) -> int:
    """Return how much waits."""
    return async_outbox(hass).counts(account.entry_id).waiting


async def status(sending: asyncio.Task[Any]) -> str:
    """Return the status of a text to one recipient."""
    (result,) = await sending
    return str(result["status"])


async def test_one_after_the_other(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Texts to somebody arrive in the order of asking; others and alerts need not wait."""
    hold = Hold()
    twilio.faults.add(Fault(hold, "POST", MESSAGES))
    first = send(hass, "first")
    await hold.reached.wait()
    second = send(hass, "second")
    await send(hass, "to somebody else", BEN)
    await send(hass, "alert", alert=True)
    assert bodies(twilio) == ["to somebody else", "alert"]
    hold.released.set()
    await asyncio.gather(first, second)
    assert bodies(twilio) == ["to somebody else", "alert", "first", "second"]


async def test_alerts_first(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    line: Line,
    time_passes: PassingTime,
) -> None:
    """What waited while the line was down goes out in order, the alerts before the others."""
    await line.cut()
    sending = [send(hass, str(number), alert=number > 2) for number in range(5)]
    await time_passes.until(lambda: all(one.done() for one in sending))
    assert waiting(hass, account) == 5
    await line.mend()
    await time_passes.until(lambda: not waiting(hass, account))
    assert bodies(twilio) == ["3", "4", "0", "1", "2"]


async def test_line_that_is_down_is_not_stormed(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    line: Line,
    time_passes: PassingTime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """However much waits, one at a time finds out whether the line is mended, ever less often."""
    await line.cut()
    caplog.set_level("DEBUG", "custom_components.twilio.api.transport")
    recipients = [f"+1555123{number:04}" for number in range(20)]
    sending = asyncio.create_task(results_of(hass, "send_message", to=recipients, message="Fire"))
    await time_passes.until(sending.done)
    caplog.clear()
    await time_passes.by(1)
    for _ in range(600):
        await time_passes.by(1)
    # A try a minute, at the latest.
    assert 10 <= sum("No connection" in record.getMessage() for record in caplog.records) <= 14


@pytest.mark.parametrize(
    ("effect", "pause"),
    [
        pytest.param(Refuse(TOO_MANY_REQUESTS, retry_after=7), 7, id="seconds"),
        pytest.param(Refuse(TOO_MANY_REQUESTS), 1, id="none"),
    ],
)
async def test_busy(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
    effect: Refuse,
    pause: int,
) -> None:
    """Where Twilio has too much to do, it is left alone for as long as it wants."""
    twilio.faults.add(Fault(effect, "POST", MESSAGES))
    sending = send(hass, "Fire")
    await time_passes.by(0)
    assert (asked(twilio), bodies(twilio)) == (1, [])
    later = send(hass, "Water", BEN)
    await time_passes.by(pause / 2)
    assert asked(twilio) == 1
    await time_passes.by(pause / 2 + 0.1)
    assert [await status(sending), await status(later)] == ["queued", "queued"]
    assert (asked(twilio), bodies(twilio)) == (3, ["Fire", "Water"])


async def test_busy_for_longer(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Nobody is kept waiting for a pause that is longer than his patience."""
    twilio.faults.add(Fault(Refuse(TOO_MANY_REQUESTS, retry_after=30), "POST", MESSAGES))
    assert await status(send(hass, "Fire")) == "waiting"
    assert await status(send(hass, "Water", BEN)) == "waiting"
    assert asked(twilio) == 1


async def test_credentials_rejected(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
) -> None:
    """With a token that is revoked, texts wait, and go out once there is another one."""
    twilio.account.auth_token = "f" * 32
    sending = send(hass, "Fire")
    await time_passes.until(sending.done)
    assert await status(sending) == "waiting"
    await hass.async_block_till_done(wait_background_tasks=True)
    flows = hass.config_entries.flow.async_progress()
    assert [flow["context"]["source"] for flow in flows] == [SOURCE_REAUTH]
    hass.config_entries.async_update_entry(account, data=account.data | {"auth_token": "f" * 32})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert (bodies(twilio), waiting(hass, account)) == (["Fire"], 0)


async def test_caller_is_cancelled(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """Whoever stops a script does not stop what it has begun to send."""
    hold = Hold()
    twilio.faults.add(Fault(hold, "POST", MESSAGES))
    sending = send(hass, "Fire")
    await hold.reached.wait()
    sending.cancel()
    hold.released.set()
    await hass.async_block_till_done()
    assert (bodies(twilio), waiting(hass, account)) == (["Fire"], 0)


@pytest.mark.parametrize("refusal", ["caller waits", "caller has gone"])
async def test_refusal(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, refusal: str
) -> None:
    """What Twilio refuses for good is not tried again, whoever hears of it."""
    hold = Hold()
    twilio.handset(ANNA).opt_out(twilio.number)
    twilio.faults.add(Fault(hold, "POST", MESSAGES))
    sending = asyncio.create_task(send_message(hass, to=ANNA, message="Fire"))
    await hold.reached.wait()
    if refusal == "caller has gone":
        sending.cancel()
    hold.released.set()
    with pytest.raises((HomeAssistantError, asyncio.CancelledError)):
        await sending
    await hass.async_block_till_done()
    counts = async_outbox(hass).counts(account.entry_id)
    assert (asked(twilio), counts.waiting) == (1, 0)
    assert counts.given_up == (1 if refusal == "caller has gone" else 0)


async def test_rest_of_its_validity(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    line: Line,
    time_passes: PassingTime,
) -> None:
    """Twilio is told for how long a text is still of use."""
    await send_message(hass, to=ANNA, message="now", valid_for={"minutes": 10})
    await line.cut()
    sending = send(hass, "later", valid_for={"minutes": 10})
    await time_passes.until(sending.done)
    await time_passes.by(90)
    await line.mend()
    await time_passes.until(lambda: not waiting(hass, account))
    periods = [
        int(request.param("ValidityPeriod") or 0)
        for request in twilio.requests
        if request.method == "POST" and request.path.endswith(MESSAGES)
    ]
    assert periods[0] in {599, 600}
    assert 400 < periods[1] <= 510


async def test_calls_one_a_second(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
) -> None:
    """Calls begin one a second, as Twilio begins them, alerts before the others."""
    calling = [
        asyncio.create_task(
            make_call(hass, to=f"+1555123{number:04}", message="Fire", alert=number > 1)
        )
        for number in range(4)
    ]
    await time_passes.by(0)
    counts = [len(twilio.calls)]
    for _ in range(3):
        await time_passes.by(1.01)
        counts.append(len(twilio.calls))
    await asyncio.gather(*calling)
    assert counts == [1, 2, 3, 4]
    assert [call.to[-1] for call in twilio.calls] == ["0", "2", "3", "1"]


async def test_reload(hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry) -> None:
    """What is under way while the account is loaded anew ends as if nothing had happened."""
    hold = Hold()
    twilio.faults.add(Fault(hold, "POST", MESSAGES))
    first = send(hass, "first")
    await hold.reached.wait()
    second = send(hass, "second")
    await asyncio.sleep(0)
    reloading = asyncio.create_task(hass.config_entries.async_reload(account.entry_id))
    await reloading
    hold.released.set()
    assert [await status(first), await status(second)] == ["queued", "queued"]
    assert bodies(twilio) == ["first", "second"]


async def test_asked_for_during_a_reload(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry
) -> None:
    """What is to be sent while the account is loaded anew waits for that."""
    async with account.setup_lock:
        await account.async_unload(hass)
        sending = send(hass, "Fire")
        await asyncio.sleep(0)
        assert not sending.done()
        await account.async_setup(hass)
    assert await status(sending) == "queued"
    assert bodies(twilio) == ["Fire"]


async def test_account_is_removed(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    line: Line,
    time_passes: PassingTime,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """With the account goes what waits for it, and the log says so."""
    await line.cut()
    sending = send(hass, "Fire")
    await time_passes.until(sending.done)
    await hass.config_entries.async_remove(account.entry_id)
    await hass.async_block_till_done()
    assert [*async_outbox(hass).places()] == []
    assert "Something that was to be sent is lost with its account" in caplog.text


async def test_report_comes_before_the_answer(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    house: Any,
    time_passes: PassingTime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A report on what has no answer is one: nothing is asked, nothing is sent again."""
    monkeypatch.setattr(transport, "ONCE_TIMEOUT", ClientTimeout(total=1))
    twilio.faults.add(Fault(Hang(takes_effect=True), "POST", MESSAGES))
    sending = send(hass, "Fire", alert=True)
    await time_passes.until(lambda: not waiting(hass, account))
    await sending
    assert (bodies(twilio), asked(twilio), asked(twilio, "GET")) == (["Fire"], 1, 0)
    counts = async_outbox(hass).counts(account.entry_id)
    assert counts.maybe_duplicates == 0


@pytest.mark.parametrize(
    ("alert", "texts", "duplicates"), [(True, ["Fire", "Fire"], 1), (False, ["Fire"], 0)]
)
async def test_list_that_lags(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
    *,
    alert: bool,
    texts: list[str],
    duplicates: int,
) -> None:
    """An alert is rather sent twice than late; anything else waits for what the list will show."""
    twilio.list_lag = 30
    twilio.faults.add(Fault(Drop(DropPoint.AFTER_ACCEPTING), "POST", MESSAGES))
    sending = send(hass, "Fire", alert=alert)
    await time_passes.until(lambda: asked(twilio, "GET") == 2)
    await time_passes.by(1)
    twilio.clock.advance(31)
    await time_passes.until(lambda: not waiting(hass, account))
    await sending
    assert bodies(twilio) == texts
    assert async_outbox(hass).counts(account.entry_id).maybe_duplicates == duplicates


@pytest.mark.usefixtures("pauses")
async def test_nobody_can_tell(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    time_passes: PassingTime,
) -> None:
    """Where lists are down, a text is not sent again, and does not hold up others for ever."""
    twilio.faults.add(Fault(Drop(DropPoint.AFTER_ACCEPTING), "POST", MESSAGES))
    twilio.faults.add(Fault(OUTAGE, "GET", MESSAGES, times=None))
    first, second = send(hass, "first"), send(hass, "second")
    await time_passes.until(lambda: len(twilio.messages) == 2)
    await asyncio.gather(first, second)
    assert bodies(twilio) == ["first", "second"]
    await time_passes.by(3600)
    counts = async_outbox(hass).counts(account.entry_id)
    assert (counts.waiting, counts.given_up, len(twilio.messages)) == (0, 1, 2)


async def test_twilio_is_heard_of_otherwise(
    hass: HomeAssistant,
    twilio: Simulator,
    account: MockConfigEntry,
    line: Line,
    time_passes: PassingTime,
) -> None:
    """Any answer of Twilio ends the pause before the next try."""
    await line.cut()
    sending = send(hass, "Fire", alert=True)
    for _ in range(200):
        await time_passes.by(1)
    await sending
    await line.mend()
    await account.runtime_data.numbers.async_refresh()
    await time_passes.by(0)
    assert (bodies(twilio)[-1].endswith("Fire"), waiting(hass, account)) == (True, 0)


async def test_refused_again_and_again(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, time_passes: PassingTime
) -> None:
    """What is too much for Twilio four times in a row does not go before others any more."""
    effect = Refuse(TOO_MANY_REQUESTS, retry_after=1)
    twilio.faults.add(Fault(effect, "POST", MESSAGES, times=4))
    stubborn = send(hass, "stubborn")
    await time_passes.until(lambda: asked(twilio) == 4)
    other = send(hass, "other", BEN)
    await time_passes.by(1)
    assert (asked(twilio), bodies(twilio)) == (5, ["other"])
    await time_passes.by(1)
    assert bodies(twilio) == ["other", "stubborn"]
    await asyncio.gather(stubborn, other)
