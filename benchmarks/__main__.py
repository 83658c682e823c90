"""Measure everything: `python -m benchmarks`."""

import argparse
import asyncio
from datetime import UTC, datetime
import os
from pathlib import Path
import platform
import sys
from tempfile import TemporaryDirectory

from homeassistant.const import __version__ as home_assistant

from demo.config_directory import REPOSITORY
from demo.errors import HouseError

from . import set_up, webhook
from .figures import Comparison, as_markdown, missed_goals

FIGURES = REPOSITORY / "docs" / "development" / "figures.md"

_PAGE = """# Figures

What `scripts/benchmark --write` measured on {date}, on {cores} cores ({machine}), with Home
Assistant {home_assistant} on Python {python}. The machine's speed is in the absolute figures only:
a ratio compares two measurements of the same round, and the middle half of all rounds shows how
sure it is. How it is measured is in [benchmarks](../../benchmarks/README.md).

## Receiving a text

{receiving}

## Setting up an account

{setting_up}

## Goals that are missed

{missed}

More on this is in [benchmarks][more].

[more]: ../../benchmarks/README.md#what-stands-between-the-figures-and-the-goals
"""

_ABOUT = """Measure what this integration costs, beside Home Assistant's own and a bare webhook,
in one run of two to three minutes; prints tables of ratios."""


def main() -> int:
    """Measure, print and perhaps write down; return the exit code."""
    arguments = _parser().parse_args()
    effort = webhook.Effort(arguments.rounds, arguments.requests)
    try:
        receiving = [] if arguments.only == "set-up" else asyncio.run(_webhook(effort))
        _tell("Receiving a text", receiving)
        rounds = min(effort.rounds, set_up.ROUNDS)
        setting_up = [] if arguments.only == "webhook" else asyncio.run(set_up.measure(rounds))
        _tell("Setting up an account", setting_up)
    except (HouseError, set_up.ProbeError) as err:
        sys.stderr.write(f"{err}\n")
        return 1
    if arguments.write and receiving and setting_up:
        _write(receiving, setting_up)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/benchmark", description=_ABOUT)
    page = FIGURES.relative_to(REPOSITORY)
    parser.add_argument(
        "--write", action="store_true", help=f"also write {page}; needs both parts, so no --only"
    )
    parser.add_argument(
        "--rounds",
        type=int,
        metavar="N",
        default=webhook.Effort().rounds,
        help="how often everything is measured by turns: more is surer and slower (%(default)s; "
        f"setting up at most {set_up.ROUNDS})",
    )
    parser.add_argument(
        "--requests",
        type=int,
        metavar="N",
        default=webhook.Effort().requests,
        help="how many texts each webhook gets in a round (%(default)s)",
    )
    parser.add_argument(
        "--only",
        choices=("webhook", "set-up"),
        help="only one part: receiving a text, or setting up an account (both)",
    )
    return parser


async def _webhook(effort: webhook.Effort) -> list[Comparison]:
    with TemporaryDirectory(prefix="benchmark-") as directory:
        return await webhook.measure(Path(directory), effort)


def _tell(heading: str, comparisons: list[Comparison]) -> None:
    if comparisons:
        sys.stdout.write(f"{heading}\n\n{as_markdown(comparisons)}\n\n")
        sys.stdout.flush()


def _write(receiving: list[Comparison], setting_up: list[Comparison]) -> None:
    page = _PAGE.format(
        date=datetime.now(UTC).date(),
        cores=os.cpu_count(),
        machine=platform.machine(),
        home_assistant=home_assistant,
        python=platform.python_version(),
        receiving=as_markdown(receiving),
        setting_up=as_markdown(setting_up),
        missed=missed_goals([*receiving, *setting_up]),
    )
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(page)


if __name__ == "__main__":
    sys.exit(main())
