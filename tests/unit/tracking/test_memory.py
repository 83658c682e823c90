"""What is known of an account's messages and calls, and that it stays."""

from dataclasses import replace
import math
from typing import Any, Final

import pytest

from custom_components.twilio.tracking import CallRecord, MessageRecord, TrackingMemory
from custom_components.twilio.tracking.memory import (
    LAST_WORDS,
    LONGEST_CALL,
    MOST_CALLS,
    MOST_MESSAGES,
)
from custom_components.twilio.tracking.progress import CALL, MESSAGE, Progress
from custom_components.twilio.tracking.record_log import DAY, WEEK
from custom_components.twilio.tracking.schedule import LOOKS

HOME: Final = "+15550006000"
NOW: Final = 1_795_262_400.0


def a_message(name: str, status: str = "sent", **changes: Any) -> MessageRecord:
    """Return a message that got up to a status."""
    fields: dict[str, Any] = {
        "reference": f"reference {name}",
        "sid": f"SM{name}",
        "sender": HOME,
        "party": "+15551230001",
        "began": NOW,
        "changed": NOW,
        "progress": Progress(MESSAGE, status, status),
    }
    return MessageRecord(**{**fields, **changes})


def a_call(name: str, status: str = "ringing", **changes: Any) -> CallRecord:
    """Return a call that got up to a status."""
    fields: dict[str, Any] = {
        "reference": f"reference {name}",
        "sid": f"CA{name}",
        "sender": HOME,
        "party": "+15551230001",
        "began": NOW,
        "changed": NOW,
        "progress": Progress(CALL, status, status),
    }
    return CallRecord(**{**fields, **changes})


def remembering(*records: MessageRecord | CallRecord) -> TrackingMemory:
    """Return a memory of records."""
    memory = TrackingMemory()
    for record in records:
        memory.put(record)
    return memory


def test_on_disk() -> None:
    """What is stored is read as it was."""
    memory = remembering(
        a_message("1", tag="a", error_code=30003, is_reply=True, looks=3),
        replace(a_message("2"), sid="", progress=Progress(MESSAGE)),
        a_message("3", progress=Progress(MESSAGE, "beamed", "sent", 4)),
        a_call("4", is_inbound=True, duration=7, progress=Progress(CALL, "busy", "busy", 2)),
    )
    assert TrackingMemory.from_json(memory.as_json()) == memory
    assert TrackingMemory.from_json({}) == TrackingMemory()


@pytest.mark.parametrize("damage", [{"messages": 7}, {"calls": None}])
def test_nothing_to_read(damage: dict[str, Any]) -> None:
    """What cannot be read at all says so."""
    with pytest.raises(TypeError):
        TrackingMemory.from_json(damage)


