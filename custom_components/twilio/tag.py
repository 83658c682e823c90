"""The word by which automations know a message or call of theirs again."""

from typing import Final

from .errors import InvalidInput

MAX_LENGTH: Final = 255


def check_tag(tag: str | None) -> None:
    """Refuse a tag that is too long to be kept."""
    if tag and len(tag) > MAX_LENGTH:
        raise InvalidInput("tag_too_long", length=str(len(tag)), allowed=str(MAX_LENGTH))
