"""The sentence template of a command."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
import re
from typing import Final, Self

from ..consent.keywords import KEYWORDS
from ..errors import InvalidInput
from .template_ending import ends_like_a_pin
from .template_nodes import Node
from .template_surface import Surface
from .template_syntax import LONGEST_TEMPLATE, read_template, shown_template
from .template_text import FoldedText
from .template_words import Beginning, Clause, needed_words, slot_names

_ANY_WORD: Final = "\ue000"
"""A word that no template has."""
_ANYTHING: Final = Surface.of(FoldedText.of(f"{_ANY_WORD} " * LONGEST_TEMPLATE))
_RESERVED: Final = {word: Surface.of(FoldedText.of(word)) for word in sorted(KEYWORDS)}
_EXAMPLE: Final = "arm {site}"
_PIN: Final = re.compile(r"pin(?:_?code)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CommandTemplate:
    """A sentence in Home Assistant's own syntax: `[optional]`, `(one|other)`, `{wildcard}`."""

    text: str
    _node: Node = field(repr=False, compare=False)
    needed_words: frozenset[Clause] = field(repr=False, compare=False)
    """Whole words, folded, that every text has that fits."""
    first_words: frozenset[str] = field(repr=False, compare=False)
    """The words of its own, folded, with which texts begin that fit."""

    @classmethod
    @lru_cache(maxsize=1_000)
    def parse(cls, text: str) -> Self:
        """Read a template.

        Raises `InvalidInput`, which never shows digits that may be a PIN: as `read_template` does;
        `command_digits` where its end would be taken for a PIN; `command_slot_pin` for a
        wildcard that would never stand for one, as it is cut before; `command_slot_twice`;
        `command_no_words` where it would fit anything; `command_reserved` for a word that Twilio
        keeps to itself.
        """
        written = " ".join(text.split())
        node, value = read_template(written), shown_template(written)
        if ends_like_a_pin(node):
            raise InvalidInput("command_digits", value=value)
        names = slot_names(node)
        if of_pin := next(filter(_PIN.fullmatch, names), None):
            raise InvalidInput("command_slot_pin", value=value, name=of_pin)
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise InvalidInput("command_slot_twice", value=value, name=twice)
        template = cls(written, node, needed_words(node), Beginning.of(node).words)
        has_words = names or template.first_words
        if not has_words or template.fit(_ANYTHING) is not None:
            raise InvalidInput("command_no_words", value=value, example=_EXAMPLE)
        # A wildcard may well stand for such a word: texts that are nothing else never get here.
        for word, surface in _RESERVED.items():
            if template.fit(surface) == {}:
                raise InvalidInput("command_reserved", value=value, word=word.upper())
        return template

    def match(self, text: str) -> Mapping[str, str] | None:
        """Return what stands for the wildcards of a text, none where it does not fit as a whole.

        Case, width, spaces, and punctuation or emoji around words do not matter. A wildcard takes
        as little as it can, but never nothing, and keeps it as it was written.
        """
        return self.fit(Surface.of(FoldedText.of(text)))

    def fit(self, surface: Surface) -> Mapping[str, str] | None:
        """Do the same with a text that other templates are laid over, too."""
        whole = 1 << surface.size
        if surface.size == 0 or not self._node.after(1, surface) & whole:
            return None
        slots: dict[str, str] = {}
        self._node.trace(0, whole, surface, slots)
        return slots
