"""Automations on the integration's triggers, and what these brought along."""

from typing import Any

from homeassistant.core import Event, HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import async_capture_events

SEEN = "seen"


async def listen(
    hass: HomeAssistant, trigger: str, target: dict[str, Any] | None = None, **options: Any
) -> list[Event[Any]]:
    """Have an automation on a trigger, and return where its runs show up."""
    return await have_automation(
        hass, {"trigger": f"twilio.{trigger}", "target": target or {}, "options": options}
    )


async def have_automation(
    hass: HomeAssistant, *triggers: dict[str, Any], **more: Any
) -> list[Event[Any]]:
    """Have an automation that shows what it was triggered with, in an event of its context."""
    automation = {
        "id": "one",
        "alias": "One",
        "triggers": list(triggers),
        "actions": [{"event": SEEN, "event_data_template": {"trigger": "{{ trigger }}"}}],
        **more,
    }
    assert await async_setup_component(hass, "automation", {"automation": [automation]})
    await hass.async_block_till_done()
    events: list[Event[Any]] = async_capture_events(hass, SEEN)
    return events


def seen(events: list[Event[Any]], key: str) -> list[Any]:
    """Return a value of what each run was triggered with."""
    return [event.data["trigger"][key] for event in events]
