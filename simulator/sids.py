"""Identifiers shaped like Twilio's."""

import re
from secrets import token_hex

_SID = re.compile(r"[A-Z]{2}[0-9a-f]{32}")


def new_sid(prefix: str) -> str:
    """Return a fresh identifier: two letters and 32 hexadecimal digits."""
    return prefix + token_hex(16)


def is_sid(value: str, *prefixes: str) -> bool:
    """Tell whether a value has the form of an identifier with one of these prefixes."""
    return value[:2] in prefixes and _SID.fullmatch(value) is not None
