"""Repairs in a real house, as its owner finds and mends them."""

import asyncio
from collections.abc import Callable
from typing import Any

from demo.house import KNOCK_SECONDS
from demo.observation import PATIENCE_SECONDS
from demo.stage import Stage
from simulator import DEFAULT_NUMBER

FIX = "/api/repairs/issues/fix"
FOREIGN = "https://else.example/sms"
NEW_NUMBER = "+15550006009"
OF_PEOPLE = {"opted_out", "unknown_sender"}
"""What people have texted before, in the same house."""


async def issues(stage: Stage) -> dict[str, dict[str, Any]]:
    """Return what the house tells of numbers of the account, by its kinds."""
    shown = await stage.house.websocket.call("repairs/list_issues")
    return {
        issue["translation_key"]: issue
        for issue in shown["issues"]
        if issue["domain"] == "twilio" and issue["translation_key"] not in OF_PEOPLE
    }


async def told(stage: Stage, kind: str, change: Callable[[], Any]) -> dict[str, Any]:
    """Change something at Twilio, let the house look, and wait until it tells of it."""
    async with stage.house.events("repairs_issue_registry_updated") as events:
        change()
        await stage.house.reload_entry(stage.entry_id)
        while (await events.next()).data["domain"] != "twilio":
            pass
    return (await issues(stage))[kind]


async def fix(stage: Stage, issue: dict[str, Any], **answers: Any) -> dict[str, Any]:
    """Press "Fix" and answer the only question; return how it ended."""
    rest = stage.house.rest
    step = await rest.post(FIX, {"handler": "twilio", "issue_id": issue["issue_id"]})
    ended: dict[str, Any] = await rest.post(f"{FIX}/{step['flow_id']}", answers)
    return ended


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what the house does at Twilio."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            if condition():
                return
            await asyncio.sleep(KNOCK_SECONDS)


async def test_number_that_somebody_pointed_elsewhere(stage: Stage) -> None:
    """The household hears of it, and brings it back with two clicks."""
    number = stage.twilio.number
    here = number.sms_url
    assert await issues(stage) == {}

    def point_elsewhere() -> None:
        number.sms_url = FOREIGN

    issue = await told(stage, "number_points_elsewhere", point_elsewhere)
    assert issue["is_fixable"]
    assert issue["translation_placeholders"] == {
        "account": issue["translation_placeholders"]["account"],
        "host": "else.example",
        "name": number.friendly_name,
        "number": DEFAULT_NUMBER,
    }
    assert number.sms_url == FOREIGN
    ended = await fix(stage, issue, next_step_id="claim")
    assert ended["type"] == "create_entry"
    assert number.sms_url == here
    assert await issues(stage) == {}
    delivery = await stage.phone.text("Is it you again?", to=DEFAULT_NUMBER)
    assert delivery.status == 200


async def test_number_that_was_bought(stage: Stage) -> None:
    """It is offered once, and receives after one click; declined ones are not offered again."""
    issue = await told(stage, "new_numbers", lambda: stage.twilio.add_number(NEW_NUMBER))
    number = next(number for number in stage.twilio.numbers if number.address == NEW_NUMBER)
    try:
        assert issue["translation_placeholders"]["numbers"] == NEW_NUMBER
        ended = await fix(stage, issue, senders=[NEW_NUMBER], receive_on=[NEW_NUMBER])
        assert ended["type"] == "create_entry"
        await until(lambda: number.sms_url != "")
        delivery = await stage.phone.text("Nice number", to=NEW_NUMBER)
        assert delivery.status == 200
        assert await issues(stage) == {}
    finally:
        await remove_sender(stage, NEW_NUMBER)
    await until(lambda: number.sms_url == "")
    asked = len(stage.twilio.requests)
    await stage.house.reload_entry(stage.entry_id)
    await until(lambda: len(stage.twilio.requests) > asked)
    await stage.phone.text("Not again?", to=DEFAULT_NUMBER)
    assert await issues(stage) == {}
    stage.twilio.release_number(NEW_NUMBER)


async def remove_sender(stage: Stage, number: str) -> None:
    """Remove a sender as its owner does."""
    websocket = stage.house.websocket
    subentries = await websocket.call("config_entries/subentries/list", entry_id=stage.entry_id)
    for subentry in subentries:
        if subentry["unique_id"] == number:
            await websocket.call(
                "config_entries/subentries/delete",
                entry_id=stage.entry_id,
                subentry_id=subentry["subentry_id"],
            )
