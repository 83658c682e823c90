"""What a sentence template is made of, and how it is laid over a text.

Each part is laid over all places of a text at once: a set of places is an integer with their
bits. So the time it takes grows with the text and the template alone, whatever a stranger texts.
"""

from abc import abstractmethod
from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import override

from .template_surface import Surface


class Node:
    """A part of a template."""

    __slots__ = ()

    @abstractmethod
    def after(self, starts: int, surface: Surface) -> int:
        """Return where it can end, if it begins at one of some places."""

    @abstractmethod
    def before(self, ends: int, surface: Surface) -> int:
        """Return where it can begin, if it ends at one of some places."""

    @abstractmethod
    def trace(
        self, start: int, ends: int, surface: Surface, slots: MutableMapping[str, str]
    ) -> int:
        """Fill slots on the way from a place to one of some that it reaches; return that one."""


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """Letters and digits, folded."""

    text: str

    @override
    def after(self, starts: int, surface: Surface) -> int:
        return (starts & surface.places_of(self.text)) << len(self.text)

    @override
    def before(self, ends: int, surface: Surface) -> int:
        return ends >> len(self.text) & surface.places_of(self.text)

    @override
    def trace(
        self, start: int, ends: int, surface: Surface, slots: MutableMapping[str, str]
    ) -> int:
        return start + len(self.text)


@dataclass(frozen=True, slots=True)
class Gap(Node):
    """The space between two words; none is needed where something left out leaves two gaps."""

    @override
    def after(self, starts: int, surface: Surface) -> int:
        return (starts & surface.spaces) << 1 | starts & surface.edges

    @override
    def before(self, ends: int, surface: Surface) -> int:
        return ends >> 1 & surface.spaces | ends & surface.edges

    @override
    def trace(
        self, start: int, ends: int, surface: Surface, slots: MutableMapping[str, str]
    ) -> int:
        return start if 1 << start & surface.edges & ends else start + 1


@dataclass(frozen=True, slots=True)
class Ornament(Node):
    """Punctuation or an emoji, which texts have lost where a word begins or ends."""

    text: str

    @override
    def after(self, starts: int, surface: Surface) -> int:
        kept = (starts & surface.places_of(self.text)) << len(self.text)
        return kept | starts & (surface.edges | surface.spaces)

    @override
    def before(self, ends: int, surface: Surface) -> int:
        kept = ends >> len(self.text) & surface.places_of(self.text)
        return kept | ends & (surface.edges | surface.spaces)

    @override
    def trace(
        self, start: int, ends: int, surface: Surface, slots: MutableMapping[str, str]
    ) -> int:
        kept = (1 << start & surface.places_of(self.text)) << len(self.text)
        return start + len(self.text) if kept & ends else start


@dataclass(frozen=True, slots=True)
class Wildcard(Node):
    """Anything but nothing: one word or more, or what stands beside a literal without a space."""

    name: str

    @override
    def after(self, starts: int, surface: Surface) -> int:
        starts &= ~surface.spaces
        first = starts & -starts
        return surface.ends & ~(2 * first - 1) if first else 0

    @override
    def before(self, ends: int, surface: Surface) -> int:
        last = (ends & surface.ends).bit_length()
        return (1 << last - 1) - 1 & ~surface.spaces if last else 0

    @override
    def trace(
        self, start: int, ends: int, surface: Surface, slots: MutableMapping[str, str]
    ) -> int:
        reached = self.after(1 << start, surface) & ends
        end = (reached & -reached).bit_length() - 1
        slots[self.name] = surface.text.written_between(start, end)
        return end


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """One part after the other."""

    items: tuple[Node, ...]

    @override
    def after(self, starts: int, surface: Surface) -> int:
        for item in self.items:
            if not starts:
                break
            starts = item.after(starts, surface)
        return starts

    @override
    def before(self, ends: int, surface: Surface) -> int:
        for item in reversed(self.items):
            ends = item.before(ends, surface)
        return ends

    @override
    def trace(
        self, start: int, ends: int, surface: Surface, slots: MutableMapping[str, str]
    ) -> int:
        goals: list[int] = []
        for item in reversed(self.items):
            goals.append(ends)
            ends = item.before(ends, surface)
        for item, goal in zip(self.items, reversed(goals), strict=True):
            start = item.trace(start, goal, surface, slots)
        return start


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """One of several parts; the first that fits counts."""

    items: tuple[Node, ...]

    @override
    def after(self, starts: int, surface: Surface) -> int:
        ends = 0
        for item in self.items:
            ends |= item.after(starts, surface)
        return ends

    @override
    def before(self, ends: int, surface: Surface) -> int:
        starts = 0
        for item in self.items:
            starts |= item.before(ends, surface)
        return starts

    @override
    def trace(
        self, start: int, ends: int, surface: Surface, slots: MutableMapping[str, str]
    ) -> int:
        fitting = (item for item in self.items if item.after(1 << start, surface) & ends)
        return next(fitting).trace(start, ends, surface, slots)
