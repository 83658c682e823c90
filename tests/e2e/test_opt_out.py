"""Somebody who texts STOP, as the household sees it."""

from collections.abc import AsyncIterator
from typing import Final

import pytest
import pytest_asyncio
import pytest_socket

from demo.contacts import add_contact
from demo.errors import HouseRefusedError
from demo.observation import PATIENCE_SECONDS
from demo.repairs import fix, issue_of, wait_for_issue
from demo.stage import PHONE_NUMBER, Stage, set_stage
from simulator import DEFAULT_NUMBER, Keyword

from .test_contacts import entity_of
from .test_repairs import until

OPTED_OUT: Final = "opted_out"
GUEST: Final = "+15557650113"
ASKED: Final = "+15557650114"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def household(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Return a stage with one contact, whose house may be restarted."""
    pytest_socket.enable_socket()  # comes before the fixture of a single test
    async with set_stage(tmp_path_factory.mktemp("household")) as stage:
        await add_contact(stage, "Alex", PHONE_NUMBER)
        yield stage


async def send(stage: Stage, to: str = PHONE_NUMBER, **data: object) -> None:
    """Send a text."""
    await stage.house.call_service("twilio", "send_message", {"to": to, "message": "Hello", **data})


async def is_gone(stage: Stage) -> None:
    """Wait until the repair is gone."""
    async with stage.house.events("repairs_issue_registry_updated") as events:
        while await issue_of(stage.house, "twilio", OPTED_OUT):
            await events.next(PATIENCE_SECONDS)


async def holds(stage: Stage, **options: object) -> bool:
    """Tell whether the condition holds."""
    config = {"condition": "twilio.is_opted_out", "options": options}
    answer = await stage.house.websocket.call("test_condition", condition=config)
    return bool(answer["result"])


@pytest.mark.timeout(120)
async def test_stop_and_start(household: Stage) -> None:
    """It shows, sending is refused in words, alerts try, and START ends it, over a restart."""
    house, phone = household.house, household.phone
    sensor = await entity_of(household, PHONE_NUMBER, "binary_sensor", OPTED_OUT)
    assert (await house.state(sensor)).value == "off"
    await phone.text("Stop", to=DEFAULT_NUMBER)
    await wait_for_issue(house, "twilio", OPTED_OUT)
    await house.wait_for_state(sensor, "on")
    assert await holds(household, contact=["Alex"])
    asked = len(household.twilio.requests)
    with pytest.raises(HouseRefusedError, match="START"):
        await send(household)
    assert len(household.twilio.requests) == asked
    await house.restart()
    assert (await house.state(sensor)).value == "on"
    assert await issue_of(house, "twilio", OPTED_OUT)
    tried = len(household.twilio.requests)
    with pytest.raises(HouseRefusedError):
        await send(household, alert=True)
    orders = [request for request in household.twilio.requests[tried:] if request.method == "POST"]
    assert [request.param("To") for request in orders] == [PHONE_NUMBER]
    known = len(phone.inbox)
    await phone.text("START", to=DEFAULT_NUMBER)
    await is_gone(household)
    await house.wait_for_state(sensor, "off")
    assert not await holds(household, contact=["Alex"])
    await send(household)
    await until(lambda: "Hello" in [text.body for text in phone.inbox[known:]])


async def test_call_is_not_stopped(household: Stage) -> None:
    """STOP is about texts."""
    await household.phone.text("STOP", to=DEFAULT_NUMBER)
    await wait_for_issue(household.house, "twilio", OPTED_OUT)
    try:
        await household.house.call_service(
            "twilio", "make_call", {"to": PHONE_NUMBER, "message": "Can you hear me?"}
        )
        call = await household.phone.next_call()
        await call.said("Can you hear me?")
        await call.hang_up()
    finally:
        await household.phone.text("START", to=DEFAULT_NUMBER)
        await is_gone(household)


async def test_known_by_a_refusal_only(household: Stage) -> None:
    """Who stopped before this house came hears nothing, and the house learns it from Twilio."""
    guest = household.twilio.handset(GUEST)
    guest.opt_out(household.twilio.number)
    with pytest.raises(HouseRefusedError):
        await send(household, GUEST)
    await wait_for_issue(household.house, "twilio", OPTED_OUT)
    asked = len(household.twilio.requests)
    with pytest.raises(HouseRefusedError, match="START"):
        await send(household, GUEST)
    assert len(household.twilio.requests) == asked
    await guest.text("start", to=DEFAULT_NUMBER)
    await is_gone(household)
    await send(household, GUEST)
    await until(lambda: bool(guest.inbox))


async def test_word_of_the_households_own(household: Stage) -> None:
    """Advanced opt-out tells what a word means that the house has never heard."""
    service = household.twilio.add_service(
        household.twilio.number, use_inbound_webhook_on_number=True, has_advanced_opt_out=True
    )
    service.keywords = {"GENUG": Keyword.STOP}
    await household.phone.text("Genug", to=DEFAULT_NUMBER)
    await wait_for_issue(household.house, "twilio", OPTED_OUT)
    await household.phone.text("START", to=DEFAULT_NUMBER)
    await is_gone(household)


async def test_forged_stop(household: Stage) -> None:
    """A click forgets it here; Twilio knows better, and the house learns that at the next send."""
    forger = household.twilio.handset("+15557650123")
    await forger.text("STOP", to=DEFAULT_NUMBER, shown_as=household.phone)
    issue_id = await wait_for_issue(household.house, "twilio", OPTED_OUT)
    await fix(household.house, "twilio", issue_id)
    assert await issue_of(household.house, "twilio", OPTED_OUT) is None
    asked = len(household.twilio.requests)
    with pytest.raises(HouseRefusedError, match="START"):
        await send(household)
    assert len(household.twilio.requests) == asked + 1
    await wait_for_issue(household.house, "twilio", OPTED_OUT)
    await household.phone.text("UNSTOP", to=DEFAULT_NUMBER)
    await is_gone(household)


async def test_double_opt_in(household: Stage) -> None:
    """One text asks; until the answer nothing else goes there but alerts; a restart asks nobody."""
    asked = household.twilio.handset(ASKED)
    await add_contact(household, "Robin", ASKED, double_opt_in=True)
    question = (await asked.next_text()).body
    assert "START" in question
    assert "STOP" in question
    with pytest.raises(HouseRefusedError, match="Robin"):
        await send(household, "Robin")
    await send(household, "Robin", alert=True)
    assert (await asked.next_text()).body == "Hello"
    await household.house.restart()
    with pytest.raises(HouseRefusedError, match="Robin"):
        await send(household, "Robin")
    await asked.text("Yes", to=DEFAULT_NUMBER)
    await household.house.restart()
    await send(household, "Robin")
    assert (await asked.next_text()).body == "Hello"
    assert question not in [text.body for text in asked.inbox[1:]]
