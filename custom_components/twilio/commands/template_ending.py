"""Whether texts that fit a template end in what would be taken for a PIN."""

from dataclasses import dataclass
from typing import Final

from ..contacts.pin import LONGEST_PIN, SHORTEST_PIN
from .template_nodes import Choice, Literal, Node, Sequence, Wildcard

_DIGITS: Final = "0123456789"


@dataclass(frozen=True, slots=True)
class _Tail:
    """Digits at the end of a text, as far as it was read backwards."""

    digits: int = 0
    is_open: bool = True
    """Whether what stands in front of it can add some."""

    def behind(self, text: str) -> _Tail:
        """Return the digits at the end with some more text in front of them."""
        if not self.is_open:
            return self
        more = len(text) - len(text.rstrip(_DIGITS))
        return _Tail(min(self.digits + more, LONGEST_PIN + 1), more == len(text))

    def closed(self) -> _Tail:
        """Return the digits at the end with something else in front of them."""
        return self if self.digits == 0 and self.is_open else _Tail(self.digits, is_open=False)


def ends_like_a_pin(node: Node) -> bool:
    """Tell whether texts that fit can end in digits that would be taken for a PIN."""
    tails = _tails(node, frozenset({_Tail()}))
    return any(SHORTEST_PIN <= tail.digits <= LONGEST_PIN for tail in tails)


def _tails(node: Node, tails: frozenset[_Tail]) -> frozenset[_Tail]:
    match node:
        case Literal(text):
            return frozenset(tail.behind(text) for tail in tails)
        case Wildcard():
            return frozenset(_Tail(tail.digits, is_open=False) for tail in tails)
        case Sequence(items):
            for item in reversed(items):
                tails = _tails(item, tails)
            return tails
        case Choice(items):
            return frozenset[_Tail]().union(*(_tails(item, tails) for item in items))
    return frozenset(tail.closed() for tail in tails)
