"""A power cut at any moment among a hundred alerts: none is lost, and what came twice is counted.

`KILL_SEEDS=7,21,42` plays other seeds than the usual ones; `-k "[7]"` plays one of them.
"""

import os

import pytest

from .errands import arrived, missing, often
from .nights import Nights

SEEDS = [int(seed) for seed in os.environ.get("KILL_SEEDS", "").split(",") if seed] or [*range(20)]


@pytest.mark.parametrize("seed", SEEDS)
async def test_no_alert_is_lost(nights: Nights, seed: int) -> None:
    """What the house had taken on arrived."""
    night, twilio = nights.by_seed[seed], nights.home.stage.twilio
    found = arrived(twilio)
    lost = {one for one in night.on_disk | night.asked if not found[one]}
    at_twilio = [(text.to, text.body, text.status) for text in twilio.messages]
    assert (lost, [text for text in at_twilio if text[:2] in lost]) == (set(), [])


@pytest.mark.parametrize("seed", SEEDS)
async def test_everything_is_kept_before_anything_is_sent(nights: Nights, seed: int) -> None:
    """Once Twilio was asked for one of its recipients, an action is on the disk for all."""
    night = nights.by_seed[seed]
    begun = [errand for errand in night.errands if not night.asked.isdisjoint(errand.each)]
    assert missing(begun, nights.home.stage.twilio) == []


@pytest.mark.parametrize("seed", SEEDS)
async def test_nothing_comes_twice_that_twilio_could_tell(nights: Nights, seed: int) -> None:
    """Its lists do not lag in these nights, so that nothing had to be sent again for nothing."""
    assert often(nights.by_seed[seed].errands, nights.home.stage.twilio) == {}


async def test_what_came_twice_was_counted(nights: Nights) -> None:
    """The house knows of everything that it sent again although Twilio may have had it."""
    everything = [errand for night in nights.by_seed.values() for errand in night.errands]
    extra = sum(times - 1 for times in often(everything, nights.home.stage.twilio).values())
    assert extra <= await nights.home.counted("maybe_duplicates")


async def test_nothing_is_left(nights: Nights) -> None:
    """The outbox is empty, nothing was given up, and there is nothing to repair."""
    assert await nights.home.waiting() == []
    assert await nights.home.counted("given_up") == 0
    assert set(await nights.home.repairs()) == set()
