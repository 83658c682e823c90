"""Text that survives the way to a phone."""

import re

# What XML 1.0 and UTF-8 can carry (https://www.w3.org/TR/xml/#charsets); one character outside
# of it makes TwiML malformed (Twilio 12100) or cannot be sent at all.
_UNSENDABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean_text(text: str) -> str:
    """Drop the characters that neither XML 1.0 nor UTF-8 can carry."""
    return _UNSENDABLE.sub("", text)


def whole_text(text: str) -> str:
    """Put a question mark for each half of a character, which JSON can carry and UTF-8 cannot.

    Nothing is dropped: what somebody wrote, or his name, must not become another one.
    """
    return text.encode(errors="replace").decode()
