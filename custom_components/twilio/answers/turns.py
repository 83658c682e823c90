"""The turns of a call: what a caller did, and what this house answered to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
import re
from secrets import token_hex
from typing import Final, Self
from xml.etree import ElementTree as ET

from ..webhook import CLOCK_TOLERANCE, LONGEST_CALL, Turn

MAX_TURNS: Final = 20
"""How often a caller may answer in one call: a line that is noisy must not stay open for ever."""
MAX_UNMATCHED: Final = 3
"""How many answers in a row nobody need understand: codes are not to be tried one by one."""
GATHER_URL: Final = "{gather_url}"
"""What stands for the address of a turn in TwiML of a user's own."""

_URL_ATTRIBUTE: Final = re.compile(r"^action$|(?:url|callback)$", re.IGNORECASE)
_ENDS_OF_OTHERS: Final = frozenset({"DialCallStatus", "RecordingUrl"})
_NAME: Final = re.compile(r"([0-9]{1,3})-([0-9])-([0-9a-f]{1,10})-[0-9a-f]+")


def is_input(turn: Turn, fields: Mapping[str, str]) -> bool:
    """Tell whether a caller answered, rather than that a recording or a transfer is over."""
    return bool(turn.digits or turn.speech) and _ENDS_OF_OTHERS.isdisjoint(fields)


@dataclass(frozen=True, slots=True)
class TurnState:
    """How far a call is, as the name of a turn in our signed URL says."""

    number: int = 0
    """Which turn of its call it is, 0 for what did not come to a URL of a turn."""
    unmatched: int = 0
    """How many answers in a row nobody understood before."""
    issued: float | None = None
    """When its URL was made, in seconds since the epoch; none where this house did not."""

    @classmethod
    def of(cls, name: str | None) -> Self:
        """Read the name of a turn."""
        if found := _NAME.fullmatch(name or ""):
            return cls(int(found[1]), int(found[2]), int(found[3], 16))
        return cls()

    def named(self, now: float) -> str:
        """Return a name for this turn, which no other has: two presses of one key look alike."""
        return f"{self.number}-{self.unmatched}-{int(now):x}-{token_hex(8)}"

    def after(self, *, is_matched: bool) -> Self | None:
        """Return the turn that comes next, none where the call has gone on for long enough."""
        unmatched = 0 if is_matched else self.unmatched + 1
        if self.number >= MAX_TURNS or unmatched >= MAX_UNMATCHED:
            return None
        return type(self)(self.number + 1, unmatched)

    def is_possible(self, now: float) -> bool:
        """Tell whether the call may still go on: a captured request stays signed for ever."""
        return self.issued is None or -CLOCK_TOLERANCE <= now - self.issued <= LONGEST_CALL


FIRST_TURN: Final = TurnState(1)


def fill_in_turns(root: ET.Element, address: Callable[[], str]) -> None:
    """Put an address of its own in each place where Twilio reads one and that asks for it.

    Nowhere else: a text that somebody sent may ask for it, too, and would be read out. In the
    tree, not in the document: whatever an address contains is escaped where it needs to be.
    """
    for element in root.iter():
        for name, value in element.items():
            if value == GATHER_URL or _URL_ATTRIBUTE.search(name):
                element.set(name, _filled(value, address))
        if element.text and element.tag == "Redirect":
            element.text = _filled(element.text, address)


def _filled(text: str, address: Callable[[], str]) -> str:
    first, *others = text.split(GATHER_URL)
    return first + "".join(address() + other for other in others)
