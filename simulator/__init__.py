"""A Twilio for the desk: REST API, signed webhooks, phone calls, phones, faults on demand."""

from .account import AccountSettings, AccountStatus, AccountType
from .alert import Alert, AlertLevel
from .faults import (
    BREAKDOWN,
    LATE_BREAKDOWN,
    OUTAGE,
    OVERLOAD,
    Drop,
    DropPoint,
    Fault,
    Hang,
    Hold,
    Latency,
    Refuse,
)
from .handset import Handset, HandsetBehaviour, HandsetLine, Picture, Text
from .line import Line
from .messaging.message import DeliveryError, Message, MessageStatus
from .messaging.optout import Keyword
from .number import MessagingService, Number
from .rest.log import Request
from .simulator import DEFAULT_NUMBER, Simulator
from .voice.call import Call, CallStatus
from .voice.handset_call import HandsetCall
from .voice.recording import Recording, RecordingStatus
from .voice.transcript import (
    Beeped,
    Dialled,
    Heard,
    HungUp,
    Joined,
    Party,
    Paused,
    Played,
    Pressed,
    Rejected,
    Said,
    SentDigits,
    Spoke,
    Voice,
)
from .webhook.callbacks import CallbackOrder
from .webhook.delivery import Delivery, Failure
from .webhook.signature import sign

__all__ = [
    "BREAKDOWN",
    "DEFAULT_NUMBER",
    "LATE_BREAKDOWN",
    "OUTAGE",
    "OVERLOAD",
    "AccountSettings",
    "AccountStatus",
    "AccountType",
    "Alert",
    "AlertLevel",
    "Beeped",
    "Call",
    "CallStatus",
    "CallbackOrder",
    "Delivery",
    "DeliveryError",
    "Dialled",
    "Drop",
    "DropPoint",
    "Failure",
    "Fault",
    "Handset",
    "HandsetBehaviour",
    "HandsetCall",
    "HandsetLine",
    "Hang",
    "Heard",
    "Hold",
    "HungUp",
    "Joined",
    "Keyword",
    "Latency",
    "Line",
    "Message",
    "MessageStatus",
    "MessagingService",
    "Number",
    "Party",
    "Paused",
    "Picture",
    "Played",
    "Pressed",
    "Recording",
    "RecordingStatus",
    "Refuse",
    "Rejected",
    "Request",
    "Said",
    "SentDigits",
    "Simulator",
    "Spoke",
    "Text",
    "Voice",
    "sign",
]
