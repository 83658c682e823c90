"""The blueprints of the repository, imported and used as their readers do it."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
import re
from shutil import copyfile
from typing import Any, Final

from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest
import pytest_asyncio
import pytest_socket

from demo.config_directory import REPOSITORY, HouseConfig
from demo.contacts import add_contact
from demo.house import House
from demo.observation import PATIENCE_SECONDS
from demo.ports import LOOPBACK
from demo.stage import PHONE_NUMBER, Stage, set_stage
from simulator import DEFAULT_NUMBER, Handset

from .automation_editor import automation

FOLDER: Final = REPOSITORY / "blueprints" / "automation" / "twilio"
NAMES: Final = frozenset(path.stem for path in FOLDER.glob("*.yaml"))
ALEX: Final = "Alex"
ROBIN: Final = "Robin"
ROBINS_NUMBER: Final = "+15552345678"
STRANGER: Final = "+15557650123"
PIN: Final = "8402967315"
PANEL: Final = "alarm_control_panel.sv"
HALL: Final = "input_boolean.hall"
_CODE: Final = re.compile(r"Code ((?:[A-Z] ){5}[A-Z]) is for Alex, who wants: Open the gate\. .*")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Return a stage with two contacts, whose house has imported all blueprints."""
    pytest_socket.enable_socket()  # comes before the fixture of a single test
    website = web.Application()
    website.router.add_static("/", FOLDER)
    directory = tmp_path_factory.mktemp("blueprints")
    async with (
        TestServer(website, host=LOOPBACK) as server,
        set_stage(directory / "house", config=without_automations(directory)) as stage,
    ):
        await add_contact(stage, ALEX, PHONE_NUMBER, may_command=True, pin=PIN)
        await add_contact(stage, ROBIN, ROBINS_NUMBER)
        for name in NAMES:
            await import_blueprint(stage.house, str(server.make_url(f"/{name}.yaml")))
        yield stage


def without_automations(directory: Path) -> HouseConfig:
    """Return the demo's house without what answers there."""
    template = directory / "template"
    template.mkdir()
    copyfile(HouseConfig().template / "configuration.yaml", template / "configuration.yaml")
    (template / "automations.yaml").write_text("[]\n")
    return HouseConfig(template=template)


async def import_blueprint(house: House, address: str) -> None:
    """Import a blueprint by its address, as the button in the documentation does."""
    found = await house.websocket.call("blueprint/import", url=address)
    assert found["validation_errors"] is None
    await house.websocket.call(
        "blueprint/save",
        domain="automation",
        path=f"{found['suggested_filename']}.yaml",
        yaml=found["raw_data"],
        source_url=address,
    )


async def use(house: House, name: str, **inputs: object) -> Mapping[str, Any]:
    """Return what the editor saves where a blueprint is used."""
    known = await house.websocket.call("blueprint/list", domain="automation")
    [path] = [path for path in known if path.endswith(f"/{name}.yaml")]
    return {"use_blueprint": {"path": path, "input": inputs}}


async def device(house: House, name: str) -> str:
    """Return the device of a contact."""
    devices = await house.websocket.call("config/device_registry/list")
    [found] = [
        str(device["id"])
        for device in devices
        if (device["model_id"], device["name"]) == ("contact", name)
    ]
    return found


async def answer(stage: Stage, text: str) -> str:
    """Text the house from Alex's phone, and return what comes back."""
    await stage.phone.text(text, to=DEFAULT_NUMBER)
    return await next_text(stage.phone)


async def next_text(phone: Handset) -> str:
    """Return what comes to a phone next."""
    return (await phone.next_text(PATIENCE_SECONDS)).body


async def test_all_are_there(stage: Stage) -> None:
    """Home Assistant has taken each of them over, and keeps it as it is."""
    known = await stage.house.websocket.call("blueprint/list", domain="automation")
    imported = {path.rpartition("/")[2]: found for path, found in known.items()}
    ours = {name for name in imported if name.removesuffix(".yaml") in NAMES}
    assert ours == {f"{name}.yaml" for name in NAMES}
    assert [name for name in ours if "error" in imported[name]] == []


