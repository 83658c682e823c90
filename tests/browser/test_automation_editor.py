"""An automation, made in the editor by somebody who writes no YAML."""

from collections.abc import AsyncIterator
from typing import Final

import pytest_asyncio

from demo.config_flow import Answers, add_subentry
from demo.house import House
from demo.observation import PATIENCE_SECONDS
from demo.stage import PHONE_NUMBER
from simulator import Simulator

from .automation_editor import AutomationEditor
from .frontend import Frontend
from .numbers import HOME

_NAME: Final = "Open the gate"
_AUTOMATION: Final = "automation.open_the_gate"


@pytest_asyncio.fixture(loop_scope="session")
async def editor(frontend: Frontend, house: House) -> AsyncIterator[AutomationEditor]:
    """Return the editor; what is saved there is deleted afterwards."""
    yield AutomationEditor(frontend)
    for state in await house.rest.get("/api/states"):
        if state["entity_id"] == _AUTOMATION:
            number = state["attributes"]["id"]
            await house.rest.delete(f"/api/config/automation/config/{number}")


async def test_trigger_on_a_text(
    editor: AutomationEditor, account: str, house: House, twilio: Simulator
) -> None:
    """A trigger is found, is set to a sender and a text, and starts with that text alone."""
    await editor.open()
    await editor.add_trigger("message_received")
    await editor.choose_device(HOME)
    await editor.fill("triggers.message_received.fields.body", "open *")
    await editor.frontend.keep("trigger")
    await editor.frontend.publish(editor.panel, "trigger")
    async with house.events("automation_reloaded") as reloads:
        await editor.save(_NAME)
        await reloads.next()

    phone = twilio.handset(PHONE_NUMBER)
    async with house.events("automation_triggered") as runs:
        await phone.text("close the gate", to=twilio.number)
        await phone.text("Open the gate.", to=twilio.number)
        run = await runs.next()
        assert await runs.so_far() == ()
    assert (run.data["name"], run.data["source"]) == (
        _NAME,
        f"message from {PHONE_NUMBER} to {twilio.number.address}",
    )


async def test_trigger_on_a_command(
    editor: AutomationEditor, account: str, house: House, twilio: Simulator
) -> None:
    """A command is typed, a contact chosen; a text with the PIN runs it, one without does not."""
    answers: Answers = {
        "user": {"name": "Mum", "number": PHONE_NUMBER},
        "settings": {"may_command": True, "pin": "4711"},
    }
    await add_subentry(house.rest, account, "contact", answers)
    await editor.open()
    await editor.add_trigger("command_received")
    await editor.fill_first("triggers.command_received.fields.commands", "open {what}")
    await editor.add_contact("triggers.command_received.fields.contact", "Mum")
    await editor.frontend.keep("command")
    async with house.events("automation_reloaded") as reloads:
        await editor.save(_NAME)
        await reloads.next()

    phone = twilio.handset(PHONE_NUMBER)
    async with house.events("automation_triggered") as runs:
        await phone.text("open the gate", to=twilio.number)
        answer = await phone.next_text(PATIENCE_SECONDS)
        assert answer.body == "This command needs your PIN at its end. Nothing was done."
        await phone.text("Open the gate. 4711", to=twilio.number)
        run = await runs.next()
        assert await runs.so_far() == ()
    assert run.data["source"] == f"command from {PHONE_NUMBER} to {twilio.number.address}"
