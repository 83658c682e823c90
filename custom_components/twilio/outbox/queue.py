"""Everything of the outbox, in the order in which it goes out."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import count
from typing import Final

from .account_queue import AccountQueue
from .agenda import Agenda
from .counts import Counts
from .entry import Entry, State
from .place import Place

CAPACITY: Final = 10_000
KEPT_FOR_ALERTS: Final = 1_000


class Queue:
    """What waits, of all accounts; `now` is monotonic.

    What `take` or `due` has returned is out, and not returned again before `put_off`.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self._places: dict[str, Place] = {}
        self._accounts: defaultdict[str, AccountQueue] = defaultdict(AccountQueue)
        self._expiries = Agenda()
        self._numbers = count()

    def __len__(self) -> int:
        """Return how much waits."""
        return len(self._places)

    def __iter__(self) -> Iterator[Place]:
        """Go through all, in the order of asking."""
        return iter(tuple(self._places.values()))

    def of(self, entry_id: str) -> tuple[Place, ...]:
        """Return what waits of an account, in the order of asking."""
        account = self._accounts.get(entry_id)
        return () if account is None else tuple(account.places.values())

    def counts(self, entry_id: str) -> Counts:
        """Return how much waits of an account."""
        account = self._accounts.get(entry_id)
        return Counts() if account is None else account.counts()

    def is_full(self, *, is_alert: bool) -> bool:
        """Return whether there is no room for one more."""
        return len(self) >= (CAPACITY if is_alert else CAPACITY - KEPT_FOR_ALERTS)

    def get(self, reference: str) -> Place | None:
        """Return where it stands; none where it is settled, or was never here."""
        return self._places.get(reference)

    def add(self, entry: Entry, now: float, age: float = 0.0) -> Place:
        """Put it behind the others; it may go, or be looked for, at once."""
        if (known := self.get(entry.reference)) is not None:
            return known
        number = next(self._numbers)
        place = Place(entry=entry, number=number, lane=entry.lane, born=now - age, due=now)
        self._places[entry.reference] = place
        self._accounts[entry.entry_id].add(place)
        self.put_off(entry.reference, now)
        return place

    def set_age(self, reference: str, age: float, now: float) -> None:
        """Correct when it was asked for."""
        if (place := self.get(reference)) is not None:
            place.born = now - age
            self._expiries.note(place, place.expires)

    def replace(self, entry: Entry) -> None:
        """Note what is known of it now; whether it is out, and until when put off, stays.

        Its account, kind, recipient and whether it is an alert never change.
        """
        if (place := self.get(entry.reference)) is not None:
            self._account_of(place).replace(place, entry)

    def settle(self, reference: str) -> Place | None:
        """Take it out for good; none where it is not here."""
        if (place := self._places.pop(reference, None)) is not None:
            self._expiries.drop(place)
            account = self._account_of(place)
            account.settle(place)
            if not account.places:
                del self._accounts[place.entry.entry_id]
        return place

    def put_off(self, reference: str, until: float) -> None:
        """Have it sent, or looked for where nobody knows what became of it, not before then."""
        if (place := self.get(reference)) is not None:
            self._bring_back(place, until, to_send=place.is_waiting)

    def send_again(self, reference: str, at: float) -> None:
        """Have it sent, not before then, although nobody knows what became of it."""
        if (place := self.get(reference)) is not None:
            self._bring_back(place, at, to_send=True)

    def step_aside(self, reference: str) -> None:
        """Let those behind it go on without it; it is in nobody's way any more."""
        if (place := self.get(reference)) is not None:
            self._account_of(place).step_aside(place)

    def take(self, entry_id: str, now: float, may: Callable[[Entry], bool]) -> Entry | None:
        """Return what goes next of an account; it is out.

        `may` judges by kind, alert, and whether it was tried before: all alike are held up alike.
        """
        if (account := self._accounts.get(entry_id)) is not None:
            for place in account.firsts(now):
                if may(place.entry):
                    account.take(place, now)
                    return place.entry
        return None

    def due(self, entry_id: str, now: float) -> list[Entry]:
        """Return the uncertain ones of an account that are to be looked for now; they are out."""
        account = self._accounts.get(entry_id)
        return [] if account is None else [place.entry for place in account.due(now)]

    def next_due(self, entry_id: str, now: float) -> float | None:
        """Return when the next one of an account can be sent, or is to be looked for."""
        account = self._accounts.get(entry_id)
        return None if account is None else account.next_due(now)

    def expired(self, now: float) -> list[Entry]:
        """Return what is of no use any more, once, without what is being sent."""
        return [
            place.entry
            for place in self._expiries.pop(now)
            if not place.is_sent and place.entry.state is not State.TRYING
        ]

    def next_expiry(self) -> float | None:
        """Return when the next one will be of no use any more."""
        return self._expiries.next()

    def _bring_back(self, place: Place, until: float, *, to_send: bool) -> None:
        self._account_of(place).bring_back(place, until, to_send=to_send)
        # Those that expire while they are being sent are asked about again.
        self._expiries.note(place, place.expires)

    def _account_of(self, place: Place) -> AccountQueue:
        return self._accounts[place.entry.entry_id]
