"""The way back to whoever wrote."""

import re
from typing import Final

from homeassistant.core import HomeAssistant, callback

from ..account import Account, async_loaded_accounts
from ..listening.occurrences import MessageReceived

_ANSWERABLE: Final = re.compile(r"\+[1-9][0-9]{6,14}|(?:whatsapp|rcs|messenger):\S+")
"""A number, or somebody on a channel: not a short code, a name or nobody."""


def is_answerable(address: str) -> bool:
    """Tell whether anything reaches whoever wrote, by the address as Twilio spells it."""
    return _ANSWERABLE.fullmatch(address) is not None


def receiver_of(account: Account, message: MessageReceived) -> str:
    """Return the sender that received a message: it is the one that answers.

    A Messaging Service where somebody set that up, and not the number of its pool.
    """
    known = (
        address for address in (message.to, message.service_sid or "") if account.profile(address)
    )
    return next(known, message.to)


@callback
def async_is_own(hass: HomeAssistant, address: str) -> bool:
    """Tell whether whoever wrote is a sender of this house, whose answers might never end."""
    return any(account.profile(address) for account in async_loaded_accounts(hass))
