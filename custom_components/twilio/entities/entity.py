"""What the entities of an account, its senders and its contacts have in common."""

from abc import abstractmethod
from collections.abc import Iterable
from typing import override

from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import CALLBACK_TYPE, Context, Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription

from ..account import TwilioConfigEntry
from ..const import CONF_ACCOUNT_SID, DOMAIN
from ..contacts.contact import Contact
from ..listening.listeners import async_listeners
from ..listening.occurrences import Occurrence
from ..senders import SenderProfile
from ..webhook import async_webhook_address


class TwilioEntity(Entity):
    """Shows what is told, and asks for nothing."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(
        self,
        entry: TwilioConfigEntry,
        description: EntityDescription,
        unique_id_parts: Iterable[str],
        device: str,
    ) -> None:
        """Belong to a device that is there already."""
        self.entry = entry
        self.account = entry.runtime_data
        self.entity_description = description
        self._attr_unique_id = "_".join((*unique_id_parts, description.key))
        self._attr_device_info = DeviceInfo(identifiers={(DOMAIN, device)})

    @callback
    @abstractmethod
    def _async_follow(self) -> Iterable[CALLBACK_TYPE]:
        """Begin to hear of changes, and return what ends that."""

    @override
    async def async_added_to_hass(self) -> None:
        """Follow what is shown."""
        await super().async_added_to_hass()
        for stop in self._async_follow():
            self.async_on_remove(stop)

    @callback
    def async_entity_id_changed(self, old_entity_id: str) -> None:
        """Go on: nothing is followed by the id of the entity."""


class AccountEntity(TwilioEntity):
    """Something about an account."""

    def __init__(self, entry: TwilioConfigEntry, description: EntityDescription) -> None:
        """Belong to the account's device."""
        super().__init__(entry, description, (entry.entry_id,), entry.data[CONF_ACCOUNT_SID])


class AddressEntity(AccountEntity):
    """Something that depends on where Twilio reaches this house."""

    @property
    def _address(self) -> str | None:
        return async_webhook_address(self.hass, self.entry)

    @callback
    @override
    def _async_follow(self) -> Iterable[CALLBACK_TYPE]:
        @callback
        def async_config_changed(_: Event) -> None:
            self.async_write_ha_state()

        async def async_entry_changed(_: HomeAssistant, __: TwilioConfigEntry) -> None:
            self.async_write_ha_state()

        return (
            self.hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, async_config_changed),
            self.entry.add_update_listener(async_entry_changed),
        )


class SenderEntity(TwilioEntity):
    """Something about one sender of an account."""

    def __init__(
        self, entry: TwilioConfigEntry, profile: SenderProfile, description: EntityDescription
    ) -> None:
        """Belong to the sender's device."""
        super().__init__(
            entry, description, (entry.entry_id, profile.subentry_id), profile.subentry_id
        )
        self.profile = profile


class ContactEntity(TwilioEntity):
    """Something about one contact of an account."""

    def __init__(
        self, entry: TwilioConfigEntry, contact: Contact, description: EntityDescription
    ) -> None:
        """Belong to the contact's device."""
        super().__init__(
            entry, description, (entry.entry_id, contact.subentry_id), contact.subentry_id
        )
        self.contact = contact

    @callback
    def async_forget(self, hass: HomeAssistant, domain: str) -> None:
        """Leave the registry, where an earlier load left it, for the contact has no use for it."""
        registry = er.async_get(hass)
        if self.unique_id and (
            known := registry.async_get_entity_id(domain, DOMAIN, self.unique_id)
        ):
            registry.async_remove(known)


class WatchingEntity(SenderEntity):
    """Something that happens on a sender."""

    @callback
    @override
    def _async_follow(self) -> Iterable[CALLBACK_TYPE]:
        return (async_listeners(self.hass).async_watch(self._async_hear),)

    @callback
    def _async_hear(self, occurrence: Occurrence, context: Context) -> None:
        """Show what happened, with the context by which the logbook names the cause."""
        if occurrence.sender_id == self.profile.subentry_id and self._take(occurrence):
            self.async_set_context(context)
            self.async_write_ha_state()

    @abstractmethod
    def _take(self, occurrence: Occurrence) -> bool:
        """Take over what is to be shown, and tell whether there was anything."""
