"""A call as the person with the phone has it."""

import asyncio
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING

from ..bulletin import DEFAULT_TIMEOUT
from .call import CallStatus
from .ear import Key, Silence, Utterance
from .transcript import Beeped, Pressed, Said, SentDigits, Spoke, Voice

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..bulletin import Bulletin
    from .call import Call
    from .ear import Ear, Input
    from .transcript import Heard


class Decision(StrEnum):
    """What becomes of a ringing phone."""

    ANSWER = "answer"
    DECLINE = "decline"
    RING_OUT = "ring_out"


class HandsetCall:
    """One call of a handset: answer it, listen, press keys, hang up."""

    def __init__(self, call: Call, handset: str, bulletin: Bulletin) -> None:
        """Begin with silence."""
        self.record = call
        self.transcript: list[Heard] = []
        self.decision: asyncio.Future[Decision] = asyncio.get_running_loop().create_future()
        self.ear: Ear | None = None
        self.other: HandsetCall | None = None
        self.on_hang_up: Callable[[], None] = lambda: None
        self._handset = handset
        self._bulletin = bulletin

    @property
    def sid(self) -> str:
        """Return the call's SID."""
        return self.record.sid

    @property
    def from_(self) -> str:
        """Return who calls."""
        return self.record.from_

    @property
    def to(self) -> str:
        """Return who is called."""
        return self.record.to

    @property
    def status(self) -> CallStatus:
        """Return how far the call got."""
        return self.record.status

    @property
    def is_ringing(self) -> bool:
        """Tell whether the phone rings."""
        return self.status is CallStatus.RINGING and not self.record.is_inbound

    @property
    def speech(self) -> list[str]:
        """Return the sentences that were spoken."""
        return [item.text for item in self.transcript if isinstance(item, Said)]

    @property
    def voicemail(self) -> list[str]:
        """Return the sentences that an answering machine recorded: what began after its beep."""
        beep = next((i for i, it in enumerate(self.transcript) if isinstance(it, Beeped)), None)
        after = [] if beep is None else self.transcript[beep:]
        return [item.text for item in after if isinstance(item, Said)]

    @property
    def hears_speech(self) -> bool:
        """Tell whether somebody or something hears what is said now."""
        return self.other is not None or (self.ear is not None and self.ear.takes(Utterance))

    async def answer(self) -> None:
        """Take the call."""
        self._decide(Decision.ANSWER)
        await self._bulletin.until(
            lambda: None if self.is_ringing else self.status, f"answer of {self.sid}"
        )

    async def decline(self) -> None:
        """Refuse the call: the house hears a busy signal."""
        self._decide(Decision.DECLINE)
        await self.ended()

    async def let_ring_out(self) -> None:
        """Leave the call unanswered until the house gives up."""
        self._decide(Decision.RING_OUT)
        await self.ended()

    async def hang_up(self) -> None:
        """End the call; a ringing one is declined."""
        if self.is_ringing:
            await self.decline()
            return
        self.on_hang_up()
        await self.ended()

    def press(self, digits: str) -> None:
        """Press keys; they are lost unless the house listens."""
        self._check_going_on()
        self.hear(Pressed(digits))
        if self.other:
            self.other.hear(SentDigits(digits))
        for digit in digits:
            self._enter(Key(digit))

    def speak(self, text: str, confidence: float = 0.9) -> None:
        """Say something; it is lost unless the house listens."""
        self._check_going_on()
        self.hear(Spoke(text))
        if self.other:
            self.other.hear(Voice(text))
        self._enter(Utterance(text, confidence))

    async def keep_silent(self, within: float = DEFAULT_TIMEOUT) -> None:
        """Say and press nothing until the house has waited long enough."""
        await self._bulletin.until(
            lambda: True if self.ear and self.ear.is_waiting else None,
            f"waiting of the house in {self.sid}",
            within,
        )
        self._enter(Silence())

    async def listening(self, within: float = DEFAULT_TIMEOUT) -> None:
        """Wait until the house listens to keys or speech."""
        await self._bulletin.until(
            lambda: True if self.ear else None, f"listening of the house in {self.sid}", within
        )

    def hear(self, item: Heard) -> None:
        """Add to the transcript."""
        self.transcript.append(item)
        self._bulletin.publish(self._handset)

    async def said(self, fragment: str, within: float = DEFAULT_TIMEOUT, *, times: int = 1) -> Said:
        """Return a sentence that contains a text, once such were spoken so many times."""

        def look() -> Said | None:
            found = (i for i in self.transcript if isinstance(i, Said) and fragment in i.text)
            return next(islice(found, times - 1, None), None)

        return await self._bulletin.until(look, f"sentence with {fragment!r}", within)

    async def joined(self, within: float = DEFAULT_TIMEOUT) -> None:
        """Wait until another phone is at the other end."""
        await self._bulletin.until(
            lambda: True if self.other else None, f"conversation in {self.sid}", within
        )

    async def ended(self, within: float = DEFAULT_TIMEOUT) -> CallStatus:
        """Return the final status, once the call is over."""
        return await self._bulletin.until(
            lambda: self.status if self.status.is_final else None, f"end of {self.sid}", within
        )

    def decide(self, decision: Decision) -> None:
        """Decide what becomes of the ringing; only the first decision counts."""
        if not self.decision.done():
            self.decision.set_result(decision)

    def _enter(self, item: Input) -> None:
        if self.ear:
            self.ear.take(item)

    def _check_going_on(self) -> None:
        if self.status.is_final:
            raise RuntimeError(f"{self.sid} is over: {self.status}")

    def _decide(self, decision: Decision) -> None:
        if not self.is_ringing:
            raise RuntimeError(f"{self.sid} does not ring: {self.status}")
        self.decide(decision)
