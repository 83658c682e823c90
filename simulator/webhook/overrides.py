"""Connection settings in a webhook URL's fragment."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl

_LONGEST_CONNECT = 10_000
_LONGEST_READ = 15_000
_SHORTEST = 100
_MOST_RETRIES = 5


class RetryOn(StrEnum):
    """What is worth another try."""

    CLIENT_ERROR = "4xx"
    SERVER_ERROR = "5xx"
    CONNECT = "ct"
    READ = "rt"


class OverrideError(ValueError):
    """A fragment that Twilio refuses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """How long to wait, in seconds, and how often and on what to try again."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    retry_on: frozenset[RetryOn] = frozenset({RetryOn.CONNECT})


def parse_overrides(fragment: str) -> Overrides:
    """Read the settings of a fragment such as ``rc=3&rp=5xx,ct``; others are ignored."""
    given = dict(parse_qsl(fragment))
    usual = Overrides()
    return Overrides(
        connect=_seconds(given.get("ct"), usual.connect, _LONGEST_CONNECT),
        read=_seconds(given.get("rt"), usual.read, _LONGEST_READ),
        total=_seconds(given.get("tt"), usual.total, _LONGEST_READ),
        retries=_number(given.get("rc"), usual.retries, range(_MOST_RETRIES + 1)),
        retry_on=_policy(given.get("rp"), usual.retry_on),
    )


def _seconds(value: str | None, usual: float, longest: int) -> float:
    return _number(value, int(usual * 1000), range(_SHORTEST, longest + 1)) / 1000


def _number(value: str | None, usual: int, allowed: range) -> int:
    if value is None:
        return usual
    if not value.isdecimal() or int(value) not in allowed:
        raise OverrideError(value)
    return int(value)


def _policy(value: str | None, usual: frozenset[RetryOn]) -> frozenset[RetryOn]:
    if value is None:
        return usual
    if value == "all":
        return frozenset(RetryOn)
    try:
        return frozenset(RetryOn(item) for item in value.split(","))
    except ValueError as err:
        raise OverrideError(value) from err
