"""Many commands, of which a text is compared with few."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from .template import CommandTemplate
from .template_surface import Surface
from .template_text import FoldedText


@dataclass(frozen=True, slots=True)
class Fit:
    """A template that a text fits, and what stands for its wildcards."""

    template: CommandTemplate
    slots: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CommandSet:
    """Different templates, each found by the rarest of the words that it needs."""

    _templates: Sequence[CommandTemplate]
    _by_word: Mapping[str, Sequence[int]]
    _by_first_word: Mapping[str, Sequence[int]]
    _wordless: Sequence[int]
    """Those that need no whole word."""

    @classmethod
    def of(cls, templates: Iterable[CommandTemplate]) -> Self:
        """Sort out templates; one that is there twice counts once."""
        ordered = tuple(dict.fromkeys(templates))
        common = Counter(
            word for template in ordered for clause in template.needed_words for word in clause
        )
        by_word, by_first_word = (
            defaultdict[str, list[int]](list),
            defaultdict[str, list[int]](list),
        )
        wordless: list[int] = []
        for place, template in enumerate(ordered):
            rarest = min(
                template.needed_words,
                key=lambda clause: (sum(common[word] for word in clause), sorted(clause)),
                default=None,
            )
            if rarest is None:
                wordless.append(place)
            for word in rarest or ():
                by_word[word].append(place)
            for word in template.first_words:
                by_first_word[word].append(place)
        return cls(ordered, by_word, by_first_word, wordless)

    def fitting(self, text: str) -> tuple[Fit, ...]:
        """Return what a text fits, in the order of the templates."""
        folded = FoldedText.of(text)
        surface = Surface.of(folded)
        return tuple(
            Fit(template, slots)
            for place in sorted(self._possible(set(folded.words)))
            if (slots := (template := self._templates[place]).fit(surface)) is not None
        )

    def beginning_like(self, text: str) -> tuple[CommandTemplate, ...]:
        """Return which templates begin with the first word of a text."""
        first = FoldedText.of(text).words[0]
        return tuple(self._templates[place] for place in self._by_first_word.get(first, ()))

    def _possible(self, words: Iterable[str]) -> set[int]:
        """Return which templates a text with some words may fit."""
        return {
            *self._wordless,
            *(place for word in words for place in self._by_word.get(word, ())),
        }
