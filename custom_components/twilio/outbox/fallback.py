"""Messages that go another way where one leads nowhere."""

from contextvars import Context
import secrets
from typing import TYPE_CHECKING

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError

from ..api import AcceptedMessage, Refused, Undelivered
from ..consent.not_wanted import OptedOut
from ..const import LOGGER
from ..origin import on_behalf_of
from ..tracking.brake import KeepsFailing
from ..tracking.records import MessageRecord, Record
from .attempt import async_expect
from .content import MessageContent
from .entry import Entry
from .other_ways import content_on_next_way
from .outbox import async_outbox
from .submission import Submission, Terms, async_submit

if TYPE_CHECKING:
    from ..account import Account


async def async_submit_on_any_way(
    account: Account, content: MessageContent, terms: Terms
) -> tuple[MessageContent, Submission]:
    """Submit a message on its way, or the next one where Twilio lets nothing through there.

    Return it as it went. Raises as `async_submit` does where no way is left. The outbox does the
    same with what waits there once nobody waits for it here.
    """
    while True:
        try:
            return content, await async_submit(account, content, terms)
        except (KeepsFailing, OptedOut, Refused) as err:
            following = content_on_next_way(account, content, err, is_alert=terms.is_alert)
            if following is None:
                raise
            content = following


class Fallback:
    """Hears whether what Twilio took arrives, and has it go another way where it does not."""

    def __init__(self, account: Account) -> None:
        """Hear nothing yet."""
        self._account = account
        self._standby = async_outbox(account.hass).standby

    @callback
    def async_follow(self) -> None:
        """Hear of all that gets further, and of what did while the account was not loaded."""
        account, tracker = self._account, self._account.tracker
        account.entry.async_on_unload(tracker.async_listen(self._async_hear))
        for entry in self._standby.of(account.entry.entry_id):
            if record := tracker.memory.get(entry.reference):
                self._async_hear(record)
            elif entry.sid:
                # What was known of it was lost with the power: Twilio is asked again.
                async_expect(account, entry)
                tracker.async_accept(entry.reference, AcceptedMessage(entry.sid, "accepted", None))

    @callback
    def _async_hear(self, record: Record) -> None:
        if not isinstance(record, MessageRecord):
            return
        if record.has_arrived:
            self._standby.async_drop(record.reference)
        elif record.has_failed:
            if kept := self._standby.get(record.reference):
                self._async_go_on(*kept, Undelivered(record.error_code))
            # Only now, so that no power cut can take both.
            self._standby.async_drop(record.reference)

    @callback
    def _async_go_on(self, entry: Entry, age: float, error: Undelivered) -> None:
        """Send it on the next way that may help, as another message."""
        if not isinstance(entry.content, MessageContent):
            return
        account, content = self._account, entry.content
        following = content_on_next_way(account, content, error, is_alert=entry.is_alert)
        if following is None:
            return
        terms = Terms(
            tag=entry.tag,
            is_alert=entry.is_alert,
            is_reply=entry.is_reply,
            valid_for=entry.valid_for,
            age=age,
            reference=secrets.token_hex(16),
        )
        self._standby.async_note_successor(entry.reference, str(terms.reference))
        # The news may come in the run of an automation that has nothing to do with it.
        Context().run(self._async_begin, following, terms, entry.origin)

    @callback
    def _async_begin(self, content: MessageContent, terms: Terms, origin: str | None) -> None:
        sending = self._async_send(content, terms, origin)
        self._account.hass.async_create_task(sending, "Twilio fallback")

    async def _async_send(self, content: MessageContent, terms: Terms, origin: str | None) -> None:
        try:
            with on_behalf_of(origin):
                await async_submit_on_any_way(self._account, content, terms)
        except HomeAssistantError as err:
            # The repair of the message that did not arrive stays.
            LOGGER.warning("What did not arrive goes no other way: %s", err.translation_key)
