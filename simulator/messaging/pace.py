"""How fast a sender sends: a phone number one segment after the other, as carriers have it."""

from datetime import timedelta
from typing import TYPE_CHECKING

from ..address import is_e164

if TYPE_CHECKING:
    from datetime import datetime

    from ..desk import Desk
    from .message import Message


class Pace:
    """The queues of the senders; they are empty unless a segment takes its time."""

    def __init__(self, desk: Desk) -> None:
        """Begin with empty queues."""
        self._desk = desk
        self._free_at: dict[str, datetime] = {}

    def queue(self, message: Message) -> float:
        """Put a message into the queue of its sender, and return how many seconds it waits."""
        sender = message.from_ or ""
        takes = self._desk.segment_seconds * max(message.segments, 1)
        if not takes or not is_e164(sender):
            return 0
        now = self._desk.clock.now()
        start = max(now, self._free_at.get(sender, now))
        self._free_at[sender] = start + timedelta(seconds=takes)
        return (start - now).total_seconds()
