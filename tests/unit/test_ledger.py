"""What an account sent lately, counted against its limits."""

from collections.abc import Callable
import json
from typing import Any, Final

from hypothesis import given, strategies as st
import pytest

from custom_components.twilio.booking import Booking
from custom_components.twilio.errors import InvalidInput
from custom_components.twilio.ledger import Ledger
from custom_components.twilio.limits import DAY, DEFAULT_LIMITS, HOUR, Limit, LimitReached
from custom_components.twilio.outbox.content import Kind

NOW: Final = 1_800_000_000.0
ANNA: Final = "+15551234567"
BEN: Final = "+15551234568"
WIDE: Final = dict.fromkeys(DEFAULT_LIMITS, 10_000)
LOW: Final = {**WIDE, Limit.MESSAGES_PER_DAY: 3, Limit.REPLIES_PER_HOUR: 2}


def text(ledger: Ledger, to: str, now: float = NOW, **facts: Any) -> Booking:
    """Book a message."""
    return ledger.book(Kind.MESSAGE, to, now, **facts)


def call(ledger: Ledger, to: str, now: float = NOW, **facts: Any) -> Booking:
    """Book a call."""
    return ledger.book(Kind.CALL, to, now, **facts)


def accepted(
    times: int,
    book: Callable[..., Booking],
    ledger: Ledger,
    to: str = ANNA,
    now: float = NOW,
    **facts: Any,
) -> int:
    """Book up to so many times; return how often, until it was refused and stayed refused."""
    for done in range(times):
        try:
            book(ledger, to, now, **facts)
        except LimitReached:
            with pytest.raises(LimitReached):
                book(ledger, to, now, **facts)
            return done
    return times


def counts(ledger: Ledger, now: float = NOW) -> tuple[int, int]:
    """Return how many messages and calls count, without alerts."""
    found = ledger.counts(now)
    return found["messages"], found["calls"]


def restart(ledger: Ledger) -> Ledger:
    """Return what the next run knows."""
    restored = Ledger.from_json(json.loads(json.dumps(ledger.as_json())))
    restored.limits = ledger.limits
    return restored


def test_no_recipient() -> None:
    """An action for nobody is a mistake of whoever wrote it."""
    with pytest.raises(InvalidInput) as caught:
        Ledger().check_recipients(0)
    assert caught.value.translation_key == "no_recipient"


@pytest.mark.parametrize("count", [1, 99, 100])
def test_recipients_within_the_limit(count: int) -> None:
    """As many as the limit are fine."""
    Ledger().check_recipients(count)


@pytest.mark.parametrize(
    ("limits", "count", "allowed"),
    [(DEFAULT_LIMITS, 101, 100), ({Limit.RECIPIENTS_PER_ACTION: 1}, 2, 1)],
)
def test_too_many_recipients(limits: dict[Limit, int], count: int, allowed: int) -> None:
    """One more is refused, and the error says how many may be reached."""
    with pytest.raises(LimitReached) as caught:
        Ledger(limits).check_recipients(count)
    assert caught.value.limit is Limit.RECIPIENTS_PER_ACTION
    assert caught.value.allowed == allowed
    assert caught.value.translation_key == "limit_recipients_per_action"


MESSAGES: Final[dict[str, Any]] = {"book": text}
CALLS: Final[dict[str, Any]] = {"book": call}
ALERT: Final[dict[str, Any]] = {"is_alert": True}


