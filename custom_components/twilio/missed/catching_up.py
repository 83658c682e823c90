"""Messages that Twilio could not bring, fetched from its log."""

from datetime import datetime, timedelta
import time
from typing import Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CoreState, HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later, async_track_time_interval
from homeassistant.helpers.start import async_at_started

from ..api import PhoneNumber, Refused, TwilioApi, TwilioApiError
from ..const import CONF_ACCOUNT_SID, LOGGER
from ..learned import LearnedStore
from ..numbers.own_addresses import async_own_addresses
from ..numbers.phone_numbers import PhoneNumbers
from ..numbers.pointing import Override, Pointing, pointing_of
from ..numbers.webhooks import AccountWebhooks
from ..webhook import async_take_in, async_webhook_address
from .last_run import async_end_of_last_run
from .missed_messages import (
    CLOCK_TOLERANCE,
    MAX_AGE,
    ClockBehindError,
    Missed,
    age_of,
    first_day,
    missed_messages,
    webhook_fields,
)

SECOND_LOOK: Final = timedelta(minutes=1)
"""How long after the first look Twilio's log has what it lacked then."""
PERIOD: Final = timedelta(minutes=10)
"""Less than messages are acted upon: one that was missed by a moment is still young enough."""
OVERLAP: Final = timedelta(minutes=10)
"""How late a message may appear in Twilio's log."""


class CatchingUp:
    """Looks into Twilio's log of the numbers whose messages lead here, for what nobody brought.

    What Twilio still brings itself is handled once. A text may be lost without this: Home
    Assistant answers for a webhook that is not open yet, and not all addresses are tried again.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        api: TwilioApi,
        numbers: PhoneNumbers,
        webhooks: AccountWebhooks,
        learned: LearnedStore,
    ) -> None:
        """Look at nothing yet."""
        self._hass = hass
        self._entry = entry
        self._api = api
        self._numbers = numbers
        self._webhooks = webhooks
        self._learned = learned
        known = learned.async_know(entry.entry_id)
        self._marks = known.marks
        self._memory = known.webhook
        self._has_looked = False
        self._is_looking = False
        self._is_refused = False

    @callback
    def async_follow(self) -> None:
        """Look once Home Assistant runs and the numbers are known, soon again, then for good."""
        on_unload = self._entry.async_on_unload
        on_unload(self._webhooks.async_listen(self._async_numbers_changed))
        on_unload(async_at_started(self._hass, self._async_look_first))
        on_unload(
            async_track_time_interval(
                self._hass,
                self._async_look,
                PERIOD,
                name="Twilio messages",
                cancel_on_shutdown=True,
            )
        )

    @callback
    def _async_numbers_changed(self) -> None:
        self._async_note_numbers()
        self._async_look_first(self._hass)

    @callback
    def _async_look_first(self, _: HomeAssistant) -> None:
        if self._has_looked or not self._webhooks.states or not self._is_running:
            return
        self._has_looked = True
        self._async_look()
        job = HassJob(self._async_look, "Twilio messages", cancel_on_shutdown=True)
        self._entry.async_on_unload(async_call_later(self._hass, SECOND_LOOK, job))

    @callback
    def _async_look(self, _: datetime | None = None) -> None:
        if not self._is_looking:
            self._is_looking = True
            self._entry.async_create_background_task(
                self._hass, self._async_catch_up(), "Twilio messages", eager_start=False
            )

    @property
    def _is_running(self) -> bool:
        return self._hass.state is CoreState.running

    @callback
    def _async_note_numbers(self) -> None:
        """Start the mark of what leads here now, and end that of what is somebody else's."""
        here = {number.sid for number in self._async_numbers_here()}
        # Without an address for the moment, nothing leads here: it may soon be back.
        has_address = async_webhook_address(self._hass, self._entry) is not None
        listed = {number.sid for number in self._numbers.known or ()} if has_address else set()
        start = time.time() if self._marks.has_begun else self._start
        if self._marks.note(here, listed - here, start):
            self._learned.async_save()

    @property
    def _start(self) -> float:
        """Since when an account that was never looked at is this integration's to look after."""
        return max(self._entry.created_at.timestamp(), async_end_of_last_run(self._hass))

    @callback
    def _async_numbers_here(self) -> tuple[PhoneNumber, ...]:
        addresses = async_own_addresses(self._hass, self._entry, self._learned)
        return tuple(
            number
            for number in self._numbers.known or ()
            if pointing_of(number.webhooks.sms_url, addresses) is Pointing.HERE
            and not self._is_overridden(number)
        )

    def _is_overridden(self, number: PhoneNumber) -> bool:
        pointing = self._webhooks.pointing(number.number)
        overrides = pointing.overrides if pointing else ()
        return bool(number.webhooks.sms_application_sid) or Override.MESSAGING_SERVICE in overrides

    async def _async_catch_up(self) -> None:
        """Look at each number; what fails is tried again next time."""
        try:
            await self._webhooks.async_settled()
            self._async_note_numbers()
            for number in self._async_numbers_here():
                await self._async_catch_up_with(number)
            self._is_refused = False
        except Refused as err:
            if not self._is_refused:
                LOGGER.warning(
                    "Twilio does not list messages for %s, so those that were missed stay so: %s",
                    self._entry.title,
                    err,
                )
            self._is_refused = True
        except TwilioApiError as err:
            LOGGER.debug("Twilio's messages cannot be listed: %s", err)
        except ClockBehindError:
            LOGGER.debug("The clock is behind Twilio's: nothing is caught up with yet")
        finally:
            self._is_looking = False

    async def _async_catch_up_with(self, number: PhoneNumber) -> None:
        """Handle what a number received since its mark, and move that."""
        mark, now = self._marks.numbers.get(number.sid), time.time()
        # Without a mark it leads elsewhere by now; before its mark, the clock cannot be set yet.
        if mark is None or now < mark:
            return
        # What came before may have been handled and forgotten, in a flood: rather once too little.
        forgotten = self._memory.knows_messages_since + CLOCK_TOLERANCE.total_seconds()
        mark = max(mark, forgotten)
        listed = await self._api.inbound_messages(number.number, first_day(mark))
        missed = missed_messages(
            listed, mark, lambda sid: self._memory.knows_message(sid, now), now
        )
        if missed.messages and not await self._async_still_leads_here(number):
            return
        for message in missed.messages:
            fields = webhook_fields(message, self._entry.data[CONF_ACCOUNT_SID])
            age = age_of(message, now)
            if not await async_take_in(self._hass, self._entry, fields, age):
                return
        _log(number, missed, now)
        self._marks.advance(number.sid, now - OVERLAP.total_seconds())
        self._learned.async_save()

    async def _async_still_leads_here(self, number: PhoneNumber) -> bool:
        """Tell whether nobody has pointed a number elsewhere since the numbers were listed."""
        if not self._numbers.is_fresh:
            await self._numbers.async_ask()
        return any(own.sid == number.sid for own in self._async_numbers_here())


def _log(number: PhoneNumber, missed: Missed, now: float) -> None:
    late = missed.late(now)
    if in_time := len(missed.messages) - late:
        LOGGER.info("%s missed messages to %s were handled", in_time, number.number)
    if late:
        LOGGER.warning(
            "%s messages to %s came over %s minutes ago, while nobody was there: only triggers "
            "with a longer max_age get them",
            late,
            number.number,
            MAX_AGE // timedelta(minutes=1),
        )
    if missed.too_old:
        LOGGER.warning(
            "%s messages to %s came too long ago, while nobody was there, to be handled",
            missed.too_old,
            number.number,
        )
