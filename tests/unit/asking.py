"""Automations and scripts that send, and what the account takes for their origin."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .limited import PHONE

GO: Final = "go"
SEND: Final = {"action": "twilio.send_message", "data": {"to": PHONE, "message": "Hello"}}


def on_event(
    alias: str, *actions: Mapping[str, Any], event: str = GO, **more: Any
) -> dict[str, Any]:
    """Return an automation on an event; without an `id` it is one of YAML alone."""
    return {
        "alias": alias,
        "mode": "parallel",
        "max": 100,
        "triggers": [{"trigger": "event", "event_type": event}],
        "actions": list(actions),
        **more,
    }


async def set_up(
    hass: HomeAssistant,
    automations: Sequence[Mapping[str, Any]],
    scripts: Mapping[str, Sequence[Mapping[str, Any]]] | None = None,
) -> None:
    """Set automations and scripts up."""
    sequences = {
        name: {"sequence": steps, "mode": "parallel"} for name, steps in (scripts or {}).items()
    }
    assert await async_setup_component(hass, "script", {"script": sequences})
    assert await async_setup_component(hass, "automation", {"automation": list(automations)})
    await hass.async_block_till_done()


async def go(hass: HomeAssistant, event: str = GO, times: int = 1) -> None:
    """Set automations off, and wait until they are through."""
    for _ in range(times):
        hass.bus.async_fire(event)
        for _ in range(3):  # What an automation sets off may begin after it has ended.
            await hass.async_block_till_done(wait_background_tasks=True)


def origins(entry: MockConfigEntry) -> list[str | None]:
    """Return who asked for what counts, oldest first."""
    ledger = entry.runtime_data.allowance.ledger.as_json()
    return [booking["origin"] for booking in ledger["bookings"]]
