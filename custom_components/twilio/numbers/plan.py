"""What to write so that a number leads here, and what to write so that it is as it was."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from ..api import NumberField, NumberWebhooks, PhoneNumber
from .former import FormerWebhooks
from .pointing import Pointing, pointing_of, without_query
from .slots import CALLS, MESSAGES, SLOTS, number_url, settable_slots

type Changes = Mapping[NumberField, str]
"""What to write at Twilio; whatever is not named stays."""

METHOD: Final = "POST"
"""The only method that our webhook takes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write on a number, and what to remember of it.

    `before` has to be on disk before `changes` are written; `after` counts once they are, or at
    once where there are none. None forgets the number.
    """

    changes: Changes
    before: FormerWebhooks
    after: FormerWebhooks | None


def plan_here(
    number: PhoneNumber,
    address: str,
    ours: Collection[str],
    former: FormerWebhooks | None,
    *,
    claims: bool = False,
    is_sure: bool = True,
) -> Plan:
    """Plan that a number leads to an address of our webhook, nothing where it does already.

    `ours` are the addresses of this house without query, replaced ones included. The first time
    whatever is there is overwritten, because somebody ticked this number. Afterwards, what leads
    to somebody else was changed on purpose, and stays unless it is claimed. Whoever is not sure
    that it is the first time, because the memory was lost, overwrites nobody either.
    """
    overwrites = claims or (is_sure and (former is None or not former.is_set))
    remembered = former or FormerWebhooks.of(number)
    known = {address, *ours, *remembered.addresses}
    if overwrites and former:
        remembered = former.overwriting(number.webhooks, known)
    wanted = {
        field: value
        for slot in settable_slots(number)
        if overwrites or pointing_of(number.webhooks[slot.url], known) is not Pointing.ELSEWHERE
        for field, value in (
            (slot.url, number_url(address, slot.kind)),
            (slot.method, METHOD),
        )
    }
    return Plan(
        changes=_changes(number.webhooks, wanted),
        before=remembered.leading_to(address),
        after=remembered.confirmed(address),
    )


def plan_back(number: PhoneNumber, ours: Collection[str], former: FormerWebhooks) -> Plan:
    """Plan that a number is what it was, except where it leads to somebody else by now.

    An application that it has by now would be cleared by a URL beside it.
    """
    now = number.webhooks
    applications = {MESSAGES: now.sms_application_sid, CALLS: now.voice_application_sid}
    known = {*ours, *former.addresses}
    wanted = {
        field: former.webhooks[field]
        for slot in SLOTS
        if without_query(now[slot.url]) in known and not applications.get(slot)
        for field in (slot.url, slot.method)
    }
    return Plan(changes=_changes(now, wanted), before=former, after=None)


def _changes(now: NumberWebhooks, wanted: Mapping[NumberField, str]) -> Changes:
    return {field: value for field, value in wanted.items() if now[field] != value}
