"""The parameters of voice webhooks."""

from email.utils import format_datetime
from typing import TYPE_CHECKING

from ..geography import places
from .call import CallStatus

if TYPE_CHECKING:
    from ..webhook.delivery import Params
    from .call import Call

API_VERSION = "2010-04-01"
_SIP_RESPONSES = {
    CallStatus.COMPLETED: "200",
    CallStatus.BUSY: "486",
    CallStatus.NO_ANSWER: "487",
    CallStatus.CANCELED: "487",
    CallStatus.FAILED: "404",
}


def call_params(call: Call, account_sid: str, verstat: str) -> Params:
    """Return what Twilio sends whenever it asks what to do with a call."""
    params = [
        ("AccountSid", account_sid),
        ("ApiVersion", API_VERSION),
        ("CallSid", call.sid),
        ("CallStatus", call.status.value),
        ("Called", call.to),
        *places("Called", call.to),
        ("Caller", call.from_),
        *places("Caller", call.from_),
        ("Direction", call.direction.value),
        ("From", call.from_),
        *places("From", call.from_),
        ("To", call.to),
        *places("To", call.to),
    ]
    if call.parent_sid:
        params.append(("ParentCallSid", call.parent_sid))
    if call.is_inbound:
        params.append(("CallToken", f'{{"parentCallInfoToken":"{call.sid[2:]}"}}'))
        if verstat:
            params += [("StirVerstat", verstat), ("StirPassportToken", call.sid[2:])]
    return tuple(params)


def recording_url(base_url: str, account_sid: str, sid: str) -> str:
    """Return where a recording is."""
    return f"{base_url}/{API_VERSION}/Accounts/{account_sid}/Recordings/{sid}"


def progress_params(call: Call, account_sid: str, status: str, sequence: int) -> Params:
    """Return what Twilio sends when a call gets further."""
    params = [
        *call_params(call, account_sid, ""),
        ("CallbackSource", "call-progress-events"),
        ("SequenceNumber", str(sequence)),
        ("Timestamp", format_datetime(call.updated)),
    ]
    params = [(name, status if name == "CallStatus" else value) for name, value in params]
    if call.answered_by:
        params.append(("AnsweredBy", call.answered_by))
    if call.status.is_final:
        params.append(("SipResponseCode", _SIP_RESPONSES[call.status]))
    if call.error_code:
        params += [
            ("ErrorCode", str(call.error_code)),
            ("ErrorMessage", "The number cannot be called"),
        ]
    if call.status.is_final and call.duration is not None:
        params += [
            ("CallDuration", str(call.duration)),
            ("Duration", str(-(-call.duration // 60))),
        ]
    return tuple(params)