@pytest.mark.parametrize(
    ("limit", "how", "to_one", "seconds"),
    [
        (Limit.MESSAGES_PER_HOUR, MESSAGES, False, HOUR),
        (Limit.MESSAGES_PER_DAY, MESSAGES, False, DAY),
        (Limit.CALLS_PER_HOUR, CALLS, False, HOUR),
        (Limit.CALLS_PER_DAY, CALLS, False, DAY),
        (Limit.MESSAGES_TO_ONE_PER_HOUR, MESSAGES, True, HOUR),
        (Limit.MESSAGES_TO_ONE_PER_DAY, MESSAGES, True, DAY),
        (Limit.CALLS_TO_ONE_PER_HOUR, CALLS, True, HOUR),
        (Limit.CALLS_TO_ONE_PER_DAY, CALLS, True, DAY),
        (Limit.REPLIES_PER_HOUR, {**MESSAGES, "is_reply": True}, True, HOUR),
        (Limit.ALERT_MESSAGES_PER_HOUR, {**MESSAGES, **ALERT}, False, HOUR),
        (Limit.ALERT_MESSAGES_PER_DAY, {**MESSAGES, **ALERT}, False, DAY),
        (Limit.ALERT_CALLS_PER_HOUR, {**CALLS, **ALERT}, False, HOUR),
        (Limit.ALERT_CALLS_PER_DAY, {**CALLS, **ALERT}, False, DAY),
    ],
)
def test_limit(limit: Limit, how: dict[str, Any], seconds: float, *, to_one: bool) -> None:
    """As many as the limit go within its time; of some, as many to each recipient."""
    ledger = Ledger({**WIDE, limit: 3})
    assert accepted(5, ledger=ledger, to=ANNA, **how) == 3
    assert accepted(5, ledger=ledger, to=BEN, **how) == (3 if to_one else 0)
    with pytest.raises(LimitReached) as caught:
        how["book"](ledger, ANNA, **{name: how[name] for name in how if name != "book"})
    assert (caught.value.limit, caught.value.allowed) == (limit, 3)
    assert caught.value.translation_key == f"limit_{limit}"
    assert caught.value.translation_placeholders == {
        "allowed": "3",
        "recipient": ANNA if to_one else "",
    }
    assert accepted(5, ledger=ledger, to=ANNA, now=NOW + seconds - 1, **how) == 0
    assert accepted(5, ledger=restart(ledger), to=ANNA, now=NOW + seconds - 1, **how) == 0
    assert accepted(5, ledger=ledger, to=ANNA, now=NOW + seconds, **how) == 3


@pytest.mark.parametrize("book", [text, call])
def test_alerts_by_themselves(book: Callable[..., Booking]) -> None:
    """Neither do alerts use up what else may be sent, nor the other way round."""
    lowest = dict.fromkeys(DEFAULT_LIMITS, 2)
    ledger = Ledger(lowest)
    ledger.hear_from(ANNA, NOW)
    assert accepted(5, book, ledger, is_alert=True) == 2
    assert accepted(5, book, ledger) == (1 if book is text else 2)
    ledger = Ledger(lowest)
    ledger.hear_from(ANNA, NOW)
    assert accepted(5, book, ledger) == (1 if book is text else 2)
    assert accepted(5, book, ledger, is_alert=True) == 2


def test_a_day_is_24_hours() -> None:
    """Each message makes room again exactly a day after it was sent, whatever the date."""
    ledger = Ledger(LOW)
    for hours in (0, 6, 12):
        text(ledger, ANNA, NOW + hours * HOUR)
    with pytest.raises(LimitReached):
        text(ledger, ANNA, NOW + DAY - 1)
    text(ledger, ANNA, NOW + DAY)
    with pytest.raises(LimitReached):
        text(ledger, ANNA, NOW + DAY)
    assert counts(ledger, NOW + DAY) == (3, 0)
    assert counts(ledger, NOW + DAY + 12 * HOUR) == (1, 0)
    assert counts(ledger, NOW + 3 * DAY) == (0, 0)


@pytest.mark.parametrize(
    ("to", "passed", "facts", "is_reply"),
    [
        (ANNA, 0, {}, True),
        (ANNA, HOUR - 1, {}, True),
        (ANNA, HOUR, {}, False),
        (ANNA, HOUR, {"is_reply": True}, True),
        (ANNA, 0, {"is_alert": True}, False),
        (ANNA, 0, {"is_reply": True, "is_notice": True}, False),
        (BEN, 0, {}, False),
        (BEN, 0, {"is_reply": True}, True),
        (f"whatsapp:{ANNA}", 0, {}, True),
    ],
)
def test_what_is_a_reply(to: str, passed: float, facts: dict[str, bool], *, is_reply: bool) -> None:
    """What answers a text is one, and what goes back within an hour, but no alert or notice."""
    ledger = Ledger()
    ledger.hear_from(ANNA, NOW)
    assert text(ledger, to, NOW + passed, **facts).is_reply is is_reply
    assert not call(ledger, to, NOW + passed).is_reply


def test_replies_and_what_else_goes_out() -> None:
    """Who texted lately gets so many messages, everybody else as many as there are."""
    ledger = Ledger(DEFAULT_LIMITS)
    assert accepted(15, text, ledger) == 15
    ledger.hear_from(ANNA, NOW)
    assert accepted(30, text, ledger) == 20
    assert accepted(30, text, ledger, BEN) == 30
    with pytest.raises(LimitReached) as caught:
        text(ledger, ANNA)
    assert caught.value.translation_key == "limit_replies_per_hour"


def test_replies_to_somebody_who_keeps_texting() -> None:
    """Two machines that answer each other stay within the limit, hour after hour."""
    ledger = Ledger({**LOW, Limit.MESSAGES_PER_DAY: 7})
    sent = []
    for minute in range(180):
        now = NOW + minute * 60
        ledger.hear_from(ANNA, now)
        if accepted(1, text, ledger, now=now):
            sent.append(minute)
    assert sent == [0, 1, 60, 61]


