"""A text that templates are laid over, with the places of what is looked for in it.

A set of places is an integer with their bits.
"""

from dataclasses import dataclass, field
from typing import Self

from .template_text import FoldedText


@dataclass(frozen=True, slots=True)
class Surface:
    """A text with the places of what is looked for in it."""

    text: FoldedText
    size: int
    spaces: int
    """Where a space stands."""
    edges: int
    """Where a word begins, and where the text ends."""
    ends: int
    """Where a word ends, or goes on: not behind a space."""
    _found: dict[str, int] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, text: FoldedText) -> Self:
        """Find the words of a text."""
        size, spaces = len(text.plain), _places_of(" ", text.plain)
        begins = spaces << 1 | 1
        return cls(text, size, spaces, begins | 1 << size, (2 << size) - 1 & ~begins)

    def places_of(self, literal: str) -> int:
        """Return where a literal stands."""
        if (places := self._found.get(literal)) is None:
            places = self._found[literal] = _places_of(literal, self.text.plain)
        return places


def _places_of(literal: str, plain: str) -> int:
    places, place = 0, plain.find(literal)
    while place >= 0:
        places |= 1 << place
        place = plain.find(literal, place + 1)
    return places
