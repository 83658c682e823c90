"""Which message or call in Twilio's log is the one whose answer is missing."""

from collections.abc import Container, Iterable
from datetime import datetime, timedelta
from typing import Final
from unicodedata import normalize

from ..api.models import PlacedCall, SentMessage
from .content import CallContent, MessageContent
from .entry import Entry

# Twilio's moments are whole seconds, cut off, and what this house knows of its clock is little
# better. A request can linger on a line that has just come back.
EARLY: Final = timedelta(seconds=5)
LATE: Final = timedelta(minutes=2)

_TRIAL: Final = "Sent from your Twilio trial account - "
_WITH_MEDIA: Final = "MM"

# A Messaging Service may replace what has a plain equivalent in the alphabet of SMS ("smart
# encoding"), so that the log differs from what was sent.
_PLAIN: Final = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        "\u200b": "",
        "\r": "",
    }
)


def fitting_messages(
    entry: Entry,
    found: Iterable[SentMessage],
    known_sids: Container[str],
    first: datetime,
    last: datetime,
) -> tuple[SentMessage, ...]:
    """Return what may be a message that Twilio was asked to take, the earliest first.

    It was asked between the `first` and the `last` time, by its own clock; the known SIDs are
    those of other messages.
    """
    content = entry.content
    if not isinstance(content, MessageContent):
        return ()
    bodies = _bodies(entry)
    return _by_age(
        message
        for message in found
        if message.sid not in known_sids
        and _is_within(message.created, first, last)
        and _is_from(message, content)
        and any(_is_body(message.body, body) for body in bodies)
        and _has_media(message, len(content.media_urls))
    )


def fitting_calls(
    entry: Entry,
    found: Iterable[PlacedCall],
    known_sids: Container[str],
    first: datetime,
    last: datetime,
) -> tuple[PlacedCall, ...]:
    """Return what may be a call that Twilio was asked to place, as `fitting_messages` does.

    What it says is not in the log.
    """
    content = entry.content
    if not isinstance(content, CallContent):
        return ()
    return _by_age(
        call
        for call in found
        if call.sid not in known_sids
        and _is_within(call.created, first, last)
        and call.from_ == content.sender
    )


def could_be_taken_for(entry: Entry, other: Entry) -> bool:
    """Tell whether Twilio's log shows two entries alike: what a call says is not in it."""
    ours, theirs = entry.content, other.content
    if (ours.sender, ours.to) != (theirs.sender, theirs.to):
        return False
    match ours, theirs:
        case MessageContent(), MessageContent():
            has_same_media = len(ours.media_urls) == len(theirs.media_urls)
            return has_same_media and any(
                _is_body(mine, sent) for mine in _bodies(entry) for sent in _bodies(other)
            )
        case CallContent(), CallContent():
            return True
    return False


def _bodies(entry: Entry) -> tuple[str, ...]:
    """Return with which texts Twilio may have been asked to take a message."""
    own = (entry.content.body,) if isinstance(entry.content, MessageContent) else ()
    return own if entry.body_tried is None else (*own, entry.body_tried)


def _by_age[T: (SentMessage, PlacedCall)](fitting: Iterable[T]) -> tuple[T, ...]:
    return tuple(sorted(fitting, key=lambda one: one.created))


def _is_within(created: datetime, first: datetime, last: datetime) -> bool:
    return first - EARLY <= created <= last + LATE


def _is_from(message: SentMessage, content: MessageContent) -> bool:
    """Tell whether it is our sender's; a service picks its number only later."""
    if content.service_sid:
        return message.service_sid == content.service_sid
    return message.from_ == content.sender


def _is_body(logged: str, sent: str) -> bool:
    return _plain(sent) in (_plain(logged), _plain(logged.removeprefix(_TRIAL)))


def _plain(text: str) -> str:
    # The other way round, accents that stand alone would fall apart first.
    return normalize("NFKC", text.translate(_PLAIN)).strip()


def _has_media(message: SentMessage, count: int) -> bool:
    """Tell whether it has that many files; Twilio may count them only once it has them."""
    if count and not message.num_media:
        return message.sid.startswith(_WITH_MEDIA)
    return message.num_media == count
