"""The turns of a call: one document after the other, until it ends."""

import asyncio
from typing import TYPE_CHECKING

from ..twiml import TwimlError
from .documents import carry_out
from .steps import End, Fetch
from .transcript import Said

if TYPE_CHECKING:
    from .live_call import LiveCall
    from .steps import Source, Step

APOLOGY = "We are sorry, an application error has occurred. Goodbye."
MOST_DOCUMENTS = 1000


class Turns:
    """What a call does now, and what it does next."""

    def __init__(self, call: LiveCall) -> None:
        """Begin with nothing to do."""
        self._call = call
        self._fallback: Fetch | None = None
        self._next: asyncio.Future[Step] | None = None
        self._pending: Step | None = None
        self.afterwards: Source | None = None

    @property
    def interruption(self) -> Step | None:
        """Return what the running document was left for."""
        chosen = self._next
        return chosen.result() if chosen and chosen.done() and not chosen.cancelled() else None

    def interrupt(self, step: Step) -> None:
        """Leave the running document at once and continue with something else."""
        if self._next and not self._next.done():
            self._next.set_result(step)
        else:
            self._pending = step

    async def run(self, source: Source) -> End:
        """Carry documents out until the call ends."""
        step: Step = source
        for _ in range(MOST_DOCUMENTS):
            if isinstance(step, End):
                return step
            step = await self._carry_out(step)
        return End()

    async def _carry_out(self, source: Source) -> Step:
        self._next = asyncio.get_running_loop().create_future()
        self._call.farewell = None
        if isinstance(source, Fetch) and source.fallback_url:
            self._fallback = source.fallback
        if self._pending:
            self._next.set_result(self._pending)
            self._pending = None
        activity, name = self._call.desk.activity, f"turn of {self._call.record.sid}"
        turn = activity.start(self._turn(source, self._next), name)
        try:
            return await activity.until(self._next)
        finally:
            turn.cancel()
            await asyncio.wait({turn})

    async def _turn(self, source: Source, then: asyncio.Future[Step]) -> None:
        try:
            outcome = await carry_out(self._call, source) or self.afterwards or End()
        except TwimlError as err:
            outcome = await self._rescue(source, err)
        if not then.done():
            then.set_result(outcome)

    async def _rescue(self, source: Source, err: TwimlError) -> Step:
        call, url = self._call, source.url if isinstance(source, Fetch) else ""
        call.desk.alert(err.code, str(err), resource_sid=call.record.sid, url=url)
        if self._fallback and not (isinstance(source, Fetch) and source.is_fallback):
            return self._fallback.because(err.code, url)
        call.take()
        await call.hear(Said(APOLOGY))
        return End()
