"""What a request is about."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qs

from .signature import Query

QUERY_KIND: Final = "kind"
"""The query parameter by which URLs of ours say what they are for."""
QUERY_REFERENCE: Final = "id"
"""The query parameter that says which message or call of ours a report is about."""
QUERY_TURN: Final = "turn"
"""The query parameter that makes one step of a call different from the next."""


class RequestKind(StrEnum):
    """The kinds of requests, by the names that our URLs carry."""

    MESSAGE = "message"
    MESSAGE_STATUS = "message_status"
    CALL = "call"
    CALL_STATUS = "call_status"
    TURN = "turn"
    RECORDING = "recording"
    UNKNOWN = "unknown"

    @property
    def is_received(self) -> bool:
        """Whether a number received something, rather than reported on what we know of."""
        return self in {RequestKind.MESSAGE, RequestKind.CALL}


def read_query(query: str) -> Query:
    """Return the parameters of a raw query, empty ones included."""
    return parse_qs(query, keep_blank_values=True)


def kind_in_query(query: Query) -> RequestKind | None:
    """Return what a URL of ours says it is for; none for a URL that a user wrote himself."""
    match [value for value in query.get(QUERY_KIND, ()) if value]:
        case [kind] if kind in RequestKind:
            return RequestKind(kind)
        case []:
            return None
    return RequestKind.UNKNOWN


def first_in_query(query: Query, name: str) -> str | None:
    """Return the first value of a parameter, none where it is missing or empty."""
    return next(filter(None, query.get(name, ())), None)


def kind_of_fields(fields: Mapping[str, str]) -> RequestKind:
    """Tell from its fields what a request at a user's own URL is about.

    The order decides: the later fields also occur in the earlier kinds
    (https://www.twilio.com/docs/usage/webhooks).
    """
    if "MessageStatus" in fields:
        return RequestKind.MESSAGE_STATUS
    if "MessageSid" in fields and _any(fields, "Body", "NumMedia"):
        return RequestKind.MESSAGE
    if "RecordingStatus" in fields:
        return RequestKind.RECORDING
    is_report = "CallbackSource" in fields
    if _any(fields, "Digits", "SpeechResult", "DialCallStatus") or (
        "RecordingUrl" in fields and not is_report
    ):
        return RequestKind.TURN
    if is_report or "CallDuration" in fields:
        return RequestKind.CALL_STATUS
    return RequestKind.CALL if "CallSid" in fields else RequestKind.UNKNOWN


def _any(fields: Mapping[str, str], *names: str) -> bool:
    known: Collection[str] = fields.keys()
    return any(name in known for name in names)
