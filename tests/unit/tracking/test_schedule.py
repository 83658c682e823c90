"""When Twilio is asked what became of something."""

import pytest

from custom_components.twilio.tracking.schedule import LOOKS, due, due_records, looked, next_due

from .test_memory import NOW, a_call, a_message


def test_looks() -> None:
    """After a minute, five, half an hour, four hours and a day."""
    assert LOOKS == (60, 300, 1800, 14400, 86400)
    record, times = a_message("1"), []
    while (at := due(record)) is not None:
        times.append(at - NOW)
        record = looked(record, at)
    assert times == list(LOOKS)


@pytest.mark.parametrize(
    ("passed", "next_look"), [(60, 300), (61, 300), (299, 300), (400, 1800), (20_000, 86_400)]
)
def test_missed_looks(passed: float, next_look: float) -> None:
    """What nobody looked at in time is looked at once."""
    assert due(looked(a_message("1"), NOW + passed)) == NOW + next_look


@pytest.mark.parametrize("passed", [-5.0, 3.0, 90_000.0])
def test_last_look(passed: float) -> None:
    """However the clock goes, looking ends."""
    record = a_call("1")
    for _ in LOOKS:
        record = looked(record, NOW + passed)
    assert due(record) is None
    assert due(looked(a_call("1"), NOW, is_last=True)) is None


def test_nothing_to_see() -> None:
    """What has ended, or has no SID, is not looked at."""
    assert due(a_message("1", "delivered")) is None
    assert due(a_message("1", sid="")) is None
    assert next_due([a_message("1", "failed"), a_call("1", "busy")]) is None
    assert next_due([a_message("1"), a_call("2", began=NOW - 9)]) == NOW + 51


def test_order() -> None:
    """What waits longest is looked at first, and nothing before its time."""
    records = [
        a_message("1", looks=1),
        a_call("2", began=NOW + 241),
        a_message("3", began=NOW + 240),
        a_message("4", "delivered"),
        a_call("5", began=NOW),
    ]
    due_then = due_records(records, NOW + 300)
    assert [record.reference for record in due_then] == [f"reference {name}" for name in "513"]
