"""How long it takes until Twilio has taken a message to each of many people."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import shutil
from time import perf_counter

from aiohttp import BasicAuth, ClientSession

from demo.config_directory import HouseConfig
from demo.house import House
from demo.stage import PUBLIC_URL
from simulator import Simulator
from simulator.faults import Fault, Latency

from .account import stored_account
from .figures import Comparison, Goal, Series
from .load import UnexpectedAnswerError
from .webhook import HERE

ROUNDS = 3
REQUEST_SECONDS = 0.15
"""How long Twilio takes for a request."""
SINGLE_REQUESTS = 10
"""How many show how long all of them would take one after the other."""
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many people."""

    size: int
    goal: Goal


CROWDS = tuple(
    Crowd(
        size,
        Goal(
            seconds,
            is_least=False,
            unit="s",
            price="Each is on the disk, counted and known by a reference before Twilio is asked.",
        ),
    )
    for size, seconds in ((100, 0.6), (500, 3.0))
)


async def measure(directory: Path, rounds: int) -> list[Comparison]:
    """Have a house text crowds, round by round, from an outbox that is on the disk."""
    singly: list[float] = []
    sent: dict[Crowd, list[float]] = {crowd: [] for crowd in CROWDS}
    async with _house(directory) as (house, twilio):
        await _send(house, 1)
        for _ in range(rounds):
            singly.append(await _one_request(twilio))
            for crowd in CROWDS:
                sent[crowd].append(await _send(house, crowd.size))
    return [
        Comparison(
            what=f"{crowd.size} recipients, until Twilio has all",
            unit="s",
            ours=Series(tuple(sent[crowd])),
            rival_name="one by one, as core's",
            rival=Series(tuple(seconds * crowd.size for seconds in singly)),
            goal=crowd.goal,
        )
        for crowd in CROWDS
    ]


@asynccontextmanager
async def _house(directory: Path) -> AsyncIterator[tuple[House, Simulator]]:
    """Start a house that may send as much as it likes, at a Twilio that takes its time."""
    shutil.copytree(HERE / "rivals", directory / "custom_components" / "rivals")
    limits = {
        "recipients_per_action": _MOST,
        "recipients_without_service": _MOST,
        "messages_per_hour": _MOST,
        "messages_per_day": _MOST,
    }
    async with Simulator(speed=1) as twilio:
        twilio.faults.add(Fault(Latency(REQUEST_SECONDS), "POST", "/Messages", times=None))
        account = stored_account(twilio, options={"limits": limits, "signing": {}})
        config = HouseConfig(template=HERE / "house", domains=("twilio",), entries=(account,))
        async with House(directory, config) as house:
            twilio.tunnels.open(PUBLIC_URL, house.url)
            yield house, twilio


async def _send(house: House, people: int) -> float:
    """Text people in one action, and return how long it takes until Twilio has everything."""
    message = {
        "to": [f"+1555{number:07d}" for number in range(1_000_000, 1_000_000 + people)],
        "message": "Water in the cellar",
    }
    began = perf_counter()
    response = await house.call_service("twilio", "send_message", message, return_response=True)
    seconds = perf_counter() - began
    if any(not result["sid"] for result in response["results"]):
        raise UnexpectedAnswerError("not everything was taken")
    return seconds


async def _one_request(twilio: Simulator) -> float:
    """Return how long a message takes for a client that has nothing else to do."""
    account = twilio.account
    url = f"{twilio.url}/2010-04-01/Accounts/{account.sid}/Messages.json"
    form = {"To": "+15551000000", "From": twilio.number.address, "Body": "Water in the cellar"}
    async with ClientSession(auth=BasicAuth(account.sid, account.auth_token)) as session:
        began = perf_counter()
        for _ in range(SINGLE_REQUESTS):
            async with session.post(url, data=form) as answer:
                answer.raise_for_status()
        return (perf_counter() - began) / SINGLE_REQUESTS
