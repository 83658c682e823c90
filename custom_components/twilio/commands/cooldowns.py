"""Commands that were obeyed a moment ago."""

from collections.abc import Hashable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Cooldowns:
    """Until when who may not repeat what; times are those of the event loop."""

    _ends: dict[Hashable, float] = field(default_factory=dict)

    def is_on(self, key: Hashable, now: float) -> bool:
        """Tell whether something rests."""
        return self._ends.get(key, now) > now

    def start(self, key: Hashable, seconds: float, now: float) -> None:
        """Let something rest."""
        self._ends = {known: end for known, end in self._ends.items() if end > now}
        if seconds > 0:
            self._ends[key] = now + seconds
