"""The fields of a form, and whether Twilio can have sent them so."""

from collections import Counter
from collections.abc import Mapping
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


_MESSAGE_SIDS: Final = frozenset({"MessageSid", "SmsMessageSid", "SmsSid"})
"""Other products of Twilio number their messages in other forms."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.\[\]-]*")
_SEAM: Final = re.compile(
    r"(From|To|Caller|Called)(\+[0-9]{7}|(whatsapp|rcs|messenger):)"
    r"|[A-Za-z]Sid(AC|CA|MG|MM|RE|SM)[0-9a-f]{32}"
)
"""A field and its value, side by side as they are signed."""
_SENDER: Final = re.compile(r"From(\+[0-9]{7}|(whatsapp|rcs|messenger):)")


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
    other = _MESSAGE_SIDS if kind is RequestKind.UNKNOWN else frozenset()
    for name in (_FORMS.keys() - other) & fields.keys():
        if not _FORMS[name].fullmatch(fields[name]):
            raise ImpossibleFieldsError(f"{name} does not have its form")
    _check_seams(fields)
    if kind is not RequestKind.UNKNOWN and not all(map(_NAME.fullmatch, fields)):
        raise ImpossibleFieldsError("a field has a name that Twilio does not use")
    if missing := [name for name in _REQUIRED[kind] if name not in fields]:
        raise ImpossibleFieldsError(f"{missing[0]} is missing")
    if fields.get("AccountSid", account_sid) != account_sid:
        raise ImpossibleFieldsError("AccountSid is another account's")


def _check_seams(fields: Mapping[str, str]) -> None:
    """Raise `ImpossibleFieldsError` where a field has swallowed another one.

    A stranger may text "disarmFrom+1555…": cut behind "disarm", the rest of his text becomes the
    sender, if what truly was the sender disappears in one more field, in its name, its value or
    between the two. Only the text itself may hold such words.
    """
    for name, value in fields.items():
        is_hidden = name not in _SINGLE and _SENDER.search(name + value)
        if is_hidden or _SEAM.search(name) or (name != "Body" and _SEAM.search(value)):
            raise ImpossibleFieldsError("a field holds another field")
