"""What setting up an account adds to a house: time on the event loop, and memory."""

from dataclasses import dataclass

from simulator import Simulator

from .account import stored_account
from .figures import Comparison, Goal, Series
from .probe import Candidate, probe

ROUNDS = 7
MILLI, MEGA = 1e-3, 1e6


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
        await probe(ours), await probe(core)  # fills the caches of Python and of the disk
        own, theirs = [], []
        for _ in range(rounds):
            own.append(await probe(ours))
            theirs.append(await probe(core))
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
    return Candidate(
        domains=("twilio",),
        entry=stored_account(twilio),
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
