"""Automations, made as the editor makes them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from demo.house import House

_ID: Final = "made_in_a_test"
_PATH: Final = f"/api/config/automation/config/{_ID}"
SEEN: Final = "seen"


@asynccontextmanager
async def automation(house: House, **config: Any) -> AsyncIterator[None]:
    """Have an automation while it lasts."""
    async with house.events("automation_reloaded") as reloads:
        await house.rest.post(_PATH, {"alias": "Made in a test", **config})
        await reloads.next()
    try:
        yield
    finally:
        await house.rest.delete(_PATH)


def show(name: str) -> Mapping[str, Any]:
    """Return the action that shows a value of the trigger, in an event."""
    return {"event": SEEN, "event_data": {"value": "{{ trigger." + name + " }}"}}


async def device_of(house: House, model_id: str) -> str:
    """Return the first device of a kind."""
    devices = await house.websocket.call("config/device_registry/list")
    return next(str(device["id"]) for device in devices if device["model_id"] == model_id)
