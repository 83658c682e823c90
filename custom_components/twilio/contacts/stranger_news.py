"""Strangers who texted, told to the household once, and offered as contacts."""

import time
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..account import Account
from ..address import number_of, parse_recipient, readable_number
from ..consent.keywords import Keyword
from ..errors import InvalidInput
from ..issues import Issue, async_report, async_take_back
from ..learned import async_learned
from ..listening.occurrences import MessageReceived
from .contact import ContactChannel, contact_at, contacts_of
from .household import async_own_numbers
from .strangers import Stranger, Strangers

_KEY: Final = "unknown_sender"


@callback
def async_note_stranger(account: Account, message: MessageReceived) -> None:
    """Remember who texted, unless the house knows the number; one who says STOP is forgotten."""
    hass, entry = account.hass, account.entry
    number = number_of(message.from_)
    strangers = async_strangers(hass, entry)
    known = strangers.numbers
    if message.contact or not (number in known or _is_unknown(hass, number)):
        return
    if _wants_nothing(hass, entry, number, message):
        strangers.keep(lambda other: other != number)
    else:
        channel = ContactChannel.of_message(message.from_)
        at = time.time() - message.age
        strangers.note(Stranger(number, channel, at))
    async_learned(hass).async_save()
    if strangers.numbers != known:
        _async_tell(hass, entry)


def _wants_nothing(
    hass: HomeAssistant, entry: ConfigEntry, number: str, message: MessageReceived
) -> bool:
    """Tell whether somebody says STOP, or has said so."""
    opt_outs = async_learned(hass).async_know(entry.entry_id).consent.opt_outs
    return message.keyword is Keyword.STOP or opt_outs.has_stopped_any(number)


@callback
def _is_unknown(hass: HomeAssistant, number: str) -> bool:
    """Tell a number of somebody else from a name, a short code, an emergency and our own."""
    try:
        return parse_recipient(number) == number and number not in async_own_numbers(hass)
    except InvalidInput:
        return False


@callback
def async_follow_strangers(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Forget strangers who are known by now, and tell of the others."""
    own = async_own_numbers(hass)
    contacts = contacts_of(entry)
    if async_strangers(hass, entry).keep(
        lambda number: number not in own and contact_at(contacts, number) is None
    ):
        async_learned(hass).async_save()
    _async_tell(hass, entry)


@callback
def async_forget_strangers(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Forget all of them."""
    async_strangers(hass, entry).keep(lambda _: False)
    async_learned(hass).async_save()
    _async_tell(hass, entry)


@callback
def async_strangers(hass: HomeAssistant, entry: ConfigEntry) -> Strangers:
    """Return who texted an account lately and is no contact."""
    return async_learned(hass).async_know(entry.entry_id).strangers


@callback
def async_stranger_labels(hass: HomeAssistant, entry: ConfigEntry) -> dict[str, str]:
    """Return the numbers with what they are shown as, the latest first."""
    return {known.number: _label(known) for known in async_strangers(hass, entry).known}


def _label(stranger: Stranger) -> str:
    at = dt_util.as_local(dt_util.utc_from_timestamp(stranger.at))
    return f"{readable_number(stranger.number)} · {at:%Y-%m-%d %H:%M}"


@callback
def _async_tell(hass: HomeAssistant, entry: ConfigEntry) -> None:
    labels = async_stranger_labels(hass, entry)
    if not labels:
        async_take_back(hass, entry, _KEY)
        return
    numbers = ", ".join(map(readable_number, labels))
    async_report(hass, entry, Issue(key=_KEY, is_fixable=True, placeholders={"numbers": numbers}))
