"""What becomes of the commands that a text fits."""

from collections.abc import Hashable
from typing import TYPE_CHECKING

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CoreState, HomeAssistant, callback

from ..contacts.contact import ContactChannel
from ..folding import fold
from ..listening.listeners import async_listeners
from ..missed.missed_messages import MAX_AGE
from .desk import async_command_desk
from .heard_text import HeardText
from .verdict import Standing, Verdict, judge

if TYPE_CHECKING:
    from ..account import Account, TwilioConfigEntry
    from ..listening.command_candidate import CommandCandidate

type Judged = list[tuple[CommandCandidate, Verdict]]


def is_here(hass: HomeAssistant, entry: TwilioConfigEntry) -> bool:
    """Tell whether anything can be done: not without the account, nor while the house stops."""
    return entry.state is ConfigEntryState.LOADED and hass.state is CoreState.running


@callback
def async_judge(hass: HomeAssistant, account: Account, text: HeardText) -> Judged:
    """Return each command that fits now, with what becomes of it."""
    standing = _standing(account, text)
    cooldowns, now = async_command_desk(hass).cooldowns, hass.loop.time()
    return [
        (
            candidate,
            judge(
                standing,
                requires_pin=candidate.requires_pin,
                is_cooling_down=cooldowns.is_on(cooldown_key(candidate, text), now),
            ),
        )
        for candidate in async_listeners(hass).async_commands(text.message, text.judged)
    ]


def cooldown_key(candidate: CommandCandidate, text: HeardText) -> Hashable:
    """Return what rests after a command: the same one of the same person, in the same words."""
    slots = frozenset((name, fold(words)) for name, words in candidate.slots.items())
    return candidate.key, text.contact.number, slots


def _standing(account: Account, text: HeardText) -> Standing:
    address = text.message.from_
    channel = ContactChannel.of_message(address)
    # Somebody may be renamed meanwhile; whoever was given another PIN had a reason.
    contact = account.contact(address) or text.contact
    is_known = account.contact(address) is not None and contact.pin == text.contact.pin
    return Standing(
        has_right=is_known and contact.may_command_on(channel),
        has_pin=contact.pin is not None,
        is_pin_free=contact.is_pin_free_on(channel),
        is_locked=text.is_locked,
        is_too_old=text.message.age > MAX_AGE.total_seconds(),
        pin=text.pin,
    )
