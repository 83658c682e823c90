"""The devices of an account, of its senders and of its contacts."""

from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from .account import TwilioConfigEntry
from .address import SenderKind
from .const import CONF_ACCOUNT_SID, DOMAIN
from .contacts.contact import Contact, contacts_of
from .senders import SenderProfile, senders_of

_MANUFACTURER: Final = "Twilio"
_MODELS: Final = {
    SenderKind.PHONE_NUMBER: "Phone number",
    SenderKind.SHORT_CODE: "Short code",
    SenderKind.ALPHANUMERIC: "Alphanumeric sender ID",
    SenderKind.MESSAGING_SERVICE: "Messaging Service",
    SenderKind.CHANNEL: "WhatsApp sender",
}


@callback
def async_add_devices(hass: HomeAssistant, entry: TwilioConfigEntry) -> None:
    """Add the devices of an account, or bring them up to date."""
    registry = dr.async_get(hass)
    account = registry.async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, entry.data[CONF_ACCOUNT_SID])},
        entry_type=dr.DeviceEntryType.SERVICE,
        manufacturer=_MANUFACTURER,
        model="Account",
        model_id="account",
        name=entry.title,
        configuration_url="https://console.twilio.com",
    )
    for profile in senders_of(entry):
        registry.async_get_or_create(
            config_entry_id=entry.entry_id,
            config_subentry_id=profile.subentry_id,
            identifiers={(DOMAIN, profile.subentry_id)},
            entry_type=dr.DeviceEntryType.SERVICE,
            manufacturer=_MANUFACTURER,
            model=_MODELS[profile.sender.kind],
            model_id="sender",
            name=profile.name,
            via_device_id=account.id,
        )
    for contact in contacts_of(entry):
        registry.async_get_or_create(
            config_entry_id=entry.entry_id,
            config_subentry_id=contact.subentry_id,
            identifiers={(DOMAIN, contact.subentry_id)},
            entry_type=dr.DeviceEntryType.SERVICE,
            manufacturer=_MANUFACTURER,
            model="Contact",
            model_id="contact",
            name=contact.name,
            via_device_id=account.id,
        )


@dataclass(frozen=True, slots=True)
class OwnedSender:
    """A sender and the config entry of its account."""

    entry_id: str
    profile: SenderProfile


@callback
def async_sender_of_device(hass: HomeAssistant, device_id: str) -> OwnedSender | None:
    """Return the sender that a device stands for, none for any other text."""
    device, entry = dr.async_get_device_and_config_entry_for_domain(hass, device_id, domain=DOMAIN)
    if device is None or entry is None:
        return None
    for profile in senders_of(entry):
        if profile.subentry_id == device.config_subentry_id:
            return OwnedSender(entry.entry_id, profile)
    return None


@callback
def async_contact_of_device(hass: HomeAssistant, device_id: str) -> Contact | None:
    """Return the contact that a device stands for, none for any other text."""
    device, entry = dr.async_get_device_and_config_entry_for_domain(hass, device_id, domain=DOMAIN)
    if device is None or entry is None:
        return None
    return next(
        (
            contact
            for contact in contacts_of(entry)
            if contact.subentry_id == device.config_subentry_id
        ),
        None,
    )
