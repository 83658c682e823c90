"""What an account may send, counted, and said aloud where it stops."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
import time

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later

from .api import Refused, Unreachable
from .const import DOMAIN, SECTION_LIMITS
from .issues import issue_id
from .limits import DEFAULT_LIMITS, PERIODS, Ledger, Limit, LimitReached


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
        self.ledger = ledger
        entry.async_on_unload(self._async_stop)

    @callback
    def async_apply_options(self) -> None:
        """Take over the limits of the options."""
        chosen = self._entry.options.get(SECTION_LIMITS, {})
        self.ledger.limits = {
            limit: chosen.get(limit, default) for limit, default in DEFAULT_LIMITS.items()
        }
        for limit in Limit:
            self._clear(limit)

    @callback
    def async_check_recipients(self, count: int) -> None:
        """Refuse an action with no or too many recipients."""
        # The next action is another one: only the options settle this.
        with self._reported():
            self.ledger.check_recipients(count)

    @contextmanager
    def message(self, to: str) -> Iterator[None]:
        """Count a message while it is sent; one that Twilio did not take does not count."""
        with self._reported():
            is_reply = self.ledger.book_message(to, time.time())
        self._clear(Limit.MESSAGES_PER_DAY)
        if is_reply:
            self._clear(Limit.REPLIES_PER_DAY)
        with self._counted(lambda: self.ledger.take_back_message(to)):
            yield

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count a call while it is placed; one that Twilio did not take does not count."""
        with self._reported():
            self.ledger.book_call(time.time())
        self._clear(Limit.CALLS_PER_DAY)
        with self._counted(self.ledger.take_back_call):
            yield

    @contextmanager
    def _counted(self, take_back: Callable[[], None]) -> Iterator[None]:
        try:
            yield
        except Unreachable, Refused:
            take_back()
            raise
        finally:
            self._save()

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """Tell the household where a limit stops something."""
        try:
            yield
        except LimitReached as err:
            ir.async_create_issue(
                self._hass,
                DOMAIN,
                self._issue_id(err.limit),
                is_fixable=False,
                severity=ir.IssueSeverity.WARNING,
                translation_key=f"limit_{err.limit}",
                translation_placeholders={
                    "account": self._entry.title,
                    "allowed": str(err.allowed),
                },
            )
            self._clear_later(err.limit)
            raise

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
        ir.async_delete_issue(self._hass, DOMAIN, self._issue_id(limit))

    def _stop_timer(self, limit: Limit) -> None:
        if stop := self._timers.pop(limit, None):
            stop()

    @callback
    def _async_stop(self) -> None:
        for limit in Limit:
            self._stop_timer(limit)

    def _issue_id(self, limit: Limit) -> str:
        return issue_id(f"limit_{limit}", self._entry)
