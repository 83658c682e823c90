"""What happens on the senders of an account."""

from abc import abstractmethod
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .account import TwilioConfigEntry
from .entities.entity import WatchingEntity
from .listening.occurrences import (
    CallReceived,
    CallStatusChanged,
    DigitsReceived,
    MessageReceived,
    MessageStatusChanged,
    Occurrence,
)
from .missed.missed_messages import MAX_AGE
from .senders import SenderProfile, senders_of

PARALLEL_UPDATES = 0

BODY_LENGTH: Final = 4096
"""The longest message that Twilio carries, which is one on WhatsApp."""


class MessageEventType(StrEnum):
    """What becomes of messages, by the states that Twilio gives them."""

    RECEIVED = "received"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"
    FAILED = "failed"


class CallEventType(StrEnum):
    """What becomes of calls, either way."""

    RECEIVED = "received"
    RINGING = "ringing"
    ANSWERED = "answered"
    DIGITS_RECEIVED = "digits_received"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    CANCELED = "canceled"


_RECEIVED_ONLY: Final = frozenset({MessageEventType.RECEIVED, MessageEventType.READ})
"""What never happens on a sender that nobody can answer."""

_CALL_EVENTS: Final[Mapping[str, CallEventType]] = {
    "ringing": CallEventType.RINGING,
    "in-progress": CallEventType.ANSWERED,
    "completed": CallEventType.COMPLETED,
    "busy": CallEventType.BUSY,
    "no-answer": CallEventType.NO_ANSWER,
    "failed": CallEventType.FAILED,
    "canceled": CallEventType.CANCELED,
}
"""What a call's status means; those before it rings are nobody's business."""

# Named one by one: what is pressed or said on the phone may be a PIN, and the raw fields hold it.
_UNRECORDED: Final = frozenset({"body", "from", "media", "to"})
_SHOWN: Final = _UNRECORDED | {
    *("age", "answered_by", "call_sid", "caller_verified", "caught_up", "channel", "contact"),
    *("duration", "error_code", "error_message", "message_sid", "tag"),
}

MESSAGE: Final = EventEntityDescription(key="message", translation_key="message")
CALL: Final = EventEntityDescription(key="call", translation_key="call")


async def async_setup_entry(
    _: HomeAssistant,
    entry: TwilioConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add what there is of each sender."""
    for profile in senders_of(entry):
        entities: list[SenderEvent] = [MessageEvent(entry, profile)]
        if profile.takes_calls:
            entities.append(CallEvent(entry, profile))
        async_add_entities(entities, config_subentry_id=profile.subentry_id)


class SenderEvent(WatchingEntity, EventEntity):
    """The last thing of a kind that happened on a sender."""

    _unrecorded_attributes = _UNRECORDED

    @override
    def _take(self, occurrence: Occurrence) -> bool:
        event_type = self._event_type(occurrence)
        if event_type not in self.event_types:
            return False
        self._trigger_event(event_type, _attributes(occurrence))
        return True

    @abstractmethod
    def _event_type(self, occurrence: Occurrence) -> str | None:
        """Return what an occurrence is called here, none where it does not belong."""


class MessageEvent(SenderEvent):
    """Messages that come and go."""

    def __init__(self, entry: TwilioConfigEntry, profile: SenderProfile) -> None:
        """Offer what can happen on such a sender."""
        super().__init__(entry, profile, MESSAGE)
        impossible = frozenset() if profile.takes_messages else _RECEIVED_ONLY
        self._attr_event_types = [kind.value for kind in MessageEventType if kind not in impossible]

    @override
    def _event_type(self, occurrence: Occurrence) -> str | None:
        match occurrence:
            # Triggers on an event entity cannot tell what is late, and would act on it.
            case MessageReceived(age=age) if age <= MAX_AGE.total_seconds():
                return MessageEventType.RECEIVED
            case MessageStatusChanged(status=status):
                return status
        return None


class CallEvent(SenderEvent):
    """Calls that come and go."""

    def __init__(self, entry: TwilioConfigEntry, profile: SenderProfile) -> None:
        """Stay out of sight where calls are the exception."""
        super().__init__(entry, profile, CALL)
        self._attr_event_types = [kind.value for kind in CallEventType]
        self._attr_entity_registry_enabled_default = profile.is_number

    @override
    def _event_type(self, occurrence: Occurrence) -> str | None:
        match occurrence:
            case CallReceived():
                return CallEventType.RECEIVED
            case DigitsReceived():
                return CallEventType.DIGITS_RECEIVED
            case CallStatusChanged(status=status):
                return _CALL_EVENTS.get(status)
        return None


def _attributes(occurrence: Occurrence) -> dict[str, Any]:
    """Return what is known of an occurrence, shortened."""
    known = {
        key: value
        for key, value in occurrence.summary().items()
        if key in _SHOWN and value is not None
    }
    if "body" in known:
        known["body"] = known["body"][:BODY_LENGTH]
    return known
