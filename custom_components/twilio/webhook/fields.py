"""The fields of a form, and whether Twilio can have sent them so."""

from collections import Counter
from collections.abc import Mapping
import re
from typing import Final

from .kinds import RequestKind
from .signature import Parameters, signed_form

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
        *("ToZip", "WaId", "ButtonPayload", "ButtonText", "MessageType"),
        *(f"Media{what}{index}" for what in ("Url", "ContentType") for index in range(10)),
    }
)

_MESSAGE_SIDS: Final = frozenset({"MessageSid", "SmsMessageSid", "SmsSid"})
"""Other products of Twilio number their messages in other forms."""

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.\[\]-]*")
_PARTY_FIELDS: Final = frozenset({"Called", "Caller", "ForwardedFrom", "From", "To"})
_PARTY_VALUE: Final = re.compile(r"\+[0-9]{7}|whatsapp:|rcs:|messenger:")
_PARTY: Final = re.compile(rf"(?:From|To|Caller|Called)(?:{_PARTY_VALUE.pattern})")
_SID_VALUE: Final = re.compile(r"(?:AC|CA|MG|MM|RE|SM)[0-9a-f]{32}")
_SID: Final = re.compile(rf"Sid{_SID_VALUE.pattern}")
_MESSAGE_SID: Final = re.compile(r"MessageSid(?:MM|SM)[0-9a-f]{32}")


class ImpossibleFieldsError(Exception):
    """Fields that carry a valid signature and that Twilio cannot have sent.

    A signature covers names and values in one string: it binds neither where a field ends
    nor which of two comes first. Whoever saw one signed request could cut it anew.
    """


def first_values(parameters: Parameters) -> dict[str, str]:
    """Return each field once, the first where it is repeated."""
    fields = dict(parameters)
    if len(fields) < len(parameters):
        fields.update(reversed(parameters))
    return fields


def check_fields(kind: RequestKind, parameters: Parameters, account_sid: str) -> None:
    """Raise `ImpossibleFieldsError` for what Twilio cannot have sent to this account."""
    fields = first_values(parameters)
    if len(fields) < len(parameters):
        counts = Counter(name for name, _ in parameters)
        if repeated := sorted(name for name in _SINGLE & counts.keys() if counts[name] > 1):
            raise ImpossibleFieldsError(f"{repeated[0]} is repeated")
    other = _MESSAGE_SIDS if kind is RequestKind.UNKNOWN else frozenset()
    for name, form in _FORMS.items():
        if name in fields and name not in other and not form.fullmatch(fields[name]):
            raise ImpossibleFieldsError(f"{name} does not have its form")
    _check_seams(kind, fields, parameters)
    if kind is not RequestKind.UNKNOWN and not all(map(_NAME.fullmatch, fields.keys() - _SINGLE)):
        raise ImpossibleFieldsError("a field has a name that Twilio does not use")
    if missing := [name for name in _REQUIRED[kind] if name not in fields]:
        raise ImpossibleFieldsError(f"{missing[0]} is missing")
    if fields.get("AccountSid", account_sid) != account_sid:
        raise ImpossibleFieldsError("AccountSid is another account's")


def _check_seams(kind: RequestKind, fields: Mapping[str, str], parameters: Parameters) -> None:
    """Raise `ImpossibleFieldsError` where fields have swallowed another one.

    A stranger may text "disarmFrom+1555…": cut behind "disarm", the rest of his text becomes the
    sender, if what truly was the sender disappears in further fields. However they are cut, the
    signed text stays what it was: what stands in it has to stand in a field of its own. Only the
    text itself may hold such words.
    """
    signed = signed_form([pair for pair in parameters if pair[0] != "Body"])
    parties = [name for name in _PARTY_FIELDS & fields.keys() if _PARTY_VALUE.match(fields[name])]
    sids = {pair for pair in parameters if pair[0].endswith("Sid") and _SID_VALUE.match(pair[1])}
    hides_message = kind is RequestKind.UNKNOWN and "MessageSid" not in fields
    if (
        len(_PARTY.findall(signed)) > len(parties)
        or len(_SID.findall(signed)) > len(sids)
        or (hides_message and _MESSAGE_SID.search(signed))
    ):
        raise ImpossibleFieldsError("a field holds another field")
