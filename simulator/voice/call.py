"""A call as the account's log keeps it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class CallStatus(StrEnum):
    """How far a call got."""

    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"

    @property
    def is_final(self) -> bool:
        """Tell whether the call is over."""
        return self not in (self.QUEUED, self.RINGING, self.IN_PROGRESS)


class CallDirection(StrEnum):
    """Who started a call."""

    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_DIAL = "outbound-dial"


@dataclass(slots=True, kw_only=True)
class Call:
    """A call between a handset and a number of the account."""

    sid: str
    to: str
    from_: str
    direction: CallDirection
    number_sid: str | None
    created: datetime
    updated: datetime
    status: CallStatus = CallStatus.QUEUED
    started: datetime | None = None
    ended: datetime | None = None
    duration: int | None = None
    answered_by: str | None = None
    parent_sid: str | None = None
    price: str | None = None
    error_code: int | None = None

    @property
    def is_inbound(self) -> bool:
        """Tell whether a handset dialled it."""
        return self.direction is CallDirection.INBOUND
