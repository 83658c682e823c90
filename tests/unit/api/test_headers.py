"""What the headers of an answer say."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from custom_components.twilio.api.headers import moment_of, retry_after

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DATE = "Sat, 21 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "moment"),
    [
        ({"Date": DATE}, NOON),
        ({"Date": "Sat, 21 Nov 2026 12:00:00 -0000"}, NOON),
        ({"Date": "Sat, 21 Nov 2026 13:00:00 +0100"}, NOON),
        ({"Date": "Thu, 01 Jan 1970 00:00:00 GMT"}, datetime(1970, 1, 1, tzinfo=UTC)),
        ({"Date": "Sat, 32 Nov 2026 12:00:00 GMT"}, None),
        ({"Date": "Sat, 21 Nov 99999999999 12:00:00 GMT"}, None),
        ({"Date": "noon"}, None),
        ({"Date": ""}, None),
        ({}, None),
    ],
)
def test_moment(headers: dict[str, str], moment: datetime | None) -> None:
    """When the server answered; nonsense is as good as nothing."""
    found = moment_of(headers)
    assert found == moment
    assert found is None or found.tzinfo


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("3600", 3600.0),
        ("9" * 400, float("inf")),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("²", None),
        ("", None),
        ("Sat, 21 Nov 2026 12:00:09 GMT", 9.0),
        ("Sat, 21 Nov 2026 11:59:59 GMT", 0.0),
    ],
)
def test_wish(value: str, seconds: float | None) -> None:
    """Seconds, or a date by the server's own clock."""
    assert retry_after({"Retry-After": value, "Date": DATE}) == seconds


def test_no_wish() -> None:
    """A server need not say."""
    assert retry_after({}) is None


def test_wish_of_a_server_without_a_clock() -> None:
    """Then this house's own has to do."""
    seconds = retry_after({"Retry-After": format_datetime(datetime.now(UTC) + timedelta(hours=1))})
    assert seconds is not None
    assert 3590 < seconds <= 3600
