"""PINs that are none of the account that was texted."""

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_ACCOUNT_SID, DOMAIN
from ..contacts.contact import Contact, contact_at, contacts_of
from ..contacts.pin import PinHash


@callback
def async_other_pins(hass: HomeAssistant, entry: ConfigEntry, address: str) -> tuple[PinHash, ...]:
    """Return the PINs that somebody has in the other accounts: people mix up numbers."""
    others = hass.config_entries.async_entries(DOMAIN, include_ignore=False)
    known = (contact_at(_contacts_of(other), address) for other in others if other is not entry)
    return tuple(contact.pin for contact in known if contact and contact.pin)


def _contacts_of(entry: ConfigEntry) -> tuple[Contact, ...]:
    """Return the contacts of an account, which is read only where it is not loaded."""
    if entry.state is ConfigEntryState.LOADED and CONF_ACCOUNT_SID in entry.data:
        contacts: tuple[Contact, ...] = entry.runtime_data.contacts
        return contacts
    return contacts_of(entry)
