"""What keeps an attempt from being made as it should, and must not keep it from being made."""

import asyncio
from pathlib import Path
import time
from typing import Any, Final, Never

from homeassistant.core import EVENT_HOMEASSISTANT_STOP, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.twilio.outbox import late_words
from custom_components.twilio.outbox.content import CallContent
from custom_components.twilio.outbox.entry import Entry, State
from custom_components.twilio.outbox.journal import Journal
from custom_components.twilio.outbox.outbox import async_outbox
from custom_components.twilio.twiml.speech import Words
from simulator import Simulator

from ..actions import results_of
from ..passing_time import PassingTime
from .entries import SENDER, an_entry
from .waiting import ANNA, BEN

A_WHILE: Final = 300.0


@pytest.fixture
def late(entry: MockConfigEntry, storage: Path) -> None:
    """Have an earlier run leave a text and a call that are late."""
    facts: dict[str, Any] = {"entry_id": entry.entry_id, "created": time.time() - A_WHILE}
    words = Words("Fire", "de-DE", "alice")
    call = Entry(
        reference="cd" * 16,
        content=CallContent(to=ANNA, sender=SENDER, message=words),
        valid_for=600.0,
        is_alert=True,
        **facts,
    )
    Journal(storage).rewrite([an_entry("ab" * 16, **facts), call], {})


async def start(hass: HomeAssistant) -> None:
    """Start the integration, and wait for what comes of it."""
    assert await async_setup_component(hass, "twilio", {})
    await hass.async_block_till_done(wait_background_tasks=True)


def said(twilio: Simulator) -> tuple[list[str], int]:
    """Return the texts that Twilio took, and how many calls begin with the message."""
    documents = [request.param("Twiml") or "" for request in twilio.requests]
    return [message.body for message in twilio.messages], sum(
        ">Fire</Say>" in document for document in documents
    )


@pytest.mark.usefixtures("late")
async def test_words_that_cannot_be_read(
    hass: HomeAssistant, twilio: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it cannot be said that it is late, it is said without that."""

    async def broken(*_: object) -> Never:
        raise HomeAssistantError("Error while loading de.json")

    monkeypatch.setattr(late_words, "async_get_translations", broken)
    await start(hass)
    assert said(twilio) == (["The cellar is wet"], 1)


@pytest.mark.usefixtures("late")
async def test_words_that_never_come(
    hass: HomeAssistant,
    twilio: Simulator,
    time_passes: PassingTime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody waits for them for more than two seconds."""
    asked: list[object] = []
    both = asyncio.Event()

    async def hanging(_: HomeAssistant, *what: object) -> None:
        asked.append(what)
        if len(asked) == 2:
            both.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(late_words, "async_get_translations", hanging)
    starting = asyncio.create_task(start(hass))
    await both.wait()
    assert said(twilio) == ([], 0)
    await time_passes.by(2)
    await starting
    assert said(twilio) == (["The cellar is wet"], 1)


@pytest.mark.usefixtures("nobody_waits")
async def test_house_that_stops(
    hass: HomeAssistant, twilio: Simulator, account: MockConfigEntry, storage: Path
) -> None:
    """An alarm still goes out while Home Assistant stops; anything else is kept."""
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await asyncio.sleep(0)
    await results_of(hass, "send_message", to=ANNA, message="News")
    await results_of(hass, "send_message", to=BEN, message="Fire", alert=True)
    await hass.async_block_till_done()
    assert [message.body for message in twilio.messages] == ["Fire"]
    await async_outbox(hass).writer.async_commit()
    (kept,) = Journal(storage).read().entries
    assert (kept.content.to, kept.state) == (ANNA, State.WAITING)
