"""Telling people from answering machines."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..webhook.errand import Errand
from .machine import greeting_seconds

if TYPE_CHECKING:
    from ..webhook.delivery import Params
    from .live_call import LiveCall

SECONDS_FOR_A_PERSON = 2.0
SECONDS_FOR_A_MACHINE = 4.0


class DetectionMode(StrEnum):
    """When a machine is told of: as soon as it is known, or when it has beeped."""

    ENABLE = "Enable"
    MESSAGE_END = "DetectMessageEnd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """How to detect a machine, and whom to tell; without a callback the call waits for it."""

    mode: DetectionMode
    timeout: int = 30
    is_async: bool = False
    callback: str = ""
    callback_method: str = "POST"


async def detect(call: LiveCall, detection: Detection) -> Params:
    """Listen to who answered, and return what is found out."""
    answered_by, seconds = _verdict(call, detection)
    if detection.is_async:
        await call.desk.clock.sleep(seconds)
    else:
        await call.pass_time(seconds)
    call.record.answered_by = answered_by
    return (("AnsweredBy", answered_by), ("MachineDetectionDuration", f"{seconds * 1000:.0f}"))


async def detect_meanwhile(call: LiveCall, detection: Detection) -> None:
    """Tell the house who answered, while the call goes on."""
    found = await detect(call, detection)
    if detection.callback and not call.is_over:
        params = (("AccountSid", call.desk.account.sid), ("CallSid", call.record.sid), *found)
        call.tell(Errand(url=detection.callback, method=detection.callback_method, params=params))


def _verdict(call: LiveCall, detection: Detection) -> tuple[str, float]:
    if call.machine is None:
        found = "human", SECONDS_FOR_A_PERSON
    elif detection.mode is DetectionMode.ENABLE:
        found = "machine_start", SECONDS_FOR_A_MACHINE
    else:
        found = "machine_end_beep", greeting_seconds(call.handset.greeting)
    return found if found[1] <= detection.timeout else ("unknown", detection.timeout)
