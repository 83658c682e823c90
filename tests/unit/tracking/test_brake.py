"""Messages to somebody to whom none arrives."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from hypothesis import given, strategies as st
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.tracking import MessageRecord
from custom_components.twilio.tracking.brake import (
    HOUR,
    MOST_FAILURES,
    KeepsFailing,
    check_recipient,
)
from custom_components.twilio.tracking.progress import MESSAGE, Progress
from simulator import HandsetBehaviour, Simulator

from ..actions import results_of, send_message
from ..automations import automate, automation
from ..webhook import OWNER
from ..yaml_house import set_up_notify

HOME: Final = "+15550006000"
ANNA: Final = "+15551230001"
BEN: Final = "+15551230002"
CARA: Final = "+15551230003"
NOW: Final = 1_795_262_400.0
REFUSED: Final = (
    "{} gets no message for another {} min: the last {} did not arrive. Try again then, or reach "
    "them in another way, such as a call"
)

type End = tuple[float, str]
"""How many minutes ago a message ended, and how."""


def a_record(number: int, party: str, minutes_ago: float, status: str) -> MessageRecord:
    """Return a message that got up to a status."""
    return MessageRecord(
        reference=f"reference {number}",
        sender=HOME,
        party=party,
        began=NOW - minutes_ago * 60 - 5,
        changed=NOW - minutes_ago * 60,
        progress=Progress(MESSAGE, status, status),
    )


def waiting_minutes(ends: Sequence[End], to: str = ANNA, now: float = NOW) -> int:
    """Return how long the next message to somebody has to wait, 0 where it may go."""
    records = [a_record(number, ANNA, *end) for number, end in enumerate(ends)]
    try:
        check_recipient(records, to, now)
    except KeepsFailing as err:
        return int((err.translation_placeholders or {})["minutes"])
    return 0


def failed(*minutes_ago: float) -> list[End]:
    """Return messages that failed."""
    return [(minutes, "undelivered") for minutes in minutes_ago]


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        pytest.param([], 0, id="none"),
        pytest.param(failed(0, 0, 0, 0), 0, id="four"),
        pytest.param(failed(0, 0, 0, 0, 0), 1, id="five"),
        pytest.param([(0, "failed")] * 5, 1, id="refused later"),
        pytest.param(failed(60, 40, 30, 20, 0.5), 1, id="five within an hour"),
        pytest.param(failed(61, 40, 30, 20, 0.5), 0, id="five in more than an hour"),
        pytest.param(failed(9, 8, 7, 6, 1), 0, id="after the pause"),
        pytest.param(failed(*[0] * 6), 2, id="one more"),
        pytest.param(failed(*[0] * 7), 4, id="two more"),
        pytest.param(failed(*[0] * 10), 32, id="five more"),
        pytest.param(failed(*[0] * 11), 60, id="longest"),
        pytest.param(failed(*[0] * 400), 60, id="never longer"),
        pytest.param(failed(90, 4, 3, 2, 1, 0), 1, id="counts from the first five"),
        pytest.param(failed(90, 80, 79, 78, 77, 20, 0), 4, id="goes on over an hour"),
        pytest.param(failed(*[150] * 5, 0), 0, id="forgiven"),
        pytest.param([*failed(5, 4, 3, 2), (1, "delivered"), *failed(0)], 0, id="arrived"),
        pytest.param([*failed(5, 4, 3, 2, 1), (0, "read")], 0, id="read"),
        pytest.param([(9, "read"), *failed(4, 3, 2, 1, 0)], 1, id="arrived before"),
        pytest.param([*failed(4, 3, 2, 1, 0), (0, "sent")], 1, id="under way"),
        pytest.param([*failed(3, 2, 1, 0), (0, "canceled")], 0, id="canceled"),
        pytest.param(failed(*[-30] * 5), 0, id="a clock that was ahead"),
    ],
)
def test_pause(ends: Sequence[End], expected: int) -> None:
    """After five failures within an hour a message waits, with each further one for longer."""
    assert waiting_minutes(ends) == expected
    assert waiting_minutes(ends[::-1]) == expected
    assert waiting_minutes(ends, BEN) == 0
    assert waiting_minutes(ends, f"whatsapp:{ANNA}") == 0


@given(st.lists(st.tuples(st.floats(0, 300), st.sampled_from(["failed", "delivered", "sent"]))))
def test_always_ends(ends: Sequence[End]) -> None:
    """Whatever happened, an hour after the last failure the next message goes."""
    assert waiting_minutes(ends) <= 60
    assert waiting_minutes(ends, now=NOW + HOUR) == 0


def turn_off(twilio: Simulator, *phones: str) -> None:
    """Let messages to some people fail."""
    for phone in phones:
        twilio.handset(phone).behaviour = HandsetBehaviour.OFF


async def fail(hass: HomeAssistant, twilio: Simulator, to: str, times: int) -> None:
    """Send messages that do not arrive."""
    for _ in range(times):
        await send_message(hass, to=to, message="Lost")
    await twilio.settled()
    await hass.async_block_till_done(wait_background_tasks=True)


@pytest.mark.usefixtures("house")
async def test_loop(hass: HomeAssistant, twilio: Simulator) -> None:
    """A house that texts about each text that fails does not text for ever."""
    turn_off(twilio, ANNA, BEN)
    tell = {
        "action": "twilio.send_message",
        "data": {"to": ANNA, "message": "A message failed."},
        "continue_on_error": True,
    }
    options = {"status": ["failed", "undelivered"]}
    await automate(
        hass, [automation("message_status_changed", tell, options=options, mode="queued")]
    )
    await fail(hass, twilio, BEN, 1)
    for _ in range(2 * MOST_FAILURES):
        await twilio.settled()
        await hass.async_block_till_done(wait_background_tasks=True)
    assert [message.to for message in twilio.messages] == [BEN] + [ANNA] * MOST_FAILURES
    await send_message(hass, to=CARA, message="Fire!")
    assert twilio.messages[-1].to == CARA


@pytest.mark.usefixtures("house")
async def test_words(
    hass: HomeAssistant, twilio: Simulator, freezer: FrozenDateTimeFactory
) -> None:
    """Who is refused hears why, and how to go on; then it goes on."""
    turn_off(twilio, ANNA)
    await fail(hass, twilio, ANNA, 5)
    with pytest.raises(KeepsFailing) as caught:
        await send_message(hass, to=ANNA, message="Fire!")
    assert str(caught.value) == REFUSED.format(ANNA, 1, 5)
    reached, refused = await results_of(hass, "send_message", to=[CARA, ANNA], message="Fire!")
    assert (reached["error_message"], reached["status"]) == (None, "queued")
    assert (refused["status"], refused["sid"], refused["error_code"]) == ("failed", None, None)
    with pytest.raises(HomeAssistantError) as both:
        await send_message(hass, to=[CARA, ANNA], message="Fire!")
    assert str(both.value) == f"1 of 2 recipients were not reached: {REFUSED.format(ANNA, 1, 5)}"
    freezer.tick(timedelta(minutes=1))
    twilio.handset(ANNA).behaviour = HandsetBehaviour.ANSWERS
    for _ in range(2):
        await send_message(hass, to=ANNA, message="Fire!")
        await twilio.settled()
    assert [text.body for text in twilio.handset(ANNA).inbox] == ["Fire!"] * 2


@pytest.fixture
async def notifier(hass: HomeAssistant, account: MockConfigEntry) -> None:
    """Set up a notifier before the house takes requests."""
    config = {"platform": "twilio", "name": "sms", "type": "sms", "from_number": HOME}
    await set_up_notify(hass, {"notify": [config]})
    await hass.async_block_till_done()


@pytest.mark.usefixtures("notifier", "house")
async def test_notifier_and_core(hass: HomeAssistant, twilio: Simulator) -> None:
    """Notifiers are stopped as actions are, and so is what other integrations send."""
    turn_off(twilio, ANNA)
    await fail(hass, twilio, ANNA, 5)
    with pytest.raises(KeepsFailing):
        await hass.services.async_call(
            "notify", "sms", {"message": "Fire!", "target": [ANNA]}, blocking=True
        )
    client = hass.data["twilio"]
    with pytest.raises(HomeAssistantError) as caught:
        await hass.async_add_executor_job(
            lambda: client.messages.create(to=ANNA, body="Fire!", from_=HOME)
        )
    assert REFUSED.format(ANNA, 1, 5) in str(caught.value)
    assert len(twilio.messages) == 5


@pytest.mark.usefixtures("house")
async def test_reply(
    hass: HomeAssistant, twilio: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody who writes, and gets no reply, does not set off one after the other."""
    await automate(hass, [automation("message_received", {"set_conversation_response": "Yes?"})])
    turn_off(twilio, OWNER)
    for _ in range(6):
        await twilio.handset(OWNER).text("Hello?", to=twilio.number)
        await hass.async_block_till_done()
        await twilio.settled()
        await hass.async_block_till_done(wait_background_tasks=True)
    assert len([message for message in twilio.messages if not message.is_inbound]) == 5
    assert "A reply could not be sent: … gets no message for another 1 min" in caplog.text
