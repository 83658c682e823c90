"""Brings what waits for one account to Twilio, as long as the account is loaded."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError

from ..answers.call_messages import async_call_messages
from ..api import (
    AccountNotActive,
    CredentialsRejected,
    TooManyRequests,
    TwilioApiError,
    Uncertain,
    Unreachable,
)
from ..consent.consent import OPTED_OUT
from ..const import LOGGER
from ..errors import Failed
from ..tracking import Record
from .attempt import SettledMeanwhileError, async_attempt, async_expect
from .content import CallContent
from .doubts import Doubts
from .entry import Entry, State
from .handover import Accepted, accepted_of
from .line import Line, Outcome
from .review import Review
from .tally import Counted
from .timer import Timer

if TYPE_CHECKING:
    from ..account import Account
    from .outbox import Outbox


_REFUSALS_IN_A_ROW: Final = 3
"""How often something may be too much for Twilio before others go first."""
_LONGEST_PATIENCE: Final = 60.0


class Carrier:
    """Sends what may go out now, and has an eye on what nobody knows whether it did."""

    def __init__(self, hass: HomeAssistant, outbox: Outbox, account: Account) -> None:
        """Begin nothing yet."""
        self.account = account
        self._hass = hass
        self._outbox = outbox
        self._queue = outbox.queue
        self._entry_id = account.entry.entry_id
        self._line = Line(calls_per_second=account.calls_per_second)
        self._doubts = Doubts(outbox, account, self._line, self._async_accept)
        self._stop_listening: CALLBACK_TYPE | None = None
        self._timer = Timer(hass, "Twilio outbox", self._async_rouse)
        self._review: Review | None = None
        self._is_stopped = False

    @callback
    def async_start(self) -> None:
        """Go on with what is there."""
        self._stop_listening = self.account.tracker.async_listen(self._async_hear)
        for place in self._queue.of(self._entry_id):
            if place.entry.may_be_out:
                async_expect(self.account, place.entry)
        if left := self._unreviewed():
            self._review = Review(self.account, left, partial(self._async_let_out, left))
            self._review.async_begin()
        self.async_wake()

    @callback
    def async_stop(self) -> None:
        """Begin nothing more; what is under way ends by itself."""
        self._is_stopped = True
        self._timer.async_set(None)
        if self._stop_listening:
            self._stop_listening()
        if self._review:
            self._review.async_stop()

    @callback
    def async_retry(self) -> None:
        """Ask Twilio at once, whatever it said before."""
        self._line.calls_per_second = self.account.calls_per_second
        self._line.open()
        self.async_wake()

    @callback
    def async_note_answer(self) -> None:
        """Hear that Twilio answers something: what waits for that waits no longer."""
        if self._review:
            self._review.async_hurry()
        if self._line.network.is_shut:
            # What was answered may be a try of our own, which opens the line itself.
            self._hass.loop.call_soon(self._async_heard)

    @callback
    def _async_heard(self) -> None:
        if self._is_stopped or not self._line.network.is_shut:
            return
        self._line.heard()
        self._doubts.async_hurry()
        self._outbox.async_wake(self._entry_id)

    @callback
    def async_wake(self) -> None:
        """Begin whatever may begin now, and come back when something else may."""
        if self._is_stopped or self._outbox.is_closed:
            return
        now, only_alerts = self._hass.loop.time(), self._outbox.is_stopping

        def may_start(entry: Entry) -> bool:
            return (entry.is_alert or not only_alerts) and self._line.may_start(entry, now)

        while entry := self._queue.take(self._entry_id, now, may_start):
            self._line.started(entry, now)
            self._outbox.attempts.async_begin(self._async_try(entry))
        for entry in self._queue.due(self._entry_id, now):
            self._doubts.async_settle(entry, now)
        self._async_schedule()

    @callback
    def _async_schedule(self) -> None:
        now = self._hass.loop.time()
        times = (self._queue.next_due(self._entry_id, now), self._line.next_start(now))
        at = min((at for at in times if at is not None), default=None)
        self._timer.async_set(at if self._queue.counts(self._entry_id).waiting else None)

    @callback
    def _async_rouse(self) -> None:
        self._outbox.async_wake(self._entry_id)

    async def _async_try(self, entry: Entry) -> None:
        """Ask Twilio once to take something, and see what that means for it and for the line."""
        outcome, retry_after = Outcome.STOPPED, None
        try:
            accepted = await async_attempt(self._outbox, self.account, entry)
        except TooManyRequests as err:
            outcome, retry_after = Outcome.OVERLOADED, err.retry_after
            self._async_put_back(entry, err)
        except Unreachable as err:
            outcome = Outcome.UNREACHABLE
            self._async_put_back(entry, err)
        except (CredentialsRejected, AccountNotActive) as err:
            outcome = Outcome.UNAVAILABLE
            self._async_put_back(entry, err)
        except Uncertain as err:
            outcome = Outcome.UNCERTAIN
            self._async_doubt(entry, err)
        except SettledMeanwhileError:
            pass
        except HomeAssistantError as err:
            outcome = Outcome.ANSWERED
            self._async_refuse(entry, err)
        except Exception:  # noqa: BLE001 - a fault of ours must not stop the others
            LOGGER.exception("Something could not be sent")
            self._async_refuse(entry, Failed("uncertain"))
        else:
            outcome = Outcome.ANSWERED
            self._async_accept(entry, accepted)
        finally:
            self._line.ended(entry, outcome, self._hass.loop.time(), retry_after)
            self._async_let_go()
            self._outbox.async_wake(self._entry_id)

    @callback
    def _async_hear(self, record: Record) -> None:
        """Take a report for the answer that is missing."""
        place = self._queue.get(record.reference)
        if record.sid and place and place.entry.state is not State.TRYING:
            self._async_accept(place.entry, accepted_of(record))

    @callback
    def _async_accept(self, entry: Entry, accepted: Accepted) -> None:
        """Be done with what Twilio has taken."""
        self._outbox.async_settle(entry.reference, accepted)
        self.account.tracker.async_accept(entry.reference, accepted)
        if isinstance(entry.content, CallContent) and entry.content.message:
            async_call_messages(self._hass).keep(accepted.sid, entry.content.message)

    @callback
    def _async_refuse(self, entry: Entry, error: HomeAssistantError) -> None:
        """Be done with what goes out no more, unless it already did when it was tried before."""
        if record := self.account.tracker.reported(entry.reference):
            self._async_accept(entry, accepted_of(record))
            return
        self._async_unexpect(entry)
        if isinstance(error, TwilioApiError) and error.code == OPTED_OUT:
            self.account.consent.async_hear_refusal(entry.content.to, entry.content.sender)
        self._outbox.async_settle(entry.reference, error)

    @callback
    def _async_put_back(self, entry: Entry, error: TwilioApiError) -> None:
        """Keep what Twilio surely has not taken this time, for when the line lets it go again."""
        place = self._queue.get(entry.reference)
        if place is None:
            return
        if record := self.account.tracker.reported(entry.reference):
            self._async_accept(entry, accepted_of(record))
            return
        # As it was before: what was in doubt is looked for before it is tried once more.
        known = replace(
            place.entry,
            state=entry.state,
            maybe_duplicate=entry.maybe_duplicate,
            reason=error.hindrance,
        )
        if entry.state is State.UNCERTAIN:
            self._outbox.tally.async_count(self._entry_id, Counted.MAYBE_DUPLICATES, -1)
            self._doubts.async_go_back(known, is_cut_off=isinstance(error, Unreachable))
            return
        self._async_unexpect(known)
        self._outbox.async_note(known)
        patience = _patience_with(known, error)
        self._queue.put_off(entry.reference, self._hass.loop.time() + patience)

    @callback
    def _async_unexpect(self, entry: Entry) -> None:
        """Expect no report of what was not taken, unless it may have been before."""
        if not entry.maybe_duplicate:
            self.account.tracker.async_drop(entry.reference)

    @callback
    def _async_doubt(self, entry: Entry, error: TwilioApiError) -> None:
        """Keep what Twilio may have taken, and look for it later."""
        if (place := self._queue.get(entry.reference)) is None:
            return
        if record := self.account.tracker.reported(entry.reference):
            self._async_accept(entry, accepted_of(record))
            return
        self._doubts.async_add(place.entry, error.hindrance)

    def next_start(self) -> float | None:
        """Return when something may go out that may not now, as far as time alone is in the way."""
        return self._line.next_start(self._hass.loop.time())

    @callback
    def _async_let_go(self) -> None:
        """Let callers go who would wait in vain, for the line is down for longer."""
        if at := self.next_start():
            self._outbox.async_dismiss_waiting(self._entry_id, at)

    def _unreviewed(self) -> list[Entry]:
        """Return what an earlier run left of this account, and nobody has looked for yet."""
        places = self._queue.of(self._entry_id) if self._outbox.unreviewed else ()
        return [place.entry for place in places if place.entry.reference in self._outbox.unreviewed]

    @callback
    def _async_let_out(self, left: list[Entry], taken: Mapping[str, Accepted]) -> None:
        """Let go what an earlier run left, but not what Twilio has already."""
        for entry in left:
            self._outbox.unreviewed.discard(entry.reference)
            if accepted := taken.get(entry.reference):
                async_expect(self.account, entry)
                self._async_accept(entry, accepted)
            else:
                self._queue.put_off(entry.reference, self._hass.loop.time())
        self._outbox.async_wake(self._entry_id)


def _patience_with(entry: Entry, error: Failed) -> float:
    """Return for how many seconds what is refused again and again lets others go first."""
    if not isinstance(error, TooManyRequests) or entry.attempts <= _REFUSALS_IN_A_ROW:
        return 0.0
    return min(2.0 ** min(entry.attempts - _REFUSALS_IN_A_ROW, 6), _LONGEST_PATIENCE)
