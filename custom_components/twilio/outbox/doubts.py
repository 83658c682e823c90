"""What is done about entries of one account of which Twilio's answer is missing."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from homeassistant.core import callback

from ..const import LOGGER
from .entry import Entry, State
from .handover import Accepted
from .settling import Action

if TYPE_CHECKING:
    from ..account import Account
    from .line import Line
    from .outbox import Outbox


SHORTEST_PAUSE: Final = 0.5
"""Seconds between two things that are done about one entry, whatever goes wrong."""


class Doubts:
    """Looks for what Twilio may have taken, and has it sent again where that has to be."""

    def __init__(
        self,
        outbox: Outbox,
        account: Account,
        line: Line,
        accept: Callable[[Entry, Accepted], None],
    ) -> None:
        """Hand over to `accept` what Twilio turns out to have taken."""
        self._outbox = outbox
        self._account = account
        self._line = line
        self._accept = accept
        self._queue = outbox.queue
        self._inquiry = outbox.inquiry
        self._loop = account.hass.loop
        self._entry_id = account.entry.entry_id

    @callback
    def async_add(self, entry: Entry, reason: str | None) -> None:
        """Keep what Twilio may have taken, and look for it later."""
        uncertain = replace(entry, state=State.UNCERTAIN, reason=reason)
        self._outbox.async_note(uncertain)
        at = self._inquiry.async_doubt(uncertain)
        self._queue.put_off(entry.reference, at)
        self._outbox.callers.async_dismiss(entry.reference, at)

    @callback
    def async_go_back(self, entry: Entry, *, is_cut_off: bool) -> None:
        """Go on with what was in doubt before: this try did not count.

        Where there was no connection, it is looked for before it is tried once more.
        """
        self._outbox.async_note(entry)
        if is_cut_off:
            self._inquiry.async_cut_off(entry.reference)
        _, at = self._inquiry.async_next(entry)
        self._queue.put_off(entry.reference, max(at, self._loop.time()))

    @callback
    def async_settle(self, entry: Entry, now: float) -> None:
        """Do the next thing about an entry, if it is time for it.

        What would be sent again is looked for instead while there is no connection; nobody else
        might find out when there is one again.
        """
        action, at = self._inquiry.async_next(entry)
        if at > now:
            self._queue.put_off(entry.reference, at)
        elif action is Action.SEND_AGAIN and not self._is_cut_off(entry):
            self._queue.send_again(entry.reference, now)
            self._outbox.async_wake(self._entry_id)
        else:
            self._account.hass.async_create_background_task(
                self._async_look(entry), "Twilio outbox inquiry"
            )

    @callback
    def async_hurry(self) -> None:
        """Look at once for what could not be looked for: Twilio is heard of again."""
        for place in self._queue.of(self._entry_id):
            is_in_doubt = place.entry.state is State.UNCERTAIN and not place.is_out
            if is_in_doubt and self._inquiry.is_cut_off(place.entry.reference):
                self._inquiry.async_hurry(place.entry.reference)
                self._queue.put_off(place.entry.reference, self._loop.time())

    def _is_cut_off(self, entry: Entry) -> bool:
        return self._line.network.is_shut and self._inquiry.is_cut_off(entry.reference)

    async def _async_look(self, entry: Entry) -> None:
        """Ask Twilio whether it has taken something."""
        others = partial(self._unanswered, entry)
        try:
            if accepted := await self._inquiry.async_look(self._account, entry, others):
                self._accept(entry, accepted)
        except Exception:  # noqa: BLE001 - a fault of ours must not leave it where it is
            LOGGER.exception("It cannot be found out whether something was sent")
        finally:
            self._async_keep_looking(entry)
            self._outbox.async_wake(self._entry_id)

    @callback
    def _async_keep_looking(self, entry: Entry) -> None:
        """Look again later for what was not found; others need not wait for ever for that."""
        if self._queue.get(entry.reference) is None:
            return
        _, at = self._inquiry.async_next(entry)
        at = max(at, self._loop.time() + SHORTEST_PAUSE)
        self._queue.put_off(entry.reference, at)
        if self._inquiry.is_stuck(entry):
            self._queue.step_aside(entry.reference)
        self._outbox.callers.async_dismiss(entry.reference, at)

    def _unanswered(self, entry: Entry) -> list[Entry]:
        """Return what else Twilio may have taken although it has not answered."""
        return [
            place.entry
            for place in self._queue.of(self._entry_id)
            if place.entry.state is not State.WAITING and place.entry.reference != entry.reference
        ]
