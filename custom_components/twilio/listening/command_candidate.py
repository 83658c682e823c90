"""What a text would set going, if whoever wrote it may do so."""

from asyncio import Task
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from homeassistant.core import Context

from .occurrences import CommandReceived


@dataclass(frozen=True, slots=True)
class CommandCandidate:
    """A command that a text fits, and the trigger that waits for it."""

    template: str
    slots: Mapping[str, str]
    requires_pin: bool
    cooldown: float
    """In how many seconds after one run no other begins; 0 for none."""
    key: Hashable
    """Tells the trigger and the command from all others, as long as the trigger is attached."""
    run: Callable[[CommandReceived, Context], Task[Any]] = field(repr=False)
    """Acts on it, and returns what that set going."""
