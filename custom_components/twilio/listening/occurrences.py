"""What happens that people can automate on."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from ..consent.keywords import Keyword, keyword_of
from ..contacts.contact import Contact
from ..webhook import Media


class OccurrenceKind(StrEnum):
    """The kinds of occurrences, by the names of their triggers."""

    MESSAGE_RECEIVED = "message_received"
    COMMAND_RECEIVED = "command_received"
    CALL_RECEIVED = "call_received"
    DIGITS_RECEIVED = "digits_received"
    MESSAGE_STATUS_CHANGED = "message_status_changed"
    CALL_STATUS_CHANGED = "call_status_changed"


class Channel(StrEnum):
    """On what a message travels."""

    SMS = "sms"
    MMS = "mms"
    WHATSAPP = "whatsapp"
    RCS = "rcs"

    @classmethod
    def of(cls, address: str, *, has_media: bool = False) -> Channel:
        """Return the channel of an address as Twilio spells it (`whatsapp:+…`, `rcs:…`, `+…`)."""
        match address.partition(":")[0]:
            case "whatsapp":
                return cls.WHATSAPP
            case "rcs":
                return cls.RCS
        return cls.MMS if has_media else cls.SMS


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """Something that happened on a sender, between this house and somebody."""

    kind: ClassVar[OccurrenceKind]

    entry_id: str
    sender_id: str | None
    """The subentry of the sender, none where nobody set that number up."""
    from_: str
    to: str
    data: Mapping[str, str] = field(repr=False)
    """All fields of Twilio's request."""
    contact: Contact | None = field(default=None, repr=False)
    """Who the other one is, none for a stranger."""

    @property
    @abstractmethod
    def party(self) -> str:
        """The other one: who called or wrote, or was called or written to."""

    def as_payload(self) -> dict[str, Any]:
        """Return what automations see of it, by the keys that they know."""
        return {**self.summary(), "data": dict(self.data)}

    def summary(self) -> dict[str, Any]:
        """Return what it comes to, without the fields of Twilio's request."""
        return {
            "from": self.from_,
            "to": self.to,
            "contact": self.contact and self.contact.name,
            "person": self.contact and self.contact.person,
            **self._details(),
        }

    @abstractmethod
    def _details(self) -> dict[str, Any]:
        """Return what only this kind has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(Occurrence):
    """A text or picture came; `age` is in seconds, of one that was fetched from Twilio's log."""

    kind: ClassVar = OccurrenceKind.MESSAGE_RECEIVED

    message_sid: str
    channel: Channel
    body: str
    media: tuple[Media, ...] = ()
    service_sid: str | None = None
    caught_up: bool = False
    age: float = 0.0
    is_cut: bool = False
    """Whether digits were taken out of the body, for they may be a PIN."""

    @property
    def keyword(self) -> Keyword | None:
        """Return which of Twilio's reserved words was written, with nothing beside it."""
        return keyword_of("" if self.is_cut else self.body, self.data.get("OptOutType"))

    @property
    def party(self) -> str:
        """The one who wrote."""
        return self.from_

    def _details(self) -> dict[str, Any]:
        return {
            "message_sid": self.message_sid,
            "channel": self.channel.value,
            "body": self.body,
            "media": [
                {"url": media.url, "content_type": media.content_type} for media in self.media
            ],
            "caught_up": self.caught_up,
            "age": round(self.age),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandReceived(MessageReceived):
    """Somebody who may do so told the house to do something, and Twilio confirmed the text."""

    kind: ClassVar = OccurrenceKind.COMMAND_RECEIVED

    command: str
    """The sentence template that fits."""
    sentence: str
    """What was written, without the PIN."""
    slots: Mapping[str, str] = field(default_factory=dict)
    """What stands for the wildcards of the template, by their names."""

    def _details(self) -> dict[str, Any]:
        # No `super()`: it does not find its class in one with slots that is made anew.
        return {
            **MessageReceived._details(self),  # noqa: SLF001 - of its own base
            "command": self.command,
            "sentence": self.sentence,
            "slots": dict(self.slots),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReceived(Occurrence):
    """Somebody calls."""

    kind: ClassVar = OccurrenceKind.CALL_RECEIVED

    call_sid: str
    caller_verified: bool

    @property
    def party(self) -> str:
        """The one who calls."""
        return self.from_

    def _details(self) -> dict[str, Any]:
        return {"call_sid": self.call_sid, "caller_verified": self.caller_verified}


@dataclass(frozen=True, slots=True, kw_only=True)
class DuringCall(Occurrence):
    """Something that happens in a call, whoever placed it."""

    call_sid: str
    is_inbound: bool

    @property
    def party(self) -> str:
        """The one at the other end."""
        return self.from_ if self.is_inbound else self.to


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitsReceived(DuringCall):
    """Somebody on the phone pressed keys, or said something; `confidence` is 0 to 1."""

    kind: ClassVar = OccurrenceKind.DIGITS_RECEIVED

    digits: str = field(repr=False)
    sentence: str = field(repr=False)
    confidence: float | None = None
    tag: str | None = None

    def _details(self) -> dict[str, Any]:
        return {
            "call_sid": self.call_sid,
            "digits": self.digits,
            "sentence": self.sentence,
            "confidence": self.confidence,
            "tag": self.tag,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageStatusChanged(Occurrence):
    """A message of this house got further, or failed; `error_message` is in plain words."""

    kind: ClassVar = OccurrenceKind.MESSAGE_STATUS_CHANGED

    message_sid: str
    channel: Channel
    status: str
    error_code: int | None = None
    error_message: str | None = None
    tag: str | None = None
    is_ours: bool = False
    """Whether this house sent it, which it knows also of one that it has forgotten."""
    reference: str | None = None
    """Its id in this house, which only what this house sent has."""

    @property
    def party(self) -> str:
        """The one written to."""
        return self.to

    def _details(self) -> dict[str, Any]:
        return {
            "message_sid": self.message_sid,
            "channel": self.channel.value,
            "status": self.status,
            "error_code": self.error_code,
            "error_message": self.error_message,
            "tag": self.tag,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStatusChanged(DuringCall):
    """A call got further, or ended; `duration` is in seconds."""

    kind: ClassVar = OccurrenceKind.CALL_STATUS_CHANGED

    status: str
    duration: int | None = None
    answered_by: str | None = None
    error_code: int | None = None
    error_message: str | None = None
    tag: str | None = None

    def _details(self) -> dict[str, Any]:
        return {
            "call_sid": self.call_sid,
            "status": self.status,
            "duration": self.duration,
            "answered_by": self.answered_by,
            "error_code": self.error_code,
            "error_message": self.error_message,
            "tag": self.tag,
        }
