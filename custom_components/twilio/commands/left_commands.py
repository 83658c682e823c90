"""What an earlier run of the house had still to answer."""

from typing import TYPE_CHECKING

from homeassistant.core import HomeAssistant

from ..accounts import async_await_reloads
from ..const import LOGGER
from ..learned import async_learned
from ..listening.occurrences import Channel, MessageReceived
from .open_commands import OpenCommand
from .own_answers import OwnAnswer, async_answer

if TYPE_CHECKING:
    from ..account import Account


async def async_answer_left(hass: HomeAssistant, account: Account) -> None:
    """Say of each command that was under way in a power cut that nothing was done.

    It is not obeyed any more, as at a regular stop: by now nobody expects that.
    """
    await async_await_reloads(hass)
    learned, entry = async_learned(hass), account.entry
    left = learned.async_know(entry.entry_id).open_commands.take_left()
    for sid, command in left.items():
        LOGGER.warning("A command was not obeyed: the house went out before Twilio confirmed it")
        message = _message_of(account, sid, command)
        async_answer(hass, entry, message, OwnAnswer.UNCONFIRMED, is_limited=False)
    if left:
        learned.async_save()


def _message_of(account: Account, sid: str, command: OpenCommand) -> MessageReceived:
    return MessageReceived(
        entry_id=account.entry.entry_id,
        sender_id=account.sender_id(command.to, command.service_sid),
        from_=command.from_,
        to=command.to,
        data={},
        contact=account.contact(command.from_),
        message_sid=sid,
        channel=Channel.of(command.from_),
        body="",
        service_sid=command.service_sid,
    )
