"""Who waits for Twilio to take something, for a while."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError

if TYPE_CHECKING:
    from .handover import Accepted

PATIENCE_SECONDS: Final = 10.0
"""How long an action waits for Twilio; what it has not taken by then goes on without it."""


@dataclass(slots=True)
class Caller:
    """Somebody who waits until a monotonic second."""

    until: float
    has_other_ways: bool = False
    """Whether it sends a message its next way itself, where it hears of a refusal in time."""
    answer: asyncio.Future[Accepted | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    async def async_wait(self, seconds: float) -> Accepted | None:
        """Return Twilio's answer, none where it does not come soon; raise a refusal."""
        try:
            async with asyncio.timeout(seconds):
                return await self.answer
        except TimeoutError:
            return None


class Callers:
    """All who wait, by the references of what they wait for."""

    def __init__(self) -> None:
        """Begin with nobody."""
        self._callers: dict[str, Caller] = {}

    @contextmanager
    def waiting(
        self, reference: str, until: float, *, has_other_ways: bool = False
    ) -> Iterator[Caller]:
        """Have somebody hear what becomes of something, until a monotonic second."""
        caller = self._callers[reference] = Caller(until, has_other_ways)
        try:
            yield caller
        finally:
            del self._callers[reference]

    def references(self) -> tuple[str, ...]:
        """Return what is waited for."""
        return tuple(self._callers)

    def has_other_ways(self, reference: str) -> bool:
        """Return whether somebody waits who sends it the next way."""
        caller = self._callers.get(reference)
        return caller is not None and caller.has_other_ways and not caller.answer.done()

    @callback
    def async_answer(self, reference: str, answer: Accepted | HomeAssistantError) -> bool:
        """Tell whoever waits what became of it; return whether somebody did."""
        caller = self._callers.get(reference)
        if caller is None or caller.answer.done():
            return False
        if isinstance(answer, HomeAssistantError):
            caller.answer.set_exception(answer)
        else:
            caller.answer.set_result(answer)
        return True

    @callback
    def async_dismiss(self, reference: str, next_try: float) -> None:
        """Let go whoever would wait in vain: nothing happens before a monotonic second."""
        caller = self._callers.get(reference)
        if caller and next_try > caller.until and not caller.answer.done():
            caller.answer.set_result(None)
