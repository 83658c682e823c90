"""What Twilio tells us, without the SDK."""

from dataclasses import dataclass, field
from enum import StrEnum


class AccountState(StrEnum):
    """Whether an account may do anything."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberWebhooks:
    """Where Twilio sends what a number receives, and what makes it send it elsewhere.

    Empty texts stand for what is not set. `status_callback` is told how calls end.
    """

    sms_url: str = ""
    sms_method: str = "POST"
    voice_url: str = ""
    voice_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    sms_application_sid: str = ""
    voice_application_sid: str = ""
    trunk_sid: str = ""
    voice_receive_mode: str = "voice"


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number of the account; `number` is in E.164."""

    sid: str
    number: str
    name: str
    sms: bool
    mms: bool
    voice: bool
    webhooks: NumberWebhooks = field(default=NumberWebhooks(), repr=False)


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
