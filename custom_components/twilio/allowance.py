"""What an account may send, counted, and said aloud where it stops."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
import time

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from .api import Refused, Unreachable
from .const import DOMAIN, SECTION_LIMITS
from .issues import issue_id
from .limits import DEFAULT_LIMITS, Ledger, Limit, LimitReached


class Allowance:
    """The ledger of an account, and the repair issues of its limits."""

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry, ledger: Ledger, save: Callable[[], None]
    ) -> None:
        """Count in a ledger; `save` is called after each change of it."""
        self._hass = hass
        self._entry = entry
        self._save = save
        self._overanswered: set[str] = set()
        self.ledger = ledger

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
        with self._reported(Limit.MESSAGES_PER_DAY):
            try:
                self.ledger.book_message(to, time.time())
            except LimitReached as err:
                if err.limit is Limit.REPLIES_PER_HOUR:
                    self._overanswered.add(to)
                raise
        # A message to somebody else says nothing of the replies to one.
        self._overanswered.discard(to)
        if not self._overanswered:
            self._clear(Limit.REPLIES_PER_HOUR)
        with self._counted(lambda: self.ledger.take_back_message(to)):
            yield

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count a call while it is placed; one that Twilio did not take does not count."""
        with self._reported(Limit.CALLS_PER_DAY):
            self.ledger.book_call(time.time())
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
    def _reported(self, passed: Limit | None = None) -> Iterator[None]:
        """Tell the household where a limit stops something, and take it back once it is passed."""
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
            raise
        if passed:
            self._clear(passed)

    def _clear(self, limit: Limit) -> None:
        ir.async_delete_issue(self._hass, DOMAIN, self._issue_id(limit))

    def _issue_id(self, limit: Limit) -> str:
        return issue_id(f"limit_{limit}", self._entry)
