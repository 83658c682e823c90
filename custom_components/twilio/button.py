"""What a person can set going on an account, and for a contact."""

from typing import Final, override

from homeassistant.components.button import (
    DOMAIN as BUTTON_DOMAIN,
    ButtonEntity,
    ButtonEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account import TwilioConfigEntry
from .entities.ask_to_agree import AskToAgree
from .entities.entity import AddressEntity

PARALLEL_UPDATES = 0

CHECK_CONNECTION: Final = ButtonEntityDescription(
    key="check_connection",
    translation_key="check_connection",
    entity_category=EntityCategory.DIAGNOSTIC,
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: TwilioConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the button of an account, and one for each contact who has to agree first."""
    async_add_entities([CheckConnection(entry)])
    for contact in entry.runtime_data.contacts:
        button = AskToAgree(entry, contact)
        if contact.needs_double_opt_in:
            async_add_entities([button], config_subentry_id=contact.subentry_id)
        else:
            button.async_forget(hass, BUTTON_DOMAIN)


class CheckConnection(AddressEntity, ButtonEntity):
    """Proves that Twilio reaches this house."""

    def __init__(self, entry: TwilioConfigEntry) -> None:
        """Describe it."""
        super().__init__(entry, CHECK_CONNECTION)

    @property
    @override
    def available(self) -> bool:
        """Return whether Twilio has an address to come to."""
        return self._address is not None

    @override
    async def async_press(self) -> None:
        """Check the way to Twilio and back."""
        await self.account.connection.async_run()
