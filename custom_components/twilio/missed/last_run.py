"""When the run of Home Assistant before this one ended."""

from collections.abc import Iterable
import logging
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import restore_state
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN

# Home Assistant 2026.10 has the first, 2026.11 the others.
_LAST_STATES: Final = (
    "last_states",
    "last_states_by_entity_id",
    "last_states_by_entity_registry_id",
)

DATA_END_OF_LAST_RUN: HassKey[float] = HassKey(f"{DOMAIN}_end_of_last_run")


@callback
def async_note_last_run(hass: HomeAssistant) -> None:
    """Remember when the last run ended, before entities of this one write when they were seen."""
    restored = restore_state.async_get(hass)
    seen = [
        state.last_seen.timestamp()
        for name in _LAST_STATES
        for state in getattr(restored, name, {}).values()
    ]
    hass.data[DATA_END_OF_LAST_RUN] = end_of_last_run(seen, _start_of_process())


@callback
def async_end_of_last_run(hass: HomeAssistant) -> float:
    """Return when the last run ended, in seconds since the epoch."""
    return hass.data[DATA_END_OF_LAST_RUN]


def end_of_last_run(seen: Iterable[float], start: float) -> float:
    """Return when a run ended that last saw its entities at some times, and before this start.

    Seconds since the epoch. A regular stop sees to all entities; without any, this start has to do.
    Where all were seen after it, it was told by a clock that had not been set yet.
    """
    times = tuple(seen)
    return max((moment for moment in times if moment <= start), default=max(times, default=start))


def _start_of_process() -> float:
    """Return when this process loaded logging, which is among the first that it does."""
    record = logging.LogRecord("", logging.DEBUG, "", 0, None, None, None)
    return record.created - record.relativeCreated / 1000
