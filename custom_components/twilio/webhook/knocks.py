"""Requests that were turned away, in a log that nobody can flood."""

from dataclasses import dataclass
import math
from typing import Final

from ..const import LOGGER

QUIET_SECONDS: Final = 300.0


@dataclass(slots=True)
class Knocks:
    """Warns at most once in a while, and then says how often; times are monotonic seconds."""

    _warned_at: float = -math.inf
    _unsaid: int = 0

    def note(self, reason: str, now: float) -> None:
        """Note a request that was turned away, and why."""
        if now - self._warned_at < QUIET_SECONDS:
            self._unsaid += 1
            LOGGER.debug("Turned away a request: %s", reason)
            return
        LOGGER.warning(
            "Turned away a request to the Twilio webhook: %s (%s more since the last warning). "
            "If Twilio sent it, check that the Auth Token is current and that the address set at "
            "Twilio is the public address of this house",
            reason,
            self._unsaid,
        )
        self._warned_at, self._unsaid = now, 0
