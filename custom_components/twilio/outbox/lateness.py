"""What is said of a message or call that goes out later than it was meant to."""

from datetime import datetime
from typing import Final

LATE_SECONDS: Final = 120.0
"""So much later than it was meant, something says when that was."""

LONGEST_BODY: Final = 1_600
"""Characters of one message (Twilio 21617)."""

_GAP: Final = "{meant}"


def is_late(age: float) -> bool:
    """Tell whether something of an age in seconds has to say when it was meant."""
    return age > LATE_SECONDS


def meant_at(meant: datetime, now: datetime) -> str:
    """Return when something was meant, by the clock on the wall, with the date of another day."""
    return f"{meant:%H:%M}" if meant.date() == now.date() else f"{meant:%Y-%m-%d %H:%M}"


def late_remark(meant: str, words: str) -> str:
    """Fill the gap of a sentence; other braces in it are left alone."""
    return words.replace(_GAP, meant)


def late_body(body: str, meant: str, words: str) -> str:
    """Return a text that begins with when it was meant.

    Where both are too long for one message the text alone: its end may be what counts.
    """
    remark = late_remark(meant, words)
    late = f"{remark}\n{body}" if body else remark
    return late if len(late) <= LONGEST_BODY else body
