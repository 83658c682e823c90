"""What was booked lately, counted."""

from typing import Final

from hypothesis import given, strategies as st
import pytest

from custom_components.twilio.booking import Booking
from custom_components.twilio.outbox.content import Kind
from custom_components.twilio.window import TOLERANCE, Window

NOW: Final = 1_800_000_000.0


def window(seconds: float = 10.0) -> Window[str]:
    """Return a window that counts by recipient."""
    return Window(seconds, lambda booking: (booking.to,))


def a_booking(to: str = "a", at: float = NOW) -> Booking:
    """Return a message."""
    return Booking(Kind.MESSAGE, to, at)


@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["add", "remove", "wait"]),
            st.sampled_from("ab"),
            st.sampled_from([0.0, 1.0, 4.5, 10.0]),
        ),
        max_size=40,
    )
)
def test_as_a_list_would(steps: list[tuple[str, str, float]]) -> None:
    """Whatever happens, it counts what is in it, as a list would that is gone through."""
    counted, now = window(), NOW
    expected: list[Booking] = []
    for what, to, seconds in steps:
        if what == "add":
            counted.add(a_booking(to, now))
            expected.append(a_booking(to, now))
        elif what == "remove":
            gone = a_booking(to, now - seconds)
            counted.remove(gone)
            if gone in expected:
                expected.remove(gone)
        now += seconds if what == "wait" else 0
        counted.move_to(now)
        expected = [booking for booking in expected if now - booking.at < 10]
        assert {to: counted[to] for to in "abc"} == {
            to: sum(booking.to == to for booking in expected) for to in "abc"
        }
        assert sorted(map(repr, counted)) == sorted(map(repr, expected))


@pytest.mark.parametrize(
    ("ahead", "left"), [(0, 1), (TOLERANCE, 1), (TOLERANCE + 1, 0), (10 * TOLERANCE, 0)]
)
def test_clock_that_was_ahead(ahead: float, left: int) -> None:
    """What it left does not count, and what was before it does."""
    counted = window()
    counted.add(a_booking("before", NOW - 1))
    counted.add(a_booking("ahead", NOW + ahead))
    counted.move_to(NOW)
    assert (counted["before"], counted["ahead"]) == (1, left)


def test_equal_bookings_each_with_its_own_facts() -> None:
    """Of two that look the same the last goes first, with what it counted as."""
    counted = Window[bool](10.0, lambda booking: (booking.is_reply,))
    counted.add(a_booking())
    counted.add(Booking(Kind.MESSAGE, "a", NOW, is_reply=True))
    counted.remove(a_booking())
    assert (counted[False], counted[True]) == (1, 0)


def test_equality() -> None:
    """The same bookings within the same time are the same window."""
    one, other = window(), window()
    one.add(a_booking())
    assert one != other
    other.add(a_booking())
    assert one == other
    assert one != window(11.0)
    assert one != "a"


def test_burst_is_not_quadratic() -> None:
    """How long something takes does not depend on how much is in it: nothing is gone through."""

    class Counted(Booking):
        """A booking that counts how often it is compared."""

        compared = 0

        def __eq__(self, other: object) -> bool:
            type(self).compared += 1
            return super().__eq__(other)

        __hash__ = Booking.__hash__

    counted, many = window(), 10_000
    bookings = [Counted(Kind.MESSAGE, f"{index}", NOW + index / many) for index in range(many)]
    for booking in bookings:
        counted.move_to(booking.at)
        counted.add(booking)
    for booking in bookings[::2]:
        counted.remove(booking)
    counted.move_to(NOW + 100)
    assert list(counted) == []
    assert Counted.compared < many
