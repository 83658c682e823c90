"""What an account knows of its connection with Twilio, of its senders and of its contacts."""

from collections.abc import Iterator

from homeassistant.components.sensor import SensorEntity
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account import TwilioConfigEntry
from .entities.account_sensors import LastReached, RoundTrip, WebhookAddress
from .entities.contact_delivery import LastDeliveryTo
from .entities.delivery_sensors import FailureRate, LastDelivery
from .entities.last_descriptions import LAST_CALL, LAST_MESSAGE
from .entities.last_sensors import LastSensor
from .entities.outbox_sensor import WaitingInOutbox
from .senders import SenderProfile, senders_of

PARALLEL_UPDATES = 0


async def async_setup_entry(
    _: HomeAssistant,
    entry: TwilioConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of an account, of its senders and of its contacts."""
    async_add_entities(
        [WebhookAddress(entry), LastReached(entry), RoundTrip(entry), WaitingInOutbox(entry)]
    )
    for profile in senders_of(entry):
        async_add_entities(
            _sensors_of_sender(entry, profile), config_subentry_id=profile.subentry_id
        )
    for contact in entry.runtime_data.contacts:
        async_add_entities([LastDeliveryTo(entry, contact)], config_subentry_id=contact.subentry_id)


def _sensors_of_sender(entry: TwilioConfigEntry, profile: SenderProfile) -> Iterator[SensorEntity]:
    """Yield what there is of a sender of its kind."""
    yield LastDelivery(entry, profile)
    yield FailureRate(entry, profile)
    if profile.takes_messages:
        for description in LAST_MESSAGE:
            yield LastSensor(entry, profile, description)
    if profile.takes_calls:
        for description in LAST_CALL:
            yield LastSensor(entry, profile, description)
