"""For how long a message is of use, as people write it."""

from datetime import timedelta
from typing import Any, Final

from homeassistant.helpers import config_validation as cv
import voluptuous as vol

_SHORTEST: Final = timedelta(seconds=1)
_LONGEST: Final = timedelta(hours=10)
"""What Twilio keeps in its queue at most (`ValidityPeriod`)."""


def valid_for(value: Any) -> float:
    """Validate a duration in any of Home Assistant's spellings and return its seconds."""
    duration: timedelta = cv.time_period(value)
    if not _SHORTEST <= duration <= _LONGEST:
        raise vol.Invalid("a message is valid for 1 second to 10 hours")
    return duration.total_seconds()
