"""How old what waits is, whatever the clock of the house says."""

from datetime import datetime
import time

from homeassistant.core import HomeAssistant, callback

from .clock import HouseClock
from .entry import Entry
from .handover import LONGEST_VALIDITY
from .queue import Queue
from .standby import Standby


class Ages:
    """Lets what this run made grow old by itself, and the rest once the clock is confirmed."""

    def __init__(
        self, hass: HomeAssistant, queue: Queue, standby: Standby, clock: HouseClock
    ) -> None:
        """Begin with what this run makes."""
        self._loop = hass.loop
        self._queue = queue
        self._standby = standby
        self._clock = clock
        self._unconfirmed: dict[str, float] = {}
        """When what an earlier run left was created, while nobody knows what time it is."""

    @callback
    def async_recover(self, entry: Entry) -> None:
        """Take something of an earlier run for new, until the clock is confirmed.

        And for good where the clock of then was not: a house without a network may have had any.
        """
        if entry.is_dated:
            self._unconfirmed[entry.reference] = entry.created

    def is_clock_confirmed(self) -> bool:
        """Tell whether the clock of the house is known to be right."""
        return self._clock.is_confirmed(time.time(), self._loop.time())

    def is_in_question(self, entry: Entry) -> bool:
        """Tell whether an entry may have expired while this machine slept."""
        now = time.time()
        is_old = entry.is_dated and now - entry.created >= entry.valid_for
        return is_old and self._clock.is_in_question(now, self._loop.time())

    @callback
    def async_forget(self, reference: str) -> None:
        """Forget what is settled."""
        self._unconfirmed.pop(reference, None)

    @callback
    def async_note_answer(self, answered: datetime) -> bool:
        """Hear what time it is at Twilio; return whether something may be older than it seemed."""
        now, monotonic = time.time(), self._loop.time()
        was_confirmed = self.is_clock_confirmed()
        slept = self._clock.note_answer(answered, now, monotonic)
        if slept:
            # The machine was suspended, and with it the clock by which things grow old.
            for place in tuple(self._queue):
                self._queue.set_age(place.entry.reference, place.age(monotonic) + slept, monotonic)
            self._standby.async_pass(slept)
        for reference, created in self._unconfirmed.items():
            age = self._clock.age(created, now, monotonic)
            self._queue.set_age(reference, age, monotonic)
            self._standby.async_set_age(reference, age)
        self._unconfirmed.clear()
        return slept > 0 or not was_confirmed

    def of(self, entry: Entry) -> float:
        """Return how many seconds ago somebody asked for an entry.

        It is for what is said of it: there, a clock that is not confirmed will do.
        """
        place = self._queue.get(entry.reference)
        age = place.age(self._loop.time()) if place else 0.0
        if entry.reference not in self._unconfirmed:
            return age
        by_clock = time.time() - entry.created
        return by_clock if age < by_clock < LONGEST_VALIDITY else age

    def left(self, entry: Entry) -> float:
        """Return for how many seconds an entry is still of use."""
        place = self._queue.get(entry.reference)
        return place.time_left(self._loop.time()) if place else 0.0
