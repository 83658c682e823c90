"""The door from Twilio: everything that Twilio sends to this house enters here."""

from .answer import HANG_UP, NOTED, NOTHING_TO_DO, Answer
from .inbound import (
    CallStatus,
    Inbound,
    InboundCall,
    InboundMessage,
    Media,
    MessageStatus,
    Recording,
    Turn,
    read_call_status,
    read_message_status,
)
from .kinds import QUERY_KIND, RequestKind, kind_of_fields
from .memory import WebhookMemory
from .public_url import (
    NUMBER_FRAGMENT,
    async_configured_addresses,
    async_external_url,
    async_follow_addresses,
    async_public_url,
    async_webhook_address,
    async_webhook_url,
    is_public_url,
)
from .reception import async_open_webhooks, async_take_in
from .repeats import CLOCK_TOLERANCE, LONGEST_CALL, SAME_BODY_SECONDS
from .verification import VerifiedRequest

__all__ = [
    "CLOCK_TOLERANCE",
    "HANG_UP",
    "LONGEST_CALL",
    "NOTED",
    "NOTHING_TO_DO",
    "NUMBER_FRAGMENT",
    "QUERY_KIND",
    "SAME_BODY_SECONDS",
    "Answer",
    "CallStatus",
    "Inbound",
    "InboundCall",
    "InboundMessage",
    "Media",
    "MessageStatus",
    "Recording",
    "RequestKind",
    "Turn",
    "VerifiedRequest",
    "WebhookMemory",
    "async_configured_addresses",
    "async_external_url",
    "async_follow_addresses",
    "async_open_webhooks",
    "async_public_url",
    "async_take_in",
    "async_webhook_address",
    "async_webhook_url",
    "is_public_url",
    "kind_of_fields",
    "read_call_status",
    "read_message_status",
]
