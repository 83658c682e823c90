"""An automation that sets itself off, as the household finds and mends it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

import pytest

from demo.errors import HouseRefusedError
from demo.house import House
from demo.stage import Stage

from .test_repairs import fix, issues, until

LOOPING: Final = "+15557650301"
NEIGHBOUR: Final = "+15557650302"
TIMES: Final = 6
OPTIONS: Final = "/api/config/config_entries/options/flow"


@asynccontextmanager
async def automation(house: House, automation_id: str, **config: Any) -> AsyncIterator[None]:
    """Have an automation while it lasts, saved as the editor saves it."""
    path = f"/api/config/automation/config/{automation_id}"
    async with house.events("automation_reloaded") as reloads:
        await house.rest.post(path, {"mode": "parallel", **config})
        await reloads.next()
    try:
        yield
    finally:
        await house.rest.delete(path)


@asynccontextmanager
async def pace(stage: Stage, times: int) -> AsyncIterator[None]:
    """Let automations send so many times in five minutes, by the form of the options."""

    async def choose(most: int) -> None:
        form = await stage.house.rest.post(OPTIONS, {"handler": stage.entry_id})
        sections = {
            field["name"]: {inner["name"]: inner["default"] for inner in field["schema"]}
            for field in form["data_schema"]
            if field["name"] not in {"countries", "signing"}
        }
        sections["runaway"]["times"] = most
        ended = await stage.house.rest.post(
            f"{OPTIONS}/{form['flow_id']}", {**sections, "signing": {}}
        )
        assert ended["type"] == "create_entry"

    await choose(times)
    try:
        yield
    finally:
        await choose(30)


def text_to(number: str, message: str) -> dict[str, Any]:
    """Return the action that texts somebody."""
    return {"action": "twilio.send_message", "data": {"to": number, "message": message}}


async def words(stage: Stage, issue: dict[str, Any]) -> tuple[str, str]:
    """Return the title and the text of a repair as its reader sees them."""
    found = await stage.house.websocket.call(
        "frontend/get_translations", language="en", category="issues", integration=["twilio"]
    )
    prefix = "component.twilio.issues.runaway"
    texts, gaps = found["resources"], issue["translation_placeholders"]
    step = texts[f"{prefix}.fix_flow.step.confirm.description"]
    return texts[f"{prefix}.title"].format(**gaps), step.format(**gaps)


async def stopped(stage: Stage) -> dict[str, Any]:
    """Return the repair, once there is one."""
    async with stage.house.events("repairs_issue_registry_updated") as events:
        while (found := (await issues(stage)).get("runaway")) is None:
            await events.next()
    return found


@pytest.mark.timeout(120)
async def test_loop(stage: Stage) -> None:
    """It is stopped and named, others still send, and a click lets it send again."""
    house = stage.house
    loop, neighbour = stage.twilio.handset(LOOPING), stage.twilio.handset(NEIGHBOUR)
    again = {"status": ["delivered"], "to": [LOOPING]}
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(pace(stage, TIMES))
        await stack.enter_async_context(
            automation(
                house,
                "1700000000001",
                alias="Tell that it arrived",
                triggers=[{"trigger": "twilio.message_status_changed", "options": again}],
                actions=[text_to(LOOPING, "Your text arrived.")],
            )
        )
        await stack.enter_async_context(
            automation(
                house,
                "1700000000002",
                alias="Greet the neighbour",
                triggers=[{"trigger": "event", "event_type": "greet"}],
                actions=[text_to(NEIGHBOUR, "Good morning")],
            )
        )
        await house.call_service("twilio", "send_message", text_to(LOOPING, "Hello")["data"])
        issue = await stopped(stage)
        assert len(loop.inbox) == 1 + TIMES
        title, description = await words(stage, issue)
        assert title == "Tell that it arrived was stopped, because it sends too often"
        assert description.startswith(
            "[Tell that it arrived](/config/automation/edit/1700000000001) sent "
            f"too many messages or calls ({TIMES} within 5 min), so further ones of it are refused."
        )
        await house.rest.post("/api/events/greet", {})
        await until(lambda: len(neighbour.inbox) == 1)
        assert any("Tell that it arrived was stopped" in line for line in house.log_lines())
        assert not any(LOOPING in line for line in house.log_lines() if "stopped" in line)

        assert (await fix(stage, issue))["type"] == "create_entry"
        assert "runaway" not in await issues(stage)
        await house.call_service("twilio", "send_message", text_to(LOOPING, "Hello")["data"])
        await stopped(stage)
        assert len(loop.inbox) == 2 * (1 + TIMES)
    assert "runaway" not in await issues(stage)


async def test_emergency_number_and_country(stage: Stage) -> None:
    """An action that may not reach somebody says so on the screen."""
    with pytest.raises(HouseRefusedError, match="999 is an emergency number"):
        await stage.house.call_service(
            "twilio", "send_message", {"to": "+44 999", "message": "Hello"}
        )
