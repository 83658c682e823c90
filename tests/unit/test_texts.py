"""What the integration calls its actions and entities, where Home Assistant shows them."""

from collections.abc import Iterator, Mapping
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er, service
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.twilio.senders import sender_subentry
from simulator import DEFAULT_NUMBER
from tests.meta.repository import INTEGRATION, english, read_json


@pytest.fixture
async def account_with_sender(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """Return a loaded account with a sender that receives."""
    sender = sender_subentry(DEFAULT_NUMBER, "Home", {"default": True, "receive": True})
    hass.config_entries.async_add_subentry(entry, sender)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


def _fields(description: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the fields of an action, those in sections too."""
    for name, field in description["fields"].items():
        if "fields" in field:
            yield from _fields(field)
        else:
            yield name, field


async def test_actions_take_what_is_described(hass: HomeAssistant, account: object) -> None:
    """Each action takes the fields of its description, and no others."""
    described = (await service.async_get_all_descriptions(hass))["twilio"]
    taken = {
        name: {str(key): isinstance(key, vol.Required) for key in schema.schema}
        for name, action in hass.services.async_services_for_domain("twilio").items()
        if isinstance(schema := action.schema, vol.Schema)
    }
    assert taken == {
        name: {field: texts.get("required", False) for field, texts in _fields(description)}
        for name, description in described.items()
    }


async def test_entities_have_names_and_icons(
    hass: HomeAssistant, account_with_sender: MockConfigEntry
) -> None:
    """Each entity is named, and has an icon of its own or that of its kind."""
    names = english().get("entity", {})
    icons = read_json(INTEGRATION / "icons.json").get("entity", {})
    entities = er.async_entries_for_config_entry(er.async_get(hass), account_with_sender.entry_id)
    assert entities
    unnamed = [
        entity.entity_id
        for entity in entities
        if not (key := entity.translation_key) or "name" not in names[entity.domain].get(key, {})
    ]
    bare = [
        entity.entity_id
        for entity in entities
        if not entity.original_device_class
        and entity.translation_key not in icons.get(entity.domain, {})
    ]
    assert (unnamed, bare) == ([], [])
