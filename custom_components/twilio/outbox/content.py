"""What a message or call of the outbox is made of, whatever happens until it goes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar, Final, Self

from ..address import SenderKind, parse_sender
from ..contacts.contact import ContactChannel
from ..tracking.stored import optional, required, required_text
from ..twiml.speech import Words


class Kind(StrEnum):
    """What goes to somebody."""

    MESSAGE = "message"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Way:
    """From which of our senders to which address, both as Twilio spells them."""

    sender: str
    to: str

    @property
    def channel(self) -> ContactChannel:
        """On what a message travels there."""
        return ContactChannel.of_message(self.to)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageContent:
    """A message; `sender` is ours as Twilio spells it, a number or a Messaging Service's SID."""

    kind: ClassVar = Kind.MESSAGE

    to: str
    sender: str
    body: str = field(repr=False)
    media_urls: tuple[str, ...] = field(default=(), repr=False)
    other_ways: tuple[Way, ...] = ()
    """How else it may go there, the best way first, where it does not get through on this one."""

    @property
    def service_sid(self) -> str | None:
        """The Messaging Service that sends it, none where a sender of its own does."""
        is_service = parse_sender(self.sender).kind is SenderKind.MESSAGING_SERVICE
        return self.sender if is_service else None

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "kind": self.kind,
            "to": self.to,
            "sender": self.sender,
            "body": self.body,
            "media_urls": self.media_urls,
            "other_ways": [[way.sender, way.to] for way in self.other_ways],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned; raises `LookupError`, `TypeError` or `ValueError`."""
        return cls(
            to=required_text(stored, "to"),
            sender=required_text(stored, "sender"),
            body=required(stored, "body", str),
            media_urls=tuple(map(str, required(stored, "media_urls", list))),
            other_ways=tuple(Way(sender, to) for sender, to in stored.get("other_ways", ())),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CallContent:
    """A call; one of `message`, `twiml` and `url`, made into a document when it goes out."""

    kind: ClassVar = Kind.CALL

    to: str
    sender: str
    message: Words | None = field(default=None, repr=False)
    twiml: str | None = field(default=None, repr=False)
    url: str | None = field(default=None, repr=False)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        words = self.message
        return {
            "kind": self.kind,
            "to": self.to,
            "sender": self.sender,
            "message": words and [words.text, words.language, words.voice],
            "twiml": self.twiml,
            "url": self.url,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned; raises `LookupError`, `TypeError` or `ValueError`."""
        words = optional(stored, "message", list)
        return cls(
            to=required_text(stored, "to"),
            sender=required_text(stored, "sender"),
            message=Words(*words) if words else None,
            twiml=optional(stored, "twiml", str),
            url=optional(stored, "url", str),
        )


type Content = MessageContent | CallContent

_KINDS: Final[Mapping[str, type[MessageContent | CallContent]]] = {
    Kind.MESSAGE: MessageContent,
    Kind.CALL: CallContent,
}


def content_from_json(stored: Mapping[str, Any]) -> Content:
    """Read what `as_json` returned; raises `LookupError`, `TypeError` or `ValueError`."""
    return _KINDS[stored["kind"]].from_json(stored)
