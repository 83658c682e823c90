"""How much an account may send before somebody has to look."""

from collections.abc import Callable
import json
from typing import Final

from hypothesis import given, strategies as st
import pytest

from custom_components.twilio.errors import InvalidInput
from custom_components.twilio.limits import (
    DAY,
    DEFAULT_LIMITS,
    HOUR,
    Ledger,
    Limit,
    LimitReached,
)

NOW: Final = 1_800_000_000.0
ANNA: Final = "+15551234567"
BEN: Final = "+15551234568"
LOW: Final = {**DEFAULT_LIMITS, Limit.MESSAGES_PER_DAY: 3, Limit.REPLIES_PER_HOUR: 2}


def accepted[**P](times: int, book: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> int:
    """Book up to so many times; return how often, until it was refused and stayed refused."""
    for done in range(times):
        try:
            book(*args, **kwargs)
        except LimitReached:
            with pytest.raises(LimitReached):
                book(*args, **kwargs)
            return done
    return times


def test_default_limits() -> None:
    """These limits are on from the first version."""
    assert DEFAULT_LIMITS == {
        Limit.RECIPIENTS_PER_ACTION: 100,
        Limit.MESSAGES_PER_DAY: 200,
        Limit.CALLS_PER_DAY: 60,
        Limit.REPLIES_PER_HOUR: 20,
    }


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
    assert caught.value.translation_placeholders == {"allowed": str(allowed)}


def test_messages_of_a_day() -> None:
    """The limit counts all recipients together; what is refused is not counted."""
    ledger = Ledger()
    assert accepted(150, ledger.book_message, ANNA, NOW) == 150
    assert accepted(150, ledger.book_message, BEN, NOW) == 50
    assert ledger.counts(NOW) == {"messages": 200, "calls": 0}
    with pytest.raises(LimitReached) as caught:
        ledger.book_message(ANNA, NOW)
    assert caught.value.translation_key == "limit_messages_per_day"
    assert caught.value.translation_placeholders == {"allowed": "200"}


def test_calls_of_a_day() -> None:
    """Calls have their own limit."""
    ledger = Ledger()
    assert accepted(100, ledger.book_call, NOW) == 60
    assert ledger.counts(NOW) == {"messages": 0, "calls": 60}
    ledger.book_message(ANNA, NOW)
    with pytest.raises(LimitReached) as caught:
        ledger.book_call(NOW)
    assert caught.value.translation_key == "limit_calls_per_day"
    assert caught.value.translation_placeholders == {"allowed": "60"}


def test_a_day_is_24_hours() -> None:
    """Each message makes room again exactly a day after it was sent, whatever the date."""
    ledger = Ledger(LOW)
    for hours in (0, 6, 12):
        ledger.book_message(ANNA, NOW + hours * HOUR)
    with pytest.raises(LimitReached):
        ledger.book_message(ANNA, NOW + DAY - 1)
    ledger.book_message(ANNA, NOW + DAY)
    with pytest.raises(LimitReached):
        ledger.book_message(ANNA, NOW + DAY)
    assert ledger.counts(NOW + DAY) == {"messages": 3, "calls": 0}
    assert ledger.counts(NOW + DAY + 12 * HOUR) == {"messages": 1, "calls": 0}
    assert ledger.counts(NOW + 3 * DAY) == {"messages": 0, "calls": 0}


def test_replies_of_an_hour() -> None:
    """Who texted lately gets so many messages, everybody else as many as there are."""
    ledger = Ledger()
    ledger.hear_from(ANNA, NOW)
    assert accepted(30, ledger.book_message, ANNA, NOW) == 20
    assert accepted(30, ledger.book_message, BEN, NOW) == 30
    assert ledger.counts(NOW)["messages"] == 50
    with pytest.raises(LimitReached) as caught:
        ledger.book_message(ANNA, NOW)
    assert caught.value.translation_key == "limit_replies_per_hour"
    assert caught.value.translation_placeholders == {"allowed": "20"}


def test_messages_before_a_text_are_no_replies() -> None:
    """Only what is sent after the text counts as a reply to it."""
    ledger = Ledger()
    assert accepted(30, ledger.book_message, ANNA, NOW) == 30
    ledger.hear_from(ANNA, NOW)
    assert accepted(30, ledger.book_message, ANNA, NOW) == 20


def test_replies_to_somebody_who_keeps_texting() -> None:
    """Two machines that answer each other stay within the limit, hour after hour."""
    ledger = Ledger({**LOW, Limit.MESSAGES_PER_DAY: 7})
    sent = []
    for minute in range(180):
        now = NOW + minute * 60
        ledger.hear_from(ANNA, now)
        if accepted(1, ledger.book_message, ANNA, now):
            sent.append(minute)
    assert sent == [0, 1, 60, 61]


def test_an_hour_after_a_text() -> None:
    """An hour after the last text, messages are no replies any more."""
    ledger = Ledger(LOW)
    ledger.hear_from(ANNA, NOW)
    assert accepted(3, ledger.book_message, ANNA, NOW + HOUR - 1) == 2
    ledger.book_message(ANNA, NOW + HOUR)


@pytest.mark.parametrize("channel", ["whatsapp:", "rcs:"])
def test_replies_by_channel(channel: str) -> None:
    """Each channel of a person is counted by itself."""
    ledger = Ledger(LOW)
    ledger.hear_from(f"{channel}{ANNA}", NOW)
    assert accepted(3, ledger.book_message, ANNA, NOW) == 3


def test_what_was_not_sent_is_taken_back() -> None:
    """What Twilio did not take leaves room for what it takes."""
    ledger = Ledger({**LOW, Limit.CALLS_PER_DAY: 1})
    ledger.hear_from(ANNA, NOW)
    assert accepted(5, ledger.book_message, ANNA, NOW) == 2
    ledger.take_back_message(ANNA)
    assert accepted(5, ledger.book_message, ANNA, NOW) == 1
    assert accepted(5, ledger.book_message, BEN, NOW) == 1
    ledger.take_back_message(BEN)
    assert ledger.counts(NOW) == {"messages": 2, "calls": 0}
    assert accepted(5, ledger.book_message, ANNA, NOW) == 0
    ledger.book_call(NOW)
    ledger.take_back_call()
    assert accepted(5, ledger.book_call, NOW) == 1


def test_nothing_is_taken_back_twice() -> None:
    """What has been forgotten meanwhile is not counted below nothing."""
    ledger = Ledger()
    ledger.take_back_message(ANNA)
    ledger.take_back_call()
    assert ledger.counts(NOW) == {"messages": 0, "calls": 0}


def test_clock_that_was_ahead() -> None:
    """What was counted by a clock that was wrong does not count for years."""
    ledger = Ledger({**LOW, Limit.CALLS_PER_DAY: 1})
    ledger.hear_from(ANNA, NOW + 10 * DAY)
    assert accepted(5, ledger.book_message, ANNA, NOW + 10 * DAY) == 2
    ledger.book_call(NOW + 10 * DAY)
    assert accepted(5, ledger.book_message, ANNA, NOW) == 3
    assert accepted(5, ledger.book_call, NOW) == 1


def test_limits_can_be_changed() -> None:
    """New limits hold at once, for what was sent before as well."""
    ledger = Ledger()
    assert accepted(5, ledger.book_message, ANNA, NOW) == 5
    ledger.limits = LOW
    assert accepted(5, ledger.book_message, ANNA, NOW) == 0
    ledger.limits = {**LOW, Limit.MESSAGES_PER_DAY: 6}
    assert accepted(5, ledger.book_message, ANNA, NOW) == 1


def test_counts_outlive_a_restart() -> None:
    """What was counted is counted by the next run; limits are options, not memories."""
    ledger = Ledger(LOW)
    ledger.hear_from(ANNA, NOW)
    ledger.book_message(ANNA, NOW)
    ledger.book_message(BEN, NOW + 1)
    ledger.book_call(NOW + 2)
    restored = Ledger.from_json(json.loads(json.dumps(ledger.as_json())))
    assert restored.limits == DEFAULT_LIMITS
    assert restored.as_json() == ledger.as_json()
    restored.limits = LOW
    assert accepted(5, restored.book_message, ANNA, NOW + 3) == 1
    assert restored.counts(NOW + DAY + 1) == {"messages": 1, "calls": 1}


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
        if accepted(1, ledger.book_message, ANNA, now):
            sent.append(now)
    for start in sent:
        assert sum(start <= moment < start + DAY for moment in sent) <= 3


@pytest.mark.parametrize(
    ("to", "passed", "is_reply"),
    [(ANNA, 0, True), (ANNA, HOUR - 1, True), (ANNA, HOUR, False), (BEN, 0, False)],
)
def test_what_is_a_reply(to: str, passed: float, *, is_reply: bool) -> None:
    """What goes back within an hour is one."""
    ledger = Ledger()
    ledger.hear_from(ANNA, NOW)
    assert ledger.book_message(to, NOW + passed) is is_reply


def people_who_text(ledger: Ledger, count: int, now: float = NOW) -> list[str]:
    """Have many people text the house."""
    people = [f"+1555200{index:04}" for index in range(count)]
    for person in people:
        ledger.hear_from(person, now)
    return people


@pytest.mark.parametrize(("messages", "replies"), [(200, 100), (7, 4), (1, 1)])
def test_replies_of_a_day(messages: int, replies: int) -> None:
    """Whoever texts the house cannot use up what it has to say to others."""
    ledger = Ledger({**DEFAULT_LIMITS, Limit.MESSAGES_PER_DAY: messages})
    people = people_who_text(ledger, replies + 1)
    for person in people[:-1]:
        assert ledger.book_message(person, NOW)
    if messages > replies:
        with pytest.raises(LimitReached) as caught:
            ledger.book_message(people[-1], NOW)
        assert caught.value.translation_key == "limit_replies_per_day"
        assert caught.value.translation_placeholders == {"allowed": str(replies)}
    assert accepted(messages, ledger.book_message, BEN, NOW) == messages - replies
    assert ledger.counts(NOW)["messages"] == messages


def test_replies_of_the_next_day() -> None:
    """A day later there is room again, and a restart changes nothing of it."""
    limits = {**LOW, Limit.MESSAGES_PER_DAY: 4}
    ledger = Ledger(limits)
    ledger.hear_from(ANNA, NOW)
    assert accepted(3, ledger.book_message, ANNA, NOW) == 2
    ledger.hear_from(BEN, NOW + DAY - 1)
    ledger = Ledger.from_json(json.loads(json.dumps(ledger.as_json())))
    ledger.limits = limits
    assert accepted(3, ledger.book_message, BEN, NOW + DAY - 1) == 0
    assert accepted(3, ledger.book_message, BEN, NOW + DAY) == 2


def test_reply_that_was_not_sent() -> None:
    """What Twilio did not take leaves room for another reply; other messages make none."""
    ledger = Ledger({**DEFAULT_LIMITS, Limit.MESSAGES_PER_DAY: 2})
    people = people_who_text(ledger, 3)
    ledger.book_message(people[0], NOW)
    ledger.take_back_message(people[0])
    ledger.book_message(people[1], NOW)
    ledger.book_message(BEN, NOW)
    ledger.take_back_message(BEN)
    assert accepted(1, ledger.book_message, people[2], NOW) == 0


def test_who_wrote_long_ago_is_forgotten() -> None:
    """Texts of strangers do not pile up, and writing again counts anew."""
    ledger = Ledger()
    for address, passed in ((ANNA, 0), (BEN, 10), (ANNA, 20), ("+15551239999", HOUR + 15)):
        ledger.hear_from(address, NOW + passed)
    assert ledger.as_json()["heard_from"] == {ANNA: NOW + 20, "+15551239999": NOW + HOUR + 15}
