"""Requests that came before: Twilio tries again, and a captured request stays signed for ever."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
import hashlib
import math
from typing import Final, Self

from .kinds import RequestKind
from .shelf import Remembered, Shelf

LONGEST_CALL: Final = 4 * 60 * 60.0
"""Seconds after which Twilio ends a call."""
CLOCK_TOLERANCE: Final = 5 * 60.0
"""How far the clock of this house may be set back."""
KEPT_SECONDS: Final = 30 * 60.0
"""How long each request is remembered, short of a flood: longer than a message is looked for."""
KEPT: Final = {RequestKind.TURN: LONGEST_CALL + CLOCK_TOLERANCE}
"""How long those are that are good for longer."""
SAME_BODY_SECONDS: Final = 20.0
"""How long the same request without a name of its own counts as the same."""


@dataclass(frozen=True, slots=True)
class RequestIdentity:
    """By what a request is known again.

    `name` is Twilio's own for what is reported on. `fingerprint` stands for the whole signed
    text, so it also knows a request whose fields were cut anew; without a `name`, two honest
    requests may share it. What did not come by a request has none.
    """

    kind: RequestKind
    fingerprint: str | None
    name: str | None

    @property
    def keys(self) -> Sequence[str]:
        """The entries under which the memory keeps it."""
        keys = []
        if self.fingerprint is not None:
            keys.append(f"fingerprint:{self.fingerprint}")
        if self.name is not None:
            keys.append(f"{self.kind}:{self.name}")
        return keys

    def is_same(self, other: Self) -> bool:
        """Tell whether both are one request, however its fields are cut."""
        return not set(self.keys).isdisjoint(other.keys)


def identify(
    kind: RequestKind, fields: Mapping[str, str], turn: str | None, signature: str
) -> RequestIdentity:
    """Return by what a checked request is known again; `turn` is the one-time value of its URL."""
    fingerprint = hashlib.sha256(signature.encode()).hexdigest()[:32]
    name: str | None
    match kind:
        case RequestKind.MESSAGE:
            name = fields["MessageSid"]
        case RequestKind.MESSAGE_STATUS:
            name = f"{fields['MessageSid']}:{fields['MessageStatus']}"
        case RequestKind.CALL_STATUS:
            progress = fields.get("SequenceNumber") or fields["CallStatus"]
            name = f"{fields['CallSid']}:{progress}"
        case RequestKind.RECORDING:
            name = f"{fields['RecordingSid']}:{fields['RecordingStatus']}"
        case RequestKind.CALL | RequestKind.TURN if turn:
            name = f"{fields['CallSid']}:{turn}"
        case _:
            name = None
    return RequestIdentity(kind, fingerprint, name)


def message_identity(sid: str) -> RequestIdentity:
    """Return by what a message is known again that did not come by a request."""
    return RequestIdentity(RequestKind.MESSAGE, None, sid)


@dataclass(slots=True)
class Repeats[Answer]:
    """A bounded memory of requests and their answers; times are seconds since the epoch."""

    spent: Mapping[RequestKind, Answer] = field(default_factory=dict)
    """What late repeats get of kinds whose answers are kept for a while only."""
    _shelves: dict[RequestKind, Shelf[Answer]] = field(default_factory=dict)

    def shelf(self, kind: RequestKind) -> Shelf[Answer]:
        """Return what is remembered of a kind."""
        if (shelf := self._shelves.get(kind)) is None:
            shelf = Shelf(KEPT.get(kind, KEPT_SECONDS), self.spent.get(kind))
            self._shelves[kind] = shelf
        return shelf

    def sure_since(self, kind: RequestKind) -> float:
        """Return since when each request of a kind is known."""
        shelf = self._shelves.get(kind)
        return shelf.sure_since if shelf else 0.0

    def recall(self, identity: RequestIdentity, now: float) -> Answer | None:
        """Return the answer that this request got before, none for a new one."""
        keys = identity.keys
        for shelf in self._shelves.values():
            for key in keys:
                if (known := shelf.find(key)) and now < known.until:
                    return known.answer
        return None

    def remember(self, identity: RequestIdentity, answer: Answer, now: float) -> None:
        """Keep an answer; of a request without a name only for a moment."""
        until = now + SAME_BODY_SECONDS if identity.name is None else math.inf
        self.shelf(identity.kind).put(Remembered(tuple(identity.keys), now, until, answer), now)

    def restore(self, kind: RequestKind, keys: Iterable[str], answer: Answer, since: float) -> None:
        """Remember again what `items` returned."""
        self.shelf(kind).put(Remembered(tuple(keys), since, math.inf, answer), since)

    def items(self) -> Iterator[tuple[RequestKind, Remembered[Answer]]]:
        """Return what is remembered for good, the oldest of each kind first."""
        for kind, shelf in self._shelves.items():
            for request in shelf:
                if request.until == math.inf:
                    yield kind, request
