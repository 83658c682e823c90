"""A look at what Twilio has of what an earlier run left, before any of that goes out.

The file says that it was not sent; but a disk that took nothing any more cannot say otherwise.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, HassJob, callback
from homeassistant.helpers.event import async_call_later

from ..api import SentMessage, TwilioApiError, Unreachable
from ..const import LOGGER
from .content import MessageContent
from .entry import Entry
from .handover import accepted_of
from .inquiry import as_accepted_message
from .matching import EARLY, fitting_messages
from .pauses import Pauses

if TYPE_CHECKING:
    from ..account import Account
    from .handover import Accepted

PATIENCE_SECONDS: Final = 5.0
"""How long one answer may take."""
MOST_FAILURES: Final = 2
"""How often Twilio may not answer before what is left goes out all the same.

Where there is no connection, nothing could go out anyway, and the look is what finds out when
there is one again.
"""
_WHOLE_SECOND: Final = timedelta(seconds=1)


class Review:
    """Asks Twilio until it answers, or until asking is of no use."""

    def __init__(
        self,
        account: Account,
        left: Iterable[Entry],
        done: Callable[[Mapping[str, Accepted]], None],
    ) -> None:
        """Hand over to `done`, by reference, what Twilio has already, as far as it says."""
        self._account = account
        self._left = tuple(left)
        self._done = done
        self._pauses = Pauses()
        self._failures = 0
        self._stop_timer: CALLBACK_TYPE | None = None

    @callback
    def async_begin(self, _: datetime | None = None) -> None:
        """Ask, as long as the account is loaded."""
        self._stop_timer = None
        self._account.entry.async_create_background_task(
            self._account.hass, self._async_look(), "Twilio outbox review", eager_start=False
        )

    @callback
    def async_hurry(self) -> None:
        """Ask at once what was to be asked later: Twilio is heard of again."""
        if self._stop_timer:
            self._stop_timer()
            self.async_begin()

    @callback
    def async_stop(self) -> None:
        """Ask no more."""
        if self._stop_timer:
            self._stop_timer()
            self._stop_timer = None

    async def _async_look(self) -> None:
        taken: Mapping[str, Accepted] = {}
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                taken = await _async_compare(self._account, self._left)
        except Unreachable:
            self._async_ask_later()
            return
        except TwilioApiError, TimeoutError:
            self._failures += 1
            if self._failures < MOST_FAILURES:
                self._async_ask_later()
                return
        except Exception:  # noqa: BLE001 - a fault of ours must not hold anything back
            LOGGER.exception("It cannot be found out what Twilio has already")
        self._done(taken)

    @callback
    def _async_ask_later(self) -> None:
        job = HassJob(self.async_begin, "Twilio outbox review", cancel_on_shutdown=True)
        self._stop_timer = async_call_later(self._account.hass, self._pauses.grow(), job)


async def _async_compare(account: Account, left: Iterable[Entry]) -> Mapping[str, Accepted]:
    """Ask Twilio once for all that was sent since the first of them was asked for.

    Messages only: what a call says is not in Twilio's log, and another call must not stand for
    it. That tells the time, too, so it is asked even where there is nothing to compare.
    """
    left = [entry for entry in left if isinstance(entry.content, MessageContent)]
    now = datetime.now(UTC)
    since = min((_created(entry) for entry in left), default=now)
    sent: defaultdict[str, list[SentMessage]] = defaultdict(list)
    for message in await account.api.sent_messages(None, since):
        sent[message.to].append(message)
    known = {record.sid for record in account.tracker.records()}
    taken: dict[str, Accepted] = {}
    for entry in left:
        if record := account.tracker.reported(entry.reference):
            taken[entry.reference] = accepted_of(record)
            continue
        first = _created(entry) + EARLY - _WHOLE_SECOND
        for message in fitting_messages(entry, sent[entry.content.to], known, first, now)[:1]:
            known.add(message.sid)
            taken[entry.reference] = as_accepted_message(message)
    return taken


def _created(entry: Entry) -> datetime:
    return datetime.fromtimestamp(entry.created, UTC)
