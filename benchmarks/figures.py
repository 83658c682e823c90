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
    """What a ratio should be."""

    limit: float
    is_least: bool
    price: str
    """What is had for it, where it is missed: a sentence."""

    def __str__(self) -> str:
        """As the table says it."""
        return f"at {'least' if self.is_least else 'most'} {self.limit:.2f}"

    def is_met(self, ratio: float) -> bool:
        """Tell whether a ratio is good enough."""
        return ratio >= self.limit if self.is_least else ratio <= self.limit


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
    missed = [
        f"- **{comparison.what}**: {ratio:.2f} of {comparison.rival_name}; the goal is {goal}. "
        f"{goal.price}"
        for comparison in comparisons
        if (goal := comparison.goal) and not goal.is_met(ratio := comparison.ratio.median)
    ]
    return "\n".join(missed) or "All goals are met."
