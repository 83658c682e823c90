"""Why something still waits, in plain words."""

from enum import StrEnum
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ..own_texts import own_text

_TEXTS: Final = "selector.waiting.options"


class WaitReason(StrEnum):
    """The reasons, by the names of their texts; all but the first are hindrances of errors."""

    IN_LINE = "in_line"
    UNREACHABLE = "unreachable"
    UNCERTAIN = "uncertain"
    TOO_MANY = "too_many"
    CREDENTIALS = "credentials"
    NOT_ACTIVE = "not_active"


@callback
def wait_words(hass: HomeAssistant, hindrance: str | None) -> str:
    """Return why something waits, by the hindrance of the error that stopped it if any did."""
    return own_text(hass, f"{_TEXTS}.{wait_reason(hindrance)}")


def wait_reason(hindrance: str | None) -> WaitReason:
    """Return the reason behind a hindrance; one that nobody knows any more is none."""
    known = hindrance in WaitReason
    return WaitReason(hindrance) if hindrance and known else WaitReason.IN_LINE
