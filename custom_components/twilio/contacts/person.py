"""The person of Home Assistant that a contact is."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .identity import ContactRefusedError

_DOMAIN = "person."


@callback
def async_person(hass: HomeAssistant, text: str | None, former: str | None = None) -> str | None:
    """Return the entity of a person that was chosen, none where none was.

    One that a contact had before may be gone by now. Raises `ContactRefusedError`:
    `not_a_person`.
    """
    if not text or text == former:
        return text or None
    registry = er.async_get(hass)
    entity_id = er.async_resolve_entity_id(registry, text)
    if entity_id is None or not entity_id.startswith(_DOMAIN):
        raise ContactRefusedError("not_a_person")
    if hass.states.get(entity_id) is None and registry.async_get(entity_id) is None:
        raise ContactRefusedError("not_a_person")
    return entity_id


@callback
def async_name_of_person(hass: HomeAssistant, entity_id: str | None) -> str:
    """Return what a person is called, empty where nobody knows."""
    state = hass.states.get(entity_id) if entity_id else None
    return state.name if state else ""
