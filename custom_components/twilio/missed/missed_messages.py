"""What numbers received without this house hearing of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from ..api import ReceivedMessage
from ..clean_text import whole_text

MAX_AGE: Final = timedelta(minutes=15)
"""How old a message may be that is taken like one that came just now."""
LONGEST_MEMORY: Final = timedelta(days=1)
"""How old a message may be that anybody is told of."""
CLOCK_TOLERANCE: Final = timedelta(minutes=5)
"""How far the clock of this house may lag behind Twilio's."""

_API_VERSION: Final = "2010-04-01"
_RECEIVED: Final = "received"


@dataclass(frozen=True, slots=True)
class Missed:
    """What was missed: what is to be told, the oldest first, and how much is too old for that."""

    messages: tuple[ReceivedMessage, ...] = ()
    too_old: int = 0

    def late(self, now: float) -> int:
        """Return how many messages are told, but not taken like one that came just now."""
        return sum(age_of(message, now) > MAX_AGE.total_seconds() for message in self.messages)


class ClockBehindError(Exception):
    """Messages of the future: how old they are cannot be told."""


def missed_messages(
    listed: Iterable[ReceivedMessage], mark: float, is_known: Callable[[str], bool], now: float
) -> Missed:
    """Return what of a list came since the mark and is not known by its SID, each once.

    `listed` is newest first, as Twilio lists; times are seconds since the epoch. Twilio cuts times
    to seconds, so what came within the second of the mark counts as before it. Raises
    `ClockBehindError`.
    """
    oldest_first = list({message.sid: message for message in listed}.values())
    oldest_first.reverse()
    oldest_first.sort(key=lambda message: message.received)
    latest = oldest_first[-1].received.timestamp() if oldest_first else now
    if latest > now + CLOCK_TOLERANCE.total_seconds():
        raise ClockBehindError
    missed = [
        message
        for message in oldest_first
        if message.received.timestamp() >= mark and not is_known(message.sid)
    ]
    longest = LONGEST_MEMORY.total_seconds()
    recent = tuple(message for message in missed if age_of(message, now) <= longest)
    return Missed(recent, len(missed) - len(recent))


def age_of(message: ReceivedMessage, now: float) -> float:
    """Return how many seconds ago a message was received; a clock that lags makes it 0."""
    return max(0.0, now - message.received.timestamp())


def first_day(mark: float) -> date:
    """Return the first day to be listed for a mark: Twilio lists by UTC day."""
    return datetime.fromtimestamp(mark, UTC).date() - timedelta(days=1)


def webhook_fields(message: ReceivedMessage, account_sid: str) -> Mapping[str, str]:
    """Return what Twilio's request would have said, as far as its log knows.

    The log has neither places nor the addresses of media
    (https://www.twilio.com/docs/messaging/guides/webhook-request). Its JSON can hold half a
    character, with which Home Assistant could not store its states any more.
    """
    fields = {
        "AccountSid": account_sid,
        "ApiVersion": _API_VERSION,
        "Body": message.body,
        "From": message.from_,
        "MessageSid": message.sid,
        "NumMedia": str(message.num_media),
        "NumSegments": str(message.num_segments),
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsStatus": _RECEIVED,
        "To": message.to,
    }
    return {name: whole_text(value) for name, value in fields.items()}
