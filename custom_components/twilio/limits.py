"""How much an account may send before somebody has to look."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from .address import number_of
from .booking import Booking
from .errors import Failed
from .outbox.content import Kind

DAY: Final = timedelta(days=1).total_seconds()
HOUR: Final = timedelta(hours=1).total_seconds()


class Limit(StrEnum):
    """What is limited; all but the replies to everybody, a share of the messages, are options."""

    RECIPIENTS_PER_ACTION = "recipients_per_action"
    RECIPIENTS_WITHOUT_SERVICE = "recipients_without_service"
    """Of one action, by SMS from a number: networks take more for unwanted mass sending."""
    MESSAGES_PER_HOUR = "messages_per_hour"
    MESSAGES_PER_DAY = "messages_per_day"
    CALLS_PER_HOUR = "calls_per_hour"
    CALLS_PER_DAY = "calls_per_day"
    REPLIES_PER_HOUR = "replies_per_hour"
    """To one recipient."""
    ALL_REPLIES_PER_HOUR = "all_replies_per_hour"
    REPLIES_PER_DAY = "replies_per_day"
    MESSAGES_TO_ONE_PER_HOUR = "messages_to_one_per_hour"
    MESSAGES_TO_ONE_PER_DAY = "messages_to_one_per_day"
    CALLS_TO_ONE_PER_HOUR = "calls_to_one_per_hour"
    CALLS_TO_ONE_PER_DAY = "calls_to_one_per_day"
    ALERT_MESSAGES_PER_HOUR = "alert_messages_per_hour"
    ALERT_MESSAGES_PER_DAY = "alert_messages_per_day"
    ALERT_CALLS_PER_HOUR = "alert_calls_per_hour"
    ALERT_CALLS_PER_DAY = "alert_calls_per_day"


LIMITS_IN_ALL: Final[Mapping[Limit, int]] = {
    Limit.RECIPIENTS_PER_ACTION: 100,
    Limit.RECIPIENTS_WITHOUT_SERVICE: 20,
    Limit.MESSAGES_PER_HOUR: 120,
    Limit.MESSAGES_PER_DAY: 200,
    Limit.CALLS_PER_HOUR: 30,
    Limit.CALLS_PER_DAY: 60,
    Limit.REPLIES_PER_HOUR: 20,
}
LIMITS_TO_ONE: Final[Mapping[Limit, int]] = {
    Limit.MESSAGES_TO_ONE_PER_HOUR: 60,
    Limit.MESSAGES_TO_ONE_PER_DAY: 120,
    Limit.CALLS_TO_ONE_PER_HOUR: 15,
    Limit.CALLS_TO_ONE_PER_DAY: 30,
}
LIMITS_OF_ALERTS: Final[Mapping[Limit, int]] = {
    Limit.ALERT_MESSAGES_PER_HOUR: 200,
    Limit.ALERT_MESSAGES_PER_DAY: 400,
    Limit.ALERT_CALLS_PER_HOUR: 100,
    Limit.ALERT_CALLS_PER_DAY: 200,
}
DEFAULT_LIMITS: Final[Mapping[Limit, int]] = {**LIMITS_IN_ALL, **LIMITS_TO_ONE, **LIMITS_OF_ALERTS}

SHARES: Final[Mapping[Limit, Limit]] = {
    Limit.ALL_REPLIES_PER_HOUR: Limit.MESSAGES_PER_HOUR,
    Limit.REPLIES_PER_DAY: Limit.MESSAGES_PER_DAY,
}
"""What is half of another limit."""

PERIODS: Final[Mapping[Limit, float]] = {
    limit: HOUR if limit.endswith("_per_hour") else DAY
    for limit in Limit
    if limit not in {Limit.RECIPIENTS_PER_ACTION, Limit.RECIPIENTS_WITHOUT_SERVICE}
}
"""Over how many seconds is counted what is not of a single action."""

type Subject = tuple[Limit, str]
"""What is counted, and to whom it goes where that matters, else an empty text.

Somebody is the same on all channels.
"""


class LimitReached(Failed):
    """Sending stops here, for safety."""

    def __init__(self, limit: Limit, allowed: int, to: str = "") -> None:
        """Keep what was reached, and to whom where that matters."""
        super().__init__(f"limit_{limit}", allowed=str(allowed), recipient=to)
        self.limit = limit
        self.allowed = allowed
        self.to = to


def subjects_of(booking: Booking) -> Iterator[Subject]:
    """Return as what something counts, the widest first."""
    somebody = number_of(booking.to)
    match booking:
        case Booking(kind=Kind.MESSAGE, is_alert=True):
            yield Limit.ALERT_MESSAGES_PER_DAY, ""
            yield Limit.ALERT_MESSAGES_PER_HOUR, ""
        case Booking(kind=Kind.CALL, is_alert=True):
            yield Limit.ALERT_CALLS_PER_DAY, ""
            yield Limit.ALERT_CALLS_PER_HOUR, ""
        case Booking(kind=Kind.CALL):
            yield Limit.CALLS_PER_DAY, ""
            yield Limit.CALLS_PER_HOUR, ""
            yield Limit.CALLS_TO_ONE_PER_DAY, somebody
            yield Limit.CALLS_TO_ONE_PER_HOUR, somebody
        case _:
            yield Limit.MESSAGES_PER_DAY, ""
            yield Limit.MESSAGES_PER_HOUR, ""
            if booking.is_reply:
                yield Limit.REPLIES_PER_HOUR, somebody
                yield Limit.REPLIES_PER_DAY, ""
                yield Limit.ALL_REPLIES_PER_HOUR, ""
            yield Limit.MESSAGES_TO_ONE_PER_DAY, somebody
            yield Limit.MESSAGES_TO_ONE_PER_HOUR, somebody
