"""A message that does not arrive, as a real household hears of it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
import pytest_socket

from demo.config_flow import Answers, add_subentry
from demo.contacts import wait_until_stored
from demo.observation import PATIENCE_SECONDS
from demo.stage import PHONE_NUMBER, Stage, set_stage
from simulator import DEFAULT_NUMBER, CallbackOrder, HandsetBehaviour
from simulator.messaging.params import status_params

from .test_repairs import fix, issues

KIND = "message_not_delivered"
WHATSAPP = "+15550007000"
BY_WHATSAPP = {"to": PHONE_NUMBER, "channel": ["whatsapp", "sms"]}
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


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def writer(household: Stage) -> Stage:
    """Return a stage whose house also writes by WhatsApp, where nobody has written yet."""
    sender = household.twilio.add_whatsapp_sender(WHATSAPP)
    answers: Answers = {
        "user": {"next_step_id": "whatsapp"},
        "whatsapp": {"address": sender.address},
        "settings": {"calls": {}},
    }
    await add_subentry(household.house.rest, household.entry_id, "sender", answers)
    await wait_until_stored(household.house, sender.address)
    return household


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


async def test_next_channel(writer: Stage) -> None:
    """What fails by WhatsApp, as nobody wrote there, comes by SMS, and is told as it went."""
    answer = await writer.house.call_service(
        "twilio",
        "send_message",
        {**BY_WHATSAPP, "message": "The cellar is wet", "wait_for_delivery": True},
        return_response=True,
    )
    [result] = answer["results"]
    assert (result["to"], result["status"]) == (PHONE_NUMBER, "delivered")
    assert writer.phone.inbox[-1].body == "The cellar is wet"
    assert KIND not in await issues(writer)


async def test_next_channel_after_a_power_cut(writer: Stage) -> None:
    """The house knows over a power cut how else a message can go."""
    twilio = writer.twilio
    twilio.callbacks = CallbackOrder.NEVER
    await writer.house.call_service(
        "twilio", "send_message", {**BY_WHATSAPP, "message": "The attic is dry"}
    )
    await twilio.settled()
    await writer.house.kill()
    await writer.house.start()
    twilio.callbacks = CallbackOrder.IN_ORDER
    failed = twilio.messages[-1]
    assert (failed.status, failed.error_code) == ("failed", 63016)
    await twilio.deliver(failed.status_callback, status_params(failed, twilio.account.sid))
    await twilio.bulletin.until(
        lambda: writer.phone.inbox[-1].body.endswith("The attic is dry"),
        "text by SMS",
        PATIENCE_SECONDS,
    )