async def test_sites(stage: Stage) -> None:
    """An alarm is armed and disarmed by text, and the answers say how it is."""
    house = stage.house
    sites = [
        {"name": "SV", "alarm": PANEL, "siren": "input_boolean.water"},
        {"name": "Beach house", "alarm": HALL},
    ]
    inputs = {"sites": sites, "contacts": [await device(house, ALEX)]}
    async with automation(house, **await use(house, "commands_for_sites", **inputs)):
        await house.wait_for_state(PANEL, "disarmed")
        assert await answer(stage, "Arm  sv.") == "SV is armed away."
        await house.wait_for_state(PANEL, "armed_away")
        assert await answer(stage, "ARM SV") == "SV is already armed away."
        assert await answer(stage, f"DISARM SV {PIN}") == "SV is disarmed."
        await house.wait_for_state(PANEL, "disarmed")
        assert await answer(stage, f"sirens sv on {PIN}") == "The sirens of SV are on."
        assert await answer(stage, f"sirens sv off {PIN}") == "The sirens of SV are off."
        assert await answer(stage, "arm beach house") == "Beach house is armed."
        assert await answer(stage, "status") == "SV: disarmed, sirens off\nBeach house: armed"
        stranger = stage.twilio.handset(STRANGER)
        await stranger.text("ARM SV", to=DEFAULT_NUMBER)
        assert await answer(stage, f"disarm beach house {PIN}") == "Beach house is disarmed."
        assert (stranger.inbox, (await house.state(PANEL)).value) == ([], "disarmed")


async def test_stranger(stage: Stage) -> None:
    """A stranger's text shows in Home Assistant, as text."""
    house = stage.house
    async with automation(house, **await use(house, "stranger_to_notification")):
        stranger = stage.twilio.handset(STRANGER)
        await house.websocket.call(
            "call_service", domain="persistent_notification", service="dismiss_all"
        )
        async with house.websocket.subscribe("persistent_notification/subscribe") as changes:
            await changes.get()
            await stranger.text("<b>{{ 1 + 1 }}</b>", to=DEFAULT_NUMBER)
            [shown] = (await changes.get())["notifications"].values()
    text = "\u2039b\u203a{{ 1 + 1 }}\u2039/b\u203a"
    assert shown["message"] == f"A text from {STRANGER}: {text}"
    assert stranger.inbox == []


async def test_step_up(stage: Stage) -> None:
    """A command runs once the code that another contact got is texted."""
    house, robin = stage.house, stage.twilio.handset(ROBINS_NUMBER)
    inputs = {
        "commands": ["open [the] gate"],
        "contacts": [await device(house, ALEX)],
        "receivers": ["notify.robin_text"],
        "actions": [{"action": "input_boolean.turn_on", "target": {"entity_id": HALL}}],
        "answer": "The gate opens.",
    }
    async with automation(house, **await use(house, "step_up_code", **inputs)):
        offer = await answer(stage, f"Open the gate {PIN}")
        assert offer == "A code is on its way. Text it to me within 5 minutes."
        told = _CODE.fullmatch(await next_text(robin))
        assert told is not None
        code = told[1].replace(" ", "")
        wrong = "CCCCCC" if code != "CCCCCC" else "DDDDDD"
        assert await answer(stage, wrong) == "That is not the code. Tries left: 2."
        assert (await house.state(HALL)).value == "off"
        assert await answer(stage, code.lower()) == "The gate opens."
        assert (await house.state(HALL)).value == "on"
    await house.call_service("input_boolean", "turn_off", {"entity_id": HALL})


async def test_text_command(stage: Stage) -> None:
    """A command of one's own wants the PIN, and can tell what was in it."""
    house = stage.house
    inputs = {
        "commands": ["light [in the] {room} on"],
        "contacts": [await device(house, ALEX)],
        "actions": [{"action": "input_boolean.turn_on", "target": {"entity_id": HALL}}],
        "answer": "{{ trigger.slots.room }}: light.",
    }
    async with automation(house, **await use(house, "text_command", **inputs)):
        assert "PIN" in await answer(stage, "Light in the hall on")
        assert (await house.state(HALL)).value == "off"
        assert await answer(stage, f"Light in the hall on {PIN}") == "hall: light."
        assert (await house.state(HALL)).value == "on"
    await house.call_service("input_boolean", "turn_off", {"entity_id": HALL})
