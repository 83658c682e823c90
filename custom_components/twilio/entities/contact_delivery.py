"""What became of the last message or call to a contact."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self, override

from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription
from homeassistant.helpers.restore_state import ExtraStoredData, RestoreEntity

from ..account import TwilioConfigEntry
from ..contacts.contact import Contact, ContactChannel
from ..tracking import MessageRecord, Record
from ..tracking.progress import FAILED
from ..tracking.reasons import error_words
from .delivery_sensors import MESSAGE_STATUSES
from .entity import ContactEntity
from .last_descriptions import CALL_STATUSES
from .last_outcome import LastOutcome

STATUSES: Final = tuple(dict.fromkeys((*MESSAGE_STATUSES, *CALL_STATUSES)))

LAST_DELIVERY_TO: Final = SensorEntityDescription(
    key="last_delivery",
    translation_key="last_delivery_to",
    device_class=SensorDeviceClass.ENUM,
    options=list(STATUSES),
)


@dataclass(frozen=True, slots=True)
class Outcome(ExtraStoredData):
    """How far something got, as it is shown."""

    status: str
    """One that there are words for."""
    channel: str
    error_code: int | None = None
    tag: str | None = None

    @classmethod
    def of(cls, record: Record) -> Self | None:
        """Return what is known of a message or call, none where Twilio has invented a status."""
        status = record.status.replace("-", "_")
        if status not in STATUSES:
            return None
        if isinstance(record, MessageRecord):
            channel = ContactChannel.of_message(record.party)
            return cls(status, channel.value, record.error_code, record.tag)
        return cls(status, ContactChannel.CALL.value, tag=record.tag)

    @override
    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self | None:
        """Read what `as_dict` returned, none where another version wrote it."""
        try:
            outcome = cls(**stored)
        except TypeError:
            return None
        return outcome if outcome.status in STATUSES else None


class LastDeliveryTo(LastOutcome, ContactEntity, RestoreEntity):
    """How far the last message or call to a contact got; outlives what the tracker forgets."""

    _unrecorded_attributes = frozenset({"channel", "error_code", "error_message", "tag"})

    def __init__(self, entry: TwilioConfigEntry, contact: Contact) -> None:
        """Describe it."""
        super().__init__(entry, contact, LAST_DELIVERY_TO)
        self._outcome: Outcome | None = None

    @override
    async def async_added_to_hass(self) -> None:
        """Begin with what was shown before."""
        if stored := await self.async_get_last_extra_data():
            self._outcome = Outcome.from_dict(stored.as_dict())
        await super().async_added_to_hass()

    @property
    @override
    def _last(self) -> Record | None:
        return self.account.tracker.last_to(self.contact.number)

    @override
    def _concerns(self, record: Record) -> bool:
        return record.number == self.contact.number and not record.is_inbound

    @override
    def _read(self) -> None:
        if last := self._last:
            self._outcome = Outcome.of(last)
        self._attr_native_value = self._outcome.status if self._outcome else None

    @property
    @override
    def extra_restore_state_data(self) -> ExtraStoredData | None:
        """What is shown."""
        return self._outcome

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any]:
        """Return the facts, in the language that the house has by now."""
        if (outcome := self._outcome) is None:
            return {}
        code = outcome.error_code
        has_failed = outcome.status in FAILED and outcome.channel != ContactChannel.CALL
        return {
            "channel": outcome.channel,
            "error_code": code,
            "error_message": error_words(self.hass, code) if has_failed else None,
            "tag": outcome.tag,
        }
