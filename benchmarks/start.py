"""How long a house takes to start whose outbox is full, because Twilio cannot be reached."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import time

from custom_components.twilio.outbox.changes import Put, as_line
from custom_components.twilio.outbox.outbox import FILE_NAME
from demo.ports import LOOPBACK, free_port
from simulator import Simulator

from .account import stored_account
from .figures import Comparison, Goal, Series
from .probe import Candidate, probe
from .waiting import waiting

ROUNDS = 5
WAITING = 10_000
MILLI, MEGA = 1e-3, 1e6


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that the probe measures."""

    key: str
    what: str
    unit: str
    scale: float = 1
    goal: Goal | None = None


AT_ONCE = Goal(
    1.0,
    is_least=False,
    unit="s",
    price="Each entry is checked before it is believed, and gets its place in the queue.",
)
FIGURES = (
    Figure("clock_until_loaded", "until the account is loaded", "s", goal=AT_ONCE),
    Figure("loop_until_loaded", "event loop busy until loaded", "ms", MILLI),
    Figure("longest", "longest single block of the loop", "ms", MILLI),
    Figure("memory", "memory", "MB", MEGA),
)


async def measure(rounds: int) -> list[Comparison]:
    """Start with a full outbox and with an empty one, by turns."""
    async with Simulator() as twilio:
        # Nobody answers there: what waits goes on waiting.
        gone = f"http://{LOOPBACK}:{free_port()}"
        entry = stored_account(twilio, api_base_url=gone)
    now = time()
    lines = b"".join(as_line(Put(one)) for one in waiting(WAITING, created=now))
    full, empty = _candidate(entry, {FILE_NAME: lines}), _candidate(entry, {})
    await probe(empty)  # fills the caches of Python and of the disk
    ours, rival = [], []
    for _ in range(rounds):
        ours.append(await probe(full))
        rival.append(await probe(empty))
    return [
        Comparison(
            what=f"{figure.what}, {WAITING:,} waiting",
            unit=figure.unit,
            ours=Series(tuple(result[figure.key] / figure.scale for result in ours)),
            rival_name="none waiting",
            rival=Series(tuple(result[figure.key] / figure.scale for result in rival)),
            goal=figure.goal,
        )
        for figure in FIGURES
    ]


def _candidate(entry: Mapping[str, object], files: Mapping[str, bytes]) -> Candidate:
    return Candidate(domains=("twilio",), entry=entry, config={}, files=files)
