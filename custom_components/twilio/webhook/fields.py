"""The fields of a form, and whether Twilio can have sent them so."""

from collections import Counter
import re
from typing import Final

from .kinds import RequestKind
from .signature import Parameters

_FORMS: Final = {
    "AccountSid": re.compile(r"AC[0-9a-fA-F]{32}"),
    "CallSid": re.compile(r"CA[0-9a-fA-F]{32}"),
    "DialCallSid": re.compile(r"CA[0-9a-fA-F]{32}"),
    "MessageSid": re.compile(r"(SM|MM)[0-9a-fA-F]{32}"),
    "MessagingServiceSid": re.compile(r"MG[0-9a-fA-F]{32}"),
    "ParentCallSid": re.compile(r"CA[0-9a-fA-F]{32}"),
    "RecordingSid": re.compile(r"RE[0-9a-fA-F]{32}"),
    "SmsMessageSid": re.compile(r"(SM|MM)[0-9a-fA-F]{32}"),
    "SmsSid": re.compile(r"(SM|MM)[0-9a-fA-F]{32}"),
}

_REQUIRED: Final = {
    RequestKind.MESSAGE: ("AccountSid", "MessageSid", "From", "To"),
    RequestKind.MESSAGE_STATUS: ("AccountSid", "MessageSid", "MessageStatus"),
    RequestKind.CALL: ("AccountSid", "CallSid", "From", "To"),
    RequestKind.CALL_STATUS: ("AccountSid", "CallSid", "CallStatus"),
    RequestKind.TURN: ("AccountSid", "CallSid"),
    RequestKind.RECORDING: ("AccountSid", "RecordingSid", "RecordingStatus"),
    RequestKind.UNKNOWN: (),
}

_SINGLE: Final = frozenset(
    {
        *_FORMS,
        *("AnsweredBy", "ApiVersion", "Body", "CallDuration", "CallStatus", "CallToken"),
        *("CallbackSource", "Called", "Caller", "CallerName", "Confidence", "DialCallDuration"),
        *("DialCallStatus", "Digits", "Direction", "ErrorCode", "ErrorMessage", "FinishedOnKey"),
        *("ForwardedFrom", "From", "FromCity", "FromCountry", "FromState", "FromZip"),
        *("MessageStatus", "NumMedia", "NumSegments", "OptOutType", "ProfileName"),
        *("RecordingDuration", "RecordingStatus", "RecordingUrl", "SequenceNumber", "SmsStatus"),
        *("SpeechResult", "StirVerstat", "Timestamp", "To", "ToCity", "ToCountry", "ToState"),
        *("ToZip", "WaId"),
    }
)


class ImpossibleFieldsError(Exception):
    """Fields that carry a valid signature and that Twilio cannot have sent.

    A signature covers names and values in one string: it binds neither where a field ends
    nor which of two comes first. Whoever saw one signed request could cut it anew.
    """


def first_values(parameters: Parameters) -> dict[str, str]:
    """Return each field once, the first where it is repeated."""
    fields: dict[str, str] = {}
    for name, value in parameters:
        fields.setdefault(name, value)
    return fields


def check_fields(kind: RequestKind, parameters: Parameters, account_sid: str) -> None:
    """Raise `ImpossibleFieldsError` for what Twilio cannot have sent to this account."""
    counts = Counter(name for name, _ in parameters)
    if repeated := sorted(name for name in _SINGLE & counts.keys() if counts[name] > 1):
        raise ImpossibleFieldsError(f"{repeated[0]} is repeated")
    fields = first_values(parameters)
    for name, form in _FORMS.items():
        if name in fields and not form.fullmatch(fields[name]):
            raise ImpossibleFieldsError(f"{name} does not have its form")
    if missing := [name for name in _REQUIRED[kind] if name not in fields]:
        raise ImpossibleFieldsError(f"{missing[0]} is missing")
    if fields.get("AccountSid", account_sid) != account_sid:
        raise ImpossibleFieldsError("AccountSid is another account's")
