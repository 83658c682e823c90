"""What there is to show of the last message and the last call of a sender."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from homeassistant.components.sensor import SensorDeviceClass, SensorEntityDescription
from homeassistant.const import MAX_LENGTH_STATE_STATE

from ..listening.occurrences import (
    CallReceived,
    CallStatusChanged,
    DigitsReceived,
    MessageReceived,
    Occurrence,
)

FULL_TEXT_LENGTH: Final = 4096
"""The longest message that Twilio carries, which is one on WhatsApp."""

CALL_STATUSES: Final = (
    *("initiated", "ringing", "in_progress", "completed"),
    *("busy", "no_answer", "failed", "canceled"),
)


@dataclass(frozen=True, kw_only=True)
class LastDescription(SensorEntityDescription):
    """Describes what a sensor shows of an occurrence; none where it is about others."""

    entity_registry_enabled_default: bool = False
    read: Callable[[Occurrence], str | None]
    has_full_text: bool = False


def _of_message(read: Callable[[MessageReceived], str]) -> Callable[[Occurrence], str | None]:
    return lambda occurrence: read(occurrence) if isinstance(occurrence, MessageReceived) else None


def _of_call(read: Callable[[CallReceived], str]) -> Callable[[Occurrence], str | None]:
    return lambda occurrence: read(occurrence) if isinstance(occurrence, CallReceived) else None


def _media_url(message: MessageReceived) -> str:
    """Return where the first picture is; half an address would be of no use."""
    url = message.media[0].url if message.media else ""
    return url if len(url) <= MAX_LENGTH_STATE_STATE else ""


def _call_status(occurrence: Occurrence) -> str | None:
    """Return the status of a call, either way; none of those that Twilio may yet invent."""
    match occurrence:
        case CallReceived():
            return "ringing"
        case CallStatusChanged(status=status):
            key = status.replace("-", "_")
            return key if key in CALL_STATUSES else None
    return None


def _digits(occurrence: Occurrence) -> str | None:
    """Return what was pressed; what was said leaves the last digits as they are."""
    return (occurrence.digits or None) if isinstance(occurrence, DigitsReceived) else None


LAST_MESSAGE: Final = (
    LastDescription(
        key="last_message_body",
        translation_key="last_message_body",
        read=_of_message(lambda message: message.body[:FULL_TEXT_LENGTH]),
        has_full_text=True,
    ),
    LastDescription(
        key="last_message_from",
        translation_key="last_message_from",
        read=_of_message(lambda message: message.from_),
    ),
    LastDescription(
        key="last_message_date",
        translation_key="last_message_date",
        device_class=SensorDeviceClass.TIMESTAMP,
        read=_of_message(lambda _: ""),
    ),
    LastDescription(
        key="last_message_media_url",
        translation_key="last_message_media_url",
        read=_of_message(_media_url),
    ),
    LastDescription(
        key="last_message_sid",
        translation_key="last_message_sid",
        read=_of_message(lambda message: message.message_sid),
    ),
)
LAST_CALL: Final = (
    LastDescription(
        key="last_call_from",
        translation_key="last_call_from",
        read=_of_call(lambda call: call.from_),
    ),
    LastDescription(
        key="last_call_status",
        translation_key="last_call_status",
        device_class=SensorDeviceClass.ENUM,
        options=list(CALL_STATUSES),
        read=_call_status,
    ),
    LastDescription(
        key="last_call_date",
        translation_key="last_call_date",
        device_class=SensorDeviceClass.TIMESTAMP,
        read=_of_call(lambda _: ""),
    ),
    LastDescription(
        key="last_digits",
        translation_key="last_digits",
        read=_digits,
    ),
)
