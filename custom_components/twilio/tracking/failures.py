"""What did not arrive, said to the household."""

from datetime import datetime
import time
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Context, HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..const import DOMAIN, LOGGER
from ..issues import Issue, async_report, async_take_back, issue_id
from ..listening.listeners import async_listeners
from ..listening.occurrences import CallStatusChanged, MessageStatusChanged, Occurrence
from .memory import TrackingMemory
from .progress import ARRIVED, FAILED, MESSAGE, Progress
from .reasons import error_words, log_words
from .records import MessageRecord

NOT_DELIVERED: Final = "message_not_delivered"
MOST_ISSUES: Final = 20
"""About how many recipients the household hears at the same time."""

_ERROR_PAGES: Final = "https://www.twilio.com/docs/api/errors"


class Failures:
    """Warns of what failed, and has a repair for each recipient until something arrives there."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry, memory: TrackingMemory) -> None:
        """Say nothing yet."""
        self._hass = hass
        self._entry = entry
        self._memory = memory

    @callback
    def async_follow(self) -> None:
        """Hear of all that gets further, as long as the account is loaded."""
        stop = async_listeners(self._hass).async_watch(self._async_note)
        self._entry.async_on_unload(stop)

    @callback
    def _async_note(self, occurrence: Occurrence, _: Context) -> None:
        if occurrence.entry_id != self._entry.entry_id:
            return
        match occurrence:
            case MessageStatusChanged(status=status) if status in FAILED:
                _warn("Message", occurrence.message_sid, status, occurrence.error_code)
                self._async_report(occurrence)
            case MessageStatusChanged(status=status) if status in ARRIVED:
                self._async_take_back(occurrence)
            case CallStatusChanged(status="failed"):
                _warn("Call", occurrence.call_sid, "failed", occurrence.error_code)

    @callback
    def _async_report(self, failed: MessageStatusChanged) -> None:
        """Tell of a recipient, unless he only ever got replies: strangers would fill the list."""
        record = self._memory.messages.find(failed.message_sid) or _forgotten(failed)
        if record is None or self._is_stranger(record.party):
            return
        self._make_room(_about(record))
        code, began = failed.error_code, _local(record.began)
        page = f"{_ERROR_PAGES}/{code}" if code else _ERROR_PAGES
        async_report(
            self._hass,
            self._entry,
            Issue(
                key=NOT_DELIVERED,
                about=_about(record),
                severity=ir.IssueSeverity.ERROR,
                is_fixable=True,
                is_persistent=True,
                placeholders={
                    "recipient": record.party,
                    "sender": record.sender,
                    "date": f"{began:%Y-%m-%d}",
                    "time": f"{began:%H:%M}",
                    "reason": error_words(self._hass, code),
                    # The dialog of a repair does not show where to learn more.
                    "page": page,
                },
                learn_more_url=page,
            ),
        )

    @callback
    def _async_take_back(self, arrived: MessageStatusChanged) -> None:
        """Take a recipient off the list once a message arrives that began after what failed."""
        record = self._memory.messages.find(arrived.message_sid)
        if record and not any(
            other.has_failed and other.began > record.began and _about(other) == _about(record)
            for other in self._memory.messages
        ):
            async_take_back(self._hass, self._entry, NOT_DELIVERED, _about(record))

    def _is_stranger(self, party: str) -> bool:
        known = [sent.is_reply for sent in self._memory.messages if sent.party == party]
        return bool(known) and all(known)

    @callback
    def _make_room(self, about: str) -> None:
        """Let the oldest go where there are too many; a recipient that is listed takes no place."""
        issues = {
            known: issue
            for (domain, known), issue in ir.async_get(self._hass).issues.items()
            if domain == DOMAIN
            and known.startswith(f"{NOT_DELIVERED}_")
            and known.endswith(f"_{self._entry.entry_id}")
        }
        if len(issues) >= MOST_ISSUES and issue_id(NOT_DELIVERED, self._entry, about) not in issues:
            ir.async_delete_issue(
                self._hass, DOMAIN, min(issues, key=lambda known: issues[known].created)
            )


def _forgotten(failed: MessageStatusChanged) -> MessageRecord | None:
    """Return what the report on a message of ours that was forgotten tells of it."""
    if not (failed.is_ours and failed.to):
        return None
    now = time.time()
    return MessageRecord(
        reference="",
        sender=failed.from_,
        party=failed.to,
        began=now,
        changed=now,
        progress=Progress(MESSAGE),
    )


def _warn(what: str, sid: str, status: str, code: int | None) -> None:
    LOGGER.warning("%s %s is %s: %s", what, sid, status, log_words(code))


def _local(seconds: float) -> datetime:
    return dt_util.as_local(dt_util.utc_from_timestamp(seconds))


def _about(record: MessageRecord) -> str:
    """Return by what a recipient is told apart, whatever the channel."""
    return "".join(character for character in record.party if character.isdecimal())
