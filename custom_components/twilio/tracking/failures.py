"""What did not arrive, said to the household."""

import time
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import Context, HomeAssistant, callback

from ..const import LOGGER
from ..listening.listeners import async_listeners
from ..listening.occurrences import CallStatusChanged, MessageStatusChanged, Occurrence
from ..outbox.content import Kind
from ..outbox.lost_alert import async_dismiss_lost_alert
from .failure_issue import (
    CALL_NOT_PLACED,
    CALL_UNCERTAIN,
    MESSAGE_NOT_SENT,
    MESSAGE_UNCERTAIN,
    NOT_DELIVERED,
    Arrival,
    Failure,
    about,
    async_report_failure,
    async_settle_failure,
    async_take_back_failure,
)
from .memory import TrackingMemory
from .progress import ARRIVED, FAILED, MESSAGE, Progress
from .reasons import error_words, log_words
from .records import MessageRecord, Record

_GIVEN_UP: Final = {
    Kind.MESSAGE: (MESSAGE_NOT_SENT, MESSAGE_UNCERTAIN),
    Kind.CALL: (CALL_NOT_PLACED, CALL_UNCERTAIN),
}
"""Under what the household hears of what this house gave up."""


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
            case MessageStatusChanged(message_sid="") | CallStatusChanged(call_sid=""):
                pass  # This house gave it up, and has said so.
            case MessageStatusChanged(status=status) if status in FAILED:
                _warn("Message", occurrence.message_sid, status, occurrence.error_code)
                self._async_report(occurrence)
            case MessageStatusChanged(status=status) if status in ARRIVED:
                self._async_take_back(occurrence)
            case CallStatusChanged(status="failed"):
                _warn("Call", occurrence.call_sid, "failed", occurrence.error_code)
            case CallStatusChanged(status="in-progress" | "completed", is_inbound=False):
                call = self._memory.calls.find(occurrence.call_sid)
                arrival = _arrival(call) if call else _arrival_of_another(occurrence.party)
                self._async_settle(Kind.CALL, arrival)

    @callback
    def _async_report(self, failed: MessageStatusChanged) -> None:
        """Tell of a recipient, unless he only ever got replies: strangers would fill the list."""
        record = self._memory.messages.find(failed.message_sid) or _forgotten(failed)
        if record is None or self._is_stranger(record.party):
            return
        async_report_failure(
            self._hass,
            self._entry,
            Failure(
                key=NOT_DELIVERED,
                sender=record.sender,
                party=record.party,
                began=record.began,
                code=failed.error_code,
                reason=error_words(self._hass, failed.error_code),
            ),
        )

    @callback
    def _async_take_back(self, arrived: MessageStatusChanged) -> None:
        """Take a recipient off the list once a message arrives that began after what failed."""
        record = self._memory.messages.find(arrived.message_sid)
        if record is None:
            return
        self._async_settle(Kind.MESSAGE, _arrival(record))
        if not any(
            other.has_failed
            and other.began > record.began
            and about(other.party) == about(record.party)
            for other in self._memory.messages
        ):
            async_take_back_failure(self._hass, self._entry, NOT_DELIVERED, record.party)

    @callback
    def _async_settle(self, kind: Kind, arrival: Arrival) -> None:
        """Take back what was given up before, or went out for all that, and its notification."""
        hass, entry = self._hass, self._entry
        settled = [async_settle_failure(hass, entry, key, arrival) for key in _GIVEN_UP[kind]]
        if all(settled):
            async_dismiss_lost_alert(hass, entry, kind, arrival.party)

    def _is_stranger(self, party: str) -> bool:
        known = [sent.is_reply for sent in self._memory.messages if sent.party == party]
        return bool(known) and all(known)


def _arrival(record: Record) -> Arrival:
    return Arrival(party=record.party, began=record.began, reference=record.reference)


def _arrival_of_another(party: str) -> Arrival:
    """Return what reached somebody whom another program called."""
    return Arrival(party=party, began=time.time())


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
