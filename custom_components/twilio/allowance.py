"""What an account may send, counted, and said aloud where it stops."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
import time

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from .address import CALLABLE, country_of
from .booking import Booking
from .const import CONF_COUNTRIES, SECTION_ALERT_LIMITS, SECTION_LIMITS, SECTION_RECIPIENT_LIMITS
from .errors import InvalidInput
from .issues import Issue, async_report, async_take_back
from .ledger import Ledger
from .limits import DEFAULT_LIMITS, PERIODS, Limit, LimitReached, subjects_of
from .notifications import async_notifications
from .origin import async_origin_of_send, async_runs
from .outbox.content import Kind
from .runaways import Runaways
from .sent_most import async_sent_most, async_who

_SECTIONS = (SECTION_LIMITS, SECTION_RECIPIENT_LIMITS, SECTION_ALERT_LIMITS)


class Allowance:
    """The ledger of an account, and the repair issues of its limits."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry, ledger: Ledger, save: Callable[[], None]
    ) -> None:
        """Count in a ledger; `save` is called after each change of it."""
        self._hass = hass
        self._entry = entry
        self._save = save
        self._timers: dict[Limit, CALLBACK_TYPE] = {}
        self._reported: set[Limit] = set()
        self._countries: frozenset[str] = frozenset()
        self.ledger = ledger
        self.runaways = Runaways(hass, entry, ledger, save)
        async_runs(hass)
        async_notifications(hass)
        entry.async_on_unload(self._async_stop)

    @callback
    def async_apply_options(self) -> None:
        """Take over the limits of the options."""
        options = self._entry.options
        chosen = {
            name: count for section in _SECTIONS for name, count in options.get(section, {}).items()
        }
        self.ledger.limits = {
            limit: chosen.get(limit, default) for limit, default in DEFAULT_LIMITS.items()
        }
        self._countries = frozenset(options.get(CONF_COUNTRIES, ()))
        self.runaways.async_apply_options()
        for limit in Limit:
            self._clear(limit)

    @callback
    def async_check_recipients(self, count: int) -> None:
        """Refuse an action with no or too many recipients."""
        # The next action is another one: only the options settle this.
        try:
            self.ledger.check_recipients(count)
        except LimitReached as err:
            self._report(err)
            raise

    @callback
    def async_check_bulk(self, count: int) -> None:
        """Refuse an action that writes to too many from a number alone."""
        try:
            self.ledger.check_bulk(count)
        except LimitReached as err:
            self._report(err)
            raise

    @callback
    def async_book(
        self,
        kind: Kind,
        to: str,
        *,
        is_alert: bool = False,
        is_reply: bool = False,
        is_notice: bool = False,
        origin: str | None = None,
    ) -> Booking:
        """Count a message or call, before anything of it goes out.

        Raises `InvalidInput` (`country_not_allowed`, `no_country`), `Runaway` or `LimitReached`,
        and counts nothing then. `is_reply` for what answers a text of whomever, `is_notice` too
        for what counts as any other message all the same.
        """
        self._check_country(to)
        now = time.time()
        if not is_reply:
            self.runaways.async_check(origin, kind, to, now, is_alert=is_alert)
        try:
            booking = self.ledger.book(
                kind,
                to,
                now,
                is_alert=is_alert,
                is_reply=is_reply,
                is_notice=is_notice,
                origin=origin,
            )
        except LimitReached as err:
            self._report(err)
            raise
        if not is_reply:
            self.runaways.async_note(origin, kind, to, now, is_alert=is_alert)
        self._clear_what_has_room(booking)
        self._save()
        return booking

    @callback
    def async_take_back(self, booking: Booking) -> None:
        """Uncount what surely was not sent, also by an earlier run."""
        self.ledger.take_back(booking)
        self._save()

    def _check_country(self, to: str) -> None:
        if self._countries and (country := country_of(to)) and country not in self._countries:
            if country not in CALLABLE:
                raise InvalidInput("no_country", recipient=to)
            raise InvalidInput("country_not_allowed", recipient=to, country=country)

    def _report(self, reached: LimitReached) -> None:
        """Tell the household where a limit stops something."""
        limit = reached.limit
        if limit not in self._reported:
            self._reported.add(limit)
            placeholders = {"allowed": str(reached.allowed), "recipient": reached.to}
            if limit in PERIODS:
                origins = self.ledger.origins(limit, reached.to)
                placeholders["most"] = async_sent_most(self._hass, origins)
            else:
                # Nothing of it was counted, and whoever asks does so right now.
                placeholders["most"] = async_who(self._hass, async_origin_of_send(self._hass))
            async_report(
                self._hass, self._entry, Issue(key=f"limit_{limit}", placeholders=placeholders)
            )
        self._clear_later(limit)

    def _clear_what_has_room(self, booking: Booking) -> None:
        """Take back what was said of limits that stop nothing any more."""
        if self._reported:
            for limit, scope in subjects_of(booking):
                if limit in self._reported and not scope:
                    self._clear(limit)

    def _clear_later(self, limit: Limit) -> None:
        """Take back what was said of a limit once it has stopped nothing for its whole period."""
        self._stop_timer(limit)
        if limit in PERIODS:
            job = HassJob(partial(self._async_expire, limit), cancel_on_shutdown=True)
            self._timers[limit] = async_call_later(self._hass, PERIODS[limit], job)

    @callback
    def _async_expire(self, limit: Limit, _: datetime) -> None:
        self._clear(limit)

    def _clear(self, limit: Limit) -> None:
        self._stop_timer(limit)
        self._reported.discard(limit)
        async_take_back(self._hass, self._entry, f"limit_{limit}")

    def _stop_timer(self, limit: Limit) -> None:
        if stop := self._timers.pop(limit, None):
            stop()

    @callback
    def _async_stop(self) -> None:
        for limit in Limit:
            self._stop_timer(limit)
