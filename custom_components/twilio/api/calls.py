"""What Twilio's log says of calls."""

from datetime import datetime

from twilio.rest.api.v2010.account.call import CallInstance

from .models import CallState, PlacedCall
from .numbers import told


def call_state(answer: CallInstance) -> CallState:
    """Read how far a call got; raises `ValueError` where its log says nothing of that."""
    return CallState(
        sid=told(answer.sid),
        status=told(answer.status),
        from_=answer._from or "",  # noqa: SLF001 - what the SDK calls it
        to=told(answer.to),
        direction=answer.direction or "",
        duration=int(answer.duration) if answer.duration else None,
        answered_by=answer.answered_by or None,
    )


def placed_call(answer: CallInstance, created: datetime) -> PlacedCall:
    """Read which call was placed; raises `ValueError` where it lacks what every call has."""
    return PlacedCall(
        sid=told(answer.sid),
        status=answer.status or "",
        from_=answer._from or "",  # noqa: SLF001 - what the SDK calls it
        to=answer.to or "",
        created=created,
    )
