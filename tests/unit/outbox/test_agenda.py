"""What is to happen to which entry, and when."""

from typing import Final

from hypothesis import given, settings, strategies as st

from custom_components.twilio.outbox.agenda import Agenda
from custom_components.twilio.outbox.place import Place

from .entries import an_entry

MANY: Final = 1000


def a_place(number: int = 0) -> Place:
    """Return a place of the queue."""
    return Place(entry=an_entry(), number=number, lane=None, born=0.0, due=0.0)


def test_nothing() -> None:
    """Who has no appointments is never due."""
    agenda = Agenda()
    assert agenda.next() is None
    assert agenda.pop(1e9) == []
    agenda.drop(a_place())
    assert agenda.next() is None


def test_order() -> None:
    """They come when it is their turn, those of the same moment in the order of asking."""
    agenda = Agenda()
    first, second, third, fourth = places = [a_place(number) for number in range(4)]
    for place, moment in zip(places, (30.0, 20.0, 10.0, 20.0), strict=True):
        agenda.note(place, moment)
    assert agenda.next() == 10
    assert agenda.pop(9.9) == []
    assert agenda.pop(20) == [third, second, fourth]
    assert agenda.next() == 30
    assert agenda.pop(30) == [first]
    assert agenda.next() is None


def test_one_appointment_each() -> None:
    """A new appointment replaces the one before, be it later, earlier or the same."""
    agenda, place = Agenda(), a_place()
    for moment in (10.0, 30.0, 20.0, 20.0):
        agenda.note(place, moment)
    assert agenda.next() == 20
    assert agenda.pop(100) == [place]
    assert agenda.pop(100) == []


def test_dropping() -> None:
    """What was dropped does not come, until it is noted again."""
    agenda, place, other = Agenda(), a_place(0), a_place(1)
    agenda.note(place, 10)
    agenda.note(other, 20)
    agenda.drop(place)
    assert agenda.next() == 20
    agenda.note(place, 30)
    assert agenda.pop(30) == [other, place]


def test_dropped_ones_are_not_kept() -> None:
    """What is over is soon forgotten, even if its moment would be far away."""
    agenda, last = Agenda(), a_place(MANY)
    agenda.note(last, 1.0)
    for number in range(MANY):
        place = a_place(number)
        agenda.note(place, 1e9)
        agenda.note(place, 2e9)
        agenda.drop(place)
    assert len(agenda._lines) < 100
    assert agenda.pop(1) == [last]


def test_order_after_tidying() -> None:
    """However much was dropped, what is left comes in its order."""
    agenda, places = Agenda(), [a_place(number) for number in range(MANY)]
    moments = {place.number: place.number * 7919 % 1009 for place in places}
    for place in places:
        agenda.note(place, moments[place.number])
    for place in places:
        if place.number % 4:
            agenda.drop(place)
            del moments[place.number]
    assert [place.number for place in agenda.pop(1009)] == sorted(moments, key=moments.__getitem__)


@given(st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(0, 9)), max_size=60))
@settings(database=None, deadline=None, derandomize=True, max_examples=300)
def test_whatever_is_noted_and_dropped(changes: list[tuple[int, int | None]]) -> None:
    """What is left comes in the order of its moments, then in that of asking."""
    agenda, places = Agenda(room=0), [a_place(number) for number in range(10)]
    moments: dict[int, int] = {}
    for number, moment in changes:
        if moment is None:
            agenda.drop(places[number])
            moments.pop(number, None)
        else:
            agenda.note(places[number], moment)
            moments[number] = moment
    expected = sorted(moments, key=lambda number: (moments[number], number))
    assert agenda.next() == (moments[expected[0]] if expected else None)
    assert [place.number for place in agenda.pop(9)] == expected
