"""A bridge: a caller and whoever answers first hear each other."""

import asyncio
from typing import TYPE_CHECKING

from .signal import Signal
from .steps import Bridged, End
from .transcript import Joined

if TYPE_CHECKING:
    from .live_call import LiveCall


class Bridge:
    """Brings a caller together with one of several legs."""

    def __init__(self, caller: LiveCall) -> None:
        """Begin without legs."""
        self._caller = caller
        self._settled = Signal()
        self._over = Signal()
        self._legs: list[LiveCall] = []
        self.leg: LiveCall | None = None
        self.is_left = False

    def add(self, leg: LiveCall) -> None:
        """Expect somebody, who joins as soon as there is nothing else to hear."""
        self._legs.append(leg)
        leg.turns.afterwards = Bridged(self)
        leg.on_end = self._count

    async def joined(self) -> LiveCall | None:
        """Wait until somebody joins, or nobody can any more."""
        await self._settled.wait(self._caller.desk.activity)
        return self.leg

    async def over(self) -> None:
        """Wait until one of the two leaves."""
        await self._over.wait(self._caller.desk.activity)

    def expects(self, leg: LiveCall) -> bool:
        """Tell whether somebody has not joined yet."""
        return leg in self._legs and self.leg is not leg

    def close(self) -> None:
        """Part the two."""
        self._over.fire()

    async def hold(self, leg: LiveCall) -> None:
        """Join, as the leg that has answered, and stay until one of the two leaves."""
        if self._settled.is_fired or self._over.is_fired:
            return
        self.leg = leg
        self._settled.fire()
        caller, called = self._caller.phone, leg.phone
        caller.other, called.other = called, caller
        caller.hear(Joined(leg.handset.number))
        called.hear(Joined(self._caller.handset.number))
        try:
            await self._over.wait(leg.desk.activity)
        except asyncio.CancelledError:
            self.is_left = not isinstance(leg.turns.interruption, End)
            raise
        finally:
            caller.other = called.other = None
            self.close()

    def _count(self) -> None:
        if all(leg.is_over for leg in self._legs):
            self._settled.fire()
