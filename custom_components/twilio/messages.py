"""Messages to people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from .account import Account
from .address import parse_recipient, parse_sender
from .clean_text import clean_text, whole_text
from .delivery import Result, deliver
from .errors import InvalidInput
from .outbox.content import MessageContent
from .outbox.lateness import LONGEST_BODY
from .outbox.outbox import async_outbox
from .outbox.submission import Terms, async_submit
from .senders import Capability
from .tag import checked_tag
from .tracking.outcome import outcomes

MAX_MEDIA: Final = 10
"""Pictures and files of one message (Twilio 21623)."""


@dataclass(frozen=True, slots=True)
class MessageRequest:
    """A message that somebody asked for; `sender` none for the account's default."""

    to: Sequence[str]
    message: str
    sender: str | None = None
    media_urls: Sequence[str] = ()
    tag: str | None = None
    """By what whoever sends it wants to know it again."""
    wait_for_delivery: bool = False
    """Whether the results say what became of the messages, as far as that is known soon."""
    is_alert: bool = False
    """Whether it goes before all others, and rather twice than not at all."""
    valid_for: float | None = None
    """For how many seconds it is of use, none for as long as is usual."""


async def async_send_message(account: Account, request: MessageRequest) -> tuple[Result, ...]:
    """Send a message to everybody it is for.

    Raises before anything is sent: `InvalidInput`, `LimitReached`, or `TwilioApiError` where
    Twilio had to be asked for a sender. What happens to a single recipient is in the results.
    """
    body = _checked_body(request)
    media_urls = _checked_media(request.media_urls)
    tag = checked_tag(request.tag)
    if request.wait_for_delivery:
        account.async_check_reports()
    account.allowance.async_check_recipients(len(request.to))
    sender = await account.async_sender(request.sender, Capability.SMS)

    terms = Terms(tag=tag, is_alert=request.is_alert, valid_for=request.valid_for)

    async def send(to: str) -> Result:
        message = MessageContent(to=to, sender=sender.address, body=body, media_urls=media_urls)
        return Result.of(to, await async_submit(account, message, terms))

    results = await deliver(request.to, sender, account.hass.config.country, send)
    if not request.wait_for_delivery:
        return results
    return await outcomes(async_outbox(account.hass), account.tracker, results)


async def async_answer_message(account: Account, to: str, body: str, sender: str) -> None:
    """Send back to whoever wrote, at the address as Twilio spells it; raises what stops it."""
    if "+" in to:
        parse_recipient(to)  # Refuses emergency numbers: whoever forges one gets no answer there.
    message = MessageContent(to=to, sender=parse_sender(sender).address, body=body)
    await async_submit(account, message, Terms(is_reply=True))


def _checked_body(request: MessageRequest) -> str:
    body = clean_text(request.message)
    if not body.strip() and not request.media_urls:
        raise InvalidInput("empty_message")
    if len(body) > LONGEST_BODY:
        raise InvalidInput("message_too_long", length=str(len(body)), allowed=str(LONGEST_BODY))
    return body


def _checked_media(urls: Sequence[str]) -> tuple[str, ...]:
    if len(urls) > MAX_MEDIA:
        raise InvalidInput("too_much_media", count=str(len(urls)), allowed=str(MAX_MEDIA))
    for url in urls:
        if not _is_web_address(url):
            raise InvalidInput("invalid_media_url", url=url)
    return tuple(urls)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_whole = whole_text(url) == url
    return is_whole and parts.scheme in {"http", "https"} and bool(parts.hostname)
