"""One set-up of an integration, in a process of its own."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping
from dataclasses import dataclass, field
import json
from pathlib import Path
import sys
from tempfile import TemporaryDirectory

from demo.config_directory import REPOSITORY, HouseConfig, prepare
from demo.ports import free_port

HERE = REPOSITORY / "benchmarks"
PATIENCE_SECONDS = 60


class ProbeError(Exception):
    """An integration that was not set up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An integration with one account, as a house has it stored."""

    domains: tuple[str, ...]
    entry: Mapping[str, object]
    config: Mapping[str, object]
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """What else is in the house's storage, by file name."""


async def probe(candidate: Candidate) -> Mapping[str, float]:
    """Measure one set-up."""
    with TemporaryDirectory(prefix="benchmark-") as name:
        directory = Path(name)
        config = HouseConfig(
            template=HERE / "house", domains=candidate.domains, entries=(candidate.entry,)
        )
        prepare(directory, config, free_port())
        for file, content in candidate.files.items():
            (directory / ".storage" / file).write_bytes(content)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", HERE / "set_up_probe.py"),
            *(directory, json.dumps(dict(candidate.config))),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            cwd=directory,
        )
        async with asyncio.timeout(PATIENCE_SECONDS):
            out, errors = await process.communicate()
        if process.returncode:
            raise ProbeError(errors.decode(errors="replace")[-2_000:])
    figures: Mapping[str, float] = json.loads(out)
    return figures
