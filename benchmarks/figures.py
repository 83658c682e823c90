"""Figures of several rounds, and what they come to beside those of a rival."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Series:
    """One figure, measured once a round."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle."""
        return median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        """Between which values the middle half lies."""
        if len(self.values) == 1:
            return self.values[0], self.values[0]
        low, _, high = quantiles(self.values, n=4, method="inclusive")
        return low, high

    def over(self, other: Series) -> Series:
        """Return the ratios, round by round: what slowed one down slowed down the other."""
        pairs = zip(self.values, other.values, strict=True)
        return Series(tuple(own / theirs if theirs else 0.0 for own, theirs in pairs))


@dataclass(frozen=True, slots=True)
class Goal:
    """What a ratio should be, or what ours should be whatever the rival's is."""

    limit: float
    is_least: bool
    price: str
    """What is had for it, where it is missed: a sentence."""
    unit: str = ""
    """That of ours; none where the ratio counts."""

    def __str__(self) -> str:
        """As the table says it."""
        return f"at {'least' if self.is_least else 'most'} {self.limit:.2f} {self.unit}".rstrip()

    def is_met(self, value: float) -> bool:
        """Tell whether a ratio, or ours, is good enough."""
        return value >= self.limit if self.is_least else value <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What was measured of ours and of a rival."""

    what: str
    unit: str
    ours: Series
    rival_name: str
    rival: Series
    goal: Goal | None = None

    @property
    def ratio(self) -> Series:
        """Ours beside the rival's."""
        return self.ours.over(self.rival)

    @property
    def missed(self) -> str | None:
        """Say by how much the goal is missed, if it is."""
        if not (goal := self.goal):
            return None
        value = self.ours.median if goal.unit else self.ratio.median
        if goal.is_met(value):
            return None
        came_to = f"{value:.2f} {goal.unit}" if goal.unit else f"{value:.2f} of {self.rival_name}"
        return f"- **{self.what}**: {came_to}; the goal is {goal}. {goal.price}"

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of a table."""
        low, high = self.ratio.spread
        return (
            self.what,
            f"{self.ours.median:,.1f} {self.unit}",
            f"{self.rival_name}: {self.rival.median:,.1f} {self.unit}",
            f"{self.ratio.median:.2f}",
            f"{low:.2f} to {high:.2f}",
            str(self.goal or ""),
        )


HEADINGS = ("measured", "ours", "beside", "ratio", "middle half", "goal")


def as_markdown(comparisons: Sequence[Comparison]) -> str:
    """Write a table that is legible in a terminal, too."""
    rows = [HEADINGS, *(comparison.cells for comparison in comparisons)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def missed_goals(comparisons: Sequence[Comparison]) -> str:
    """Say in words which goals are missed, and what for."""
    missed = [line for comparison in comparisons if (line := comparison.missed)]
    return "\n".join(missed) or "All goals are met."
