"""What the house keeps in mind while it handles commands, in this run."""

from dataclasses import dataclass, field
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.singleton import singleton
from homeassistant.util.hass_dict import HassKey

from ..address import number_of
from ..const import DOMAIN
from .budget import Budget
from .cooldowns import Cooldowns
from .lanes import Lanes

MOST_ANSWERS: Final = 5
"""Answers of the house itself an hour to one number on one channel: whoever forges a number must
not have them pour on its owner."""
MOST_TRIES: Final = 20
"""PINs a day of one contact that are tried in texts that are no commands: nobody counts them as
wrong, and who sees the text sees what was cut."""

_HOUR: Final = 60 * 60.0
_DAY: Final = 24 * _HOUR


def lane_of(entry_id: str, address: str) -> str:
    """Return in which lane somebody's texts to an account wait, whatever channel they come by."""
    return f"{number_of(address)}_{entry_id}"


@dataclass(frozen=True, slots=True)
class CommandDesk:
    """Outlives a reload of an account, as the automations do."""

    reading: Lanes = field(default_factory=Lanes)
    """Texts until everybody has heard of them."""
    obeying: Lanes = field(default_factory=Lanes)
    """Texts that may be commands, until these have run."""
    tries: Budget = field(default_factory=lambda: Budget(MOST_TRIES, _DAY))
    answers: Budget = field(default_factory=lambda: Budget(MOST_ANSWERS, _HOUR))
    cooldowns: Cooldowns = field(default_factory=Cooldowns)


DATA_DESK: Final[HassKey[CommandDesk]] = HassKey(f"{DOMAIN}_commands")


@singleton(DATA_DESK)
@callback
def async_command_desk(_: HomeAssistant) -> CommandDesk:
    """Return the desk of this house."""
    return CommandDesk()
