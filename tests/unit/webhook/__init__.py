"""Tests of the door from Twilio, and the requests that they knock with."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from aiohttp.test_utils import TestClient
from hypothesis import settings
from multidict import MultiDict
import pytest
from twilio.request_validator import HMAC_SHA1, RequestValidator

from custom_components.twilio.webhook import RequestKind
from simulator import DEFAULT_NUMBER, AccountSettings

type House = TestClient[Any, Any]
type Fields = Mapping[str, str]

ACCOUNT_SID: Final = AccountSettings().sid
AUTH_TOKEN: Final = AccountSettings().auth_token
OTHER_ACCOUNT_SID: Final = "AC" + "99" * 16
MESSAGE_SID: Final = "SM" + "0a" * 16
CALL_SID: Final = "CA" + "0b" * 16
RECORDING_SID: Final = "RE" + "0c" * 16

OWNER: Final = "+15551230001"
STRANGER: Final = "+15551239999"

CLOUDHOOK: Final = "https://hooks.nabu.casa/gAAAAABkXyZ_-a"

EMPTY_RESPONSE: Final = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
FORM: Final = "application/x-www-form-urlencoded"
RAW_EVENT: Final = "twilio_data_received"

_CALL: Final = {
    "AccountSid": ACCOUNT_SID,
    "CallSid": CALL_SID,
    "CallStatus": "ringing",
    "From": OWNER,
    "To": DEFAULT_NUMBER,
}

REQUESTS: Final[Mapping[RequestKind, Fields]] = {
    RequestKind.MESSAGE: {
        "AccountSid": ACCOUNT_SID,
        "Body": "ARM",
        "From": OWNER,
        "MessageSid": MESSAGE_SID,
        "NumMedia": "0",
        "SmsMessageSid": MESSAGE_SID,
        "SmsSid": MESSAGE_SID,
        "To": DEFAULT_NUMBER,
    },
    RequestKind.MESSAGE_STATUS: {
        "AccountSid": ACCOUNT_SID,
        "From": DEFAULT_NUMBER,
        "MessageSid": MESSAGE_SID,
        "MessageStatus": "delivered",
        "To": OWNER,
    },
    RequestKind.CALL: _CALL,
    RequestKind.CALL_STATUS: {
        **_CALL,
        "CallbackSource": "call-progress-events",
        "CallStatus": "completed",
        "SequenceNumber": "3",
        "CallDuration": "12",
    },
    RequestKind.TURN: {**_CALL, "CallStatus": "in-progress", "Digits": "1"},
    RequestKind.RECORDING: {
        "AccountSid": ACCOUNT_SID,
        "CallSid": CALL_SID,
        "RecordingDuration": "7",
        "RecordingSid": RECORDING_SID,
        "RecordingStatus": "completed",
        "RecordingUrl": f"https://api.twilio.com/Recordings/{RECORDING_SID}",
    },
    RequestKind.UNKNOWN: {"AccountSid": ACCOUNT_SID, "Level": "ERROR"},
}
"""What Twilio sends, shortened, by what it is about."""

MESSAGE: Final = REQUESTS[RequestKind.MESSAGE]

REPEATABLE: Final = settings(database=None, deadline=None, derandomize=True, max_examples=150)
"""Property tests here find the same each time; the fuzz run is the one that looks further."""

# Home Assistant's harness freezes the garbage collector, which Hypothesis then misreads.
with_frozen_gc: Final = pytest.mark.filterwarnings("ignore:It looks like `register_random`")


def sdk_signature(
    url: str,
    params: Fields | Iterable[tuple[str, str]] = (),
    key: str = AUTH_TOKEN,
    algorithm: str = HMAC_SHA1,
) -> str:
    """Return what Twilio's own SDK computes for a request."""
    return str(RequestValidator(key).compute_signature(url, MultiDict(params), algorithm))
