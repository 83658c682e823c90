"""The benchmarks, with as little as they can measure."""

import asyncio
from asyncio.subprocess import PIPE

import pytest

from demo.config_directory import REPOSITORY
from demo.process import PYTHON

RECEIVING = 18
SETTING_UP = 6


@pytest.mark.timeout(300)  # it starts a house, and four processes more
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
    receiving, setting_up = out.decode().split("Setting up an account")
    assert receiving.count("\n| ") == 1 + RECEIVING
    assert setting_up.count("\n| ") == 1 + SETTING_UP
