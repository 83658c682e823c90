"""Commands that were neither obeyed nor answered yet."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from typing import Any, Final, Self

MOST_KEPT: Final = 100


@dataclass(frozen=True, slots=True)
class OpenCommand:
    """Where an answer goes; nothing of what was written."""

    from_: str
    to: str
    service_sid: str | None = None


@dataclass(slots=True)
class OpenCommands:
    """Those commands by the SIDs of their texts, so that none gets lost in a power cut."""

    _kept: dict[str, OpenCommand] = field(default_factory=dict)
    _of_this_run: set[str] = field(default_factory=set)

    def note(self, sid: str, command: OpenCommand) -> None:
        """Note a command that waits; in a flood the oldest goes."""
        self._of_this_run.add(sid)
        self._kept.setdefault(sid, command)
        if len(self._kept) > MOST_KEPT:
            self.settle(next(iter(self._kept)))

    def settle(self, sid: str) -> None:
        """Strike a command off."""
        self._kept.pop(sid, None)
        self._of_this_run.discard(sid)

    def take_left(self) -> Mapping[str, OpenCommand]:
        """Return what an earlier run has left, and strike that off."""
        left = {sid: kept for sid, kept in self._kept.items() if sid not in self._of_this_run}
        for sid in left:
            self.settle(sid)
        return left

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return {sid: list(astuple(command)) for sid, command in self._kept.items()}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `as_json` returned; raises `TypeError` or `ValueError` for anything else."""
        kept = {}
        for sid, (from_, to, service_sid) in stored.items():
            kept[sid] = OpenCommand(str(from_), str(to), service_sid and str(service_sid))
        return cls(kept)
