"""What becomes of messages and calls whose reports stay away, asked of Twilio."""

from datetime import datetime, timedelta
from http import HTTPStatus
import time
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, Context, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.start import async_at_started

from ..api import AccountNotActive, CredentialsRejected, Refused, TwilioApiError, Uncertain
from ..const import LOGGER
from ..credential_doubt import Right
from ..listening.listeners import async_listeners
from ..listening.occurrences import Occurrence
from ..listening.status_news import call_status_news, message_status_news
from ..webhook import read_call_status, read_message_status
from .log_entries import call_fields, message_fields
from .records import MessageRecord, Record
from .schedule import due, due_records, next_due

if TYPE_CHECKING:
    from ..account import Account

PAUSE: Final = timedelta(minutes=5).total_seconds()
"""How long Twilio is left alone once it did not answer."""


class FollowUp:
    """Looks at what is still open when its time has come; one timer waits for the first."""

    def __init__(self, account: Account) -> None:
        """Wait for nothing yet."""
        self._account = account
        self._hass = account.hass
        self._tracker = account.tracker
        self._stop_timer: CALLBACK_TYPE | None = None
        self._at: float | None = None
        self._earliest = 0.0
        """By the clock of the loop, which nobody sets back."""
        self._is_looking = False

    @callback
    def async_follow(self) -> None:
        """Go on with what is open once Home Assistant runs, as long as the account is loaded."""
        on_unload = self._account.entry.async_on_unload
        on_unload(async_at_started(self._hass, self._async_start))
        on_unload(self._async_stop)

    @callback
    def _async_start(self, _: HomeAssistant) -> None:
        self._account.entry.async_on_unload(self._tracker.async_listen(self._async_note))
        self._async_schedule()

    @callback
    def _async_stop(self) -> None:
        if self._stop_timer:
            self._stop_timer()
        self._stop_timer = self._at = None

    @callback
    def _async_note(self, record: Record) -> None:
        """Keep the timer, unless a record comes before what it waits for.

        That may have ended by then, as most do: looking for the next one each time costs more.
        """
        if (at := due(record)) is not None and (self._at is None or at < self._at):
            self._async_schedule()

    @callback
    def _async_schedule(self) -> None:
        if self._is_looking:
            return
        self._async_stop()
        self._tracker.async_bring_back()
        if (at := next_due(self._tracker.records())) is None:
            return
        now = time.time()
        wait = max(0.0, at - now, self._earliest - self._hass.loop.time())
        self._at = now + wait
        job = HassJob(self._async_wake, "Twilio follow-up", cancel_on_shutdown=True)
        self._stop_timer = async_call_later(self._hass, wait, job)

    @callback
    def _async_wake(self, _: datetime) -> None:
        self._async_stop()
        self._is_looking = True
        self._account.entry.async_create_background_task(
            self._hass, self._async_look(), "Twilio follow-up", eager_start=False
        )

    async def _async_look(self) -> None:
        """Look at all that is due, one by one: nobody waits for the answers."""
        try:
            for record in due_records(self._tracker.records(), time.time()):
                await self._async_try(record)
        except TwilioApiError as err:
            LOGGER.debug("Twilio cannot be asked what became of something: %s", err)
            self._earliest = self._hass.loop.time() + PAUSE
        finally:
            self._is_looking = False
        self._async_schedule()

    async def _async_try(self, record: Record) -> None:
        """Look at one record; a fault of ours with it stops no other, and is not met for ever."""
        try:
            await self._async_look_at(record)
        except TwilioApiError:
            raise
        except Exception:  # noqa: BLE001 - see the docstring
            LOGGER.exception("What became of a message or call cannot be taken over")
            self._tracker.async_note_look(record, time.time(), is_last=False)

    async def _async_look_at(self, record: Record) -> None:
        """Ask about one record, and tell what is new; raises where nobody else need be asked about.

        That Twilio fails may be for this record alone: then the look counts, or it would never end.
        """
        news, is_gone = None, False
        try:
            news = await self._async_ask(record)
        except Refused as err:
            if not err.is_final:
                raise
            self._async_doubt(record, err)
            is_gone = err.status == HTTPStatus.NOT_FOUND
        except Uncertain as err:
            if err.status is None:
                self._tracker.async_note_look(record, time.time(), is_last=False)
                raise
        self._tracker.async_note_look(record, time.time(), is_last=is_gone)
        if news:
            async_listeners(self._hass).async_announce(news, Context())

    async def _async_ask(self, record: Record) -> Occurrence | None:
        """Return what Twilio's log says that this house did not know."""
        if isinstance(record, MessageRecord):
            message = message_fields(await self._account.api.message_state(record.sid))
            return message_status_news(self._account, read_message_status(message), message)
        call = call_fields(await self._account.api.call_state(record.sid))
        return call_status_news(self._account, read_call_status(call), call)

    @callback
    def _async_doubt(self, record: Record, refusal: Refused) -> None:
        match refusal:
            case CredentialsRejected():
                is_message = isinstance(record, MessageRecord)
                self._account.doubt.async_raise(Right.MESSAGES if is_message else Right.CALLS)
            case AccountNotActive():
                self._account.doubt.async_report_inactive()
            case _:
                LOGGER.debug("Twilio does not tell what became of something: %s", refusal)
