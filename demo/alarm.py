"""The alarm of a house, and what its owner hears of it by text."""

from simulator import DEFAULT_NUMBER, Handset

from .observation import PATIENCE_SECONDS
from .stage import Stage

ALARM = "alarm_control_panel.sv"


async def arm(stage: Stage) -> None:
    """Arm the alarm by an action."""
    await stage.house.call_service(
        "alarm_control_panel", "alarm_arm_away", {"entity_id": ALARM, "code": ""}
    )
    await stage.house.wait_for_state(ALARM, "armed_away")


async def disarm(stage: Stage) -> None:
    """Disarm the alarm by an action."""
    await stage.house.call_service(
        "alarm_control_panel", "alarm_disarm", {"entity_id": ALARM, "code": ""}
    )
    await stage.house.wait_for_state(ALARM, "disarmed")


async def expect_status(stage: Stage, status: str) -> None:
    """Ask for the alarm's state by text, which is answered after the texts before it."""
    await stage.phone.text("STATUS", to=DEFAULT_NUMBER)
    await expect_text(stage.phone, f"SV is {status}.")


async def expect_text(phone: Handset, body: str) -> None:
    """Read texts until one says this."""
    while (await phone.next_text(PATIENCE_SECONDS)).body != body:
        pass
