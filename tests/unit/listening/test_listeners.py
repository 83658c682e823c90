"""Those that listen do not disturb each other."""

import asyncio
from dataclasses import dataclass
from typing import override

from homeassistant.core import Context, HomeAssistant
import pytest

from custom_components.twilio.listening.listeners import (
    ExpectedInput,
    Listener,
    Run,
    async_listeners,
)
from custom_components.twilio.listening.occurrences import Occurrence, OccurrenceKind

from .filters import a_message


@dataclass(frozen=True, slots=True)
class Reader(Listener):
    """A trigger on all messages."""

    hass: HomeAssistant
    read: list[str]

    @property
    @override
    def expects(self) -> ExpectedInput | None:
        return None

    @override
    def is_on(self, entry_id: str, sender_id: str | None) -> bool:
        return True

    @override
    def is_for(self, entry_id: str, party: str) -> bool:
        return True

    @override
    def accepts(self, occurrence: Occurrence) -> bool:
        return True

    @override
    def run(self, occurrence: Occurrence, context: Context) -> Run:
        self.read.append(occurrence.party)
        return self.hass.async_create_task(asyncio.sleep(0, context.id))


@dataclass(frozen=True, slots=True)
class Broken(Reader):
    """A trigger with a fault."""

    @override
    def run(self, occurrence: Occurrence, context: Context) -> Run:
        raise ValueError("a fault")


async def test_one_that_fails(hass: HomeAssistant, caplog: pytest.LogCaptureFixture) -> None:
    """The others hear all the same, and the log says what failed."""
    listeners, context = async_listeners(hass), Context()
    read: list[str] = []
    shown: list[str] = []

    def break_down(_: Occurrence, __: Context) -> None:
        raise ValueError("a fault")

    listeners.async_watch(break_down)
    listeners.async_watch(lambda occurrence, _: shown.append(occurrence.party))
    listeners.async_listen(OccurrenceKind.MESSAGE_RECEIVED, Broken(hass, read))
    listeners.async_listen(OccurrenceKind.MESSAGE_RECEIVED, Reader(hass, read))

    [run] = listeners.async_announce(a_message(), context)

    assert await run == context.id
    assert read == shown == [a_message().party]
    assert [record.message for record in caplog.records if record.exc_info] == [
        "Something that happened cannot be shown",
        "A trigger failed",
    ]


async def test_who_listens_no_more(hass: HomeAssistant) -> None:
    """Nothing is told to those that left."""
    listeners = async_listeners(hass)
    read: list[str] = []
    shown: list[str] = []
    stop_watching = listeners.async_watch(lambda occurrence, _: shown.append(occurrence.party))
    stop_listening = listeners.async_listen(OccurrenceKind.MESSAGE_RECEIVED, Reader(hass, read))
    stop_watching()
    stop_listening()
    assert listeners.async_announce(a_message(), Context()) == ()
    assert read == shown == []
