"""The door to Twilio: the only code that uses the SDK's REST client."""

from .client import OutgoingCall, OutgoingMessage, TwilioApi
from .credentials import Credentials, Region
from .error_codes import KNOWN_CODES
from .errors import (
    AccountNotActive,
    CredentialsRejected,
    Refused,
    TwilioApiError,
    Uncertain,
    Unreachable,
)
from .models import (
    AcceptedCall,
    AcceptedMessage,
    AccountState,
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
    "Credentials",
    "CredentialsRejected",
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
    "Unreachable",
]
