"""The account's message log."""

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from .message import Media, Message

SESSION = timedelta(hours=24)


class MessageLog:
    """All messages, the oldest first."""

    def __init__(self) -> None:
        """Begin with an empty log."""
        self.messages: list[Message] = []

    def add(self, message: Message) -> None:
        """Log a message."""
        self.messages.append(message)

    def find(self, sid: str) -> Message | None:
        """Return the message with a SID."""
        return next((message for message in self.messages if message.sid == sid), None)

    def find_media(self, sid: str) -> Media | None:
        """Return a file of any message."""
        files = (media for message in self.messages for media in message.media)
        return next((media for media in files if media.sid == sid), None)

    def remove(self, message: Message) -> None:
        """Delete a message."""
        self.messages.remove(message)

    def with_party(self, handset: str) -> list[Message]:
        """Return the messages that a phone number sent or got, on any channel."""
        return [
            message
            for message in self.messages
            if handset in (_number(message.to), _number(message.from_))
        ]

    def in_session(self, message: Message, now: datetime) -> bool:
        """Tell whether the recipient wrote to the sender within the last day."""
        return any(
            earlier.is_inbound
            and earlier.from_ == message.to
            and earlier.to == message.from_
            and now - earlier.created < SESSION
            for earlier in self.messages
        )


def _number(address: str | None) -> str:
    return address.rpartition(":")[2] if address else ""
