"""The formats that Twilio's description names, each as strict as its documentation is."""

from collections.abc import Callable
from datetime import date, datetime
from email.utils import parsedate_to_datetime
import re
from typing import Final
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from jsonschema import FormatChecker

LONGEST_TWIML: Final = 4000

_ADDRESS: Final = re.compile(r"\+[1-9]\d{1,14}|[a-z]+:[^\s:]+|\d{3,8}")
_SENDER_ID: Final = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}")
_RFC_2822: Final = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} \+0000")
_CURRENCY: Final = re.compile(r"[A-Za-z]{3}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


def is_url(value: str) -> bool:
    """Tell a full web address whose host Twilio would take."""
    parts = urlsplit(value)
    host = parts.hostname or ""
    return parts.scheme in ("http", "https") and bool(host) and not re.search(r"[_\s]", host)


def is_reference(value: str) -> bool:
    """Tell what answers have for an address: in full, from the root, or nothing that is set."""
    return not value or value.startswith("/") or is_url(value)


def is_address(value: str) -> bool:
    """Tell what messages and calls go to or come from."""
    return bool(_ADDRESS.fullmatch(value) or _SENDER_ID.fullmatch(value))


def is_twiml(value: str) -> bool:
    """Tell a document that fits into a request."""
    return len(value) <= LONGEST_TWIML and ET.fromstring(value).tag == "Response"  # noqa: S314 - ours


def _is_rfc_2822(value: str) -> bool:
    return bool(_RFC_2822.fullmatch(value)) and parsedate_to_datetime(value) is not None


def _is_iso(value: str) -> bool:
    """Tell a moment or, as lists take it too, a day."""
    return datetime.fromisoformat(value) is not None


def _is_day(value: str) -> bool:
    return date.fromisoformat(value) is not None


_CHECKS: Final[dict[str, Callable[[str], bool]]] = {
    "currency": lambda value: bool(_CURRENCY.fullmatch(value)),
    "date": _is_day,
    "date-time": _is_iso,
    "date-time-rfc-2822": _is_rfc_2822,
    "endpoint": is_address,
    "http-method": lambda value: value in ("GET", "POST"),
    "iso-country-code": lambda value: bool(_COUNTRY.fullmatch(value)),
    "phone-number": is_address,
    "twiml": is_twiml,
    "uri": is_url,
}
# Said by other keywords, or about what is no text.
UNCHECKED: Final = frozenset({"ice-server", "int64", "phone-number-capabilities", "uri-map"})


def _checker(checks: dict[str, Callable[[str], bool]]) -> FormatChecker:
    checker = FormatChecker(formats=())
    for name, check in checks.items():
        checker.checks(name, raises=(ValueError, ET.ParseError))(_for_text(check))
    return checker


def _for_text(check: Callable[[str], bool]) -> Callable[[object], bool]:
    return lambda value: not isinstance(value, str) or check(value)


IN_REQUESTS: Final = _checker(_CHECKS)
IN_ANSWERS: Final = _checker(_CHECKS | {"uri": is_reference})
