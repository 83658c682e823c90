"""Automations of a house, as somebody writes them."""

from collections.abc import Mapping, Sequence
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

type Config = Mapping[str, Any]


def automation(
    trigger: str,
    *actions: Config,
    options: Config | None = None,
    alias: str = "Answer",
    mode: str = "parallel",
) -> Config:
    """Return an automation on one of the integration's triggers; it does the actions."""
    return {
        "alias": alias,
        "id": alias.lower(),
        "mode": mode,
        "triggers": [{"trigger": f"twilio.{trigger}", "options": dict(options or {})}],
        "actions": list(actions),
    }


def say(text: str | None) -> Config:
    """Return the action that answers."""
    return {"set_conversation_response": text}


async def automate(hass: HomeAssistant, automations: Sequence[Config]) -> None:
    """Set automations up."""
    assert await async_setup_component(hass, "automation", {"automation": list(automations)})
    await hass.async_block_till_done()
