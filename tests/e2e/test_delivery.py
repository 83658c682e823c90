"""A message that does not arrive, as a real household hears of it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
import pytest_socket

from demo.stage import PHONE_NUMBER, Stage, set_stage
from simulator import DEFAULT_NUMBER, HandsetBehaviour

from .test_repairs import fix, issues

KIND = "message_not_delivered"
REASON = (
    "The phone cannot be reached: it is switched off, out of coverage, or does not take "
    "messages. Try again later."
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def household(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Return a stage whose house may be restarted."""
    pytest_socket.enable_socket()  # comes before the fixture of a single test
    async with set_stage(tmp_path_factory.mktemp("household")) as stage:
        yield stage


async def text(stage: Stage, message: str) -> None:
    """Text the phone, and wait until the house knows what became of it."""
    async with stage.house.events("repairs_issue_registry_updated") as events:
        await stage.house.call_service(
            "twilio", "send_message", {"to": PHONE_NUMBER, "message": message}
        )
        while KIND not in (await events.next()).data["issue_id"]:
            pass


async def words(stage: Stage, issue: dict[str, Any]) -> tuple[str, str]:
    """Return the title and the text of an issue as its reader sees them."""
    found = await stage.house.websocket.call(
        "frontend/get_translations", language="en", category="issues", integration=["twilio"]
    )
    texts = found["resources"]
    step = f"component.twilio.issues.{KIND}.fix_flow.step.confirm.description"
    gaps = issue["translation_placeholders"]
    title = texts[f"component.twilio.issues.{KIND}.title"]
    return title.format(**gaps), texts[step].format(**gaps)


async def test_phone_that_is_off(household: Stage) -> None:
    """A repair says who, when, why and what to do, over a restart, until somebody has seen it."""
    household.phone.behaviour = HandsetBehaviour.OFF
    await text(household, "Where are you?")
    issue = (await issues(household))[KIND]
    gaps = issue["translation_placeholders"]
    assert (gaps["recipient"], gaps["sender"]) == (PHONE_NUMBER, DEFAULT_NUMBER)
    assert issue["learn_more_url"] == "https://www.twilio.com/docs/api/errors/30003"
    title, description = await words(household, issue)
    assert title == f"A message to {PHONE_NUMBER} did not arrive"
    assert description.startswith(
        f"The message that {DEFAULT_NUMBER} sent to {PHONE_NUMBER} on {gaps['date']} at "
        f"{gaps['time']} was not delivered. {REASON}"
    )
    await household.house.restart()
    assert (await issues(household))[KIND]["translation_placeholders"] == gaps
    assert (await fix(household, issue))["type"] == "create_entry"
    assert KIND not in await issues(household)


async def test_phone_that_is_on_again(household: Stage) -> None:
    """Once a message arrives, the repair goes by itself."""
    household.phone.behaviour = HandsetBehaviour.OFF
    await text(household, "Where are you now?")
    assert KIND in await issues(household)
    household.phone.behaviour = HandsetBehaviour.ANSWERS
    await text(household, "Welcome back")
    assert KIND not in await issues(household)
