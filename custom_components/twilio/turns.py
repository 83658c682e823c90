"""The turns of a call: what a caller did, and what this house answered to it."""

from collections.abc import Callable, Mapping
import re
from secrets import token_hex
from typing import Final
from xml.etree import ElementTree as ET

from .webhook import Turn

MAX_TURNS: Final = 20
"""How often a caller may answer in one call: a line that is noisy must not stay open for ever."""
GATHER_URL: Final = "{gather_url}"
"""What stands for the address of a turn in TwiML of a user's own."""

_ENDS_OF_OTHERS: Final = frozenset({"DialCallStatus", "RecordingUrl"})
_NAME: Final = re.compile(r"([0-9]{1,3})-[0-9a-f]+")


def is_input(turn: Turn, fields: Mapping[str, str]) -> bool:
    """Tell whether a caller answered, rather than that a recording or a transfer is over."""
    return bool(turn.digits or turn.speech) and _ENDS_OF_OTHERS.isdisjoint(fields)


def turn_name(number: int) -> str:
    """Return a name for one turn, which no other has: two presses of one key look alike."""
    return f"{number}-{token_hex(8)}"


def turn_number(name: str | None) -> int:
    """Return which turn of its call it is, 0 for a request that is none of ours."""
    found = _NAME.fullmatch(name or "")
    return int(found[1]) if found else 0


def fill_in_turns(root: ET.Element, address: Callable[[], str]) -> None:
    """Put an address of its own in each place that asks for one.

    In the tree, not in the text: whatever an address contains is escaped where it needs to be.
    """
    for element in root.iter():
        for name, value in element.items():
            element.set(name, _filled(value, address))
        if element.text:
            element.text = _filled(element.text, address)
        if element.tail:
            element.tail = _filled(element.tail, address)


def _filled(text: str, address: Callable[[], str]) -> str:
    first, *others = text.split(GATHER_URL)
    return first + "".join(address() + other for other in others)
