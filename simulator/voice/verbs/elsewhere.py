"""Verbs that lead to products which are not simulated."""

from typing import TYPE_CHECKING

from ...twiml import TwimlProblem
from .registry import Verb

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ..live_call import LiveCall

_NAMES = (
    "Connect",
    "Echo",
    "Enqueue",
    "Leave",
    "Pay",
    "Prompt",
    "Queue",
    "Refer",
    "Sms",
    "Start",
    "Stop",
)


async def refuse(call: LiveCall, verb: Element) -> None:
    """Say what the simulator does not do; the call goes on with the next verb."""
    nouns = ", ".join(f"<{child.tag}>" for child in verb)
    what = f"<{verb.tag}>" + (f" with {nouns}" if nouns else "")
    call.desk.alert(
        TwimlProblem.NOT_SIMULATED,
        f"The simulator does not carry out {what}; the call goes on with the next verb",
        resource_sid=call.record.sid,
    )


ELSEWHERE = tuple(Verb(name=name, perform=refuse) for name in _NAMES)
