"""An alarm that is due while neither the line to Twilio nor the power holds."""

from .observation import PATIENCE_SECONDS
from .stage import Stage
from .transcript import Step, expect

WATER = "input_boolean.water"
WARNING = "Water in the cellar of SV!"


async def alarm_waits_for_the_line(stage: Stage) -> None:
    """Cut the line, and let an automation send a text."""
    await stage.line.cut()
    await stage.house.call_service("input_boolean", "turn_on", {"entity_id": WATER})
    await expect_waiting(stage, 1)


async def alarm_outlives_the_house(stage: Stage) -> None:
    """End Home Assistant as a power cut does, and start it again."""
    await stage.house.kill()
    await stage.house.start()
    await expect_waiting(stage, 1)


async def alarm_arrives_once(stage: Stage) -> None:
    """Mend the line, and read the phone."""
    await stage.line.mend()
    text = await stage.phone.next_text(PATIENCE_SECONDS)
    expect("the text on the phone", WARNING, text.body)
    await expect_waiting(stage, 0)
    inbox = stage.phone.inbox
    expect("what the phone got from then on", [text], inbox[inbox.index(text) :])
    await stage.house.call_service("input_boolean", "turn_off", {"entity_id": WATER})


async def expect_waiting(stage: Stage, count: int) -> None:
    """Wait until the house shows that so many messages and calls wait for Twilio."""
    sensor = await stage.house.entity_id(f"{stage.entry_id}_outbox")
    await stage.house.wait_for_state(sensor, str(count))


CUT_LINE = (
    Step("The line to Twilio is cut: the alarm's text waits.", alarm_waits_for_the_line),
    Step("Home Assistant dies and starts again: it still waits.", alarm_outlives_the_house),
    Step("The line is mended: the phone shows the text, once.", alarm_arrives_once),
)
