"""What is said now of something that was meant some time ago."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.twilio.outbox.content import CallContent, Content, MessageContent
from custom_components.twilio.outbox.late_content import async_said_now
from custom_components.twilio.twiml.speech import Words

from .entries import ANNA, SENDER

TEXT = MessageContent(to=ANNA, sender=SENDER, body="Wet")
PICTURE = MessageContent(to=ANNA, sender=SENDER, body="", media_urls=("https://x.example/a.png",))
CALL = CallContent(to=ANNA, sender=SENDER, message=Words("Wet", "en-GB", "alice"))
TWIML = CallContent(to=ANNA, sender=SENDER, twiml="<Response/>")


@pytest.fixture(autouse=True)
async def noon(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """Have twelve o'clock in Greenwich."""
    assert await async_setup_component(hass, "twilio", {})
    await hass.config.async_set_time_zone("UTC")
    freezer.move_to("2026-11-21T12:00:00+00:00")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TEXT, "Delayed message (11:50):\nWet"),
        (CALL, "This call is late. It was meant for 11:50. Wet"),
    ],
    ids=["text", "call"],
)
async def test_late(hass: HomeAssistant, content: Content, said: str) -> None:
    """What comes ten minutes late says when it was meant."""
    match await async_said_now(hass, content, 600):
        case MessageContent(body=body):
            assert body == said
        case CallContent(message=message):
            assert message == Words(said, "en-GB", "alice")


@pytest.mark.parametrize(
    ("content", "age"),
    [(TEXT, 120), (CALL, 120), (TWIML, 600)],
    ids=["young_text", "young_call", "twiml"],
)
async def test_as_it_is(hass: HomeAssistant, content: Content, age: float) -> None:
    """What is in time stays as it is, and so does TwiML of somebody's own."""
    assert await async_said_now(hass, content, age) == content


async def test_picture(hass: HomeAssistant) -> None:
    """A picture alone stays as it is."""
    assert await async_said_now(hass, PICTURE, 600) == PICTURE
