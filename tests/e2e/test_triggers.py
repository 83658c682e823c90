"""Triggers and conditions in a real house, used as the automation editor uses them."""

from pathlib import Path
from shutil import copyfile
from typing import Any, Final

import pytest

from demo.config_directory import REPOSITORY
from demo.errors import HouseRefusedError
from demo.stage import PHONE_NUMBER, Stage
from simulator import DEFAULT_NUMBER, HandsetBehaviour

from .automation_editor import SEEN, automation, device_of, show

STRANGER: Final = "+15557650123"
BLUEPRINTS: Final = Path("blueprints", "automation", "twilio")


def on(trigger: str, target: dict[str, Any] | None = None, **options: Any) -> list[dict[str, Any]]:
    """Return triggers as the editor writes them."""
    return [{"trigger": f"twilio.{trigger}", "target": target or {}, "options": options}]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (
            "trigger_platforms/subscribe",
            {
                "twilio.call_received",
                "twilio.call_status_changed",
                "twilio.command_received",
                "twilio.digits_received",
                "twilio.message_received",
                "twilio.message_status_changed",
            },
        ),
        (
            "condition_platforms/subscribe",
            {"twilio.is_call_active", "twilio.is_opted_out", "twilio.is_reachable"},
        ),
    ],
)
async def test_editor_offers_them(stage: Stage, command: str, expected: set[str]) -> None:
    """The editor knows all of them, with targets that are senders."""
    async with stage.house.websocket.subscribe(command) as descriptions:
        offered = await descriptions.get()
    ours = {name: part for name, part in offered.items() if name.startswith("twilio.")}
    assert ours.keys() == expected
    senders = {"integration": "twilio", "domain": ["event"]}
    assert [name for name, part in ours.items() if part["target"]["entity"] != [senders]] == []


async def test_saved_automation(stage: Stage) -> None:
    """An automation on a sender, saved in the editor, starts with the text that fits."""
    sender = {"device_id": [await device_of(stage.house, "sender")]}
    async with (
        automation(
            stage.house,
            triggers=on("message_received", sender, body=["open *"], **{"from": [PHONE_NUMBER]}),
            actions=[show("body")],
        ),
        stage.house.events(SEEN) as seen,
    ):
        await stage.phone.text("close the gate", to=DEFAULT_NUMBER)
        await stage.twilio.handset(STRANGER).text("open the gate", to=DEFAULT_NUMBER)
        await stage.phone.text("Open the gate.", to=DEFAULT_NUMBER)
        assert (await seen.next()).data == {"value": "Open the gate."}
        assert await seen.so_far() == ()


async def test_excluded_sender(stage: Stage) -> None:
    """All of an account but one sender: new in Home Assistant 2026.11."""
    account = {"device_id": [await device_of(stage.house, "account")]}
    without = {**account, "exclude": {"device_id": [await device_of(stage.house, "sender")]}}
    async with stage.house.events(SEEN) as seen:
        for target in (without, account):
            async with automation(
                stage.house, triggers=on("message_received", target), actions=[show("body")]
            ):
                await stage.phone.text(f"{len(target)}", to=DEFAULT_NUMBER)
        assert [event.data for event in (await seen.next(), *(await seen.so_far()))] == [
            {"value": 1}
        ]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"from": ["+1555"]}, r"\+1555 is not a phone number"),
        ({"body": []}, r"The option Text \(body\) has no value"),
        ({"body": ["{{ 1 }}"]}, r"The option Text \(body\) has a template"),
        ({"channel": ["fax"]}, "channel"),
    ],
)
async def test_mistake(stage: Stage, options: dict[str, Any], sentence: str) -> None:
    """What cannot be meant is not saved, and the editor says why."""
    with pytest.raises(HouseRefusedError, match=sentence):
        async with automation(
            stage.house, triggers=on("message_received", **options), actions=[show("body")]
        ):
            pytest.fail("it was saved")


async def test_open_editor(stage: Stage) -> None:
    """The editor shows what comes in while a trigger is open in it."""
    async with stage.house.websocket.subscribe(
        "subscribe_trigger", trigger=on("message_received")
    ) as shown:
        await stage.phone.text("Is it you?", to=DEFAULT_NUMBER)
        event = await shown.get()
    assert event["variables"]["trigger"]["body"] == "Is it you?"
    assert event["variables"]["trigger"]["description"] == (
        f"message from {PHONE_NUMBER} to {DEFAULT_NUMBER}"
    )


async def test_wait_for_the_answer(stage: Stage) -> None:
    """An automation asks by text and waits for the answer."""
    async with (
        automation(
            stage.house,
            triggers=[{"trigger": "event", "event_type": "doorbell"}],
            actions=[
                {
                    "action": "twilio.send_message",
                    "data": {"to": PHONE_NUMBER, "message": "Open the gate?"},
                },
                {
                    "wait_for_trigger": on(
                        "message_received", None, body=["yes", "no"], **{"from": [PHONE_NUMBER]}
                    ),
                    "timeout": 20,
                },
                {"event": SEEN, "event_data": {"value": "{{ wait.trigger.body }}"}},
            ],
        ),
        stage.house.events(SEEN) as seen,
    ):
        taken = len(stage.phone.inbox)
        await stage.house.rest.post("/api/events/doorbell", {})
        await stage.twilio.settled()
        while len(stage.phone.inbox) == taken:
            await stage.phone.next_text()
        for text in ("What?", "YES"):
            await stage.phone.text(text, to=DEFAULT_NUMBER)
        assert (await seen.next()).data == {"value": "YES"}


async def test_blueprint(stage: Stage) -> None:
    """A blueprint of the repository answers the text that its user chose."""
    name = "answer_text.yaml"
    folder = stage.house.directory / BLUEPRINTS
    folder.mkdir(parents=True, exist_ok=True)
    copyfile(REPOSITORY / BLUEPRINTS / name, folder / name)
    inputs = {"text": ["is anybody *"], "answer": "Nobody is at home."}
    phone = stage.twilio.handset(STRANGER)
    async with automation(stage.house, use_blueprint={"path": f"twilio/{name}", "input": inputs}):
        await phone.text("Is anybody there", to=DEFAULT_NUMBER)
        assert (await phone.next_text()).body == "Nobody is at home."


async def test_conditions(stage: Stage) -> None:
    """The editor tells whether a condition holds."""

    async def holds(condition: str, **options: str) -> bool:
        config = {"condition": f"twilio.{condition}", "options": options}
        answer = await stage.house.websocket.call("test_condition", condition=config)
        return bool(answer["result"])

    assert await holds("is_reachable")
    assert not await holds("is_call_active")
    stage.phone.behaviour = HandsetBehaviour.RINGS
    try:
        call = {"to": PHONE_NUMBER, "message": "Hello"}
        await stage.house.call_service("twilio", "make_call", call)
        ringing = await stage.phone.next_call()
        assert await holds("is_call_active", direction="outbound")
        assert not await holds("is_call_active", direction="inbound")
        await ringing.decline()
    finally:
        stage.phone.behaviour = HandsetBehaviour.ANSWERS