def people_who_text(ledger: Ledger, count: int, now: float = NOW) -> list[str]:
    """Have many people text the house."""
    people = [f"+1555200{index:04}" for index in range(count)]
    for person in people:
        ledger.hear_from(person, now)
    return people


@pytest.mark.parametrize(
    ("whole", "share"),
    [
        (Limit.MESSAGES_PER_DAY, Limit.REPLIES_PER_DAY),
        (Limit.MESSAGES_PER_HOUR, Limit.ALL_REPLIES_PER_HOUR),
    ],
)
@pytest.mark.parametrize(("messages", "replies"), [(120, 60), (7, 4), (1, 1)])
def test_replies_to_everybody(whole: Limit, share: Limit, messages: int, replies: int) -> None:
    """Whoever texts the house cannot use up what it has to say to others."""
    ledger = Ledger({**WIDE, whole: messages})
    people = people_who_text(ledger, replies + 1)
    for person in people[:-1]:
        text(ledger, person)
    if messages > replies:
        with pytest.raises(LimitReached) as caught:
            text(ledger, people[-1])
        assert (caught.value.limit, caught.value.allowed) == (share, replies)
    assert accepted(messages, text, ledger, BEN) == messages - replies
    assert counts(ledger) == (messages, 0)


def test_replies_of_the_next_day() -> None:
    """A day later there is room again, and a restart changes nothing of it."""
    ledger = Ledger({**LOW, Limit.MESSAGES_PER_DAY: 4})
    ledger.hear_from(ANNA, NOW)
    assert accepted(3, text, ledger) == 2
    ledger.hear_from(BEN, NOW + DAY - 1)
    ledger = restart(ledger)
    assert accepted(3, text, ledger, BEN, NOW + DAY - 1) == 0
    assert accepted(3, text, ledger, BEN, NOW + DAY) == 2


def test_what_was_not_sent_is_taken_back() -> None:
    """What Twilio did not take leaves room for what it takes, with all that it counted as."""
    ledger = Ledger(dict.fromkeys(DEFAULT_LIMITS, 1))
    ledger.hear_from(ANNA, NOW)
    for booking in (
        text(ledger, ANNA),
        call(ledger, ANNA),
        text(ledger, BEN, is_alert=True),
        call(ledger, BEN, is_alert=True),
    ):
        again: dict[str, Any] = {"is_alert": booking.is_alert, "is_reply": booking.is_reply}
        with pytest.raises(LimitReached):
            ledger.book(booking.kind, booking.to, NOW, **again)
        ledger.take_back(booking)
        assert ledger.book(booking.kind, booking.to, NOW, **again) == booking


def test_taken_back_after_a_restart() -> None:
    """A later run knows it again by kind, recipient, time and whether it was an alert."""
    ledger = Ledger(LOW)
    ledger.hear_from(ANNA, NOW)
    text(ledger, ANNA, NOW + 0.123456)
    text(ledger, ANNA, NOW + 1)
    restored = restart(ledger)
    restored.take_back(Booking(Kind.MESSAGE, ANNA, NOW + 0.123456))
    assert accepted(5, text, restored, now=NOW + 2) == 1


@pytest.mark.parametrize(
    "other",
    [
        Booking(Kind.CALL, ANNA, NOW),
        Booking(Kind.MESSAGE, BEN, NOW),
        Booking(Kind.MESSAGE, ANNA, NOW + 1),
        Booking(Kind.MESSAGE, ANNA, NOW, is_alert=True),
    ],
)
def test_only_what_was_booked_is_taken_back(other: Booking) -> None:
    """What has been forgotten meanwhile, or never was, is not counted below nothing."""
    ledger = Ledger()
    ledger.take_back(other)
    booking = text(ledger, ANNA)
    ledger.take_back(other)
    assert counts(ledger) == (1, 0)
    for _ in range(2):
        ledger.take_back(booking)
        assert counts(ledger) == (0, 0)


def test_clock_that_was_ahead() -> None:
    """What was counted by a clock that was wrong does not count for years."""
    ledger = Ledger({**LOW, Limit.CALLS_PER_DAY: 1})
    text(ledger, BEN, NOW - 1)
    ledger.hear_from(ANNA, NOW + 10 * DAY)
    assert accepted(5, text, ledger, now=NOW + 10 * DAY) == 2
    call(ledger, ANNA, NOW + 10 * DAY)
    assert accepted(5, text, ledger) == 3
    assert accepted(5, call, ledger) == 1


def test_clock_that_is_set_back_a_little() -> None:
    """What was counted a moment ago still counts."""
    ledger = Ledger(LOW)
    text(ledger, ANNA, NOW + 2)
    assert accepted(5, text, ledger) == 2


