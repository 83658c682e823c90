"""What Twilio tells us, without the SDK."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class AccountState(StrEnum):
    """Whether an account may do anything."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class NumberField(StrEnum):
    """What can be set of a number's webhooks, by the names of `NumberWebhooks`."""

    SMS_URL = "sms_url"
    SMS_METHOD = "sms_method"
    VOICE_URL = "voice_url"
    VOICE_METHOD = "voice_method"
    STATUS_CALLBACK = "status_callback"
    STATUS_CALLBACK_METHOD = "status_callback_method"


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

    def __getitem__(self, field: NumberField) -> str:
        """Return what a field is set to."""
        value: str = getattr(self, field)
        return value


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
class MessagingService:
    """A pool of numbers; an empty `inbound_request_url` drops what they receive.

    With `use_inbound_webhook_on_number` each number's own URL counts instead.
    """

    sid: str
    name: str
    inbound_request_url: str = field(default="", repr=False)
    use_inbound_webhook_on_number: bool = False


@dataclass(frozen=True, slots=True)
class AcceptedMessage:
    """A message that Twilio took over; `segments` is none while Twilio has not cut it yet."""

    sid: str
    status: str
    segments: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMessage:
    """A message in Twilio's log that a number received; times are whole seconds, in UTC."""

    sid: str
    from_: str
    to: str
    body: str = field(repr=False)
    num_media: int
    num_segments: int
    received: datetime
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedMessage:
    """A message as Twilio's log has it at a moment; `created` is whole seconds, in UTC."""

    sid: str
    is_inbound: bool
    from_: str
    to: str
    body: str = field(repr=False)
    """Empty also where it was redacted."""
    created: datetime
    told: datetime | None
    """When Twilio said so, by its own clock; none where it does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMessage:
    """A message in Twilio's log that this account sent; `created` is whole seconds, in UTC.

    `from_` may still be empty where a Messaging Service sends it.
    """

    sid: str
    status: str
    from_: str
    to: str
    service_sid: str | None
    body: str = field(repr=False)
    num_media: int
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedCall:
    """A call in Twilio's log that this account placed; `created` is whole seconds, in UTC."""

    sid: str
    status: str
    from_: str
    to: str
    created: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageState:
    """How far a message of ours got, as Twilio's log has it; `error_code` says why it failed."""

    sid: str
    status: str
    from_: str
    to: str
    service_sid: str | None
    error_code: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallState:
    """How far a call got, as Twilio's log has it; `duration` is in seconds."""

    sid: str
    status: str
    from_: str
    to: str
    direction: str
    duration: int | None
    answered_by: str | None


@dataclass(frozen=True, slots=True)
class AcceptedCall:
    """A call that Twilio took over."""

    sid: str
    status: str
