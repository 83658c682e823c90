"""From a text that everybody has heard of to the automations that it commands."""

import asyncio
from dataclasses import fields
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback

from ..accounts import async_await_reloads
from ..answers.replies import async_reply
from ..const import LOGGER
from ..learned import async_learned
from ..listening.occurrences import CommandReceived
from .confirmation import async_confirm
from .desk import async_command_desk, lane_of
from .heard_text import HeardText
from .judging import Judged, async_judge, cooldown_key, is_here
from .open_commands import OpenCommand
from .refusals import async_help, async_leave, async_refuse, async_refuse_unconfirmed
from .verdict import Pin, Verdict

if TYPE_CHECKING:
    from ..account import TwilioConfigEntry
    from ..listening.listeners import Run

MOST_WAITING: Final = 10
"""Commands of one contact that wait for Twilio to confirm them: more come from no thumb."""


async def async_obey(hass: HomeAssistant, entry: TwilioConfigEntry, text: HeardText) -> None:
    """Run what a text commands, once Twilio has confirmed it; else say why not.

    Only so many wait for that, but who has the PIN always may: somebody else may show that number.
    """
    obeying, key = async_command_desk(hass).obeying, lane_of(entry.entry_id, text.message.from_)
    learned, message = async_learned(hass), text.message
    kept = learned.async_know(entry.entry_id).open_commands
    if is_here(hass, entry):
        if not _async_is_to_run(hass, entry, text):
            return
        if text.pin is not Pin.RIGHT and obeying.length(key) >= MOST_WAITING:
            LOGGER.warning("A command was not taken: too many of the same contact wait")
            async_refuse_unconfirmed(hass, entry, text, Verdict.UNCONFIRMED)
            return
        kept.note(message.message_sid, OpenCommand(message.from_, message.to, message.service_sid))
        learned.async_save()
    try:
        async with obeying.turn(key):
            await _async_obey(hass, entry, text)
    except asyncio.CancelledError:
        async_leave(hass, entry, text)
        raise
    finally:
        kept.settle(message.message_sid)
        learned.async_save()


@callback
def _async_is_to_run(hass: HomeAssistant, entry: TwilioConfigEntry, text: HeardText) -> bool:
    """Tell whether a text commands anything that runs; where it does not, say why."""
    judged = async_judge(hass, entry.runtime_data, text)
    if any(verdict is Verdict.OBEYED for _, verdict in judged):
        return True
    if judged:
        async_refuse(hass, entry, text, judged)
    else:
        async_help(hass, entry, text)
    return False


async def _async_obey(hass: HomeAssistant, entry: TwilioConfigEntry, text: HeardText) -> None:
    await async_await_reloads(hass)
    if not is_here(hass, entry):
        async_leave(hass, entry, text)
        return
    # Meanwhile the text before may have done the same.
    if not _async_is_to_run(hass, entry, text):
        return
    account, learned = entry.runtime_data, async_learned(hass)
    confirmed = await async_confirm(account, text.message, text.written)
    if confirmed is not Verdict.OBEYED:
        async_refuse_unconfirmed(hass, entry, text, confirmed)
        return
    # After a power cut, the same text must not come in from Twilio's log and be obeyed again, nor
    # be said to have done nothing.
    learned.async_know(entry.entry_id).open_commands.settle(text.message.message_sid)
    try:
        await learned.async_write()
    except Exception as err:  # noqa: BLE001 - a full disk must not keep an alarm on
        LOGGER.error("A command could not be written down: %s", type(err).__name__)
    await async_await_reloads(hass)
    if not is_here(hass, entry):
        async_leave(hass, entry, text)
        return
    # Meanwhile the contact may be gone, or the automation another one.
    judged = async_judge(hass, entry.runtime_data, text)
    _async_run(hass, entry, text, judged)
    async_refuse(hass, entry, text, judged)


@callback
def _async_run(
    hass: HomeAssistant, entry: TwilioConfigEntry, text: HeardText, judged: Judged
) -> None:
    """Set going what is to be obeyed; one that fails stops no other."""
    message, cooldowns = text.message, async_command_desk(hass).cooldowns
    known = {field.name: getattr(message, field.name) for field in fields(message)}
    runs: list[Run] = []
    for candidate, verdict in judged:
        if verdict is not Verdict.OBEYED:
            continue
        cooldowns.start(cooldown_key(candidate, text), candidate.cooldown, hass.loop.time())
        command = CommandReceived(
            **known, command=candidate.template, sentence=message.body, slots=candidate.slots
        )
        try:
            runs.append(candidate.run(command, text.context))
        except Exception:  # noqa: BLE001 - see the docstring
            LOGGER.exception("A trigger failed")
    async_reply(hass, entry, message, runs)
