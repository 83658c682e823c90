"""What figures of several rounds come to."""

from statistics import mean

import pytest

from benchmarks.figures import Comparison, Goal, Series, as_markdown, missed_goals
from benchmarks.load import Load

OURS = Series((90.0, 40.0, 100.0, 80.0, 95.0))
GOAL = Goal(0.9, is_least=True, price="It verifies.")
THEIRS = Series((100.0, 50.0, 100.0, 100.0, 100.0))


def test_median_and_middle_half() -> None:
    """One round that went wrong moves neither."""
    assert (OURS.median, OURS.spread) == (90.0, (80.0, 95.0))
    assert mean(OURS.values) < OURS.median
    assert Series((1.0,)).spread == (1.0, 1.0)


def test_ratio_is_of_each_round() -> None:
    """A round in which everything was slow says as much as the others."""
    assert OURS.over(THEIRS).values == (0.9, 0.8, 1.0, 0.8, 0.95)
    with pytest.raises(ValueError, match="shorter"):
        OURS.over(Series((1.0,)))


def test_table() -> None:
    """The columns are as wide as what is in them."""
    comparison = Comparison(
        what="texts", unit="/s", ours=OURS, rival_name="bare", rival=THEIRS, goal=GOAL
    )
    assert as_markdown([comparison]).splitlines() == [
        "| measured | ours    | beside         | ratio | middle half  | goal          |",
        "|----------|---------|----------------|-------|--------------|---------------|",
        "| texts    | 90.0 /s | bare: 100.0 /s | 0.90  | 0.80 to 0.95 | at least 0.90 |",
    ]


@pytest.mark.parametrize(
    ("limit", "is_least", "told"),
    [
        (0.9, True, "All goals are met."),
        (0.9, False, "All goals are met."),
        (
            0.91,
            True,
            "- **texts**: 0.90 of bare; the goal is at least 0.91. It verifies.",
        ),
        (
            0.89,
            False,
            "- **texts**: 0.90 of bare; the goal is at most 0.89. It verifies.",
        ),
    ],
)
def test_missed_goals(limit: float, told: str, *, is_least: bool) -> None:
    """What is missed is said, and what for; what has no goal cannot miss it."""
    assert missed_goals(_with_and_without(Goal(limit, is_least, "It verifies."))) == told


@pytest.mark.parametrize(
    ("limit", "is_least", "told"),
    [
        (90, True, "All goals are met."),
        (90, False, "All goals are met."),
        (91, True, "- **texts**: 90.00 /s; the goal is at least 91.00 /s. It verifies."),
        (89, False, "- **texts**: 90.00 /s; the goal is at most 89.00 /s. It verifies."),
    ],
)
def test_missed_goals_of_our_own(limit: float, told: str, *, is_least: bool) -> None:
    """A goal with a unit is of our figure alone, whatever the rival's."""
    goal = Goal(limit, is_least, "It verifies.", unit="/s")
    assert missed_goals(_with_and_without(goal)) == told


def _with_and_without(goal: Goal) -> list[Comparison]:
    return [
        Comparison(what="texts", unit="/s", ours=OURS, rival_name="bare", rival=THEIRS, goal=goal)
        for goal in (None, goal)
    ]


def test_load() -> None:
    """Of 200 requests, two may take longer than the time of 99 of 100."""
    load = Load(2.0, tuple(index / 1000 for index in range(200)), processor=0.5)
    assert (load.rate, load.p99, load.work) == (100.0, 0.198, 0.0025)
