"""What setting up an account adds to a house: time on the event loop, and memory."""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping
from dataclasses import dataclass
import json
from pathlib import Path
import sys
from tempfile import TemporaryDirectory

from demo.config_directory import REPOSITORY, HouseConfig, prepare
from demo.ports import free_port
from demo.stage import PUBLIC_URL
from simulator import Simulator

from .figures import Comparison, Goal, Series

HERE = REPOSITORY / "benchmarks"
PATIENCE_SECONDS = 60
ROUNDS = 7
MILLI, MEGA = 1e-3, 1e6


class ProbeError(Exception):
    """An integration that was not set up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An integration with one account, as a house has it stored."""

    domains: tuple[str, ...]
    entry: Mapping[str, object]
    config: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that the probe measures."""

    key: str
    what: str
    unit: str
    scale: float
    goal: Goal | None = None


AS_FAST = Goal(
    1.0,
    is_least=False,
    price="Core's makes no device and no entity; more than half of our time goes into those.",
)
AS_SMALL = Goal(
    1.0,
    is_least=False,
    price="Core's loads Twilio's SDK only when it first sends; ours has it from the start, to see "
    "whether the numbers lead here.",
)
AS_SMALL_IN_USE = Goal(
    1.0,
    is_least=False,
    price="Beyond the SDK, which both hold then, ours has the number plans of all countries, which "
    "tell a number that cannot exist before anything is sent.",
)
FIGURES = (
    Figure("loop_until_loaded", "event loop busy until loaded", "ms", MILLI, AS_FAST),
    Figure("loop", "… and in the background after that", "ms", MILLI),
    Figure("longest", "longest single block of the loop", "ms", MILLI),
    Figure("cpu", "processor, imports in threads included", "ms", MILLI),
    Figure("memory", "memory", "MB", MEGA, AS_SMALL),
    Figure("memory_used", "memory, once it is ready to send", "MB", MEGA, AS_SMALL_IN_USE),
)


async def measure(rounds: int) -> list[Comparison]:
    """Set up both by turns, each in a process of its own."""
    async with Simulator() as twilio:
        ours, core = _ours(twilio), _core(twilio)
        await _probe(ours), await _probe(core)  # fills the caches of Python and of the disk
        own, theirs = [], []
        for _ in range(rounds):
            own.append(await _probe(ours))
            theirs.append(await _probe(core))
    return [
        Comparison(
            what=figure.what,
            unit=figure.unit,
            ours=Series(tuple(result[figure.key] / figure.scale for result in own)),
            rival_name="core's",
            rival=Series(tuple(result[figure.key] / figure.scale for result in theirs)),
            goal=figure.goal,
        )
        for figure in FIGURES
    ]


def _ours(twilio: Simulator) -> Candidate:
    number = twilio.number.address
    return Candidate(
        domains=("twilio",),
        entry={
            "entry_id": "ours",
            "domain": "twilio",
            "title": "Twilio",
            "unique_id": twilio.account.sid,
            "version": 1,
            "minor_version": 2,
            "source": "user",
            "options": {},
            "data": {
                "account_sid": twilio.account.sid,
                "auth_token": twilio.account.auth_token,
                "region": "us1",
                "api_base_url": twilio.url,
                "hook_id": "ab" * 32,
                "webhook_id": "cd" * 32,
                "cloudhook": False,
                "receive_mode": "custom",
                "public_url": PUBLIC_URL,
            },
            "subentries": [
                {
                    "subentry_id": "number",
                    "subentry_type": "sender",
                    "title": number,
                    "unique_id": number,
                    "data": {"address": number, "receive": True},
                }
            ],
        },
        config={},
    )


def _core(twilio: Simulator) -> Candidate:
    return Candidate(
        domains=(),
        entry={
            "entry_id": "core",
            "domain": "twilio",
            "title": "Twilio",
            "version": 1,
            "minor_version": 1,
            "source": "user",
            "options": {},
            "data": {"webhook_id": "cd" * 32, "cloudhook": False},
        },
        config={
            "twilio": {
                "account_sid": twilio.account.sid,
                "auth_token": twilio.account.auth_token,
            }
        },
    )


async def _probe(candidate: Candidate) -> Mapping[str, float]:
    """Measure one set-up in a new process."""
    with TemporaryDirectory(prefix="benchmark-") as name:
        directory = Path(name)
        config = HouseConfig(
            template=HERE / "house", domains=candidate.domains, entries=(candidate.entry,)
        )
        prepare(directory, config, free_port())
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
