"""What Twilio told us, as typed facts (https://www.twilio.com/docs/usage/webhooks)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class MessageStatus:
    """How a message of ours fares; `error_code` is Twilio's, where it failed."""

    message_sid: str
    status: str
    error_code: int | None


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


@dataclass(frozen=True, slots=True)
class Turn:
    """What a caller did, as a call asks for its next instructions."""

    call_sid: str
    digits: str
    speech: str


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


def _message_status(fields: Mapping[str, str]) -> MessageStatus:
    error_code = _integer(fields.get("ErrorCode"))
    return MessageStatus(fields["MessageSid"], fields["MessageStatus"], error_code)


def _call(fields: Mapping[str, str]) -> InboundCall:
    verified = fields.get("StirVerstat") == "TN-Validation-Passed-A"
    return InboundCall(fields["CallSid"], fields["From"], fields["To"], verified)


def _call_status(fields: Mapping[str, str]) -> CallStatus:
    return CallStatus(
        fields["CallSid"],
        fields["CallStatus"],
        _integer(fields.get("SequenceNumber")),
        _integer(fields.get("CallDuration")),
    )


def _turn(fields: Mapping[str, str]) -> Turn:
    return Turn(fields["CallSid"], fields.get("Digits", ""), fields.get("SpeechResult", ""))


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
        fields["MessageSid"], fields["From"], fields["To"], fields.get("Body", ""), media
    )


def _integer(text: str | None) -> int | None:
    """Read a count; one of absurd length is none at all."""
    return int(text) if text and text.isdecimal() and len(text) <= _MAX_DIGITS else None


_READERS: Final[Mapping[RequestKind, Callable[[Mapping[str, str]], Inbound]]] = {
    RequestKind.MESSAGE: _message,
    RequestKind.MESSAGE_STATUS: _message_status,
    RequestKind.CALL: _call,
    RequestKind.CALL_STATUS: _call_status,
    RequestKind.TURN: _turn,
    RequestKind.RECORDING: _recording,
}
