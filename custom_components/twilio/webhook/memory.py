"""What the webhook of one account has to know beyond a restart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final, Protocol, Self

from .addresses import Addresses
from .answer import HANG_UP, Answer
from .kinds import RequestKind
from .repeats import Repeats, message_identity
from .shelf import Remembered

_SPENT: Final = {RequestKind.CALL: HANG_UP, RequestKind.TURN: HANG_UP}
"""What somebody hears who asks again for words that were said long ago."""


@dataclass(slots=True)
class WebhookMemory:
    """Under which addresses Twilio may call, what it has said before, and when it last did."""

    addresses: Addresses = field(default_factory=Addresses)
    repeats: Repeats[Answer] = field(default_factory=lambda: Repeats(_SPENT))
    last_reached: float | None = None
    """When a verified request last came, in seconds since the epoch."""

    def knows_message(self, sid: str, now: float) -> bool:
        """Tell whether a message was handled before; `now` is in seconds since the epoch."""
        return self.repeats.recall(message_identity(sid), now) is not None

    @property
    def knows_messages_since(self) -> float:
        """Since when it knows each message, in seconds since the epoch: others it may forget."""
        return self.repeats.sure_since(RequestKind.MESSAGE)

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "addresses": self.addresses.as_json(),
            "repeats": [_stored(kind, request) for kind, request in self.repeats.items()],
            "knows_messages_since": self.knows_messages_since,
            "last_reached": self.last_reached,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned, now or before it told the times of requests."""
        last_reached = stored.get("last_reached")
        memory = cls(Addresses.from_json(stored.get("addresses", {})), last_reached=last_reached)
        for kind, keys, status, twiml, *since in stored.get("repeats", ()):
            # A later version, before a way back to this one, may have known more kinds.
            if kind in RequestKind:
                memory.repeats.restore(
                    RequestKind(kind),
                    [keys] if isinstance(keys, str) else keys,
                    Answer(HTTPStatus(status), twiml),
                    since[0] if since else last_reached or 0.0,
                )
        if sure_since := stored.get("knows_messages_since"):
            memory.repeats.shelf(RequestKind.MESSAGE).sure_since = sure_since
        return memory


def _stored(kind: RequestKind, request: Remembered[Answer]) -> list[Any]:
    answer = request.answer
    return [kind, list(request.keys), answer.status, answer.twiml, request.since]


class WebhookMemories(Protocol):
    """Keeps the memory of each account."""

    def webhook(self, entry_id: str, /) -> WebhookMemory:
        """Return the memory of an account."""

    def async_save(self) -> None:
        """Write soon: something changed."""
