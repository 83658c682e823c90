"""The word by which automations know a message or call of theirs again."""

from typing import Final

from .clean_text import whole_text
from .errors import InvalidInput

MAX_LENGTH: Final = 255


def checked_tag(tag: str | None) -> str | None:
    """Return a tag as it is kept; raises `InvalidInput` (`tag_too_long`)."""
    if tag and len(tag) > MAX_LENGTH:
        raise InvalidInput("tag_too_long", length=str(len(tag)), allowed=str(MAX_LENGTH))
    return tag and whole_text(tag)
