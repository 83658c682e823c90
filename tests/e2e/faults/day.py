"""A day on which everything goes wrong between a house and Twilio."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from demo.errors import HouseError
from simulator import CallbackOrder

from .errands import Errand, Errands
from .household import Household, household, until
from .troubles import ASKED, TROUBLES, Trouble

ALERTS_SECONDS = 30
TAIL_SECONDS = 100
"""How long ordinary texts of which nobody knows are looked for before they are sent again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What was asked for in each trouble, which of them were felt, and which ended in an error."""

    home: Household
    asked: dict[str, Errands]
    felt: dict[str, bool]
    in_time: dict[str, bool]
    """Whether the house soon knew what became of each alert."""
    errors: dict[str, Exception]

    def errands(self, name: str) -> tuple[Errand, ...]:
        """Return what was asked for in a trouble."""
        return self.asked[name].all


def errands_of(number: int) -> tuple[Errand, ...]:
    """Return what is asked for in a trouble: ordinary texts first, then alerts."""
    phones = tuple(f"+1555{2000000 + 100 * number + index}" for index in range(3))
    said = f"in trouble {number}"
    return (
        Errand(to=phones, words=f"Dinner is ready {said}", is_alert=False),
        Errand(to=phones, words=f"The laundry is dry {said}", is_alert=False),
        Errand(to=phones, words=f"Smoke in the attic {said}"),
        Errand(to=phones, words=f"Water in the cellar {said}"),
        Errand(to=phones[:1], words=f"The alarm has gone off {said}", is_call=True),
    )


assert sum(len(errand.to) for errand in errands_of(0)) == ASKED


@asynccontextmanager
async def live_through(directory: Path) -> AsyncIterator[Day]:
    """Live through a day on which everything goes wrong, one thing after the other."""
    async with household(directory) as home:
        day = Day(home=home, asked={}, felt={}, in_time={}, errors={})
        for number, trouble in enumerate(TROUBLES):
            await suffer(day, trouble, Errands(home.stage, errands_of(number)))
        await home.is_settled(TAIL_SECONDS)
        await home.stage.twilio.settled()
        yield day


async def suffer(day: Day, trouble: Trouble, errands: Errands) -> None:
    """Let one thing go wrong, and wait until the alerts have arrived, or long enough."""
    twilio = day.home.stage.twilio
    day.asked[trouble.name] = errands
    try:
        day.felt[trouble.name] = await trouble.strike(day.home, errands.start)
    except (HouseError, TimeoutError) as error:
        day.errors[trouble.name] = error
    # Twilio does not get better before the house knows what became of each alert.
    day.in_time[trouble.name] = await until(lambda: has_no_alert_left(day.home), ALERTS_SECONDS)
    await day.home.stage.line.mend()
    twilio.faults.clear()
    twilio.callbacks = CallbackOrder.IN_ORDER
    twilio.list_lag = 0


async def has_no_alert_left(home: Household) -> bool:
    """Tell whether only ordinary things wait."""
    return not any(entry["alert"] for entry in await home.waiting())
