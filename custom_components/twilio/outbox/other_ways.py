"""How a message goes on that does not get through on its way, once nobody waits for it."""

from dataclasses import replace
from typing import TYPE_CHECKING

from homeassistant.core import callback
from homeassistant.exceptions import HomeAssistantError

from ..consent.routing import ways_left
from ..contacts.contact import ContactChannel
from .content import MessageContent
from .entry import Entry, State

if TYPE_CHECKING:
    from ..account import Account


def content_on_next_way(
    account: Account, content: MessageContent, error: HomeAssistantError, *, is_alert: bool
) -> MessageContent | None:
    """Return a message as it goes its next way after an error, none where no way is left."""
    channel = ContactChannel.of_message(content.to)
    left = [
        way
        for way in ways_left(content.other_ways, channel, error, is_alert=is_alert)
        if is_alert or not account.consent.stopped(way.to, (way.sender,))
    ]
    if not left:
        return None
    way, *others = left
    return replace(content, to=way.to, sender=way.sender, other_ways=tuple(others))


@callback
def async_on_another_way(account: Account, entry: Entry, error: HomeAssistantError) -> Entry | None:
    """Return what waited as it goes its next way after an error, none where no way is left."""
    if not isinstance(entry.content, MessageContent):
        return None
    content = content_on_next_way(account, entry.content, error, is_alert=entry.is_alert)
    if content is None:
        return None
    # Reports on it come under the same id, of another sender now.
    account.tracker.async_drop(entry.reference)
    return replace(
        entry,
        content=content,
        state=State.WAITING,
        attempts=0,
        tried=None,
        body_tried=None,
        reason=None,
    )
