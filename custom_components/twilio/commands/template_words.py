"""What the words of a template tell without laying it over a text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

from .template_nodes import Choice, Gap, Literal, Node, Sequence, Wildcard

type Clause = frozenset[str]
"""Words of which a text has at least one."""


def needed_words(node: Node) -> frozenset[Clause]:
    """Return which whole words every text has that fits."""
    return _clauses(node, begins=True, ends=True)


def _clauses(node: Node, *, begins: bool, ends: bool) -> frozenset[Clause]:
    """Return what a part needs that surely begins or ends where a word does."""
    match node:
        case Literal(text) if begins and ends:
            return frozenset({frozenset({text})})
        case Sequence(items):
            before = _edges(items, is_edge=begins)
            behind = reversed(list(_edges(reversed(items), is_edge=ends, is_reversed=True)))
            return frozenset[Clause]().union(
                *(
                    _clauses(item, begins=item_begins, ends=item_ends)
                    for item, item_begins, item_ends in zip(items, before, behind, strict=True)
                )
            )
        case Choice(items):
            options = [_clauses(item, begins=begins, ends=ends) for item in items]
            if common := frozenset[Clause].intersection(*options):
                return common
            if all(options):
                smallest = (
                    min(option, key=lambda clause: (len(clause), *sorted(clause)))
                    for option in options
                )
                return frozenset({frozenset[str]().union(*smallest)})
    return frozenset()


def _edges(items: Iterable[Node], *, is_edge: bool, is_reversed: bool = False) -> Iterator[bool]:
    """Yield in front of each of some parts whether a word surely begins there, or ends."""
    for item in items:
        yield is_edge
        is_edge = _leaves_edge(item, is_edge=is_edge, is_reversed=is_reversed)


def _leaves_edge(node: Node, *, is_edge: bool, is_reversed: bool) -> bool:
    match node:
        case Gap():
            return True
        case Sequence(items):
            for item in reversed(items) if is_reversed else items:
                is_edge = _leaves_edge(item, is_edge=is_edge, is_reversed=is_reversed)
            return is_edge
        case Choice(items):
            return all(
                _leaves_edge(item, is_edge=is_edge, is_reversed=is_reversed) for item in items
            )
    return False


@dataclass(frozen=True, slots=True)
class Beginning:
    """How texts begin that fit."""

    words: frozenset[str] = frozenset()
    may_be_empty: bool = True

    @classmethod
    def of(cls, node: Node) -> Self:
        """Read it off a part."""
        match node:
            case Literal(text):
                return cls(frozenset({text}), may_be_empty=False)
            case Wildcard():
                return cls(may_be_empty=False)
            case Sequence(items):
                begun = cls()
                for item in items:
                    if not begun.may_be_empty:
                        break
                    following = cls.of(item)
                    begun = cls(begun.words | following.words, following.may_be_empty)
                return begun
            case Choice(items):
                options = [cls.of(item) for item in items]
                return cls(
                    frozenset[str]().union(*(option.words for option in options)),
                    any(option.may_be_empty for option in options),
                )
        return cls()


def slot_names(node: Node) -> list[str]:
    """Return the wildcards of a text that fits; one that it can have twice, twice."""
    match node:
        case Wildcard(name):
            return [name]
        case Sequence(items):
            return [name for item in items for name in slot_names(item)]
        case Choice(items):
            options = [slot_names(item) for item in items]
            return [
                name
                for name in sorted({name for option in options for name in option})
                for _ in range(max(option.count(name) for option in options))
            ]
    return []
