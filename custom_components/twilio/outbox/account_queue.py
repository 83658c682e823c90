"""What of the outbox waits of one account."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

from .agenda import Agenda
from .counts import Counts
from .entry import Entry, State
from .lane import AlertLane, Lane
from .offers import Offers
from .place import Place

PATIENCE: Final = 3.0
"""After so many seconds without an answer an alert is no longer in the way of the next one."""


class AccountQueue:
    """The lanes of an account, what of them may go now, and what has to wait."""

    def __init__(self) -> None:
        """Begin with nothing."""
        # A dict would look through all that were settled for the first that is not.
        self.places: Final[OrderedDict[int, Place]] = OrderedDict()
        self._lanes: dict[Hashable, Lane] = {}
        self._offers = Offers(self._may_go)
        self._sleeping = Agenda()
        self._looks = Agenda()
        self._patience = Agenda()
        self._alerts = 0
        self._uncertain = 0

    def counts(self) -> Counts:
        """Return how much waits."""
        return Counts(
            waiting=len(self.places),
            alerts=self._alerts,
            uncertain=self._uncertain,
            oldest=next(iter(self.places.values())).entry.created,
        )

    def add(self, place: Place) -> None:
        """Put it behind the others; nothing happens with it yet."""
        self.places[place.number] = place
        self._count(place.entry, 1)
        if place.lane not in self._lanes:
            self._lanes[place.lane] = AlertLane() if place.entry.is_alert else Lane()
        self._lane_of(place).join(place)

    def replace(self, place: Place, entry: Entry) -> None:
        """Note what is known of it now."""
        self._count(place.entry, -1)
        self._count(entry, 1)
        place.entry = entry

    def settle(self, place: Place) -> None:
        """Take it out for good."""
        self._withdraw(place)
        del self.places[place.number]
        self._count(place.entry, -1)
        self._leave_lane(place)

    def step_aside(self, place: Place) -> None:
        """Give it a lane of its own."""
        self._leave_lane(place)
        place.lane = place.number
        self._lanes[place.lane] = lane = Lane()
        lane.join(place)
        self._offer(lane)

    def bring_back(self, place: Place, until: float, *, to_send: bool) -> None:
        """Have it sent or looked for, not before then."""
        self._withdraw(place)
        place.is_out = place.is_sent = False
        place.due = until
        lane = self._lane_of(place)
        lane.release(place)
        self._offer(lane)
        (self._sleeping if to_send else self._looks).note(place, until)

    def take(self, place: Place, now: float) -> None:
        """Hand it out, to be sent."""
        place.is_out = place.is_sent = True
        place.is_ready = False
        self._lane_of(place).taken = place
        if place.entry.is_alert:
            self._patience.note(place, now + PATIENCE)

    def due(self, now: float) -> list[Place]:
        """Hand out those that are to be looked for now."""
        places = self._looks.pop(now)
        for place in places:
            place.is_out = True
        return places

    def next_due(self, now: float) -> float | None:
        """Return when the next one can be sent, or is to be looked for."""
        self._wake(now)
        moments = (self._sleeping.next(), self._looks.next(), self._patience.next())
        return min((moment for moment in moments if moment is not None), default=None)

    def firsts(self, now: float) -> list[Place]:
        """Return the first of each sort that can be sent, in the order in which they should."""
        self._wake(now)
        return self._offers.firsts()

    def _wake(self, now: float) -> None:
        """Let those go whose pause is over, and those that were behind one for long enough."""
        for place in self._sleeping.pop(now):
            lane = self._lane_of(place)
            lane.make_ready(place)
            self._offer(lane)
        for place in self._patience.pop(now):
            lane = self._lane_of(place)
            lane.release(place)
            self._offer(lane)

    def _withdraw(self, place: Place) -> None:
        place.is_ready = False
        for agenda in (self._sleeping, self._looks, self._patience):
            agenda.drop(place)

    def _leave_lane(self, place: Place) -> None:
        lane = self._lane_of(place)
        lane.leave(place)
        if lane:
            self._offer(lane)
        else:
            del self._lanes[place.lane]

    def _lane_of(self, place: Place) -> Lane:
        return self._lanes[place.lane]

    def _may_go(self, place: Place) -> bool:
        lane = self._lanes.get(place.lane)
        return lane is not None and place in lane.candidates()

    def _offer(self, lane: Lane) -> None:
        for place in lane.candidates():
            self._offers.add(place)

    def _count(self, entry: Entry, change: int) -> None:
        self._alerts += change * entry.is_alert
        self._uncertain += change * (entry.state is State.UNCERTAIN)
