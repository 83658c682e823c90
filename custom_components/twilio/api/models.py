"""What Twilio tells us, without the SDK."""

from dataclasses import dataclass
from enum import StrEnum


class AccountState(StrEnum):
    """Whether an account may do anything."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number of the account; `number` is in E.164."""

    sid: str
    number: str
    name: str
    sms: bool
    mms: bool
    voice: bool


@dataclass(frozen=True, slots=True)
class AcceptedMessage:
    """A message that Twilio took over; `segments` is none while Twilio has not cut it yet."""

    sid: str
    status: str
    segments: int | None


@dataclass(frozen=True, slots=True)
class AcceptedCall:
    """A call that Twilio took over."""

    sid: str
    status: str