@pytest.mark.parametrize(
    ("kind", "damage"),
    [
        *(("messages", 7), ("messages", None), ("messages", "x"), ("messages", []), ("calls", {})),
        *[
            (kind, {name: value})
            for kind in ("messages", "calls")
            for name, values in {
                "reference": ("", 7, None),
                "sid": (7, None),
                "sender": (None,),
                "party": (None, ["+1"]),
                "tag": (7, {"a": 1}),
                "began": ("yesterday", None, math.nan, math.inf, -math.inf, -1e300, 1e30, 10**400),
                "changed": ("7", math.inf),
                "looks": (None, "7", 1.5),
                "status": (None, 7),
                "reached": (None,),
                "sequence": ("7", 1.5),
            }.items()
            for value in values
        ],
        ("messages", {"error_code": "30003"}),
        ("messages", {"is_reply": None}),
        ("calls", {"is_inbound": "no"}),
        ("calls", {"duration": "7"}),
    ],
)
def test_damage(kind: str, damage: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A record that cannot be read costs no other."""
    memory = remembering(a_message("1"), a_message("2"), a_call("1"), a_call("3"))
    stored = memory.as_json()
    whole = stored[kind][0]
    stored[kind][0] = {**whole, **damage} if damage and isinstance(damage, dict) else damage
    (memory.messages if kind == "messages" else memory.calls).drop("reference 1")
    assert TrackingMemory.from_json(stored) == memory
    assert caplog.messages == ["What became of 1 messages or calls cannot be read"]


def test_room_for_messages() -> None:
    """The oldest message that has ended makes room, without one the oldest."""
    memory = remembering(*(a_message(str(index)) for index in range(MOST_MESSAGES)))
    memory.put(a_message("5", "delivered"))
    memory.put(a_message("7", "failed"))
    assert len(memory.messages) == MOST_MESSAGES
    memory.put(a_message("new"))
    assert memory.messages.find("SM5") is None
    memory.put(a_message("newer"))
    assert memory.messages.find("SM7") is None
    memory.put(a_message("newest"))
    assert memory.messages.find("SM0") is None
    assert len(memory.messages) == MOST_MESSAGES
    assert [record.sid for record in memory.messages][-3:] == ["SMnew", "SMnewer", "SMnewest"]


def test_room_for_calls() -> None:
    """Calls have less room, and take none from messages."""
    memory = remembering(a_message("1"), *(a_call(str(index)) for index in range(MOST_CALLS + 1)))
    assert (len(memory.messages), len(memory.calls)) == (1, MOST_CALLS)
    assert memory.calls.find("CA0") is None
    assert MOST_MESSAGES > MOST_CALLS


def test_messages_that_nobody_confirms() -> None:
    """What Twilio is not asked about any more takes no room from what is on its way."""
    memory = remembering(
        a_message("first"),
        *(a_message(f"old {index}", looks=len(LOOKS)) for index in range(MOST_MESSAGES - 2)),
        a_message("young"),
    )
    memory.put(a_message("new", "failed"))
    assert memory.messages.find("SMold 0") is None
    assert memory.messages.find("SMold 1") is not None
    assert all(memory.messages.find(f"SM{name}") for name in ("first", "young", "new"))


def test_what_ends_at_once() -> None:
    """The first word of a message may be its last; where all go on, the oldest makes room."""
    memory = remembering(*(a_message(str(index)) for index in range(MOST_MESSAGES)))
    memory.put(a_message("new", "failed"))
    assert memory.messages.find("SMnew") is not None
    assert memory.messages.find("SM0") is None


def test_messages_that_twilio_has_not_confirmed() -> None:
    """A burst pushes out none whose report may still come, nor do these push out others."""
    amount = MOST_MESSAGES + 100
    memory = remembering(
        *(a_message(f"done {index}", "delivered") for index in range(MOST_MESSAGES)),
        *(replace(a_message(str(index)), sid="") for index in range(amount)),
    )
    assert len(memory.messages) == MOST_MESSAGES + amount
    for index in range(amount):
        assert memory.messages.find(f"SM{index}", f"reference {index}") is not None
        memory.put(a_message(str(index), "delivered"))
    assert len(memory.messages) == MOST_MESSAGES
    assert memory.messages.find("SM99") is None
    assert memory.messages.find("SM100") is not None
    memory.put(replace(a_message("next"), sid=""))
    memory.drop(a_message("next"))
    memory.put(a_message("next"))
    assert len(memory.messages) == MOST_MESSAGES


def test_messages_of_weeks_ago() -> None:
    """What is a week old makes room, though Twilio is still asked about it."""
    memory = remembering(
        *(a_message(f"young {index}") for index in range(MOST_MESSAGES - 1)),
        a_message("old", began=NOW - WEEK - 1),
    )
    memory.put(a_message("new"))
    assert memory.messages.find("SMold") is None
    assert memory.messages.find("SMyoung 0") is not None


@pytest.mark.parametrize(("age", "is_kept"), [(DAY, True), (DAY + 1, False)])
def test_messages_that_twilio_never_confirmed(age: float, *, is_kept: bool) -> None:
    """Those that went in doubt do not pile up for ever."""
    memory = remembering(
        a_message("done", "delivered"),
        *(
            replace(a_message(f"old {index}", began=NOW - age), sid="")
            for index in range(MOST_MESSAGES)
        ),
    )
    memory.put(replace(a_message("new"), sid=""))
    assert (memory.get("reference old 0") is not None) is is_kept
    assert memory.get("reference old 1") is not None
    assert memory.messages.find("SMdone") is not None


@pytest.mark.parametrize(
    ("began", "changed", "expected"),
    [
        (NOW - 1, NOW, (NOW - 1, NOW)),
        (NOW - 1, NOW + 9, (NOW - 1, NOW)),
        (NOW + 1, NOW + 9, (NOW, NOW)),
    ],
)
def test_clock_that_is_set_back(
    began: float, changed: float, expected: tuple[float, float]
) -> None:
    """Nothing has happened in the future."""
    memory = remembering(a_call("1", began=began, changed=changed), a_message("2"))
    is_changed = memory.bring_back(NOW)
    assert [(r.began, r.changed) for r in memory.records()] == [(NOW, NOW), expected]
    assert is_changed is (expected != (began, changed))


def test_strangers_who_call() -> None:
    """However many call, they take no room from calls of ours, nor ours from theirs."""
    memory = remembering(a_call("ours", tag="fire"), a_call("theirs", is_inbound=True))
    for index in range(MOST_CALLS):
        memory.put(a_call(f"in {index}", is_inbound=True))
    assert memory.calls.find("CAours") == a_call("ours", tag="fire")
    assert memory.calls.find("CAtheirs") is None
    for index in range(MOST_CALLS):
        memory.put(a_call(f"out {index}"))
    assert memory.calls.find("CAours") is None
    assert memory.calls.find("CAin 0") is not None
    assert len(memory.calls) == 2 * MOST_CALLS
    assert TrackingMemory.from_json(memory.as_json()) == memory


def test_find() -> None:
    """A SID is found under its reference until it is known, and then by itself alone."""
    memory = remembering(replace(a_message("1"), sid=""))
    assert memory.messages.find("SM1") is None
    assert memory.messages.find("SM1", "reference 2") is None
    found = memory.messages.find("SM1", "reference 1")
    assert found is not None
    memory.put(replace(found, sid="SM1"))
    assert memory.messages.find("SM2", "reference 1") is None
    assert memory.messages.find("SM1") == a_message("1")
    memory.drop(found)
    memory.drop(found)
    assert memory.messages.find("SM1", "reference 1") is None
    assert memory.get("reference 1") is None


def test_counts() -> None:
    """How many there are says nothing of anybody."""
    memory = remembering(a_message("1"), a_message("2", "failed"), a_message("3"), a_call("4"))
    assert memory.counts() == {"messages": 3, "open_messages": 2, "calls": 1, "open_calls": 1}


def test_last_message() -> None:
    """The youngest that Twilio took counts, whichever was reported on last."""
    memory = remembering(
        a_message("1", began=NOW - 5),
        a_message("2", began=NOW - 3, changed=NOW),
        a_message("3", began=NOW - 4, changed=NOW + 9),
        replace(a_message("4", began=NOW), sid=""),
        a_message("5", began=NOW, sender="whatsapp:+15550006000"),
    )
    last = memory.last_message(HOME)
    assert last is not None
    assert last.sid == "SM2"
    assert memory.last_message("+15550006001") is None


@pytest.mark.parametrize(
    ("statuses", "rate"),
    [
        ([], None),
        (["queued", "sent", "canceled"], None),
        (["delivered", "read"], 0),
        (["failed", "undelivered"], 100),
        (["failed", "delivered", "read", "sent", "undelivered", "canceled"], 50),
    ],
)
def test_failure_rate(statuses: list[str], rate: float | None) -> None:
    """Only messages whose end is known count, each sender for itself."""
    memory = remembering(
        *(a_message(str(index), status) for index, status in enumerate(statuses)),
        a_message("other", "failed", sender="+15550006001"),
        a_message("old", "failed", began=NOW - WEEK),
    )
    assert memory.failure_rate(HOME, NOW) == rate


def test_active_calls() -> None:
    """A call goes on until it has ended, or until nobody has heard of it for long."""
    memory = remembering(
        a_call("1"),
        a_call("2", "in-progress", is_inbound=True),
        a_call("3", "completed"),
        replace(a_call("4"), sid=""),
        a_call("5", changed=NOW - LONGEST_CALL),
        a_call("6", began=NOW - 2 * LONGEST_CALL),
    )
    assert [call.sid for call in memory.active_calls(NOW)] == ["CA1", "CA2", "CA6"]


@pytest.mark.parametrize(
    ("sid", "passed", "has_ended"),
    [
        ("CA1", LAST_WORDS, False),
        ("CA2", LAST_WORDS - 0.1, False),
        ("CA2", LAST_WORDS, True),
        ("CA3", LAST_WORDS, False),
    ],
)
def test_end_of_a_call(sid: str, passed: float, *, has_ended: bool) -> None:
    """What was under way when a call ended may still come."""
    memory = remembering(a_call("1"), a_call("2", "no-answer"))
    assert memory.has_ended(sid, NOW + passed) is has_ended
    assert LAST_WORDS == 15
