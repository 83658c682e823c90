"""Values of a record as it is stored, in a file that anybody can damage."""

from collections.abc import Mapping
from typing import Any, Final

_LATEST: Final = 1e11
"""Seconds since the epoch: beyond that, and before its beginning, no calendar of ours goes."""


def required[T](stored: Mapping[str, Any], name: str, kind: type[T]) -> T:
    """Return a value; raises `LookupError` or `TypeError` where there is none of its kind."""
    value = stored[name]
    if not isinstance(value, kind):
        raise TypeError(name)
    return value


def optional[T](stored: Mapping[str, Any], name: str, kind: type[T]) -> T | None:
    """Return a value, or none where that is stored."""
    return None if stored[name] is None else required(stored, name, kind)


def required_text(stored: Mapping[str, Any], name: str) -> str:
    """Return a text; raises `ValueError` where it is empty."""
    if not (text := required(stored, name, str)):
        raise ValueError(name)
    return text


def required_time(stored: Mapping[str, Any], name: str) -> float:
    """Return seconds since the epoch; raises `ValueError` where they are no time."""
    value = stored[name]
    seconds = required(stored, name, int if isinstance(value, int) else float)
    if not 0 <= seconds < _LATEST:
        raise ValueError(name)
    return float(seconds)
