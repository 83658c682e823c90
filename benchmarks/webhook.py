"""How fast a text is received: verified, told apart from a repeat, and passed on."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
import shutil

from demo.config_directory import REPOSITORY, HouseConfig
from demo.stage import Stage, set_stage

from .figures import Comparison, Goal, Series
from .inbound_texts import InboundTexts
from .load import Load, UnexpectedAnswerError, fire

HERE = REPOSITORY / "benchmarks"
OURS, CORE, BARE, SIGNED = "ours", "core's, unverified", "bare", "bare, signature checked"
CONNECTIONS = (1, 16)
WARM_UP = 300
COUNTED = 20


AS_BARE = Goal(
    0.9,
    is_least=True,
    price="The bare one believes everybody: ours verifies each text, tells repeats apart, and "
    "finds the automations that it is for.",
)


@dataclass(frozen=True, slots=True)
class Figure:
    """Something that is read off each load."""

    what: str
    unit: str
    read: Callable[[Load], float]
    goal: Goal | None = None


FIGURES = (
    Figure("texts a second", "/s", lambda load: load.rate, AS_BARE),
    Figure("99 of 100 within", "ms", lambda load: load.p99 * 1e3),
    Figure("processor for each", "µs", lambda load: load.work * 1e6),
)


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured."""

    rounds: int = 15
    requests: int = 400


async def measure(directory: Path, effort: Effort) -> list[Comparison]:
    """Start a house, and text it round by round, by turns at each webhook."""
    shutil.copytree(HERE / "rivals", directory / "custom_components" / "rivals")
    config = HouseConfig(template=HERE / "house", domains=("twilio",))
    async with set_stage(directory, config=config) as stage:
        texts = InboundTexts(stage)
        states = await _states_written(stage, texts)
        webhooks = {
            OURS: texts.path,
            CORE: f"/api/webhook/{'rivals_core'.ljust(64, '0')}",
            BARE: f"/api/webhook/{f'rivals_bare_{states}'.ljust(64, '0')}",
            SIGNED: f"/api/webhook/{f'rivals_signed_{states}'.ljust(64, '0')}",
        }
        for path in webhooks.values():
            await fire(stage.house.port, texts.take(WARM_UP, path), max(CONNECTIONS))
        loads = await _rounds(stage, texts, webhooks, effort)
    return [
        comparison
        for connections in CONNECTIONS
        for comparison in _compare(loads, connections, states)
    ]


async def _states_written(stage: Stage, texts: InboundTexts) -> int:
    """Return how many states a text writes in our integration, and check that each is passed on."""
    async with (
        stage.house.events("state_changed") as changes,
        stage.house.events("twilio_data_received") as received,
    ):
        await fire(stage.house.port, texts.take(COUNTED, texts.path), 1)
        written = Counter(event.data["entity_id"] for event in await changes.so_far())
        if len(await received.so_far()) != COUNTED:
            raise UnexpectedAnswerError("not every text was passed on")
    return sum(1 for times in written.values() if times >= COUNTED)


type Loads = dict[tuple[str, int], list[Load]]


async def _rounds(
    stage: Stage, texts: InboundTexts, webhooks: dict[str, str], effort: Effort
) -> Loads:
    """Measure each webhook in each round, beginning with another one each time."""
    loads: Loads = {(name, connections): [] for name in webhooks for connections in CONNECTIONS}
    names = list(webhooks)
    for turn in range(effort.rounds):
        first = turn % len(names)
        for connections in CONNECTIONS:
            for name in (*names[first:], *names[:first]):
                requests = texts.take(effort.requests, webhooks[name])
                loads[name, connections].append(await _load(stage, requests, connections))
    return loads


async def _load(stage: Stage, requests: Sequence[bytes], connections: int) -> Load:
    """Text a webhook, and read off how long the house's processor worked for it."""
    before = await _processor(stage)
    load = await fire(stage.house.port, requests, connections)
    return replace(load, processor=await _processor(stage) - before)


async def _processor(stage: Stage) -> float:
    url = f"{stage.house.url}/api/webhook/rivals_processor"
    async with stage.house.session.get(url) as response:
        return float(await response.text())


def _compare(loads: Loads, connections: int, states: int) -> Sequence[Comparison]:
    """Put our figures beside those of the rivals."""
    at_once = f"{connections} connection{'s' * (connections > 1)}"

    def compare(figure: Figure, rival: str, name: str) -> Comparison:
        return Comparison(
            what=f"{figure.what}, {at_once}",
            unit=figure.unit,
            ours=Series(tuple(map(figure.read, loads[OURS, connections]))),
            rival_name=name,
            rival=Series(tuple(map(figure.read, loads[rival, connections]))),
            goal=figure.goal if rival == BARE else None,
        )

    names = {CORE: CORE, BARE: f"bare, {states} state{'s' * (states != 1)}", SIGNED: SIGNED}
    return [compare(figure, rival, name) for rival, name in names.items() for figure in FIGURES]
