"""Whom a notify entity reaches, as actions name it."""

from dataclasses import dataclass

from homeassistant.components.notify import DOMAIN as NOTIFY_DOMAIN
from homeassistant.components.notify.const import DATA_COMPONENT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN
from ..contacts.addressee import Addressee
from ..contacts.contact import contacts_of
from ..errors import InvalidInput
from .contact_notifier import CHANNELS, ContactNotifier


@dataclass(frozen=True, slots=True)
class NamedContact:
    """A contact that was named by a notify entity, and the config entry of its account."""

    entity_id: str
    entry_id: str
    addressee: Addressee


@callback
def async_contact_of_entity(hass: HomeAssistant, entity_id: str) -> NamedContact:
    """Return whom a notify entity reaches, also while its account is not loaded.

    Raises `InvalidInput` (`not_a_contact`) for an entity of something else, or of a contact or
    channel that is gone.
    """
    known = er.async_get(hass).async_get(entity_id)
    if known and (known.domain, known.platform) == (NOTIFY_DOMAIN, DOMAIN):
        entry = hass.config_entries.async_get_entry(known.config_entry_id or "")
        channel = CHANNELS.get(known.unique_id.rpartition("_")[2])
        for contact in contacts_of(entry) if entry else ():
            if channel and contact.subentry_id == known.config_subentry_id:
                addressee = Addressee(contact.number, contact, (channel,))
                return NamedContact(entity_id, contact.entry_id, addressee)
    raise InvalidInput("not_a_contact", entity=entity_id)


@callback
def async_note_sent(hass: HomeAssistant, entity_id: str) -> None:
    """Have a notify entity show that something was sent right now, if it is there."""
    entity = hass.data[DATA_COMPONENT].get_entity(entity_id)
    if isinstance(entity, ContactNotifier):
        entity.async_note_sent()
