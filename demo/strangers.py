"""Somebody whom the house does not know, and who knows too much."""

from simulator import DEFAULT_NUMBER

from .alarm import arm, disarm, expect_status
from .config_directory import INTEGRATION
from .contacts import PIN
from .costs import costs
from .repairs import fix, issue_of, wait_for_issue
from .stage import Stage
from .transcript import Step, expect

STRANGER = "+15557650123"
OFFER = "unknown_sender"


async def stranger_is_not_heard(stage: Stage) -> None:
    """Text the right command with the right PIN from a number that nobody knows."""
    await arm(stage)
    stranger = stage.twilio.handset(STRANGER)
    asked = len(stage.twilio.requests)
    await stranger.text(f"DISARM SV {PIN}", to=DEFAULT_NUMBER)
    await expect_status(stage, "armed_away")
    expect("what it cost", [], costs(stage, asked))
    expect("what the stranger got", [], stranger.inbox)
    await disarm(stage)


async def stranger_is_forgotten(stage: Stage) -> None:
    """Decline what the house offers: to make a contact of the stranger."""
    issue_id = await wait_for_issue(stage.house, INTEGRATION, OFFER)
    await fix(stage.house, INTEGRATION, issue_id, number="forget")
    expect("the offer", None, await issue_of(stage.house, INTEGRATION, OFFER))


STRANGERS = (
    Step("A stranger's DISARM SV 4711 does nothing and costs nothing.", stranger_is_not_heard),
    Step("A repair offers to make that number a contact; nobody does.", stranger_is_forgotten),
)
