"""What is said of commands that were not obeyed: to whoever gave them, and to the household."""

import time
from typing import TYPE_CHECKING, Final

from homeassistant.components import persistent_notification
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..const import DOMAIN, LOGGER
from ..contacts.contact import ContactChannel
from ..listening.listeners import async_listeners
from ..missed.missed_messages import MAX_AGE
from ..own_texts import own_text
from .heard_text import HeardText
from .judging import Judged
from .lockout_news import async_lockouts, lock_gaps
from .lockouts import lock_key
from .own_answers import OwnAnswer, async_answer
from .verdict import Pin, Verdict, worth_telling

if TYPE_CHECKING:
    from ..account import TwilioConfigEntry

MOST_SHOWN: Final = 5
"""Commands that an answer lists."""

_TEXTS: Final = "selector.command_notices.options"
_TITLES: Final = {
    Verdict.UNCONFIRMED: "unconfirmed_title",
    Verdict.REFUTED: "refuted_title",
}


@callback
def async_refuse(
    hass: HomeAssistant, entry: TwilioConfigEntry, text: HeardText, judged: Judged
) -> None:
    """Say what of a text was not obeyed, and why; nothing to who may not give commands."""
    verdict = worth_telling([verdict for _, verdict in judged])
    if verdict is None:
        return
    LOGGER.info("A command was not obeyed: %s", verdict)
    if answer := OwnAnswer.to(verdict):
        gaps = _gaps_of_lock(hass, entry, text) if verdict is Verdict.LOCKED else {}
        async_answer(hass, entry, text.message, answer, **gaps)


@callback
def async_refuse_unconfirmed(
    hass: HomeAssistant, entry: TwilioConfigEntry, text: HeardText, verdict: Verdict
) -> None:
    """Tell the household of a command that Twilio did not confirm, and whoever truly texted.

    Where Twilio knows no such text, nobody did: somebody else has captured a request.
    """
    LOGGER.warning("A command was not obeyed: %s", verdict)
    gaps = {"name": text.contact.name, "time": f"{dt_util.now():%H:%M}"}
    persistent_notification.async_create(
        hass,
        own_text(hass, f"{_TEXTS}.{verdict}", **gaps),
        own_text(hass, f"{_TEXTS}.{_TITLES[verdict]}", account=entry.title),
        f"{DOMAIN}_{verdict}_{entry.entry_id}",
    )
    if answer := OwnAnswer.to(verdict):
        async_answer(hass, entry, text.message, answer)


@callback
def async_leave(hass: HomeAssistant, entry: TwilioConfigEntry, text: HeardText) -> None:
    """Say that nothing was done, because the house stops; the outbox keeps that over a restart.

    Twilio is not asked again later on: by then nobody expects anything to happen.
    """
    is_command = text.pin is not Pin.STRAY and async_listeners(hass).async_commands(
        text.message, text.message.body
    )
    if text.contact.may_command and is_command:
        LOGGER.warning("A command was not obeyed: the house stops, or its account is not loaded")
        async_answer(hass, entry, text.message, OwnAnswer.UNCONFIRMED)


@callback
def async_help(hass: HomeAssistant, entry: TwilioConfigEntry, text: HeardText) -> None:
    """Help who may give commands and has nearly given one.

    What was written counts: else the answer would tell whether a PIN was cut.
    """
    message, channel = text.message, ContactChannel.of_message(text.message.from_)
    is_late = message.age > MAX_AGE.total_seconds()
    if text.is_locked or is_late or not text.contact.may_command_on(channel):
        return
    if near := async_listeners(hass).async_resembles_command(message, text.written):
        commands = "\n".join(near[:MOST_SHOWN])
        async_answer(hass, entry, message, OwnAnswer.NOT_UNDERSTOOD, commands=commands)


def _gaps_of_lock(hass: HomeAssistant, entry: TwilioConfigEntry, text: HeardText) -> dict[str, str]:
    channel = ContactChannel.of_message(text.message.from_)
    key = lock_key(text.contact.number, channel)
    left = async_lockouts(hass, entry).remaining(key, time.time(), hass.loop.time())
    return lock_gaps(hass, channel, left)
