"""Hangup, Reject, Redirect: where the call goes."""

from typing import TYPE_CHECKING

from ..attributes import Attributes
from ..call import CallStatus
from ..steps import End, Fetch
from ..transcript import Rejected
from .registry import Verb

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from ..live_call import LiveCall


async def hang_up(call: LiveCall, verb: Element) -> End:  # noqa: ARG001 - a verb's signature
    """End the call."""
    return End()


async def reject(call: LiveCall, verb: Element) -> End:
    """Refuse a call that was not taken yet; one that was is ended."""
    if call.record.status is not CallStatus.RINGING:
        return End()
    reason = Attributes(call, verb).word("reason", "rejected", ("rejected", "busy"))
    await call.hear(Rejected(reason))
    return End(status=CallStatus.BUSY if reason == "busy" else CallStatus.NO_ANSWER)


async def redirect(call: LiveCall, verb: Element) -> Fetch:
    """Continue with another document."""
    url = call.absolute((verb.text or "").strip())
    return Fetch(url=url, method=Attributes(call, verb).method())


CONTROL = (
    Verb(name="Hangup", perform=hang_up),
    Verb(name="Reject", perform=reject, takes_call=False),
    Verb(name="Redirect", perform=redirect, takes_call=False),
)
