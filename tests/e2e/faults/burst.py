"""A burst of texts and calls at an account that takes few at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from simulator import Fault, Latency

from .errands import Errand, Errands
from .household import Household, household

AT_ONCE = 20
TEXTS = 500
CALLS = 30
SECONDS_OF_A_REQUEST = 0.05

TEXT = Errand(
    to=tuple(f"+1555{4000000 + index}" for index in range(TEXTS)),
    words="Come home, all of you.",
    is_alert=False,
)
CALL = Errand(
    to=tuple(f"+1555{4100000 + index}" for index in range(CALLS)),
    words="Come home.",
    is_alert=False,
    is_call=True,
)
ALARM = Errand(to=("+15554200000",), words="The house burns.", is_call=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """What a burst came to."""

    home: Household
    texts_took: float
    """Seconds until Twilio had taken all texts."""


@asynccontextmanager
async def live_through(directory: Path) -> AsyncIterator[Burst]:
    """Ask a house for much at once, and for an alarm after that."""
    loop = asyncio.get_running_loop()
    async with household(directory, most_at_once=AT_ONCE) as home:
        twilio = home.stage.twilio
        latency = Latency(SECONDS_OF_A_REQUEST)
        twilio.faults.add(Fault(latency, "POST", "/Messages.json", times=None))
        errands, alarm = Errands(home.stage, (CALL, TEXT)), Errands(home.stage, (ALARM,))
        began = loop.time()
        errands.start()
        await twilio.bulletin.until(lambda: len(twilio.messages) >= TEXTS or None, "texts", 60)
        took = loop.time() - began
        alarm.start()
        await home.is_settled(60)
        await asyncio.gather(errands.answers(), alarm.answers())
        await twilio.settled()
        yield Burst(home=home, texts_took=took)
