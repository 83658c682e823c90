"""Automations that were stopped, said to the household, which lets them send again."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
import time
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import STATE_OFF, STATE_UNAVAILABLE
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    EventStateChangedData,
    HassJob,
    HomeAssistant,
    callback,
)
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later, async_track_state_change_event

from .const import LOGGER, SECTION_RUNAWAY
from .issues import Issue, async_report, async_take_back
from .ledger import Ledger
from .origin import AUTOMATION, async_entity_of, async_link_to, async_name_of
from .outbox.content import Kind
from .runaway import Pace, Runaway
from .runaway_stop import Stop

RUNAWAY: Final = "runaway"
CONF_TIMES: Final = "times"
CONF_MINUTES: Final = "minutes"
DEFAULT_PACE: Final = Pace()


class Runaways:
    """The brake of an account, with a repair for each automation or script that it stopped."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry, ledger: Ledger, save: Callable[[], None]
    ) -> None:
        """Stop with the brake of a ledger; `save` is called after each change of it."""
        self._hass = hass
        self._entry = entry
        self._ledger = ledger
        self._brake = ledger.brake
        self._save = save
        self._watched: dict[str, tuple[CALLBACK_TYPE, ...]] = {}
        self._pace: Pace | None = None
        entry.async_on_unload(self._async_unwatch_all)

    @callback
    def async_apply_options(self) -> None:
        """Take over the pace of the options; another one lets everything send again."""
        chosen = self._entry.options.get(SECTION_RUNAWAY, {})
        pace = Pace(
            chosen.get(CONF_TIMES, DEFAULT_PACE.times),
            chosen.get(CONF_MINUTES, DEFAULT_PACE.minutes),
        )
        is_another = self._pace not in (None, pace)
        self._pace = self._brake.pace = pace
        for origin in {stop.origin for stop in self._brake.stops.values()}:
            if is_another:
                self.async_release(origin)
            else:
                self._async_forgive(origin)

    @callback
    def async_check(
        self, origin: str | None, kind: Kind, to: str, now: float, *, is_alert: bool
    ) -> None:
        """Raise `Runaway` where whoever asks has to stop; what nobody can name never has to."""
        if origin is None:
            return
        asking = (origin, is_alert)
        before = self._brake.stops.get(asking)
        stop = self._brake.check(asking, kind, to, self._ledger.limits, now)
        if stop is not before:
            if stop:
                LOGGER.warning("%s was stopped: it sent %s messages or calls", origin, stop.sent)
            self._save()
            self._follow(origin)
        if stop:
            raise Runaway(async_name_of(self._hass, origin), stop)

    @callback
    def async_note(
        self, origin: str | None, kind: Kind, to: str, now: float, *, is_alert: bool
    ) -> None:
        """Note what goes out."""
        if origin is not None:
            self._brake.note((origin, is_alert), kind, to, now)

    @callback
    def async_release(self, origin: str) -> None:
        """Let an automation or script send again."""
        self._brake.release(origin)
        self._save()
        self._follow(origin)

    @callback
    def _async_forgive(self, origin: str, _: datetime | None = None) -> None:
        """Let it send again what was stopped long enough."""
        self._brake.forgive(origin, time.time())
        self._save()
        self._follow(origin)

    def _follow(self, origin: str) -> None:
        """Say what is stopped, and watch it for as long as anything of it is."""
        self._unwatch(origin)
        if stops := self._brake.stops_of(origin):
            self._report(stops[-1])
            self._watch(origin, min(map(self._brake.end_of, stops)))
        else:
            async_take_back(self._hass, self._entry, RUNAWAY, origin)

    def _report(self, stop: Stop) -> None:
        async_report(
            self._hass,
            self._entry,
            Issue(
                key=RUNAWAY,
                about=stop.origin,
                severity=ir.IssueSeverity.ERROR,
                is_fixable=True,
                placeholders={
                    "name": async_name_of(self._hass, stop.origin),
                    "automation": async_link_to(self._hass, stop.origin),
                    "sent": str(stop.sent),
                    "minutes": str(stop.minutes),
                },
            ),
        )

    def _watch(self, origin: str, end: float) -> None:
        """Let it send again once it was changed or turned off, or its stop has ended."""
        forgive = HassJob(partial(self._async_forgive, origin), cancel_on_shutdown=True)
        rest = max(0.0, end - time.time())
        self._watched[origin] = (
            async_call_later(self._hass, rest, forgive),
            async_track_state_change_event(
                self._hass,
                async_entity_of(self._hass, origin),
                partial(self._async_note_change, origin),
            ),
        )

    @callback
    def _async_note_change(self, origin: str, event: Event[EventStateChangedData]) -> None:
        """Hear that an automation was turned off, or is gone: also to make room for itself."""
        old, new = event.data["old_state"], event.data["new_state"]
        was_there = old is not None and old.state != STATE_UNAVAILABLE
        ends = {STATE_UNAVAILABLE}
        if origin.startswith(f"{AUTOMATION}."):  # A script is off whenever it does not run.
            ends.add(STATE_OFF)
        if was_there and (new is None or new.state in ends):
            self.async_release(origin)

    def _unwatch(self, origin: str) -> None:
        for unwatch in self._watched.pop(origin, ()):
            unwatch()

    @callback
    def _async_unwatch_all(self) -> None:
        for origin in tuple(self._watched):
            self._unwatch(origin)
