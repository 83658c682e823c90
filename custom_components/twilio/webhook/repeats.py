"""Requests that came before: Twilio tries again, and a captured request stays signed for ever."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
import hashlib
import math
from typing import Any, Final, Self

from .kinds import RequestKind

REMEMBERED: Final = 1_000
"""How many requests of a kind are remembered; older ones make room."""
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

    _seen: dict[RequestKind, OrderedDict[str, tuple[float, Answer]]] = field(default_factory=dict)

    def recall(self, identity: RequestIdentity, now: float) -> Answer | None:
        """Return the answer that this request got before, none for a new one."""
        keys = identity.keys
        for memory in self._seen.values():
            for key in keys:
                if (known := memory.get(key)) and now < known[0]:
                    return known[1]
        return None

    def remember(self, identity: RequestIdentity, answer: Answer, now: float) -> None:
        """Keep an answer; of a request without a name only for a moment."""
        until = now + SAME_BODY_SECONDS if identity.name is None else math.inf
        memory = self._seen.setdefault(identity.kind, OrderedDict())
        for key in identity.keys:
            memory[key] = (until, answer)
            memory.move_to_end(key)
        while len(memory) > REMEMBERED * 2:
            memory.popitem(last=False)

    def items(self) -> Iterable[tuple[RequestKind, str, Answer]]:
        """Return what is remembered for good, oldest first."""
        for kind, memory in self._seen.items():
            for key, (until, answer) in memory.items():
                if until == math.inf:
                    yield kind, key, answer

    @classmethod
    def from_items(cls, items: Iterable[tuple[RequestKind, str, Answer]]) -> Self:
        """Restore what `items` returned."""
        seen: dict[RequestKind, OrderedDict[str, tuple[float, Any]]] = {}
        for kind, key, answer in items:
            seen.setdefault(kind, OrderedDict())[key] = (math.inf, answer)
        return cls(seen)
