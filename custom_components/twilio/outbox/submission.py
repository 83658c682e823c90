"""The one way into the outbox: what may go there, and under whose name."""

from dataclasses import dataclass
import secrets
import time
from typing import TYPE_CHECKING

from ..consent.wanted import check_wanted
from ..errors import Failed
from ..origin import async_origin_of_send
from ..tracking.brake import check_recipient
from .content import Content, Kind
from .entry import VALID_FOR, Booked, Entry
from .outbox import async_outbox

if TYPE_CHECKING:
    from ..account import Account
    from .handover import Accepted


class OutboxFull(Failed):
    """So much waits already that nothing more can be kept; the last places are for alerts."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("outbox_full")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How something is to be sent."""

    tag: str | None = None
    """By what whoever sends it wants to know it again."""
    is_alert: bool = False
    """Whether it goes before all others, and rather twice than not at all."""
    is_reply: bool = False
    """Whether it answers a text of whomever: the household did not mean him."""
    is_notice: bool = False
    """Whether that answer is the house's own, and has to get through: it counts as no reply."""
    asks_for_consent: bool = False
    """Whether it asks somebody to agree who otherwise gets nothing before."""
    reference: str | None = None
    """Its id in this house where somebody has chosen one."""
    valid_for: float | None = None
    """For how many seconds it is of use, none for as long as is usual for its kind."""
    age: float = 0.0
    """How many seconds ago somebody asked for it."""


@dataclass(frozen=True, slots=True)
class Submission:
    """Something that this house will send."""

    reference: str
    """Its id in this house."""
    accepted: Accepted | None
    """Twilio's answer, none while it waits in the outbox."""


async def async_submit(account: Account, content: Content, terms: Terms) -> Submission:
    """Put something into the outbox, within the limits, and wait a while for Twilio to take it.

    Raises `InvalidInput` (`own_number`), `NotWanted`, `LimitReached`, `KeepsFailing` or
    `OutboxFull` where it does not even get there, and what Twilio says where that refuses it
    for good.
    """
    hass, kind = account.hass, content.kind
    account.refuse_own(content.to, content.sender)
    _check_wanted(account, content, terms)
    if kind is Kind.MESSAGE and not terms.is_alert:
        check_recipient(account.tracker.memory.messages, content.to, time.time())
    outbox = async_outbox(hass)
    if outbox.queue.is_full(is_alert=terms.is_alert):
        raise OutboxFull
    origin = async_origin_of_send(hass)
    booking = account.allowance.async_book(
        kind,
        content.to,
        is_alert=terms.is_alert,
        is_reply=terms.is_reply,
        is_notice=terms.is_notice,
        origin=origin,
    )
    entry = Entry(
        reference=terms.reference or secrets.token_hex(16),
        entry_id=account.entry.entry_id,
        content=content,
        created=booking.at - terms.age,
        booked=Booked(booking.to, booking.at),
        is_dated=outbox.ages.is_clock_confirmed(),
        valid_for=VALID_FOR[kind] if terms.valid_for is None else terms.valid_for,
        is_alert=terms.is_alert,
        is_reply=terms.is_reply,
        tag=terms.tag,
        origin=origin,
    )
    return Submission(entry.reference, await outbox.async_deliver(entry, terms.age))


def _check_wanted(account: Account, content: Content, terms: Terms) -> None:
    """Raise `NotWanted` for what somebody does not want, or is not to get."""
    check_wanted(account, content, is_alert=terms.is_alert, is_reply=terms.is_reply)
    is_asked_for = terms.is_reply or terms.is_alert or terms.asks_for_consent
    if not is_asked_for and (contact := account.contact(content.to)):
        account.consent.check_confirmed(contact)
