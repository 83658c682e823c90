"""Tests of what becomes of messages and calls."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Context, HomeAssistant
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.twilio.listening.occurrences import (
    CallStatusChanged,
    DigitsReceived,
    MessageStatusChanged,
    Occurrence,
)

ANNA: Final = "+15551230001"
BEN: Final = "+15551230002"


@dataclass(slots=True)
class News:
    """What the house hears of, in its order."""

    occurrences: list[Occurrence] = field(default_factory=list)

    def note(self, occurrence: Occurrence, _: Context) -> None:
        """Hear of something."""
        self.occurrences.append(occurrence)

    @property
    def messages(self) -> list[MessageStatusChanged]:
        """How messages got further."""
        return [news for news in self.occurrences if isinstance(news, MessageStatusChanged)]

    @property
    def calls(self) -> list[CallStatusChanged]:
        """How calls got further."""
        return [news for news in self.occurrences if isinstance(news, CallStatusChanged)]

    @property
    def digits(self) -> list[DigitsReceived]:
        """What was pressed or said."""
        return [news for news in self.occurrences if isinstance(news, DigitsReceived)]

    @property
    def statuses(self) -> list[str]:
        """Up to where messages and calls got."""
        return [
            news.status
            for news in self.occurrences
            if isinstance(news, MessageStatusChanged | CallStatusChanged)
        ]


async def pass_time(hass: HomeAssistant, freezer: FrozenDateTimeFactory, passed: timedelta) -> None:
    """Let time pass, and what is due happen."""
    freezer.tick(passed)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
