"""What the household hears of an outbox that does not empty itself."""

from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..issues import Issue, async_report, async_take_back
from .backlog import Backlog
from .entry import Entry
from .lookout import Lookout
from .outbox import async_outbox
from .wait_reasons import wait_words

PATIENCE_SECONDS: Final = 300.0
"""So long something may wait before the household hears of it."""
REPEAT_SECONDS: Final = 60.0
"""How often what it hears is brought up to date while nothing else happens."""

_WAIT: Final = "messages_wait"
_NOT_WRITTEN: Final = "outbox_not_written"
_DAMAGED: Final = "outbox_damaged"
_UNREADABLE: Final = "outbox_unreadable"


@callback
def async_follow_disk(hass: HomeAssistant) -> None:
    """Have a repair as long as what waits would not survive a restart."""
    writer = async_outbox(hass).writer

    @callback
    def async_look() -> None:
        if writer.is_failing:
            ir.async_create_issue(
                hass,
                DOMAIN,
                _NOT_WRITTEN,
                is_fixable=False,
                severity=ir.IssueSeverity.ERROR,
                translation_key=_NOT_WRITTEN,
            )
        else:
            ir.async_delete_issue(hass, DOMAIN, _NOT_WRITTEN)

    writer.async_listen(async_look)
    async_look()


@callback
def async_report_damage(hass: HomeAssistant) -> None:
    """Tell the household of what waited and is lost, until it has seen that."""
    unread = async_outbox(hass).writer.unread
    if unread == 0:
        return
    key = _UNREADABLE if unread is None else _DAMAGED
    ir.async_create_issue(
        hass,
        DOMAIN,
        key,
        is_fixable=True,
        is_persistent=True,
        severity=ir.IssueSeverity.ERROR,
        translation_key=key,
        translation_placeholders={"count": str(unread or 0)},
    )


@callback
def async_take_back_damage(hass: HomeAssistant) -> None:
    """Take that back: nobody is left whom it concerns."""
    for key in (_DAMAGED, _UNREADABLE):
        ir.async_delete_issue(hass, DOMAIN, key)


class WaitingIssue:
    """Has a repair for an account as long as something waits too long there."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Say nothing yet."""
        self._hass = hass
        self._entry = entry

    @callback
    def async_follow(self) -> None:
        """Look at the outbox as long as the account is loaded."""
        lookout = Lookout(self._hass, self._async_look)
        self._entry.async_on_unload(lookout.async_follow(self._async_look()))

    @callback
    def _async_look(self) -> float | None:
        """Say what there is to say, and return in how many seconds that may be different."""
        places = async_outbox(self._hass).places(self._entry.entry_id)
        backlog = Backlog.of(places, self._hass.loop.time())
        if backlog.oldest is None:
            async_take_back(self._hass, self._entry, _WAIT)
            return None
        if backlog.age < PATIENCE_SECONDS:
            async_take_back(self._hass, self._entry, _WAIT)
            return PATIENCE_SECONDS - backlog.age
        self._async_report(backlog, backlog.oldest)
        return REPEAT_SECONDS

    @callback
    def _async_report(self, backlog: Backlog, oldest: Entry) -> None:
        since = dt_util.as_local(dt_util.utc_from_timestamp(oldest.created))
        severity = ir.IssueSeverity.ERROR if backlog.alerts else ir.IssueSeverity.WARNING
        async_report(
            self._hass,
            self._entry,
            Issue(
                key=_WAIT,
                severity=severity,
                placeholders={
                    "count": str(backlog.count),
                    "alerts": str(backlog.alerts),
                    "date": f"{since:%Y-%m-%d}",
                    "time": f"{since:%H:%M}",
                    "reason": wait_words(self._hass, backlog.reason),
                },
            ),
        )
