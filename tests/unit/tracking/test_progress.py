"""How far messages and calls got, in whatever order the reports of it come."""

from itertools import pairwise, permutations
from typing import Final

import pytest

from custom_components.twilio.tracking.progress import CALL, MESSAGE, Course, Progress

MESSAGE_COURSE: Final = ("accepted", "queued", "sending", "sent", "delivered", "read")
CALL_COURSE: Final = ("queued", "initiated", "ringing", "in-progress", "completed")


def shown(course: Course, *reports: str | tuple[str, int]) -> list[str]:
    """Return which reports are news."""
    progress, news = Progress(course), []
    for report in reports:
        status, sequence = report if isinstance(report, tuple) else (report, None)
        if further := progress.after(status, sequence):
            progress = further
            news.append(status)
    return news


@pytest.mark.parametrize(
    ("course", "statuses"),
    [(MESSAGE, MESSAGE_COURSE), (CALL, CALL_COURSE)],
    ids=["message", "call"],
)
def test_in_any_order(course: Course, statuses: tuple[str, ...]) -> None:
    """Whatever comes when, it ends at the last status, and nothing goes back."""
    assert shown(course, *statuses) == list(statuses)
    for mixed in permutations(statuses):
        news = shown(course, *mixed)
        ranks = [statuses.index(status) for status in news]
        assert all(earlier < later for earlier, later in pairwise(ranks))
        assert news[-1] == statuses[-1]


@pytest.mark.parametrize("status", sorted(MESSAGE.ranks))
def test_message_status_twice(status: str) -> None:
    """The same status again says nothing."""
    assert shown(MESSAGE, status, status) == [status]


@pytest.mark.parametrize("status", sorted(CALL.ranks))
def test_call_status_twice(status: str) -> None:
    """The same status again says nothing."""
    assert shown(CALL, status, status) == [status]


@pytest.mark.parametrize("end", ["undelivered", "failed", "canceled", "read"])
@pytest.mark.parametrize("late", sorted(MESSAGE.ranks))
def test_end_of_a_message(end: str, late: str) -> None:
    """Nothing that is known comes after an end."""
    assert shown(MESSAGE, "queued", end, late) == ["queued", end]


@pytest.mark.parametrize("late", sorted(MESSAGE.ranks.keys() - {"read"}))
def test_delivered_message(late: str) -> None:
    """What is delivered can only be read."""
    assert shown(MESSAGE, "delivered", late, "read") == ["delivered", "read"]


@pytest.mark.parametrize("end", ["completed", "busy", "no-answer", "failed", "canceled"])
@pytest.mark.parametrize("late", sorted(CALL.ranks))
def test_end_of_a_call(end: str, late: str) -> None:
    """Nothing that is known comes after an end, whatever number its report has."""
    assert shown(CALL, ("ringing", 1), (end, 2), (late, 9)) == ["ringing", end]


@pytest.mark.parametrize(
    ("course", "reports", "news"),
    [
        pytest.param(
            MESSAGE, ["sent", "beamed", "sending", "sent"], ["sent", "beamed"], id="not back"
        ),
        pytest.param(
            MESSAGE, ["beamed", "beamed", "queued"], ["beamed", "queued"], id="once in a row"
        ),
        pytest.param(
            MESSAGE,
            ["beamed", "materialized", "delivered"],
            ["beamed", "materialized", "delivered"],
            id="two inventions",
        ),
        pytest.param(
            MESSAGE, ["failed", "beamed", "delivered"], ["failed", "beamed"], id="the end stays"
        ),
        pytest.param(
            CALL,
            [("ringing", 1), ("beamed", 3), ("beaming", 2), ("in-progress", 4)],
            ["ringing", "beamed", "in-progress"],
            id="numbers order what is not known",
        ),
        pytest.param(
            CALL,
            [("in-progress", 2), ("beamed", 1), ("ringing", 3)],
            ["in-progress"],
            id="ranks order what is known",
        ),
        pytest.param(
            CALL, ["ringing", ("beamed", 0)], ["ringing", "beamed"], id="numbers only now"
        ),
        pytest.param(
            CALL, [("ringing", 4), "beamed", ("beaming", 3)], ["ringing", "beamed"], id="gap"
        ),
    ],
)
def test_what_twilio_invents(
    course: Course, reports: list[str | tuple[str, int]], news: list[str]
) -> None:
    """A status that is not known is shown, and neither ends anything nor takes anything back."""
    assert shown(course, *reports) == news


def test_answer_and_report() -> None:
    """Whether Twilio's answer or its first report is faster, the report is news, once."""
    accepted = Progress(MESSAGE).accepted("queued")
    assert (accepted.status, accepted.has_ended) == ("queued", False)
    reported = accepted.after("queued")
    assert reported == Progress(MESSAGE).after("queued")
    assert reported is not None
    assert reported.accepted("accepted") is reported


def test_end_below_an_invention() -> None:
    """What is shown last need not be the end that counts."""
    ended = Progress(MESSAGE).after("failed")
    assert ended is not None
    progress = ended.after("beamed")
    assert progress is not None
    assert (progress.status, progress.reached, progress.has_ended) == ("beamed", "failed", True)
    assert not Progress(MESSAGE).has_ended
