"""What is tested is this integration, not the one that Home Assistant brings along."""

from importlib import import_module
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.loader import async_get_integration
import pytest


@pytest.mark.parametrize("domain", ["twilio", "twilio_sms", "twilio_call"])
async def test_integration_is_ours(hass: HomeAssistant, domain: str) -> None:
    """Home Assistant finds ours in the place of its own."""
    integration = await async_get_integration(hass, domain)
    assert not integration.is_built_in
    assert integration.overwrites_built_in
    assert await integration.async_get_component() is import_module(f"custom_components.{domain}")
    assert integration.file_path == Path(__file__).parents[2] / "custom_components" / domain
