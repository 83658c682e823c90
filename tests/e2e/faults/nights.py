"""Nights in which the power fails among a hundred alerts."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from demo.observation import PATIENCE_SECONDS
from simulator import CallbackOrder, Fault, Latency

from .errands import Errand, Errands, asked_for, kept
from .household import Household, household

ALERTS = 100
RECOVERY_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a seed stands for."""

    words: str
    phones: int
    latency: float
    callbacks: CallbackOrder
    posts: int
    """After how many requests the power fails, 0 for as soon as the house was asked."""
    delay: float
    """How many seconds later than that."""

    @classmethod
    def of(cls, seed: int) -> Plan:
        """Roll the dice."""
        dice = Random(seed)  # noqa: S311 - to be the same again
        return cls(
            words=f"Night {seed}: glass breaks in room",
            phones=dice.choice((5, 20, ALERTS)),
            latency=dice.choice((0, 0.02, 0.1)),
            callbacks=dice.choice(tuple(CallbackOrder)),
            posts=dice.choice((0, dice.randint(1, ALERTS), dice.randint(1, ALERTS))),
            delay=dice.uniform(0, 0.2),
        )

    def errands(self, seed: int) -> tuple[Errand, ...]:
        """Return a hundred alerts, for few phones or many."""
        phones = tuple(f"+1555{3000000 + 1000 * seed + index}" for index in range(self.phones))
        rooms = range(ALERTS // self.phones)
        return tuple(Errand(to=phones, words=f"{self.words} {room}.") for room in rooms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """What was asked for, and what the house had promised when the power failed."""

    errands: tuple[Errand, ...]
    on_disk: frozenset[tuple[str, str]]
    asked: frozenset[tuple[str, str]]
    """Which of them Twilio had been asked to take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights:
    """All seeds that were played in one house."""

    home: Household
    by_seed: Mapping[int, Night]


@asynccontextmanager
async def live_through(directory: Path, seeds: Iterable[int]) -> AsyncIterator[Nights]:
    """Let a house die in each of the nights, and recover."""
    async with household(directory) as home:
        by_seed = {seed: await play(home, seed) for seed in seeds}
        await home.is_settled(RECOVERY_SECONDS)
        await home.stage.twilio.settled()
        yield Nights(home=home, by_seed=by_seed)


async def play(home: Household, seed: int) -> Night:
    """Ask for a hundred alerts, cut the power among them, and start the house again."""
    plan, stage = Plan.of(seed), home.stage
    stage.twilio.callbacks = plan.callbacks
    stage.twilio.faults.add(Fault(Latency(plan.latency), "POST", "/Messages.json", times=None))
    errands = Errands(stage, plan.errands(seed))
    errands.start()
    await stage.twilio.bulletin.until(
        lambda: len(asked_for(stage.twilio, plan.words)) >= plan.posts or None,
        f"request of seed {seed}",
        PATIENCE_SECONDS,
    )
    await asyncio.sleep(plan.delay)
    await stage.house.kill()
    await errands.forget()
    night = Night(
        errands=errands.all,
        on_disk=frozenset(kept(home.file, errands.all)),
        asked=frozenset(asked(home, errands.all)),
    )
    stage.twilio.faults.clear()
    await stage.house.start()
    return night


def asked(home: Household, errands: tuple[Errand, ...]) -> set[tuple[str, str]]:
    """Return which alerts Twilio was asked to take."""
    return {
        (to, errand.words)
        for errand in errands
        for to in asked_for(home.stage.twilio, errand.words)
    }
