"""A message and the stations of its life."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ..webhook.delivery import Delivery


class MessageStatus(StrEnum):
    """How far a message got."""

    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    CANCELED = "canceled"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    READ = "read"
    RECEIVED = "received"

    @property
    def is_on_its_way(self) -> bool:
        """Tell whether Twilio has not handed the message over yet."""
        return self in (self.ACCEPTED, self.SCHEDULED, self.QUEUED, self.SENDING)


class MessageDirection(StrEnum):
    """Who sent a message, and why."""

    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_REPLY = "outbound-reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture or another file of a message."""

    sid: str
    url: str
    content_type: str
    content: bytes | None = field(default=None, repr=False)
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryError:
    """Why a message did not arrive."""

    code: int
    status: MessageStatus = MessageStatus.UNDELIVERED


@dataclass(slots=True, kw_only=True)
class Message:
    """A message as the account's log keeps it."""

    sid: str
    to: str
    from_: str | None
    body: str
    direction: MessageDirection
    status: MessageStatus
    created: datetime
    updated: datetime
    segments: int
    sent: datetime | None = None
    media: tuple[Media, ...] = ()
    service_sid: str | None = None
    status_callback: str = ""
    send_at: datetime | None = None
    validity: int | None = None
    price: str | None = None
    error_code: int | None = None
    webhook: Delivery | None = None
    typed: str = field(init=False, repr=False)
    """What the body was: phones keep what Twilio forgets."""

    def __post_init__(self) -> None:
        """Remember what was typed."""
        self.typed = self.body

    @property
    def is_inbound(self) -> bool:
        """Tell whether a handset sent it."""
        return self.direction is MessageDirection.INBOUND
