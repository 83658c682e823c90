"""Keeps what people want up to date, and shows it, as long as an account is loaded."""

from homeassistant.core import Context, callback

from ..account import Account
from ..listening.listeners import async_listeners
from ..listening.occurrences import MessageReceived, MessageStatusChanged, Occurrence
from ..outbox.content import MessageContent
from ..outbox.outbox import async_outbox
from ..tracking.progress import ARRIVED, FAILED
from .asking import async_ask_unasked
from .consent import OPTED_OUT
from .issue import async_show_opt_outs
from .keywords import Keyword
from .not_wanted import OptedOut


class ConsentWatch:
    """Hears what people write, and what Twilio reports."""

    def __init__(self, account: Account) -> None:
        """Do nothing yet."""
        self._account = account
        self._consent = account.consent

    @callback
    def async_follow(self) -> None:
        """Begin, and ask whom nobody has asked yet."""
        account, entry = self._account, self._account.entry
        needed = {contact.number for contact in account.contacts if contact.needs_double_opt_in}
        if self._consent.memory.confirmations.keep(needed):
            self._consent.async_changed()
        entry.async_on_unload(async_listeners(account.hass).async_watch(self._async_note))
        entry.async_on_unload(self._consent.async_listen(self._async_show))
        self._async_show()
        entry.async_create_background_task(
            account.hass, async_ask_unasked(account), "Twilio consent"
        )

    @callback
    def _async_show(self) -> None:
        async_show_opt_outs(self._account)

    @callback
    def _async_note(self, occurrence: Occurrence, _: Context) -> None:
        if occurrence.entry_id != self._account.entry.entry_id:
            return
        match occurrence:
            case MessageReceived():
                if self._consent.async_hear(occurrence) is Keyword.STOP:
                    self._async_drop_waiting()
            case MessageStatusChanged(status=status) if status in ARRIVED:
                self._async_note_arrival(occurrence)
            case MessageStatusChanged(status=status) if status in FAILED:
                self._async_note_failure(occurrence)

    @callback
    def _async_note_arrival(self, arrived: MessageStatusChanged) -> None:
        if record := self._account.tracker.memory.messages.find(arrived.message_sid):
            self._consent.async_hear_arrival(record.party, record.sender, record.began)

    @callback
    def _async_note_failure(self, failed: MessageStatusChanged) -> None:
        """Take the sender as it was chosen: a Messaging Service reports a number of its own."""
        if self._consent.memory.confirmations.fail(failed.reference):
            self._consent.async_changed()
        record = self._account.tracker.memory.messages.find(failed.message_sid)
        if record and failed.error_code == OPTED_OUT:
            self._consent.async_hear_refusal(record.party, record.sender)

    @callback
    def _async_drop_waiting(self) -> None:
        """Give up what still waits to go where nobody wants it any more, but no alert."""
        outbox = async_outbox(self._account.hass)
        for place in outbox.places(self._account.entry.entry_id):
            entry, content = place.entry, place.entry.content
            is_ours_still = place.is_waiting and not place.is_out and not entry.is_alert
            if not (is_ours_still and isinstance(content, MessageContent)):
                continue
            try:
                self._account.check_opt_out(content.to, (content.sender,))
            except OptedOut as err:
                outbox.async_settle(entry.reference, err)
