"""What Twilio hears while a house starts, stops and reloads."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import pytest_asyncio
import pytest_socket

from demo.alarm import ALARM
from demo.scenario import COMMAND
from demo.stage import Stage, set_stage
from simulator import DEFAULT_NUMBER, Delivery

from .webhook import InboundText


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def restarted(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Return a stage whose house may be stopped and started."""
    pytest_socket.enable_socket()  # comes before the fixture of a single test
    async with set_stage(tmp_path_factory.mktemp("restarted")) as stage:
        yield stage


def was_handled(answer: Delivery) -> bool:
    """Tell whether our webhook took a text."""
    return answer.status == 200 and answer.body.endswith(b"<Response/>")


def was_lost(answer: Delivery) -> bool:
    """Tell whether Twilio was told that all is well, though nobody took the text."""
    return answer.status == 200 and not was_handled(answer)


async def text(stage: Stage, body: str) -> Delivery:
    """Send a new text, once."""
    return await stage.twilio.deliver(f"{stage.message_url}#rc=0", InboundText(body=body).params)


async def text_until_handled(stage: Stage, body: str) -> None:
    """Send new texts, one after the other, until the house takes one."""
    while not was_handled(await text(stage, body)):
        pass


@asynccontextmanager
async def texting(stage: Stage) -> AsyncIterator[list[Delivery]]:
    """Send new texts all the time, and collect the answers."""
    answers: list[Delivery] = []

    async def text_on() -> None:
        while True:
            answers.append(await text(stage, "Hello"))

    task = asyncio.create_task(text_on())
    try:
        yield answers
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_first_text_that_is_taken_is_acted_upon(restarted: Stage) -> None:
    """A text is only taken once the automations are there."""
    await restarted.house.stop()
    async with asyncio.TaskGroup() as group:
        group.create_task(restarted.house.start())
        group.create_task(text_until_handled(restarted, COMMAND))
    await restarted.house.wait_for_state(ALARM, "armed_away", patience=5)


async def test_no_text_is_lost_once_the_webhook_is_open(restarted: Stage) -> None:
    """From the first answer of ours on, Twilio hears of an error until a text can be taken.

    Before it, Home Assistant answers for a webhook that nobody has registered yet.
    """
    async with texting(restarted) as answers:
        await restarted.house.restart()
        await text_until_handled(restarted, "Hello")
    started = max(index for index, answer in enumerate(answers) if answer.status is None)
    ours = [index for index, answer in enumerate(answers) if answer.status == 503]
    first = next(index for index in ours if index > started)
    assert {answer.status for answer in answers[first:]} == {200, 503}
    assert [answer for answer in answers[first:] if was_lost(answer)] == []


async def test_text_while_the_house_is_down(restarted: Stage) -> None:
    """It is acted upon once the house is back, and not again after the next start."""
    phone = restarted.twilio.handset("+15551239876")
    await restarted.house.stop()
    assert (await phone.text(COMMAND, to=DEFAULT_NUMBER)).status is None
    await restarted.house.start()
    assert (await phone.next_text()).body == "SV is armed."
    await restarted.house.restart()
    await text_until_handled(restarted, "Hello")
    await restarted.twilio.settled()
    assert len(phone.inbox) == 1


async def test_reload_never_answers_emptily(restarted: Stage) -> None:
    """While the account reloads, every text is either handled or to be sent again."""
    async with texting(restarted) as answers:
        for _ in range(5):
            await restarted.house.reload_entry(restarted.entry_id)
    assert any(map(was_handled, answers))
    assert {answer.status for answer in answers} <= {200, 503}
    assert [answer for answer in answers if was_lost(answer)] == []


async def test_repeat_after_a_restart_fires_once(restarted: Stage) -> None:
    """A repeated request is known even when the house was restarted in between."""
    delivery = await restarted.phone.text("Once", to=DEFAULT_NUMBER)
    assert delivery.status == 200
    await restarted.house.restart()
    async with restarted.house.events("twilio_data_received") as events:
        repeat = await restarted.twilio.repeat(delivery)
        assert (repeat.status, repeat.body) == (200, delivery.body)
        assert await events.so_far() == ()


async def test_deleted_account_hears_nothing(restarted: Stage) -> None:
    """After its removal an account's texts fire nothing."""
    async with restarted.house.events("twilio_data_received") as events:
        await restarted.house.delete_entry(restarted.entry_id)
        await restarted.phone.text("Too late", to=DEFAULT_NUMBER)
        assert await events.so_far() == ()
