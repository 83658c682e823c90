"""What the webhook of one account has to know beyond a restart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Protocol, Self

from .addresses import Addresses
from .answer import Answer
from .kinds import RequestKind
from .repeats import Repeats, message_identity


@dataclass(slots=True)
class WebhookMemory:
    """Under which addresses Twilio may call, what it has said before, and when it last did."""

    addresses: Addresses = field(default_factory=Addresses)
    repeats: Repeats[Answer] = field(default_factory=Repeats)
    last_reached: float | None = None
    """When a verified request last came, in seconds since the epoch."""

    def knows_message(self, sid: str, now: float) -> bool:
        """Tell whether a message was handled before; `now` is in seconds since the epoch."""
        return self.repeats.recall(message_identity(sid), now) is not None

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {
            "addresses": self.addresses.as_json(),
            "repeats": [
                [kind, key, answer.status, answer.twiml]
                for kind, key, answer in self.repeats.items()
            ],
            "last_reached": self.last_reached,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned."""
        return cls(
            Addresses.from_json(stored.get("addresses", {})),
            Repeats.from_items(
                (RequestKind(kind), key, Answer(HTTPStatus(status), twiml))
                for kind, key, status, twiml in stored.get("repeats", ())
                # A later version, before a way back to this one, may have known more kinds.
                if kind in RequestKind
            ),
            stored.get("last_reached"),
        )


class WebhookMemories(Protocol):
    """Keeps the memory of each account."""

    def webhook(self, entry_id: str, /) -> WebhookMemory:
        """Return the memory of an account."""

    def async_save(self) -> None:
        """Write soon: something changed."""
