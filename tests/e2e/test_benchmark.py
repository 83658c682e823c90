"""The benchmarks, with as little as they can measure."""

import asyncio
from asyncio.subprocess import PIPE

import pytest

from demo.config_directory import REPOSITORY
from demo.process import PYTHON

ROWS = {
    "Receiving a text": 18,
    "Setting up an account": 6,
    "Keeping a message until Twilio has it": 20,
    "Texting many at once": 2,
    "Starting with what waits": 4,
    "Finding out which command a text is": 5,
}


@pytest.mark.timeout(300)  # it starts two houses, and seven processes more
async def test_everything_is_measured() -> None:
    """One round gives all the tables; nothing is refused, and nothing is left out."""
    process = await asyncio.create_subprocess_exec(
        *(PYTHON, "-m", "benchmarks", "--rounds", "1", "--requests", "20"),
        cwd=REPOSITORY,
        stdout=PIPE,
        stderr=PIPE,
    )
    out, errors = await process.communicate()
    assert (process.returncode, errors.decode()) == (0, "")
    headings: list[str] = []
    tables: list[str] = []
    for section in out.decode().strip().split("\n\n"):
        (tables if section.startswith("|") else headings).append(section)
    rows = [table.count("\n| ") for table in tables]
    assert dict(zip(headings, rows, strict=True)) == ROWS
