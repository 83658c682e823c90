"""A house with notifiers in configuration.yaml."""

from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml

# What there is without any configuration.
_ALWAYS: Final = frozenset({"notify", "persistent_notification", "send_message"})


async def set_up_notifiers(hass: HomeAssistant, *platforms: str) -> None:
    """Set up notifiers, each written as YAML: `platform: twilio_sms, from_number: +15550006000`."""
    lines = "".join(f"  - {{{platform}}}\n" for platform in platforms)
    config = parse_yaml(f"notify:\n{lines}")
    assert isinstance(config, dict)
    await set_up_notify(hass, config)
    await hass.async_block_till_done(wait_background_tasks=True)


async def set_up_notify(hass: HomeAssistant, config: dict[str, Any]) -> None:
    """Set up the notifiers of a configuration, whether or not contacts have entities by now."""
    if "notify" in hass.config.components:
        # At a real start the configuration is there first.
        hass.config.components.remove("notify")
    assert await async_setup_component(hass, "notify", config)


async def notify(hass: HomeAssistant, name: str, message: str, **data: Any) -> None:
    """Call a notifier as an automation does."""
    await hass.services.async_call("notify", name, {"message": message, **data}, blocking=True)


def notifiers(hass: HomeAssistant) -> set[str]:
    """Return the services of the notifiers."""
    return set(hass.services.async_services_for_domain("notify")) - _ALWAYS
