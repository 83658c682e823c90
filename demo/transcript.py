"""Playing a scenario, and telling how it went."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
import time

from .errors import HouseError
from .stage import Stage

SCENARIO_SECONDS = 90


class SurpriseError(Exception):
    """Something else was seen than was expected."""

    def __init__(self, what: str, expected: object, seen: object) -> None:
        """Say what, and both values."""
        super().__init__(f"{what}\n    expected: {expected!r}\n    seen:     {seen!r}")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens, in a sentence, and how it is done and checked."""

    sentence: str
    play: Callable[[Stage], Awaitable[None]]


def expect(what: str, expected: object, seen: object) -> None:
    """Raise when something is not as expected."""
    if seen != expected:
        raise SurpriseError(what, expected, seen)


async def play(stage: Stage, steps: Iterable[Step], tell: Callable[[str], None]) -> bool:
    """Play steps until one fails, tell about each, and return whether all went well."""
    deadline = asyncio.get_running_loop().time() + SCENARIO_SECONDS
    for step in steps:
        started = time.monotonic()
        try:
            async with asyncio.timeout_at(deadline):
                await step.play(stage)
        except (SurpriseError, HouseError, TimeoutError) as error:
            tell(f"✗ {step.sentence}")
            tell(f"    {error or 'The scenario took too long.'}")
            tell("  The end of Home Assistant's log:")
            for line in stage.house.log_tail():
                tell(f"    {line}")
            return False
        tell(f"✓ {step.sentence} ({time.monotonic() - started:.1f} s)")
    return True
