"""An alarm that is disarmed by a text with a PIN, and by nothing else."""

from simulator import DEFAULT_NUMBER

from .alarm import ALARM, arm, expect_status, expect_text
from .config_directory import INTEGRATION
from .contacts import PIN
from .costs import costs
from .observation import PATIENCE_SECONDS
from .repairs import fix, issue_of, wait_for_issue
from .stage import Stage
from .strangers import STRANGER
from .transcript import Step, expect

DISARM = f"DISARM SV {PIN}"
DONE = "SV is disarmed."
WRONG_PINS = ("0815", "0816", "0817", "0818", "0819")
LOCK = "contact_locked"


async def phone_disarms_the_house(stage: Stage) -> None:
    """Arm the house, text the command with the PIN, and read the answer."""
    await arm(stage)
    await stage.phone.text(DISARM, to=DEFAULT_NUMBER)
    await stage.house.wait_for_state(ALARM, "disarmed")
    await expect_text(stage.phone, DONE)


async def twilio_forgets_the_text(stage: Stage) -> None:
    """Wait until Twilio's log has nothing left of the phone's texts with the PIN."""

    def is_forgotten() -> bool | None:
        thread = stage.twilio.thread(stage.phone)
        return not any(PIN in message.body for message in thread) or None

    await stage.twilio.bulletin.until(is_forgotten, "redaction", PATIENCE_SECONDS)


async def replay_does_nothing(stage: Stage) -> None:
    """Send the very same signed request again."""
    await arm(stage)
    commands = [sent for sent in stage.twilio.deliveries if sent.param("Body") == DISARM]
    asked = len(stage.twilio.requests)
    repeat = await stage.twilio.repeat(commands[-1])
    expect("the webhook's answer", (200, commands[-1].body), (repeat.status, repeat.body))
    await expect_status(stage, "armed_away")
    expect("what it cost", [], costs(stage, asked))


async def wrong_pins_lock(stage: Stage) -> None:
    """Text five wrong PINs, as whoever can forge the number would, and then the right one."""
    forger = stage.twilio.handset(STRANGER)
    for pin in WRONG_PINS:
        await forger.text(f"DISARM SV {pin}", to=DEFAULT_NUMBER, shown_as=stage.phone)
    await wait_for_issue(stage.house, INTEGRATION, LOCK)
    await stage.phone.text(DISARM, to=DEFAULT_NUMBER)
    await expect_status(stage, "armed_away")


async def owner_unlocks(stage: Stage) -> None:
    """Press the button of the repair, and text the command again."""
    issue_id = await wait_for_issue(stage.house, INTEGRATION, LOCK)
    await fix(stage.house, INTEGRATION, issue_id)
    expect("the lock", None, await issue_of(stage.house, INTEGRATION, LOCK))
    await stage.phone.text(DISARM, to=DEFAULT_NUMBER)
    await stage.house.wait_for_state(ALARM, "disarmed")
    await expect_text(stage.phone, DONE)
    await twilio_forgets_the_text(stage)


COMMANDS = (
    Step("The phone texts DISARM SV 4711, and the house disarms.", phone_disarms_the_house),
    Step("At Twilio, nothing is left of the text with the PIN.", twilio_forgets_the_text),
    Step("The same request again does nothing and costs nothing.", replay_does_nothing),
    Step("Five wrong PINs lock, and the right one does nothing.", wrong_pins_lock),
    Step("A repair tells of it; one click unlocks.", owner_unlocks),
)
