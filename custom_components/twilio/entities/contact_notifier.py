"""The notify entities of a contact: one for each way to reach that person."""

from collections.abc import Iterable
from typing import Final, override

from homeassistant.components.notify import (
    NotifyEntity,
    NotifyEntityDescription,
    NotifyEntityFeature,
)
from homeassistant.const import ATTR_ENTITY_PICTURE
from homeassistant.core import CALLBACK_TYPE, Event, EventStateChangedData, callback
from homeassistant.helpers.event import async_track_state_change_event

from ..account import TwilioConfigEntry
from ..calls import CallRequest, async_make_call
from ..contacts.addressee import Addressee
from ..contacts.contact import Contact, ContactChannel
from ..delivery import Result, raise_failures
from ..messages import MessageRequest, async_send_message
from .entity import ContactEntity

CHANNELS: Final = {
    "text": ContactChannel.SMS,
    "call": ContactChannel.CALL,
    "whatsapp": ContactChannel.WHATSAPP,
}
"""By the keys of their entities."""


class ContactNotifier(ContactEntity, NotifyEntity):
    """Texts a person, or calls and says it; the state is when it last did."""

    _attr_supported_features = NotifyEntityFeature.TITLE

    def __init__(
        self, entry: TwilioConfigEntry, contact: Contact, key: str, channel: ContactChannel
    ) -> None:
        """Describe it."""
        super().__init__(entry, contact, NotifyEntityDescription(key=key, translation_key=key))
        self.addressee = Addressee(contact.number, contact, (channel,))
        self._channel = channel

    @property
    def is_wanted(self) -> bool:
        """Whether this person is to get anything, and this way."""
        return self.contact.may_receive and self._channel in self.contact.channels

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Send a message below its title; raises in words what keeps it from that person."""
        raise_failures(await self._async_send(f"{title}\n{message}" if title else message))

    async def _async_send(self, text: str) -> tuple[Result, ...]:
        if self._channel is ContactChannel.CALL:
            return await async_make_call(self.account, CallRequest([self.addressee], message=text))
        return await async_send_message(self.account, MessageRequest([self.addressee], text))

    @callback
    def async_note_sent(self) -> None:
        """Show that something was sent to this person by another action."""
        self._async_record_notification()

    @property
    @override
    def entity_picture(self) -> str | None:
        """The picture of the person in Home Assistant."""
        person = self.contact.person
        state = self.hass.states.get(person) if person else None
        return state.attributes.get(ATTR_ENTITY_PICTURE) if state else None

    @callback
    @override
    def _async_follow(self) -> Iterable[CALLBACK_TYPE]:
        if person := self.contact.person:
            yield async_track_state_change_event(self.hass, person, self._async_show_picture)

    @callback
    def _async_show_picture(self, _: Event[EventStateChangedData]) -> None:
        """Take over another picture; Home Assistant leaves out what has not changed."""
        self.async_write_ha_state()
