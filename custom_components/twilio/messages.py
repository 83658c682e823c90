"""Messages to people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from .account import Account
from .address import Sender, SenderKind, parse_recipient, parse_sender
from .api import OutgoingMessage
from .clean_text import clean_text
from .delivery import Result, deliver
from .errors import InvalidInput
from .senders import Capability
from .tag import check_tag
from .tracking.outcome import outcomes

MAX_LENGTH: Final = 1_600
"""Characters of one message (Twilio 21617)."""
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


async def async_send_message(account: Account, request: MessageRequest) -> tuple[Result, ...]:
    """Send a message to everybody it is for.

    Raises before anything is sent: `InvalidInput`, `LimitReached`, or `TwilioApiError` where
    Twilio had to be asked for a sender. What happens to a single recipient is in the results.
    """
    body = _checked_body(request)
    media_urls = _checked_media(request.media_urls)
    check_tag(request.tag)
    if request.wait_for_delivery:
        account.async_check_reports()
    account.allowance.async_check_recipients(len(request.to))
    sender = await account.async_sender(request.sender, Capability.SMS)

    async def send(to: str) -> Result:
        message = _outgoing(sender, to, body, media_urls)
        return Result.of_message(to, await account.async_send(message, request.tag))

    results = await deliver(request.to, sender, account.hass.config.country, send)
    return await outcomes(account.tracker, results) if request.wait_for_delivery else results


async def async_answer_message(account: Account, to: str, body: str, sender: str) -> None:
    """Send back to whoever wrote, at the address as Twilio spells it; raises what stops it."""
    if "+" in to:
        parse_recipient(to)  # Refuses emergency numbers: whoever forges one gets no answer there.
    message = _outgoing(parse_sender(sender), to, body)
    await account.async_send(message, is_reply=True)


def _outgoing(
    sender: Sender, to: str, body: str, media_urls: tuple[str, ...] = ()
) -> OutgoingMessage:
    is_service = sender.kind is SenderKind.MESSAGING_SERVICE
    return OutgoingMessage(
        to=to,
        body=body,
        from_=None if is_service else sender.address,
        messaging_service_sid=sender.address if is_service else None,
        media_urls=media_urls,
    )


def _checked_body(request: MessageRequest) -> str:
    body = clean_text(request.message)
    if not body.strip() and not request.media_urls:
        raise InvalidInput("empty_message")
    if len(body) > MAX_LENGTH:
        raise InvalidInput("message_too_long", length=str(len(body)), allowed=str(MAX_LENGTH))
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
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
