"""What Twilio told us, as typed facts (https://www.twilio.com/docs/usage/webhooks)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from .kinds import RequestKind

_MAX_MEDIA: Final = 10
_MAX_DIGITS: Final = 18


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, sound or file that came with a message."""

    url: str
    content_type: str


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A text, picture or channel message that a number of ours received."""

    message_sid: str
    from_: str
    to: str
    body: str
    media: tuple[Media, ...]
    service_sid: str | None = None
    """The Messaging Service that received it, where the number is in one."""


@dataclass(frozen=True, slots=True)
class MessageStatus:
    """How a message of ours fares; `error_code` is Twilio's, where it failed."""

    message_sid: str
    status: str
    error_code: int | None
    from_: str = ""
    to: str = ""
    service_sid: str | None = None


@dataclass(frozen=True, slots=True)
class InboundCall:
    """Somebody calls a number of ours."""

    call_sid: str
    from_: str
    to: str
    caller_verified: bool
    """Whether the caller's network vouches for the number (STIR attestation A)."""


@dataclass(frozen=True, slots=True)
class CallStatus:
    """How a call fares; `sequence` orders the reports of one call, `duration` is in seconds."""

    call_sid: str
    status: str
    sequence: int | None
    duration: int | None
    from_: str = ""
    to: str = ""
    is_inbound: bool = False
    answered_by: str | None = None
    """What machine detection heard, where it was asked for: `human`, `machine_start`, …"""
    error_code: int | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What a caller did, as a call asks for its next instructions."""

    call_sid: str
    digits: str = field(repr=False)
    """The keys that he pressed, a PIN perhaps."""
    speech: str = field(repr=False)
    from_: str = ""
    to: str = ""
    is_inbound: bool = False
    confidence: float | None = None
    """How sure Twilio is of the speech, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Recording:
    """How a recording fares; `duration` is in seconds."""

    recording_sid: str
    call_sid: str | None
    status: str
    url: str | None
    duration: int | None


type Inbound = InboundMessage | MessageStatus | InboundCall | CallStatus | Turn | Recording


def read_inbound(kind: RequestKind, fields: Mapping[str, str]) -> Inbound | None:
    """Read checked fields as what they are; none for the unknown kind."""
    reader = _READERS.get(kind)
    return reader(fields) if reader else None


def read_message_status(fields: Mapping[str, str]) -> MessageStatus:
    """Read how a message of ours fares."""
    return MessageStatus(
        fields["MessageSid"],
        fields["MessageStatus"],
        _integer(fields.get("ErrorCode")),
        fields.get("From", ""),
        fields.get("To", ""),
        fields.get("MessagingServiceSid"),
    )


def _call(fields: Mapping[str, str]) -> InboundCall:
    verified = fields.get("StirVerstat") == "TN-Validation-Passed-A"
    return InboundCall(fields["CallSid"], fields["From"], fields["To"], verified)


def read_call_status(fields: Mapping[str, str]) -> CallStatus:
    """Read how a call fares."""
    return CallStatus(
        fields["CallSid"],
        fields["CallStatus"],
        _integer(fields.get("SequenceNumber")),
        _integer(fields.get("CallDuration")),
        fields.get("From", ""),
        fields.get("To", ""),
        _is_inbound(fields),
        fields.get("AnsweredBy"),
        _integer(fields.get("ErrorCode")),
    )


def _turn(fields: Mapping[str, str]) -> Turn:
    return Turn(
        fields["CallSid"],
        fields.get("Digits", ""),
        fields.get("SpeechResult", ""),
        fields.get("From", ""),
        fields.get("To", ""),
        _is_inbound(fields),
        _confidence(fields.get("Confidence")),
    )


def _is_inbound(fields: Mapping[str, str]) -> bool:
    return fields.get("Direction") == "inbound"


def _confidence(text: str | None) -> float | None:
    """Read a confidence; what is none is not worth more than silence."""
    try:
        confidence = float(text or "")
    except ValueError:
        return None
    return confidence if 0 <= confidence <= 1 else None


def _recording(fields: Mapping[str, str]) -> Recording:
    return Recording(
        fields["RecordingSid"],
        fields.get("CallSid"),
        fields["RecordingStatus"],
        fields.get("RecordingUrl"),
        _integer(fields.get("RecordingDuration")),
    )


def _message(fields: Mapping[str, str]) -> InboundMessage:
    count = min(_integer(fields.get("NumMedia")) or 0, _MAX_MEDIA)
    media = tuple(
        Media(url, fields.get(f"MediaContentType{index}", ""))
        for index in range(count)
        if (url := fields.get(f"MediaUrl{index}"))
    )
    return InboundMessage(
        fields["MessageSid"],
        fields["From"],
        fields["To"],
        fields.get("Body", ""),
        media,
        fields.get("MessagingServiceSid"),
    )


def _integer(text: str | None) -> int | None:
    """Read a count; one of absurd length is none at all."""
    return int(text) if text and text.isdecimal() and len(text) <= _MAX_DIGITS else None


_READERS: Final[Mapping[RequestKind, Callable[[Mapping[str, str]], Inbound]]] = {
    RequestKind.MESSAGE: _message,
    RequestKind.MESSAGE_STATUS: read_message_status,
    RequestKind.CALL: _call,
    RequestKind.CALL_STATUS: read_call_status,
    RequestKind.TURN: _turn,
    RequestKind.RECORDING: _recording,
}
