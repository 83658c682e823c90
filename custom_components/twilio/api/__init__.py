"""The door to Twilio: the only code that uses the SDK's REST client."""

from .client import OutgoingCall, OutgoingMessage, TwilioApi
from .credentials import Credentials, Region
from .error_codes import KNOWN_CODES, sentence_of
from .errors import (
    AccountNotActive,
    CredentialsRejected,
    Refused,
    TwilioApiError,
    Uncertain,
    Undelivered,
    Unreachable,
)
from .models import (
    AcceptedCall,
    AcceptedMessage,
    AccountState,
    CallState,
    MessageState,
    MessagingService,
    NumberField,
    NumberWebhooks,
    PhoneNumber,
    ReceivedMessage,
)

__all__ = [
    "KNOWN_CODES",
    "AcceptedCall",
    "AcceptedMessage",
    "AccountNotActive",
    "AccountState",
    "CallState",
    "Credentials",
    "CredentialsRejected",
    "MessageState",
    "MessagingService",
    "NumberField",
    "NumberWebhooks",
    "OutgoingCall",
    "OutgoingMessage",
    "PhoneNumber",
    "ReceivedMessage",
    "Refused",
    "Region",
    "TwilioApi",
    "TwilioApiError",
    "Uncertain",
    "Undelivered",
    "Unreachable",
    "sentence_of",
]
