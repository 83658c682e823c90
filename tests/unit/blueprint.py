"""The blueprints of the repository, used as the editor uses them."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final
from unittest.mock import patch

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict

FOLDER: Final = Path(__file__).parents[2] / "blueprints" / "automation"
_MOST_SECONDS: Final = 10
_TURNS: Final = 50
"""Turns of the event loop in which an automation that waits for a trigger waits for the next."""


async def use_blueprint(hass: HomeAssistant, name: str, **inputs: object) -> None:
    """Make an automation of a blueprint."""
    blueprint = Blueprint(
        load_yaml_dict(str(FOLDER / name)),
        expected_domain="automation",
        path=name,
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )
    with patch(
        "homeassistant.components.blueprint.models.DomainBlueprints._load_blueprint",
        return_value=blueprint,
    ):
        automation = {"use_blueprint": {"path": name, "input": inputs}}
        assert await async_setup_component(hass, "automation", {"automation": automation})


def device_of_contact(hass: HomeAssistant, entry: ConfigEntry, subentry_id: str) -> str:
    """Return the device of a contact, which is what the editor chooses."""
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    return next(device.id for device in devices if ("twilio", subentry_id) in device.identifiers)


async def reached(is_true: Callable[[], object]) -> None:
    """Wait until something is true, though automations go on; then let them get to their wait."""
    async with asyncio.timeout(_MOST_SECONDS):
        while not is_true():  # noqa: ASYNC110 - of what the simulator got, nobody tells
            await asyncio.sleep(0)
    for _ in range(_TURNS):
        await asyncio.sleep(0)
