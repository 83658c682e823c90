"""What becomes of a phone that rings."""

from typing import TYPE_CHECKING

from ..handset import HandsetBehaviour
from .handset_call import Decision

if TYPE_CHECKING:
    from .live_call import LiveCall

SECONDS_TO_ANSWER = 2.0


async def decision(live: LiveCall, ring_seconds: int) -> Decision:
    """Return what the phone's owner decides, or what the phone does by itself."""
    phone, clock = live.phone, live.desk.clock

    def give_up() -> None:
        phone.decide(Decision.RING_OUT)

    match live.handset.behaviour:
        case HandsetBehaviour.ANSWERS | HandsetBehaviour.MACHINE:
            alarm = clock.after(SECONDS_TO_ANSWER, lambda: phone.decide(Decision.ANSWER))
        case HandsetBehaviour.RINGS:
            alarm = clock.alarm(ring_seconds, give_up)
        case _:
            alarm = clock.after(ring_seconds, give_up)
    try:
        return await live.desk.activity.until(phone.decision)
    finally:
        clock.cancel(alarm)
