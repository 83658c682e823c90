"""Messages to people."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from .account import Account
from .address import parse_recipient, parse_sender
from .clean_text import clean_text, whole_text
from .consent.routing import Route, Ways, open_routes
from .contacts.addressee import Addressee
from .contacts.contact import ContactChannel
from .delivery import Recipient, Result, deliver, read_recipient
from .errors import InvalidInput
from .outbox.content import MessageContent
from .outbox.fallback import async_submit_on_any_way
from .outbox.lateness import LONGEST_BODY
from .outbox.outbox import async_outbox
from .outbox.submission import Terms, async_submit
from .tag import checked_tag
from .tracking.outcome import outcomes

MAX_MEDIA: Final = 10
"""Pictures and files of one message (Twilio 21623)."""


@dataclass(frozen=True, slots=True)
class MessageRequest:
    """A message that somebody asked for; `sender` none for the account's default."""

    to: Sequence[Recipient]
    """Contacts and numbers; a text may be the name of a contact."""
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
    channels: Sequence[ContactChannel] = ()
    """The order of channels that was asked for, for everybody."""
    is_reply: bool = False
    """Whether it answers a text of the one recipient, from the sender that is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """What everybody gets, and how."""

    body: str
    media_urls: tuple[str, ...]
    terms: Terms

    def on(self, routes: Sequence[Route]) -> MessageContent:
        """Return the message as it goes the first way, or else the others."""
        route, *others = routes
        return MessageContent(
            to=route.to,
            sender=route.sender.address,
            body=self.body,
            media_urls=self.media_urls,
            other_ways=tuple(other.way for other in others),
        )


async def async_send_message(account: Account, request: MessageRequest) -> tuple[Result, ...]:
    """Send a message to everybody it is for.

    Raises before anything is sent: `InvalidInput`, `LimitReached`, or `TwilioApiError` where
    Twilio had to be asked for a sender. What happens to a single recipient is in the results.
    """
    body = _checked_body(request)
    media_urls = _checked_media(request.media_urls)
    terms = Terms(
        tag=checked_tag(request.tag),
        is_alert=request.is_alert,
        is_reply=request.is_reply,
        valid_for=request.valid_for,
    )
    if request.wait_for_delivery:
        account.async_check_reports()
    account.allowance.async_check_recipients(len(request.to))
    ways = await account.async_ways(request.sender)
    draft = _Draft(body=body, media_urls=media_urls, terms=terms)

    def routes(addressee: Addressee) -> tuple[Route, ...]:
        return _routes(account, request, ways, addressee)

    recipients = [read_recipient(account, recipient) for recipient in request.to]
    if not request.is_alert:
        _check_bulk(account, recipients, routes)

    async def send(addressee: Addressee) -> Result:
        content = draft.on(routes(addressee))
        sent, submission = await async_submit_on_any_way(account, content, draft.terms)
        return Result.of(sent.to, submission)

    results = await deliver(account, recipients, lambda addressee: routes(addressee)[0].to, send)
    if not request.wait_for_delivery:
        return results
    return await outcomes(async_outbox(account.hass), account.tracker, results)


def _routes(
    account: Account, request: MessageRequest, ways: Ways, addressee: Addressee
) -> tuple[Route, ...]:
    """Return the routes to somebody, the best first; raises what keeps everything from him."""
    is_alert, is_reply = request.is_alert, request.is_reply
    routes = ways.routes(addressee, request.channels, is_alert=is_alert, is_reply=is_reply)
    going = open_routes(routes, account.consent.memory.opt_outs, is_alert=is_alert)
    if not going:
        senders = [route.sender.address for route in routes]
        account.check_opt_out(routes[0].to, senders)
    return going


def _check_bulk(
    account: Account,
    recipients: Iterable[Recipient],
    routes: Callable[[Addressee], tuple[Route, ...]],
) -> None:
    """Refuse to write to more people from a number alone than networks let pass."""
    reached = set[str]()
    for recipient in recipients:
        if isinstance(recipient, Addressee):
            # Who cannot be reached is among the results.
            with suppress(InvalidInput):
                # A later way counts as well: it may be the one by which all are reached.
                reached.update(route.to for route in routes(recipient) if route.is_plain)
    account.allowance.async_check_bulk(len(reached))


async def async_answer_message(
    account: Account, to: str, body: str, sender: str, *, is_notice: bool = False
) -> None:
    """Send back to whoever wrote, at the address as Twilio spells it; raises what stops it."""
    if "+" in to:
        parse_recipient(to)  # Refuses emergency numbers: whoever forges one gets no answer there.
    message = MessageContent(to=to, sender=parse_sender(sender).address, body=body)
    await async_submit(account, message, Terms(is_reply=True, is_notice=is_notice))


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
