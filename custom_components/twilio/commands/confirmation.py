"""One question to Twilio: whether a text truly came, and just now."""

import asyncio
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from ..api import CredentialsRejected, LoggedMessage, Refused, TwilioApiError
from ..credential_doubt import Right
from ..folding import fold
from ..missed.missed_messages import MAX_AGE
from .verdict import Verdict

if TYPE_CHECKING:
    from ..account import Account
    from ..listening.occurrences import MessageReceived

PATIENCE: Final = 15.0
"""Seconds for all attempts: whoever texted waits."""
PAUSES: Final = (0.5, 1.0, 2.0, 4.0, 4.0)
_CLOCK_STEP: Final = timedelta(minutes=1)
"""By how much the clocks of Twilio's machines may differ."""


async def async_confirm(account: Account, message: MessageReceived, body: str) -> Verdict:
    """Ask Twilio for a message by its SID; `body` is what came, with its PIN.

    Somebody may have captured a request, which stays signed for ever: it holds no time.
    """
    try:
        async with asyncio.timeout(PATIENCE):
            for pause in (*PAUSES, None):
                if logged := await _async_ask(account, message.message_sid):
                    is_it = _is_same(logged, message, body) and _is_of_now(logged)
                    return Verdict.OBEYED if is_it else Verdict.REFUTED
                if pause is not None:
                    await asyncio.sleep(pause)
    except TimeoutError, Refused:
        pass
    return Verdict.UNCONFIRMED


async def _async_ask(account: Account, sid: str) -> LoggedMessage | None:
    """Return the message, none where it is worth to ask again; raises `Refused` where it is not."""
    try:
        return await account.api.logged_message(sid)
    except CredentialsRejected:
        account.doubt.async_raise(Right.MESSAGES)
        raise
    except Refused as err:
        # What came this moment may not be in the log yet.
        if err.is_final and err.status != HTTPStatus.NOT_FOUND:
            raise
    except TwilioApiError:
        pass
    return None


def _is_same(logged: LoggedMessage, message: MessageReceived, body: str) -> bool:
    """Tell whether it is that message; its text is gone where Twilio keeps none."""
    return (
        logged.is_inbound
        and (logged.from_, logged.to) == (message.from_, message.to)
        and (not logged.body or fold(logged.body) == fold(body))
    )


def _is_of_now(logged: LoggedMessage) -> bool:
    return logged.told is not None and -_CLOCK_STEP <= logged.told - logged.created <= MAX_AGE
