"""One attempt at something: known on the disk first, then Twilio is asked."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
import time
from typing import TYPE_CHECKING, Final

from homeassistant.core import callback

from ..api import TooManyRequests, TwilioApiError, Unreachable
from ..consent.wanted import check_wanted
from ..const import LOGGER
from .content import Content, Kind, MessageContent
from .entry import Entry, State
from .expiry import expired
from .handover import Accepted, async_hand_over
from .late_content import async_said_now
from .tally import Counted

if TYPE_CHECKING:
    from ..account import Account
    from .outbox import Outbox

PATIENCE_SECONDS: Final = 5.0
"""How long Twilio may take to tell the time."""


class SettledMeanwhileError(Exception):
    """A report told what had become of it, before Twilio was asked once more."""


async def async_attempt(outbox: Outbox, account: Account, entry: Entry) -> Accepted:
    """Ask Twilio once to take an entry, in the words of now.

    Raises what `async_hand_over` raises, `SettledMeanwhileError`, `NotWanted` where it is wanted
    no more, and `Failed` where it has expired without anybody noticing.
    """
    check_wanted(account, entry.content, is_alert=entry.is_alert, is_reply=entry.is_reply)
    if outbox.ages.is_in_question(entry):
        await _async_ask_the_time(account)
        if outbox.ages.left(entry) <= 0:
            raise expired(entry)
    content = await async_said_now(account.hass, entry.content, outbox.ages.of(entry))
    is_again = entry.state is State.UNCERTAIN
    trying = replace(
        entry,
        state=State.TRYING,
        attempts=entry.attempts + 1,
        tried=time.time(),
        body_tried=_other_body(entry.content, content),
        maybe_duplicate=entry.maybe_duplicate or is_again,
    )
    async_expect(account, trying)
    if outbox.queue.get(entry.reference) is None:
        raise SettledMeanwhileError
    outbox.async_note(trying)
    if is_again:
        # Rather twice than not at all, and never without counting it.
        LOGGER.warning(
            "A %s is sent again, because Twilio does not say whether it took it before",
            entry.content.kind,
        )
        outbox.tally.async_count(entry.entry_id, Counted.MAYBE_DUPLICATES)
    await outbox.writer.async_commit()
    outbox.inquiry.async_try(entry.reference)
    return await async_hand_over(account, trying, content, outbox.ages.left(entry))


@callback
def async_expect(account: Account, entry: Entry) -> None:
    """Know an entry again when Twilio reports on it, which may come before Twilio's answer."""
    account.tracker.async_expect(
        entry.reference,
        entry.content.sender,
        entry.content.to,
        entry.tag,
        is_call=entry.content.kind is Kind.CALL,
        is_reply=entry.is_reply,
    )


async def _async_ask_the_time(account: Account) -> None:
    """Have Twilio say what time it is: each of its answers does, whatever it is asked.

    Raises `Unreachable` and `TooManyRequests`, with which nothing else would go out either.
    """
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await account.api.sent_messages(None, datetime.now(UTC))
    except Unreachable, TooManyRequests:
        raise
    except TwilioApiError, TimeoutError:
        LOGGER.debug("Twilio does not tell what time it is")


def _other_body(meant: Content, said: Content) -> str | None:
    """Return the text of a message that says more than was meant, none where it does not."""
    if isinstance(meant, MessageContent) and isinstance(said, MessageContent):
        return None if said.body == meant.body else said.body
    return None
