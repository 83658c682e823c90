"""How long it takes to find out which of many commands a text is, beside Home Assistant itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from hassil.intents import Intents
from hassil.recognize import recognize_all

from custom_components.twilio.commands.command_set import CommandSet
from custom_components.twilio.commands.template import CommandTemplate

from .figures import Comparison, Goal, Series

ROUNDS = 7
REPEATS = 5
"""How often each is measured in a round, of which the fastest counts."""
MANY = 500
MICRO = 1e-6
HASSIL = "Home Assistant's matcher"

AT_ONCE = Goal(
    1_000.0, is_least=False, unit="µs", price="Each text is compared with what it may be."
)


@dataclass(frozen=True, slots=True)
class Case:
    """Many commands, and a text."""

    what: str
    template: str
    text: str

    @property
    def templates(self) -> Sequence[str]:
        """The commands; each has a number in it."""
        return [self.template.format(number) for number in range(MANY)]


CASES = (
    Case("one of them, in words", "arm zone {} now", "Arm zone 250 now"),
    Case(
        "one of them, with a wildcard", "arm {{site}} in mode {}", "ARM the back yard in mode 250"
    ),
    Case("nearly one of them", "arm {{site}} in mode {}", "arm the back yard in mode five"),
    Case("nothing of the kind", "[please] (arm|disarm) {{site}} {}", "See you at seven!"),
    Case("a long text", "arm {{site}} in mode {}", "arm " + "the back yard " * 100),
)


async def measure(rounds: int) -> list[Comparison]:
    """Match each text by both, by turns."""
    return [_comparison(case, rounds) for case in CASES]


def _comparison(case: Case, rounds: int) -> Comparison:
    commands = CommandSet.of(map(CommandTemplate.parse, case.templates))
    intents = Intents.from_dict(
        {
            "language": "en",
            "intents": {"Command": {"data": [{"sentences": case.templates}]}},
            "lists": {"site": {"wildcard": True}},
        }
    )
    ours, rival = [], []
    for _ in range(rounds):
        ours.append(_seconds(lambda: commands.fitting(case.text)))
        rival.append(_seconds(lambda: list(recognize_all(case.text, intents))))
    return Comparison(
        what=f"{case.what}, {MANY} commands",
        unit="µs",
        ours=Series(tuple(seconds / MICRO for seconds in ours)),
        rival_name=HASSIL,
        rival=Series(tuple(seconds / MICRO for seconds in rival)),
        goal=AT_ONCE,
    )


def _seconds(match: Callable[[], object]) -> float:
    def once() -> float:
        start = perf_counter()
        match()
        return perf_counter() - start

    return min(once() for _ in range(REPEATS))
