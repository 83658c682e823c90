"""What a household wants to go out while something is wrong, and what became of it."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.errors import HouseError
from demo.stage import Stage
from simulator import Request, Simulator


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A text or a call for some phones."""

    to: tuple[str, ...]
    words: str
    is_alert: bool = True
    is_call: bool = False

    @property
    def each(self) -> tuple[tuple[str, str], ...]:
        """Return each phone with the words that are for it."""
        return tuple((phone, self.words) for phone in self.to)

    async def run(self, stage: Stage) -> Any:
        """Ask the house for it, and return its answer."""
        return await stage.house.call_service(
            "twilio",
            "make_call" if self.is_call else "send_message",
            {"to": [*self.to], "message": self.words, "alert": self.is_alert},
            return_response=True,
        )


@dataclass(slots=True)
class Errands:
    """Errands that the house was asked for, which may not have answered yet."""

    stage: Stage
    all: tuple[Errand, ...]
    tasks: list[asyncio.Task[Any]] = field(default_factory=list)

    def start(self) -> None:
        """Ask the house for all of them, without waiting for answers."""
        self.tasks = [asyncio.create_task(errand.run(self.stage)) for errand in self.all]

    async def answers(self) -> list[Any]:
        """Return what the house answered; raises what it refused."""
        return [await task for task in self.tasks]

    async def forget(self) -> None:
        """Expect no answers of a house that died."""
        for task in self.tasks:
            with suppress(HouseError):
                await task


def arrived(twilio: Simulator) -> Counter[tuple[str, str]]:
    """Count how often each phone got the same words, in texts and in calls.

    What a late text says of when it was meant stands on a line of its own before them.
    """
    texts = (
        (phone.number, text.body.rpartition("\n")[2])
        for phone in twilio.handsets
        for text in phone.inbox
    )
    calls = (
        (phone.number, words)
        for phone in twilio.handsets
        for call in phone.incoming_calls
        for words in call.speech
    )
    return Counter((*texts, *calls))


def missing(errands: Iterable[Errand], twilio: Simulator) -> list[tuple[str, str]]:
    """Return who did not get what was for him."""
    found = arrived(twilio)
    return [one for errand in errands for one in errand.each if not found[one]]


def often(errands: Iterable[Errand], twilio: Simulator) -> dict[tuple[str, str], int]:
    """Return who got what was for him more than once, and how often."""
    found = arrived(twilio)
    return {one: found[one] for errand in errands for one in errand.each if found[one] > 1}


def posts(twilio: Simulator) -> Iterator[Request]:
    """Iterate over the requests by which Twilio was asked to take something."""
    for request in twilio.requests:
        if request.method == "POST" and request.path.endswith(("/Messages.json", "/Calls.json")):
            yield request


def asked_for(twilio: Simulator, words: str) -> list[str]:
    """Return for whom Twilio was asked to take texts with some words."""
    return [
        request.param("To") or ""
        for request in posts(twilio)
        if words in (request.param("Body") or "")
    ]


def kept(file: Path, errands: Iterable[Errand]) -> set[tuple[str, str]]:
    """Return for whom what is in the file of the outbox."""
    lines = file.read_text(errors="replace").splitlines() if file.exists() else []
    wanted = {one for errand in errands for one in errand.each}
    return {one for one in wanted for line in lines if f'"{one[0]}"' in line and one[1] in line}
