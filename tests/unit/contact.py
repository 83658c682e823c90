"""Contacts, as their flow stores them."""

from types import MappingProxyType
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentry, ConfigSubentryDataWithId
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

MUM_ID: Final = "mum"
MUM: Final = "+15551234567"


def a_contact(
    name: str = "Mum", number: str = MUM, *, subentry_id: str = MUM_ID, **settings: Any
) -> ConfigSubentryDataWithId:
    """Return a contact who gets texts and calls, unless the settings say something else."""
    return ConfigSubentryDataWithId(
        data=MappingProxyType({"number": number, "channels": ["sms", "call"], **settings}),
        subentry_id=subentry_id,
        subentry_type="contact",
        title=name,
        unique_id=f"contact:{number}",
    )


async def add_contact(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    name: str = "Mum",
    number: str = MUM,
    *,
    subentry_id: str = MUM_ID,
    **settings: Any,
) -> None:
    """Add a contact to an account, loaded or not, as the flow does."""
    contact = a_contact(name, number, subentry_id=subentry_id, **settings)
    subentry = ConfigSubentry(
        data=MappingProxyType(dict(contact["data"])),
        subentry_id=contact["subentry_id"],
        subentry_type=contact["subentry_type"],
        title=contact["title"],
        unique_id=contact["unique_id"],
    )
    hass.config_entries.async_add_subentry(entry, subentry)
    await hass.async_block_till_done(wait_background_tasks=True)


async def change_contact(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    subentry_id: str = MUM_ID,
    *,
    name: str | None = None,
    **settings: Any,
) -> None:
    """Change a contact as its flow does; a name changes as Home Assistant renames subentries."""
    subentry = entry.subentries[subentry_id]
    hass.config_entries.async_update_subentry(
        entry,
        subentry,
        data={**subentry.data, **settings},
        title=subentry.title if name is None else name,
    )
    await hass.async_block_till_done(wait_background_tasks=True)


async def remove_contact(
    hass: HomeAssistant, entry: MockConfigEntry, subentry_id: str = MUM_ID
) -> None:
    """Remove a contact."""
    hass.config_entries.async_remove_subentry(entry, subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
