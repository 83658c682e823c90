"""What goes back to people who texted: the conversation responses of their automations."""

from collections.abc import Iterable
from typing import Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..account import Account, TwilioConfigEntry
from ..accounts import async_await_reloads
from ..address import number_of
from ..consent.keywords import Keyword
from ..const import LOGGER
from ..listening.listeners import Run
from ..listening.occurrences import MessageReceived
from ..messages import async_answer_message
from ..origin import async_origin_of_run, on_behalf_of
from ..outbox.lateness import LONGEST_BODY
from .responses import response_of
from .return_path import async_is_own, is_answerable, receiver_of
from .text_parts import parts_of

MAX_PARTS: Final = 3
"""Messages that one reply may take; each costs, and the sender cannot stop them."""


@callback
def async_reply(
    hass: HomeAssistant, entry: TwilioConfigEntry, message: MessageReceived, runs: Iterable[Run]
) -> None:
    """Send back what each run says, once it has ended; raises nothing."""

    @callback
    def async_ended(run: Run) -> None:
        if response := response_of(run):
            with on_behalf_of(async_origin_of_run(hass, run)):
                hass.async_create_task(
                    async_send_back(hass, entry, message, response), "Twilio reply"
                )

    for run in runs:
        run.add_done_callback(async_ended)


async def async_send_back(
    hass: HomeAssistant,
    entry: TwilioConfigEntry,
    message: MessageReceived,
    text: str,
    *,
    is_notice: bool = False,
) -> None:
    """Send a reply in as many messages as it needs, or say in the log why it stays here.

    A notice is one that forged texts must not use up: it does not count as a reply.
    """
    await async_await_reloads(hass)
    if entry.state is not ConfigEntryState.LOADED:
        LOGGER.warning("A reply was not sent: its account is not loaded")
        return
    if not is_answerable(message.from_):
        LOGGER.debug("A reply was not sent: nothing reaches a short code or a name")
        return
    if message.keyword is Keyword.STOP:
        LOGGER.debug("A reply was not sent: whoever wrote wants no more messages")
        return
    account = entry.runtime_data
    if account.consent.stopped(message.from_, (receiver_of(account, message),)):
        LOGGER.debug("A reply was not sent: whoever wrote has stopped its sender")
        return
    if async_is_own(hass, message.from_):
        LOGGER.warning("A reply was not sent: the text came from a sender of this house")
        return
    parts = parts_of(text, LONGEST_BODY)
    for part in parts[:MAX_PARTS]:
        if error := await _async_try(account, message, part, is_notice=is_notice):
            reason = str(error).replace(number_of(message.from_), "…")
            LOGGER.warning("A reply could not be sent: %s", reason)
            return
    if len(parts) > MAX_PARTS:
        LOGGER.warning("A reply was too long for %s messages, its end was left out", MAX_PARTS)


async def _async_try(
    account: Account, message: MessageReceived, text: str, *, is_notice: bool
) -> HomeAssistantError | None:
    """Send a text back; return what went wrong."""
    sender = receiver_of(account, message)
    try:
        await async_answer_message(account, message.from_, text, sender, is_notice=is_notice)
    except HomeAssistantError as err:
        return err
    return None
