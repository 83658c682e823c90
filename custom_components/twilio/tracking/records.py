"""What is known of a message or call, from the moment before Twilio is asked for it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self, override

from ..address import number_of
from .progress import ARRIVED, CALL, FAILED, MESSAGE, Course, Progress
from .stored import optional, required, required_text, required_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(ABC):
    """What messages and calls have in common; times are seconds since the epoch."""

    course: ClassVar[Course]

    reference: str
    """The id that this house gave it, which our status callback URL carries."""
    sender: str
    """Our own address."""
    party: str
    """The other one's address."""
    began: float
    """When Twilio was asked for it, or told of it."""
    changed: float
    """When its status was last news."""
    progress: Progress
    sid: str = ""
    """Empty while Twilio has not told it."""
    tag: str | None = None
    looks: int = 0
    """How often Twilio was asked what became of it."""
    is_inbound: bool = False
    """Whether the other one began it, as only with calls."""

    @property
    def number(self) -> str:
        """The other one's address without its channel."""
        return number_of(self.party)

    @property
    def status(self) -> str:
        """What Twilio said last, empty while it has said nothing."""
        return self.progress.status

    @property
    def has_ended(self) -> bool:
        """Whether nothing that counts can come any more."""
        return self.progress.has_ended

    @property
    def is_open(self) -> bool:
        """Whether Twilio can tell more of it."""
        return bool(self.sid) and not self.has_ended

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "reference": self.reference,
            "sid": self.sid,
            "sender": self.sender,
            "party": self.party,
            "tag": self.tag,
            "began": self.began,
            "changed": self.changed,
            "looks": self.looks,
            "status": self.progress.status,
            "reached": self.progress.reached,
            "sequence": self.progress.sequence,
            **self._own_json(),
        }

    @abstractmethod
    def _own_json(self) -> dict[str, Any]:
        """Return what only this kind has."""

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned; raises `LookupError`, `TypeError` or `ValueError`."""
        return cls(
            reference=required_text(stored, "reference"),
            sid=required(stored, "sid", str),
            sender=required(stored, "sender", str),
            party=required(stored, "party", str),
            tag=optional(stored, "tag", str),
            began=required_time(stored, "began"),
            changed=required_time(stored, "changed"),
            looks=max(0, required(stored, "looks", int)),
            progress=Progress(
                cls.course,
                required(stored, "status", str),
                required(stored, "reached", str),
                optional(stored, "sequence", int),
            ),
            **cls._read_own(stored),
        )

    @classmethod
    @abstractmethod
    def _read_own(cls, stored: Mapping[str, Any]) -> dict[str, Any]:
        """Read what only this kind has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRecord(Record):
    """A message of this house; `error_code` is Twilio's, where it failed."""

    course: ClassVar = MESSAGE

    error_code: int | None = None
    is_reply: bool = False
    """Whether it answers a text of whomever, so that nobody here meant the recipient."""

    @property
    def has_failed(self) -> bool:
        """Whether it did not arrive."""
        return self.progress.reached in FAILED

    @property
    def has_arrived(self) -> bool:
        """Whether it is on the other one's phone."""
        return self.progress.reached in ARRIVED

    @override
    def _own_json(self) -> dict[str, Any]:
        return {"error_code": self.error_code, "is_reply": self.is_reply}

    @override
    @classmethod
    def _read_own(cls, stored: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "error_code": optional(stored, "error_code", int),
            "is_reply": required(stored, "is_reply", bool),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRecord(Record):
    """A call from or to this house; `duration` is in seconds."""

    course: ClassVar = CALL

    duration: int | None = None

    @override
    def _own_json(self) -> dict[str, Any]:
        return {"is_inbound": self.is_inbound, "duration": self.duration}

    @override
    @classmethod
    def _read_own(cls, stored: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "is_inbound": required(stored, "is_inbound", bool),
            "duration": optional(stored, "duration", int),
        }
