"""What of a house a new contact must not collide with."""

from collections.abc import Iterator

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..account import async_loaded_accounts
from ..address import number_of
from ..const import DOMAIN, SUBENTRY_CONTACT
from ..folding import folded_name
from ..senders import senders_of
from .contact import contacts_of
from .identity import Surroundings
from .new_contact import UNIQUE_PREFIX


@callback
def async_own_numbers(hass: HomeAssistant) -> frozenset[str]:
    """Return the numbers of all accounts in E.164, as far as they are known."""
    return frozenset(_own_numbers(hass))


def _own_numbers(hass: HomeAssistant) -> Iterator[str]:
    for entry in hass.config_entries.async_entries(DOMAIN, include_ignore=False):
        for sender in senders_of(entry):
            yield number_of(sender.address)
    for account in async_loaded_accounts(hass):
        for number in account.numbers.known or ():
            yield number.number


@callback
def async_surroundings(
    hass: HomeAssistant, entry: ConfigEntry, except_id: str | None = None
) -> Surroundings:
    """Return what a contact of an account must not collide with, one contact set aside."""
    others = [contact for contact in contacts_of(entry) if contact.subentry_id != except_id]
    return Surroundings(
        country=hass.config.country,
        own=async_own_numbers(hass),
        names=frozenset(folded_name(contact.name) for contact in others),
        numbers=frozenset(_taken(entry, except_id)).union(contact.number for contact in others),
    )


def _taken(entry: ConfigEntry, except_id: str | None) -> Iterator[str]:
    """Return the numbers of an account's contacts, of damaged ones too."""
    for subentry in entry.get_subentries_of_type(SUBENTRY_CONTACT):
        if subentry.subentry_id != except_id and subentry.unique_id:
            yield subentry.unique_id.removeprefix(UNIQUE_PREFIX)
