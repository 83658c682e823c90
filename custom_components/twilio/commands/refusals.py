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
from .pin_in_text import cut_all
from .verdict import Pin, Verdict, worth_telling

if TYPE_CHECKING:
    from ..account import TwilioConfigEntry
    from ..listening.occurrences import MessageReceived

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
    gaps = _gaps_of_lock(hass, entry, text) if verdict is Verdict.LOCKED else {}
    _async_answer(hass, entry, text, OwnAnswer.to(verdict), **gaps)


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
    _async_answer(hass, entry, text, OwnAnswer.to(verdict))


@callback
def async_leave(hass: HomeAssistant, entry: TwilioConfigEntry, text: HeardText) -> None:
    """Say that nothing was done, because the house stops; the outbox keeps that over a restart.

    Twilio is not asked again later on: by then nobody expects anything to happen.
    """
    is_command = async_listeners(hass).async_commands(text.message, text.judged)
    if text.contact.may_command and is_command:
        LOGGER.warning("A command was not obeyed: the house stops, or its account is not loaded")
        _async_answer(hass, entry, text, OwnAnswer.UNCONFIRMED)


@callback
def async_note_no_right(hass: HomeAssistant, message: MessageReceived) -> None:
    """Say in the log why nothing happens, where a contact without any right gave a command."""
    listeners = async_listeners(hass)
    readings = (message.body, cut_all(message.body))
    if any(listeners.async_commands(message, text) for text in readings):
        LOGGER.info("A command was not obeyed: %s", Verdict.NO_RIGHT)


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
        _async_answer(hass, entry, text, OwnAnswer.NOT_UNDERSTOOD, commands=commands)


@callback
def _async_answer(
    hass: HomeAssistant,
    entry: TwilioConfigEntry,
    text: HeardText,
    answer: OwnAnswer | None,
    **gaps: str,
) -> None:
    """Answer; whoever has the PIN, always: somebody else may have asked too much."""
    if answer:
        is_limited = text.pin is not Pin.RIGHT
        async_answer(hass, entry, text.message, answer, is_limited=is_limited, **gaps)


def _gaps_of_lock(hass: HomeAssistant, entry: TwilioConfigEntry, text: HeardText) -> dict[str, str]:
    channel = ContactChannel.of_message(text.message.from_)
    key = lock_key(text.contact.number, channel)
    left = async_lockouts(hass, entry).remaining(key, time.time(), hass.loop.time())
    return lock_gaps(hass, channel, left)
