"""What automations call a contact."""

from collections.abc import Collection
import re
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from ..const import DOMAIN, LOGGER
from ..contacts.contact import Contact, contact_at, contacts_of
from ..folding import folded_name

_NUMBER: Final = re.compile(r"\+?[\d ().-]{7,}")


@callback
def async_known_as(hass: HomeAssistant, contact: Contact | None) -> frozenset[str]:
    """Return the name of a contact and the id of the device, nothing for a stranger."""
    if contact is None:
        return frozenset()
    name = folded_name(contact.name)
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, contact.subentry_id), contact.entry_id
    )
    return frozenset({name, device.id} if device else {name})


@callback
def async_known_as_at(hass: HomeAssistant, entry_id: str, address: str) -> frozenset[str]:
    """Return the same of whoever an account knows by an address as Twilio spells it."""
    entry = hass.config_entries.async_get_entry(entry_id)
    return async_known_as(hass, contact_at(contacts_of(entry), address) if entry else None)


@callback
def async_warn_of_unknown(hass: HomeAssistant, named: Collection[str]) -> None:
    """Say in the log whom somebody waits for in vain, by what automations call contacts."""
    if not named:
        return
    contacts = (
        contact
        for entry in hass.config_entries.async_entries(DOMAIN)
        for contact in contacts_of(entry)
    )
    known = frozenset[str]().union(*(async_known_as(hass, contact) for contact in contacts))
    for name in sorted(frozenset(named) - known):
        LOGGER.warning(
            "An automation or script waits for %s, and no contact is called so",
            _NUMBER.sub("…", name),
        )
