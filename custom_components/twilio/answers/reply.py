"""What an automation sends back to whoever set it off by a text."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from homeassistant.core import Context, HomeAssistant

from ..accounts import async_account
from ..address import parse_recipient
from ..contacts.addressee import Addressee
from ..delivery import Result
from ..errors import InvalidInput
from ..messages import MessageRequest, async_send_message
from .correspondence import async_correspondence
from .return_path import async_is_own, is_answerable, receiver_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply that somebody asked for."""

    message: str = field(repr=False)
    message_sid: str | None = None
    """What it answers, none for the message that set off the run."""
    media_urls: Sequence[str] = ()
    tag: str | None = None


async def async_send_reply(
    hass: HomeAssistant, context: Context, reply: Reply
) -> tuple[Result, ...]:
    """Send a reply from the sender that received the message; `context` is that of the run.

    Raises as `async_send_message` does, and `InvalidInput`: `no_message` where none is known,
    `not_answerable`, `emergency_number` or `own_number` where nothing goes back to whoever wrote.
    """
    correspondence = async_correspondence(hass)
    message = (
        correspondence.by_context(context)
        if reply.message_sid is None
        else correspondence.by_sid(reply.message_sid)
    )
    if message is None:
        raise InvalidInput("no_message")
    if not is_answerable(message.from_):
        raise InvalidInput("not_answerable")
    if "+" in message.from_:
        parse_recipient(message.from_)  # Refuses emergency numbers, which somebody may forge.
    account = await async_account(hass, message.entry_id, None)
    if async_is_own(hass, message.from_):
        raise InvalidInput("own_number", recipient=message.from_)
    request = MessageRequest(
        [Addressee(message.from_, account.contact(message.from_))],
        reply.message,
        receiver_of(account, message),
        reply.media_urls,
        reply.tag,
        is_reply=True,
    )
    return await async_send_message(account, request)
