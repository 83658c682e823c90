"""Sentence templates in Home Assistant's own syntax, read by its own library."""

from collections.abc import Iterable, Iterator
from itertools import permutations
import re
from typing import Final
import unicodedata

from hassil import expression as syntax
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError

from ..errors import InvalidInput
from .template_nodes import Choice, Gap, Literal, Node, Ornament, Sequence, Wildcard
from .template_text import fold_character, is_ornament

LONGEST_TEMPLATE: Final = 500
"""Characters; nobody reads a longer one, and three texts of SMS hold less."""

_DEEPEST: Final = 20
"""Brackets in brackets."""
_HEAVIEST: Final = 2_000
"""Parts, each order of a permutation counted."""
_MOST_IN_ANY_ORDER: Final = 4
_LONGEST_SHOWN: Final = 100
_LIKE_A_PIN: Final = re.compile(r"\d{4,}")
_OPENING: Final = "([{<"
_CLOSING: Final = ")]}>"


def read_template(text: str) -> Node:
    """Return what a template is made of.

    Raises `InvalidInput`: `command_too_long`, `command_unreadable`, `command_rule`,
    `command_wildcard`.
    """
    value = shown_template(text)
    if len(text) > LONGEST_TEMPLATE or _depth(text) > _DEEPEST:
        raise InvalidInput("command_too_long", value=value)
    try:
        sentence = parse_sentence(unicodedata.normalize("NFC", text))
        return _Reader(value).read(sentence.expression)
    except (ParseError, AssertionError) as err:
        raise InvalidInput("command_unreadable", value=value) from err


def shown_template(text: str) -> str:
    """Return a template as an error shows it: somebody may have written a PIN into it."""
    short = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
    return _LIKE_A_PIN.sub("…", short)


def _depth(text: str) -> int:
    depth = deepest = 0
    for character in text:
        depth += (character in _OPENING) - (character in _CLOSING)
        deepest = max(deepest, depth)
    return deepest


class _Reader:
    """Turns what the library read into parts."""

    def __init__(self, value: str) -> None:
        """Begin without any part; `value` is what errors show."""
        self._value = value
        self._weight = 0

    def read(self, part: syntax.Expression) -> Node:
        """Read a part with all that is in it."""
        self._weight += 1
        if self._weight > _HEAVIEST:
            raise InvalidInput("command_too_long", value=self._value)
        match part:
            case syntax.TextChunk():
                return _joined(_characters(part.original_text))
            case syntax.Permutation():
                return self._in_any_order(part)
            case syntax.Alternative():
                return Choice(tuple(map(self.read, part.items)))
            case syntax.Group():
                return _joined(map(self.read, part.items))
            case syntax.ListReference():
                return self._wildcard(part)
        raise InvalidInput("command_rule", value=self._value)

    def _in_any_order(self, part: syntax.Permutation) -> Node:
        if len(part.items) > _MOST_IN_ANY_ORDER:
            raise InvalidInput("command_too_long", value=self._value)
        return Choice(tuple(_joined(map(self.read, order)) for order in permutations(part.items)))

    def _wildcard(self, part: syntax.ListReference) -> Node:
        name = part.slot_name
        if part.is_capture or part.list_name != name or not name.isidentifier():
            raise InvalidInput("command_wildcard", value=self._value)
        return Wildcard(name)


def _characters(text: str) -> Iterator[Node]:
    """Yield what a piece of text is made of, letter by letter."""
    for character in text:
        for folded in fold_character(character):
            if folded == " ":
                yield Gap()
            elif is_ornament(folded):
                yield Ornament(folded)
            else:
                yield Literal(folded)


def _joined(parts: Iterable[Node]) -> Node:
    """Return parts as one, with neighbouring letters together."""
    items: list[Node] = []
    for part in parts:
        for item in part.items if isinstance(part, Sequence) else (part,):
            match item, items[-1:]:
                case Literal(text), [Literal(begun)]:
                    items[-1] = Literal(f"{begun}{text}")
                case Gap(), [Gap()]:
                    pass
                case _:
                    items.append(item)
    return items[0] if len(items) == 1 else Sequence(tuple(items))
