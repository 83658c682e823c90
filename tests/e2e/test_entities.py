"""What a person sees on the device of a sender, and in the logbook."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
import pytest_socket

from demo.house import KNOCK_SECONDS
from demo.observation import PATIENCE_SECONDS, Event
from demo.stage import PHONE_NUMBER, Stage, set_stage
from simulator import DEFAULT_NUMBER

type Line = Mapping[str, Any]

KEYS = ("last_message_body", "last_message_from", "last_message_date", "last_message_sid")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def watched(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Return a stage whose house may be stopped and started, with more entities turned on."""
    pytest_socket.enable_socket()  # comes before the fixture of a single test
    async with set_stage(tmp_path_factory.mktemp("watched")) as stage:
        for key in KEYS:
            await stage.house.websocket.call(
                "config/entity_registry/update",
                entity_id=await entity_id(stage, key),
                disabled_by=None,
            )
        await stage.house.reload_entry(stage.entry_id)
        yield stage


async def entity_id(stage: Stage, key: str) -> str:
    """Return what the house calls an entity of the account's only sender."""
    entities = await stage.house.websocket.call("config/entity_registry/list")
    [found] = [
        e["entity_id"]
        for e in entities
        if e["config_subentry_id"] and e["unique_id"].endswith(f"_{key}")
    ]
    return str(found)


async def values(stage: Stage) -> dict[str, str]:
    """Return what the sensors show."""
    return {key: (await stage.house.state(await entity_id(stage, key))).value for key in KEYS}


async def line(stage: Stage, start: datetime, is_wanted: Callable[[Line], bool]) -> Line:
    """Return the first line of the logbook that is wanted, once it is written."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            lines = await stage.house.websocket.call(
                "logbook/get_events", start_time=start.isoformat()
            )
            if found := next(filter(is_wanted, lines), None):
                return dict(found)
            await asyncio.sleep(KNOCK_SECONDS)


async def test_text_from_the_phone(watched: Stage) -> None:
    """The event changes at once, and what an automation does about it has the same cause."""
    message = await entity_id(watched, "message")
    start = datetime.now(UTC)
    async with (
        watched.house.events("state_changed") as changes,
        watched.house.events("automation_triggered") as runs,
    ):
        await watched.phone.text("STATUS", to=DEFAULT_NUMBER)
        change: Event | None = None
        while change is None or change.data["entity_id"] != message:
            change = await changes.next()
        run = await runs.next()
    attributes = change.data["new_state"]["attributes"]
    assert (attributes["event_type"], attributes["from"]) == ("received", PHONE_NUMBER)
    assert attributes["body"] == "STATUS"
    assert run.data["name"] == "Answer a text"
    assert run.parent_id == change.context_id

    told = await line(watched, start, lambda entry: entry.get("domain") == "twilio")
    name = watched.twilio.number.friendly_name
    said = f"received a text message from {PHONE_NUMBER}"
    assert (told["name"], told["message"]) == (name, said)
    shown = await line(watched, start, lambda entry: entry.get("entity_id") == message)
    assert shown["attributes"] == {"event_type": "received"}
    assert (shown["context_name"], shown["context_message"]) == (name, said)
    done = await line(watched, start, lambda entry: entry.get("name") == "Answer a text")
    assert (done["context_domain"], done["context_message"]) == ("twilio", said)


async def test_restart(watched: Stage) -> None:
    """What was shown before is shown again."""
    await watched.phone.text("Before", to=DEFAULT_NUMBER)
    await watched.house.wait_for_state(await entity_id(watched, "last_message_body"), "Before")
    message = await entity_id(watched, "message")
    before = await values(watched), await watched.house.state(message)
    assert before[0]["last_message_from"] == PHONE_NUMBER
    await watched.house.restart()
    assert (await values(watched), await watched.house.state(message)) == before


async def test_message_of_the_house(watched: Stage) -> None:
    """Whoever sends one sees that it arrived."""
    data = {"to": PHONE_NUMBER, "message": "Hello", "tag": "greeting", "wait_for_delivery": True}
    await watched.house.call_service("twilio", "send_message", data)
    delivery = await entity_id(watched, "last_delivery")
    state = await watched.house.wait_for_state(delivery, "delivered")
    assert (state.attributes["to"], state.attributes["tag"]) == (PHONE_NUMBER, "greeting")
    assert (await watched.house.state(await entity_id(watched, "failure_rate"))).value == "0.0"
