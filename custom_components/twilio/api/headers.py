"""What the headers of an answer say."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def moment_of(headers: Mapping[str, str]) -> datetime | None:
    """Return when the server answered, by its own clock; none where it does not say."""
    return _moment(headers.get("Date", ""))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return for how many seconds the server wants to be left alone; none where it says nothing.

    A date is meant by the server's own clock, where that is known.
    """
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdecimal():
        return float(value)
    if (until := _moment(value)) is None:
        return None
    return max((until - (moment_of(headers) or datetime.now(UTC))).total_seconds(), 0.0)


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
        # Without a zone, "-0000", it is meant in UTC.
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError, OverflowError:
        return None
