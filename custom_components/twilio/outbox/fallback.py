"""Messages that go another way where one leads nowhere."""

import secrets
from typing import TYPE_CHECKING

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError

from ..api import Refused, Undelivered
from ..consent.not_wanted import OptedOut
from ..const import LOGGER
from ..origin import on_behalf_of
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
        except (OptedOut, Refused) as err:
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
        """Hear of all that gets further, as long as the account is loaded."""
        account = self._account
        for entry in self._standby.of(account.entry.entry_id):
            # What was known of it may have been lost with the power.
            if account.tracker.memory.get(entry.reference) is None:
                async_expect(account, entry)
        account.entry.async_on_unload(account.tracker.async_listen(self._async_hear))

    @callback
    def _async_hear(self, record: Record) -> None:
        if not isinstance(record, MessageRecord):
            return
        if record.has_arrived:
            self._standby.async_drop(record.reference)
        elif record.has_failed and (kept := self._standby.async_take(record.reference)):
            self._async_go_on(*kept, Undelivered(record.error_code))

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
        with on_behalf_of(entry.origin):
            account.hass.async_create_task(self._async_send(following, terms), "Twilio fallback")

    async def _async_send(self, content: MessageContent, terms: Terms) -> None:
        try:
            await async_submit_on_any_way(self._account, content, terms)
        except HomeAssistantError as err:
            # The repair of the message that did not arrive stays.
            LOGGER.warning("What did not arrive goes no other way: %s", err.translation_key)
