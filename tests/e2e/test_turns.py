"""Talking with the house: it answers texts, and what callers press and say."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
import time
from typing import Any, Final

import pytest
import pytest_asyncio
import pytest_socket

from demo.stage import PHONE_NUMBER, Stage, set_stage
from simulator import DEFAULT_NUMBER, HandsetCall, HungUp, Party, Pressed, Said

LIGHT: Final = "light.hall"
STOP_SECONDS: Final = 8
"""A stop with somebody on the line: less than he would be held, and than Home Assistant warns."""

SORRY: Final = (
    "This is the home you called. Something went wrong here. Please try again later. Goodbye."
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def leaving(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Return a stage whose house may be stopped."""
    pytest_socket.enable_socket()  # comes before the fixture of a single test
    async with set_stage(tmp_path_factory.mktemp("leaving")) as stage:
        yield stage


@asynccontextmanager
async def automated(stage: Stage, name: str, **config: Any) -> AsyncIterator[None]:
    """Have an automation, made as the editor makes it, for a while."""
    path = f"/api/config/automation/config/{name}"
    async with stage.house.events("automation_reloaded") as reloaded:
        await stage.house.rest.post(path, {"alias": name, **config})
        await reloaded.next()
    try:
        yield
    finally:
        await stage.house.rest.delete(path)


def answer(text: str) -> Mapping[str, str]:
    """Return the action that answers."""
    return {"set_conversation_response": text}


async def turn_off_the_light(stage: Stage) -> None:
    """Leave the light as it was."""
    await stage.house.call_service("light", "turn_off", {"entity_id": LIGHT})
    await stage.house.wait_for_state(LIGHT, "off")


def said(call: HandsetCall) -> list[str]:
    """Return what was said after the greeting."""
    return call.speech[1:]


async def test_text_is_answered(stage: Stage) -> None:
    """A text sets an automation going, whose response arrives on the phone."""
    delivery = await stage.phone.text(" status. ", to=DEFAULT_NUMBER)
    assert delivery.text.endswith("<Response/>")
    text = await stage.phone.next_text()
    assert (text.from_, text.body) == (DEFAULT_NUMBER, "SV is disarmed.")


async def test_caller_presses_5(stage: Stage) -> None:
    """A caller presses 5 and a light goes on; any other key is not understood."""
    call = await stage.phone.dial(DEFAULT_NUMBER)
    await call.listening()
    call.press("7")
    await call.said("I did not understand.")
    await call.listening()
    call.press("5")
    await stage.house.wait_for_state(LIGHT, "on")
    await call.said("The light is on.")
    await call.keep_silent()
    await call.ended()
    assert [item for item in call.transcript if not isinstance(item, Said)] == [
        Pressed("7"),
        Pressed("5"),
        HungUp(by=Party.HOUSE),
    ]
    assert said(call) == ["I did not understand.", "The light is on.", "Goodbye."]
    await turn_off_the_light(stage)


async def test_called_person_presses_5(stage: Stage) -> None:
    """Who is called presses 5, too."""
    data = {"to": [PHONE_NUMBER], "message": "It is dark. Press 5 for light."}
    await stage.house.call_service("twilio", "make_call", data)
    call = await stage.phone.next_call()
    await call.listening()
    call.press("5")
    await stage.house.wait_for_state(LIGHT, "on")
    await call.said("The light is on.")
    await call.hang_up()
    await turn_off_the_light(stage)


async def test_caller_is_answered_by_an_automation(stage: Stage) -> None:
    """An automation speaks instead of the greeting, after a while of its own."""
    slow = [{"delay": {"milliseconds": 300}}, answer("Hello {{ trigger.from }}.")]
    async with automated(
        stage, "doorman", triggers=[{"trigger": "twilio.call_received"}], actions=slow
    ):
        call = await stage.phone.dial(DEFAULT_NUMBER)
        await call.said(f"Hello {PHONE_NUMBER}.")
        await call.hang_up()
    assert len(call.speech) == 1


async def test_caller_says_something(stage: Stage) -> None:
    """An automation that listens to words hears them."""
    async with automated(
        stage,
        "gate",
        triggers=[{"trigger": "twilio.digits_received", "options": {"sentence": "open *"}}],
        actions=[answer("I heard: {{ trigger.sentence }}.")],
    ):
        call = await stage.phone.dial(DEFAULT_NUMBER)
        await call.listening()
        call.speak("Open the gate")
        await call.said("I heard: Open the gate.")
        await call.hang_up()


async def test_stop_with_a_caller_on_the_line(leaving: Stage) -> None:
    """The house stops without waiting for an automation, and the caller hears why nobody talks."""
    async with automated(
        leaving,
        "thinker",
        triggers=[{"trigger": "twilio.call_received"}],
        actions=[{"delay": {"minutes": 5}}, answer("Too late.")],
    ):
        async with leaving.house.events("automation_triggered") as triggered:
            call = await leaving.phone.dial(DEFAULT_NUMBER)
            await triggered.next()
        started = time.monotonic()
        async with asyncio.timeout(60):
            await leaving.house.stop()
        stopped = time.monotonic() - started
        await call.ended()
        assert call.speech == [SORRY]
        assert stopped < STOP_SECONDS
        log = "\n".join(leaving.house.log_lines())
        assert "Twilio webhook" not in log
        await leaving.house.start()
