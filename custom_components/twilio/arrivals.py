"""Requests of Twilio as they arrive, for whoever waits for one."""

from collections.abc import Callable
from datetime import UTC, datetime
import time

from homeassistant.core import CALLBACK_TYPE, callback

from .webhook import VerifiedRequest, WebhookMemory


class Arrivals:
    """Notes when Twilio reached this house, and tells at once.

    A repeat is no arrival: a request that somebody captured stays signed for ever.
    """

    def __init__(self, memory: WebhookMemory) -> None:
        """Remember the last one in a memory that outlives a restart."""
        self._memory = memory
        self._listeners: set[Callable[[VerifiedRequest], None]] = set()

    @property
    def last(self) -> datetime | None:
        """When Twilio last reached this house, none where it never has."""
        seconds = self._memory.last_reached
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

    @callback
    def async_note(self, request: VerifiedRequest) -> None:
        """Note a verified request that is new; whoever answers it saves the memory."""
        self._memory.last_reached = time.time()
        for listener in tuple(self._listeners):
            listener(request)

    @callback
    def async_listen(self, listener: Callable[[VerifiedRequest], None]) -> CALLBACK_TYPE:
        """Hear of each arrival, until the returned function is called."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)
