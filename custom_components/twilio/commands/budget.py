"""How often something may happen to each within some time."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Budget:
    """A few times for each; times are seconds of a clock that nobody sets."""

    most: int
    seconds: float
    """Within how long."""
    _spent: dict[str, list[float]] = field(default_factory=dict)

    def take(self, key: str, now: float, times: int = 1) -> bool:
        """Return whether it may happen so many times more, and count them then."""
        for known, spent in tuple(self._spent.items()):
            if recent := [at for at in spent if now - at < self.seconds]:
                self._spent[known] = recent
            else:
                del self._spent[known]
        if len(self._spent.get(key, ())) + times > self.most:
            return False
        self._spent.setdefault(key, []).extend([now] * times)
        return True