def test_limits_can_be_changed() -> None:
    """New limits hold at once, for what was sent before as well."""
    ledger = Ledger()
    assert accepted(5, text, ledger) == 5
    ledger.limits = LOW
    assert accepted(5, text, ledger) == 0
    ledger.limits = {**LOW, Limit.MESSAGES_PER_DAY: 6}
    assert accepted(5, text, ledger) == 1


def test_share_of_an_automation_outlives_a_restart() -> None:
    """What it sent counts for half of the hour; what answered somebody does not."""
    ledger = Ledger()
    for turn in range(60):
        text(ledger, ANNA if turn % 2 else BEN, NOW, origin="automation.hall")
        text(ledger, f"+1555200{turn:04}", NOW, origin="automation.reply", is_reply=True)
    restored = Ledger.from_json(json.loads(json.dumps(ledger.as_json())))
    stopped = {}
    for origin in ("automation.hall", "automation.reply"):
        asking = (origin, False)
        for _ in range(6):
            if stop := restored.brake.check(asking, Kind.MESSAGE, ANNA, DEFAULT_LIMITS, NOW):
                stopped[origin] = stop.sent
                break
            restored.brake.note(asking, Kind.MESSAGE, ANNA, NOW)
    assert stopped == {"automation.hall": 65}


def test_counts_outlive_a_restart() -> None:
    """What was counted is counted by the next run; limits are options, not memories."""
    ledger = Ledger(LOW)
    ledger.hear_from(ANNA, NOW)
    text(ledger, ANNA, NOW, origin="automation.hall")
    text(ledger, BEN, NOW + 1, is_alert=True)
    call(ledger, ANNA, NOW + 2)
    stored = json.loads(json.dumps(ledger.as_json()))
    restored = Ledger.from_json(stored)
    assert restored.limits == DEFAULT_LIMITS
    assert restored.as_json() == ledger.as_json() == stored
    assert restored.counts(NOW + 3) == {
        "messages": 1,
        "calls": 1,
        "alert_messages": 1,
        "alert_calls": 0,
    }
    assert restored.origins(Limit.MESSAGES_PER_DAY, "") == {"automation.hall": 1}
    restored.limits = LOW
    assert accepted(5, text, restored, now=NOW + 3) == 1


def test_empty_memory() -> None:
    """A store without any of it is a new beginning."""
    assert Ledger.from_json({}) == Ledger()
    assert Ledger.from_json(Ledger().as_json()) == Ledger()


@given(pauses=st.lists(st.sampled_from([0, 1, HOUR, 8 * HOUR, DAY - 1, DAY]), max_size=30))
def test_no_day_is_over_the_limit(pauses: list[float]) -> None:
    """However messages are spread, no 24 hours have more than the limit."""
    ledger, now, sent = Ledger(LOW), NOW, list[float]()
    for pause in pauses:
        now += pause
        if accepted(1, text, ledger, now=now):
            sent.append(now)
    for start in sent:
        assert sum(start <= moment < start + DAY for moment in sent) <= 3


def test_who_wrote_long_ago_is_forgotten() -> None:
    """Texts of strangers do not pile up, and writing again counts anew."""
    ledger = Ledger()
    for address, passed in ((ANNA, 0), (BEN, 10), (ANNA, 20), ("+15551239999", HOUR + 15)):
        ledger.hear_from(address, NOW + passed)
    assert ledger.as_json()["heard_from"] == {ANNA: NOW + 20, "+15551239999": NOW + HOUR + 15}


def test_who_asked_most() -> None:
    """Each limit knows what asked for what counts against it, and nothing else."""
    ledger = Ledger(WIDE)
    text(ledger, ANNA, NOW - HOUR, origin="a")
    for to, origin in ((ANNA, "a"), (BEN, "b"), (ANNA, "b"), (ANNA, None)):
        text(ledger, to, origin=origin)
    text(ledger, ANNA, origin="c", is_alert=True)
    call(ledger, ANNA, origin="d")
    assert ledger.origins(Limit.MESSAGES_PER_DAY, "") == {"a": 2, "b": 2, None: 1}
    assert ledger.origins(Limit.MESSAGES_PER_HOUR, "") == {"a": 1, "b": 2, None: 1}
    assert ledger.origins(Limit.MESSAGES_TO_ONE_PER_DAY, ANNA) == {"a": 2, "b": 1, None: 1}
    assert ledger.origins(Limit.ALERT_MESSAGES_PER_DAY, "") == {"c": 1}
    assert ledger.origins(Limit.CALLS_PER_DAY, "") == {"d": 1}
