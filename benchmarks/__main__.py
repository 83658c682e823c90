"""Measure everything: `python -m benchmarks`."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
import os
from pathlib import Path
import platform
import sys
from tempfile import TemporaryDirectory

from homeassistant.const import __version__ as home_assistant

from demo.config_directory import REPOSITORY
from demo.errors import HouseError

from . import commands, fan_out, set_up, start, storage, webhook
from .figures import Comparison, as_markdown, missed_goals
from .probe import ProbeError

FIGURES = REPOSITORY / "docs" / "development" / "figures.md"

_PAGE = """# Figures

What `scripts/benchmark --write` measured on {date}, on {cores} cores ({machine}), with Home
Assistant {home_assistant} on Python {python}. The machine's speed is in the absolute figures only:
a ratio compares two measurements of the same round, and the middle half of all rounds shows how
sure it is. How it is measured is in [benchmarks](../../benchmarks/README.md).

{tables}

## Goals that are missed

{missed}

More on this is in [benchmarks][more].

[more]: ../../benchmarks/README.md#what-stands-between-the-figures-and-the-goals
"""

_ABOUT = """Measure what this integration costs, beside Home Assistant's own and what else there is,
in one run of some minutes; prints tables of ratios."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is measured, and can be measured alone."""

    name: str
    heading: str
    measure: Callable[[Path, webhook.Effort], Awaitable[list[Comparison]]]


def _in_rounds(
    measure: Callable[[int], Awaitable[list[Comparison]]], most: int
) -> Callable[[Path, webhook.Effort], Awaitable[list[Comparison]]]:
    """Measure something that needs no folder, and takes so long that few rounds have to do."""
    return lambda _, effort: measure(min(effort.rounds, most))


PARTS = (
    Part("webhook", "Receiving a text", webhook.measure),
    Part("set-up", "Setting up an account", _in_rounds(set_up.measure, set_up.ROUNDS)),
    Part(
        "storage",
        "Keeping a message until Twilio has it",
        _in_rounds(storage.measure, storage.ROUNDS),
    ),
    Part(
        "fan-out",
        "Texting many at once",
        lambda directory, effort: fan_out.measure(directory, min(effort.rounds, fan_out.ROUNDS)),
    ),
    Part("start", "Starting with what waits", _in_rounds(start.measure, start.ROUNDS)),
    Part(
        "commands",
        "Finding out which command a text is",
        _in_rounds(commands.measure, commands.ROUNDS),
    ),
)


def main() -> int:
    """Measure, print and perhaps write down; return the exit code."""
    arguments = _parser().parse_args()
    effort = webhook.Effort(arguments.rounds, arguments.requests)
    found: dict[Part, list[Comparison]] = {}
    try:
        for part in PARTS:
            if arguments.only in (None, part.name):
                found[part] = asyncio.run(_measure(part, effort))
                sys.stdout.write(f"{_section(part, found[part], '')}\n\n")
                sys.stdout.flush()
    except (HouseError, ProbeError) as err:
        sys.stderr.write(f"{err}\n")
        return 1
    if arguments.write and len(found) == len(PARTS):
        _write(found)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/benchmark", description=_ABOUT)
    page = FIGURES.relative_to(REPOSITORY)
    parser.add_argument(
        "--write", action="store_true", help=f"also write {page}; needs all parts, so no --only"
    )
    parser.add_argument(
        "--rounds",
        type=int,
        metavar="N",
        default=webhook.Effort().rounds,
        help="how often everything is measured by turns: more is surer and slower (%(default)s; "
        f"what takes long at most {set_up.ROUNDS})",
    )
    parser.add_argument(
        "--requests",
        type=int,
        metavar="N",
        default=webhook.Effort().requests,
        help="how many texts each webhook gets in a round (%(default)s)",
    )
    parser.add_argument(
        "--only", choices=[part.name for part in PARTS], help="measure one part alone"
    )
    return parser


async def _measure(part: Part, effort: webhook.Effort) -> list[Comparison]:
    with TemporaryDirectory(prefix="benchmark-") as directory:
        return await part.measure(Path(directory), effort)


def _section(part: Part, comparisons: list[Comparison], level: str) -> str:
    return f"{level}{part.heading}\n\n{as_markdown(comparisons)}"


def _write(found: dict[Part, list[Comparison]]) -> None:
    page = _PAGE.format(
        date=datetime.now(UTC).date(),
        cores=os.cpu_count(),
        machine=platform.machine(),
        home_assistant=home_assistant,
        python=platform.python_version(),
        tables="\n\n".join(_section(*measured, "## ") for measured in found.items()),
        missed=missed_goals([one for comparisons in found.values() for one in comparisons]),
    )
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(page)


if __name__ == "__main__":
    sys.exit(main())
