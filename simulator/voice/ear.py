"""What the house hears of the phone while it listens."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..desk import Desk


@dataclass(frozen=True, slots=True)
class Key:
    """A key that was pressed."""

    key: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something that was spoken, and how sure the recognition is of it."""

    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing, for as long as was waited."""


type Input = Key | Utterance | Silence


class Ear:
    """Takes in what comes from a phone, and notices when nothing does.

    A person is waited for: where nothing takes time, the silence comes when the clock is
    advanced, or when the person chooses it. Anything else is silent at once.
    """

    def __init__(
        self, desk: Desk, handset: str, kinds: frozenset[type[Input]], *, has_person: bool
    ) -> None:
        """Listen to a handset for some kinds of input; others pass unheard."""
        self._desk = desk
        self._handset = handset
        self._kinds = kinds | {Silence}
        self._has_person = has_person
        self._inputs: deque[Input] = deque()
        self._woken: asyncio.Future[None] | None = None
        self.on_input: Callable[[], None] = lambda: None
        self.is_waiting = False
        self.seconds_waited = 0.0

    def take(self, item: Input) -> None:
        """Hear something."""
        if type(item) not in self._kinds:
            return
        self._inputs.append(item)
        self.on_input()
        if self._woken and not self._woken.done():
            self._woken.set_result(None)

    async def next(self, patience: float, *, after_speech: bool = False) -> Input:
        """Return what is heard next, or silence when patience ends."""
        waits = self._has_person and not after_speech
        clock = self._desk.clock
        wait = clock.alarm if waits else clock.after
        alarm = None if self._inputs else wait(patience, lambda: self.take(Silence()))
        try:
            if not self._inputs:
                await self._input()
        finally:
            if alarm:
                clock.cancel(alarm)
        heard = self._inputs.popleft()
        if isinstance(heard, Silence):
            self.seconds_waited += patience
        return heard

    def takes(self, kind: type[Input]) -> bool:
        """Tell whether it listens to a kind of input."""
        return kind in self._kinds

    def has_heard(self, item: Input) -> bool:
        """Tell whether something was heard that nobody asked for yet."""
        return item in self._inputs

    async def _input(self) -> None:
        self._woken = asyncio.get_running_loop().create_future()
        self.is_waiting = True
        self._desk.bulletin.publish(self._handset)
        try:
            await self._desk.activity.until(self._woken)
        finally:
            self._woken = None
            self.is_waiting = False
