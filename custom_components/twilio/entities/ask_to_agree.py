"""The button that asks a contact once more whether the house may write."""

from collections.abc import Iterable
from typing import Final, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import CALLBACK_TYPE, callback

from ..account import TwilioConfigEntry
from ..consent.asking import async_ask
from ..contacts.contact import Contact
from .entity import ContactEntity

ASK_TO_AGREE: Final = ButtonEntityDescription(
    key="ask_to_agree",
    translation_key="ask_to_agree",
    entity_category=EntityCategory.CONFIG,
)


class AskToAgree(ContactEntity, ButtonEntity):
    """Asks a contact who has to agree first, and has not yet."""

    def __init__(self, entry: TwilioConfigEntry, contact: Contact) -> None:
        """Describe it."""
        super().__init__(entry, contact, ASK_TO_AGREE)

    @property
    @override
    def available(self) -> bool:
        """Return whether there is still something to ask."""
        return not self.account.consent.is_confirmed(self.contact)

    @override
    async def async_press(self) -> None:
        """Ask; raises what keeps the question from going out."""
        await async_ask(self.account, self.contact)

    @callback
    @override
    def _async_follow(self) -> Iterable[CALLBACK_TYPE]:
        return (self.account.consent.async_listen(self.async_write_ha_state),)
