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
from .desk import async_command_desk
from .heard_text import HeardText
from .judging import Judged, async_judge, cooldown_key, is_here
from .refusals import async_help, async_leave, async_refuse, async_refuse_unconfirmed
from .verdict import Verdict

if TYPE_CHECKING:
    from ..account import TwilioConfigEntry
    from ..listening.listeners import Run

MOST_WAITING: Final = 10
"""Texts of one contact that wait for Twilio to confirm them: more come from no thumb."""


async def async_obey(hass: HomeAssistant, entry: TwilioConfigEntry, text: HeardText) -> None:
    """Run what a text commands, once Twilio has confirmed it; else say why not."""
    obeying, key = async_command_desk(hass).obeying, f"{text.contact.number}_{entry.entry_id}"
    if obeying.length(key) >= MOST_WAITING:
        LOGGER.warning("A text was not taken for a command: too many of the same contact wait")
        return
    try:
        async with obeying.turn(key):
            await _async_obey(hass, entry, text)
    except asyncio.CancelledError:
        async_leave(hass, entry, text)
        raise


async def _async_obey(hass: HomeAssistant, entry: TwilioConfigEntry, text: HeardText) -> None:
    await async_await_reloads(hass)
    if not is_here(hass, entry):
        async_leave(hass, entry, text)
        return
    account = entry.runtime_data
    if not (judged := async_judge(hass, account, text)):
        async_help(hass, entry, text)
        return
    if all(verdict is not Verdict.OBEYED for _, verdict in judged):
        async_refuse(hass, entry, text, judged)
        return
    confirmed = await async_confirm(account, text.message, text.written)
    if confirmed is not Verdict.OBEYED:
        async_refuse_unconfirmed(hass, entry, text, confirmed)
        return
    # After a power cut, the same text must not come in from Twilio's log and be obeyed again.
    await async_learned(hass).async_write()
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
