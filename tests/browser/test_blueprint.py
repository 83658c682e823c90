"""A blueprint, filled in by somebody who writes no YAML."""

from collections.abc import AsyncIterator
from shutil import copyfile
from typing import Final

import pytest_asyncio

from demo.config_directory import REPOSITORY
from demo.config_flow import Answers, add_subentry
from demo.contacts import wait_until_known
from demo.house import House
from demo.observation import PATIENCE_SECONDS
from demo.stage import PHONE_NUMBER
from simulator import Simulator

from .frontend import Frontend

_FILE: Final = "blueprints/automation/twilio/commands_for_sites.yaml"
_BLUEPRINT: Final = "Commands for several sites by text message"
_AUTOMATION: Final = "automation.commands_for_several_sites_by_text_message"
_CONTACT: Final = "Mum"
_PIN: Final = "8402"


@pytest_asyncio.fixture(loop_scope="session")
async def editor(frontend: Frontend, house: House, account: str) -> AsyncIterator[Frontend]:
    """Return a window of a house with the blueprint and a contact; what is saved goes again."""
    answers: Answers = {
        "user": {"name": _CONTACT, "number": PHONE_NUMBER},
        "settings": {"may_command": True, "pin": _PIN},
    }
    await add_subentry(house.rest, account, "contact", answers)
    await wait_until_known(house, _CONTACT)
    blueprint = house.directory / _FILE
    blueprint.parent.mkdir(parents=True, exist_ok=True)
    copyfile(REPOSITORY / _FILE, blueprint)
    yield frontend
    for state in await house.rest.get("/api/states"):
        if state["entity_id"] == _AUTOMATION:
            number = state["attributes"]["id"]
            await house.rest.delete(f"/api/config/automation/config/{number}")
    blueprint.unlink()


async def test_commands_for_sites(editor: Frontend, house: House, twilio: Simulator) -> None:
    """Sites and contacts are chosen from lists, all else is filled in; then a text arms."""
    page = editor.page
    await editor.open("/config/blueprint/dashboard")
    await editor.choose(_BLUEPRINT)
    await editor.keep("blueprint")
    await editor.press("Add")
    await page.get_by_role("textbox", name="Name, as it is texted*").fill("Shop")
    await page.get_by_role("button", name="Alarm (for a switch or helper").click()
    await editor.keep("alarms")
    await page.get_by_text("SV", exact=True).last.click()
    await editor.keep("site")
    await editor.button("Add").last.click()
    await page.get_by_role("button", name="Select a device").click()
    await editor.keep("contacts")
    await page.get_by_text(_CONTACT, exact=True).last.click()
    await editor.keep("filled-in")
    async with house.events("automation_reloaded") as reloads:
        await editor.press("Save")
        await reloads.next()

    phone = twilio.handset(PHONE_NUMBER)
    await phone.text("Arm  shop.", to=twilio.number)
    assert (await phone.next_text(PATIENCE_SECONDS)).body == "Shop is armed away."
    panel = {"entity_id": "alarm_control_panel.sv"}
    await house.call_service("alarm_control_panel", "alarm_disarm", panel)
