"""One message or call of the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final, Self

from ..tracking.stored import optional, required, required_text, required_time
from .content import Content, Kind, content_from_json

VALID_FOR: Final[Mapping[Kind, float]] = {
    Kind.MESSAGE: timedelta(hours=1).total_seconds(),
    Kind.CALL: timedelta(minutes=10).total_seconds(),
}
"""After how many seconds something is of no use any more, unless its sender says otherwise."""


class State(StrEnum):
    """What is known of an entry."""

    WAITING = "waiting"
    """Twilio has surely not taken it."""
    TRYING = "trying"
    """Twilio is being asked; in a file that a crash has left, as good as `uncertain`."""
    UNCERTAIN = "uncertain"
    """Twilio was asked, and its answer is missing."""
    ACCEPTED = "accepted"
    """Twilio has taken it, and it goes another way if it does not arrive."""


@dataclass(frozen=True, slots=True)
class Booked:
    """As what something was counted against the limits: to whom first, and when."""

    to: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A message or call that Twilio may have to be asked for; times are seconds since the epoch."""

    reference: str
    """Its id in this house, which the status callback URL carries."""
    entry_id: str
    """The config entry of the account that sends it."""
    content: Content
    created: float
    """When somebody asked for it, by the clock of then."""
    is_dated: bool = True
    """Whether that clock was known to be right."""
    valid_for: float
    """For how many seconds it is of use."""
    is_alert: bool = False
    """Whether it goes before all others, and rather twice than not at all."""
    is_reply: bool = False
    """Whether it answers a text of whomever, so that nobody here meant the recipient."""
    tag: str | None = None
    origin: str | None = None
    """What of this house asked for it, as `automation.<unique id>`; none where nobody can tell."""
    state: State = State.WAITING
    attempts: int = 0
    """How often Twilio was asked to take it."""
    tried: float | None = None
    """When Twilio was last asked, by the clock of then."""
    body_tried: str | None = None
    """With which text of a message Twilio was last asked, where that was not its own."""
    maybe_duplicate: bool = False
    """Whether it was sent again although Twilio may have taken it before."""
    reason: str | None = None
    """Why it still waits: the hindrance of the error that it ran into."""
    booked: Booked | None = None
    """None where that is as it was created, and as it goes now."""
    sid: str | None = None
    """Twilio's, none while it has not accepted it."""

    @property
    def lane(self) -> tuple[str, Kind, str, bool]:
        """What goes one after the other: the same kind of thing to the same recipient."""
        return self.entry_id, self.content.kind, self.content.to, self.is_alert

    @property
    def may_be_out(self) -> bool:
        """Whether Twilio may have taken it, for all that is known."""
        return self.state is State.UNCERTAIN or self.maybe_duplicate

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "reference": self.reference,
            "entry_id": self.entry_id,
            "content": self.content.as_json(),
            "created": self.created,
            "is_dated": self.is_dated,
            "valid_for": self.valid_for,
            "is_alert": self.is_alert,
            "is_reply": self.is_reply,
            "tag": self.tag,
            "origin": self.origin,
            "state": self.state,
            "attempts": self.attempts,
            "tried": self.tried,
            "body_tried": self.body_tried,
            "maybe_duplicate": self.maybe_duplicate,
            "reason": self.reason,
            "booked": self.booked and [self.booked.to, self.booked.at],
            "sid": self.sid,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned; raises `LookupError`, `TypeError` or `ValueError`."""
        stored = {"booked": None, "sid": None, **stored}
        return cls(
            reference=required_text(stored, "reference"),
            entry_id=required_text(stored, "entry_id"),
            content=content_from_json(required(stored, "content", dict)),
            created=required_time(stored, "created"),
            is_dated=required(stored, "is_dated", bool),
            valid_for=required_time(stored, "valid_for"),
            is_alert=required(stored, "is_alert", bool),
            is_reply=required(stored, "is_reply", bool),
            tag=optional(stored, "tag", str),
            origin=optional(stored, "origin", str),
            state=State(stored["state"]),
            attempts=required(stored, "attempts", int),
            tried=optional(stored, "tried", float),
            body_tried=optional(stored, "body_tried", str),
            maybe_duplicate=required(stored, "maybe_duplicate", bool),
            reason=optional(stored, "reason", str),
            booked=_booked(optional(stored, "booked", list)),
            sid=optional(stored, "sid", str),
        )


def _booked(stored: list[Any] | None) -> Booked | None:
    if stored is None:
        return None
    to, at = stored
    return Booked(str(to), float(at))
