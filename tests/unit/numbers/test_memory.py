"""What is remembered from one list of numbers to the next."""

from dataclasses import replace
import json

from hypothesis import given, strategies as st
import pytest

from custom_components.twilio.api import PhoneNumber
from custom_components.twilio.learned import Learned
from custom_components.twilio.numbers.memory import SURE_SECONDS, NumberMemory


def number(digit: int) -> PhoneNumber:
    """Return one of ten numbers."""
    return PhoneNumber(
        f"PN{digit}", f"+1555000600{digit}", "A name", sms=True, mms=True, voice=True
    )


def sids(numbers: tuple[PhoneNumber, ...]) -> list[str]:
    """Return which numbers these are."""
    return [each.sid for each in numbers]


def test_first_list_without_senders() -> None:
    """Nobody has decided on any number."""
    memory = NumberMemory()
    assert memory.note([number(1), number(2)], [], 0.0)
    assert sids(memory.new([number(1), number(2)])) == ["PN1", "PN2"]
    assert not memory.note([number(1), number(2)], [], 1.0)


def test_first_list_with_senders() -> None:
    """Somebody has seen them all."""
    memory = NumberMemory()
    assert memory.note([number(1), number(2)], [number(1).number], 0.0)
    assert memory.new([number(1), number(2)]) == ()
    assert sids(memory.new([number(1), number(3)])) == ["PN3"]


def test_sender_is_never_new_again() -> None:
    """Once used, a number is known."""
    memory = NumberMemory()
    memory.note([number(1)], [], 0.0)
    assert memory.note([number(1)], [number(1).number], 1.0)
    assert not memory.note([number(1)], [], 2.0)
    assert memory.new([number(1)]) == ()


def test_settled_before_the_first_list() -> None:
    """A form may be quicker than Twilio."""
    memory = NumberMemory()
    memory.settle([number(1)])
    memory.note([number(1), number(2)], [], 0.0)
    assert sids(memory.new([number(1), number(2)])) == ["PN2"]


@pytest.mark.parametrize(
    ("now", "gone"), [(0.0, False), (SURE_SECONDS - 1, False), (SURE_SECONDS, True)]
)
def test_missing_for_a_while(now: float, *, gone: bool) -> None:
    """Only a number that stays away is gone."""
    memory = NumberMemory()
    memory.note([], [number(1).number], 0.0)
    memory.note([], [number(1).number], now)
    assert (number(1).number in memory.gone(now)) is gone


def test_missing_number_that_is_no_sender_any_more() -> None:
    """Nobody misses it."""
    memory = NumberMemory()
    memory.note([], [number(1).number], 0.0)
    memory.note([], [], SURE_SECONDS)
    assert memory.gone(SURE_SECONDS) == frozenset()


@given(
    listed=st.sets(st.integers(0, 9)),
    senders=st.sets(st.integers(0, 9)),
    settled=st.sets(st.integers(0, 9)),
)
def test_stored_and_read(listed: set[int], senders: set[int], settled: set[int]) -> None:
    """What is stored is what is read."""
    memory = NumberMemory()
    memory.note([number(n) for n in listed], [number(n).number for n in senders], 12.5)
    memory.settle([number(n) for n in settled])
    assert NumberMemory.from_json(json.loads(json.dumps(memory.as_json()))) == memory


def test_last_list() -> None:
    """What can send is known after a restart, whoever decided on it; a change is written."""
    memory = NumberMemory()
    memory.note([number(1)], [], 0.0)
    assert memory.note([replace(number(1), voice=False), number(2)], [], 1.0)
    kept = NumberMemory.from_json(json.loads(json.dumps(memory.as_json()))).last_listed
    assert [(each.number, each.sms, each.mms, each.voice) for each in kept] == [
        (number(1).number, True, True, False),
        (number(2).number, True, True, True),
    ]
    assert not memory.note([replace(number(1), voice=False), number(2)], [], 2.0)


def test_nothing_stored() -> None:
    """An older version has stored nothing."""
    assert NumberMemory.from_json({}) == NumberMemory()
    assert NumberMemory.from_json(NumberMemory().as_json()) == NumberMemory()


@pytest.mark.parametrize(
    "junk",
    [
        7,
        [],
        {"settled": 7},
        {"missing_since": 7},
        {"missing_since": {"+15550006001": "soon"}},
        {"last_listed": 7},
        {"last_listed": [["PN1", "+15550006001"]]},
    ],
    ids=repr,
)
def test_junk_stored(caplog: pytest.LogCaptureFixture, junk: object) -> None:
    """It is learned anew, and costs nothing else of the account."""
    learned = Learned.from_json({"numbers": junk, "ledger": {"messages": [1.0]}})
    assert learned.numbers == NumberMemory()
    (booking,) = learned.ledger.as_json()["bookings"]
    assert booking["at"] == 1.0
    told = "Which numbers of an account were seen cannot be read" in caplog.text
    assert told is (isinstance(junk, dict))
