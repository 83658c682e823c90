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
from .figures import Comparison, as_markdown

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
"""


def main() -> int:
    """Measure, print and perhaps write down; return the exit code."""
    parser = argparse.ArgumentParser(prog="scripts/benchmark", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"also write {FIGURES.name}")
    parser.add_argument("--rounds", type=int, default=webhook.Effort().rounds)
    parser.add_argument("--requests", type=int, default=webhook.Effort().requests)
    parser.add_argument("--only", choices=("webhook", "set-up"))
    arguments = parser.parse_args()
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
    )
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(page)


if __name__ == "__main__":
    sys.exit(main())
