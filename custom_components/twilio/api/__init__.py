"""The door to Twilio: the only code that uses the SDK's REST client."""

from .client import TwilioApi
from .credentials import Credentials, Region
from .error_codes import KNOWN_CODES, sentence_of
from .errors import (
    AccountNotActive,
    CredentialsRejected,
    Refused,
    TooManyRequests,
    TwilioApiError,
    Uncertain,
    Undelivered,
    Unreachable,
    Unsendable,
)
from .models import (
    AcceptedCall,
    AcceptedMessage,
    AccountState,
    CallState,
    LoggedMessage,
    MessageState,
    MessagingService,
    NumberField,
    NumberWebhooks,
    PhoneNumber,
    PlacedCall,
    ReceivedMessage,
    SentMessage,
)
from .outgoing import OutgoingCall, OutgoingMessage

__all__ = [
    "KNOWN_CODES",
    "AcceptedCall",
    "AcceptedMessage",
    "AccountNotActive",
    "AccountState",
    "CallState",
    "Credentials",
    "CredentialsRejected",
    "LoggedMessage",
    "MessageState",
    "MessagingService",
    "NumberField",
    "NumberWebhooks",
    "OutgoingCall",
    "OutgoingMessage",
    "PhoneNumber",
    "PlacedCall",
    "ReceivedMessage",
    "Refused",
    "Region",
    "SentMessage",
    "TooManyRequests",
    "TwilioApi",
    "TwilioApiError",
    "Uncertain",
    "Undelivered",
    "Unreachable",
    "Unsendable",
    "sentence_of",
]
