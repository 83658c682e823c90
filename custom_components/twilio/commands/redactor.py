"""PINs, taken out of Twilio's log."""

from datetime import datetime
from functools import partial
from http import HTTPStatus
import time
from typing import TYPE_CHECKING, Final

from homeassistant.core import HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..api import Refused, TwilioApi, TwilioApiError
from ..const import LOGGER
from ..issues import Issue, async_report
from ..learned import LearnedStore

if TYPE_CHECKING:
    from ..account import TwilioConfigEntry

NOT_REDACTED: Final = "not_redacted"
PAUSES: Final = (1.0, 15.0, 60.0, 300.0, 900.0, 3600.0)
"""Seconds between attempts; the last one again and again."""
LONGEST: Final = 24 * 60 * 60.0


class Redactor:
    """Empties texts that held a PIN, again and again until Twilio has done it.

    Whoever may read the messages of the account at Twilio sees the PIN until then.
    """

    def __init__(
        self, hass: HomeAssistant, entry: TwilioConfigEntry, api: TwilioApi, learned: LearnedStore
    ) -> None:
        """Redact nothing yet."""
        self._hass = hass
        self._entry = entry
        self._api = api
        self._learned = learned
        self._redactions = learned.async_know(entry.entry_id).redactions
        self._under_way: set[str] = set()

    @callback
    def async_follow(self) -> None:
        """Take up what an earlier run left."""
        for sid in tuple(self._redactions.pending):
            self.async_start(sid)

    @callback
    def async_note(self, sid: str) -> None:
        """Keep in mind that a text has to be redacted, also over a restart."""
        self._redactions.note(sid, time.time())
        self._learned.async_save()

    @callback
    def async_start(self, sid: str) -> None:
        """Redact a text that was noted."""
        if sid in self._redactions.pending and sid not in self._under_way:
            self._under_way.add(sid)
            self._async_try(sid, 0)

    @callback
    def _async_try(self, sid: str, attempt: int, _: datetime | None = None) -> None:
        self._entry.async_create_background_task(
            self._hass, self._async_redact(sid, attempt), "Twilio redaction"
        )

    async def _async_redact(self, sid: str, attempt: int) -> None:
        try:
            await self._api.redact_message(sid)
        except Refused as err:
            if err.status != HTTPStatus.NOT_FOUND or attempt == 0:
                # At first it may not be there yet; later on it is there no more.
                self._async_try_later(sid, attempt)
                return
        except TwilioApiError:
            self._async_try_later(sid, attempt)
            return
        self._async_settle(sid)

    @callback
    def _async_try_later(self, sid: str, attempt: int) -> None:
        since = self._redactions.pending.get(sid, 0.0)
        if time.time() - since > LONGEST:
            LOGGER.warning("Message %s holds a PIN that could not be taken out at Twilio", sid)
            issue = Issue(
                key=NOT_REDACTED,
                about=sid,
                is_fixable=True,
                is_persistent=True,
                placeholders={"sid": sid},
            )
            async_report(self._hass, self._entry, issue)
            self._async_settle(sid)
            return
        job = HassJob(partial(self._async_try, sid, attempt + 1), cancel_on_shutdown=True)
        pause = PAUSES[min(attempt, len(PAUSES) - 1)]
        self._entry.async_on_unload(async_call_later(self._hass, pause, job))

    @callback
    def _async_settle(self, sid: str) -> None:
        self._under_way.discard(sid)
        self._redactions.settle(sid)
        self._learned.async_save()
